// Words: Chinese first, English as a switch. Phrases live beside their subject: fault codes and labels in the
// contract, page words in the pages' own tables; all are joined here.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

/** A table of phrases: key → the two languages. `{{name}}` is filled in. */
export type Phrases = Record<string, { zh: string; en: string }>;
export type Language = 'zh' | 'en';

const STORED = 'yutian.language';

/** Starts i18n with the phrases of all parts. A key that two tables carry keeps the later one. */
export async function startI18n(...tables: Phrases[]): Promise<void> {
  const all = Object.assign({}, ...tables) as Phrases;
  const pick = (language: Language) =>
    Object.fromEntries(Object.entries(all).map(([key, words]) => [key, words[language]]));
  await i18next.use(initReactI18next).init({
    lng: localStorage.getItem(STORED) ?? 'zh',
    fallbackLng: 'zh',
    resources: { zh: { translation: pick('zh') }, en: { translation: pick('en') } },
    // Keys are plain sentences or codes, never paths.
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language === 'zh' ? 'zh-CN' : 'en';
}

/** Switches the language and remembers it. */
export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}
