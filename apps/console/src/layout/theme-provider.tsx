// Light or dark, and antd's language.
import { themeOf } from '@yutian/ui';
import { App, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const STORED = 'yutian.dark';

/** Who asks for less motion gets none: antd then waits for no end of an animation either. */
const MOTION = !matchMedia('(prefers-reduced-motion: reduce)').matches;

const Theme = createContext<{ dark: boolean; setDark(dark: boolean): void }>({
  dark: false,
  setDark: () => undefined,
});

export const useTheme = () => useContext(Theme);

export function ThemeProvider({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const [dark, setDark] = useState(localStorage.getItem(STORED) === '1');
  useEffect(() => {
    localStorage.setItem(STORED, dark ? '1' : '0');
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [dark]);
  const { token, ...theme } = themeOf(dark);
  return (
    <Theme value={{ dark, setDark }}>
      <ConfigProvider
        theme={{ ...theme, token: { ...token, motion: MOTION } }}
        locale={i18n.language === 'zh' ? zh : en}
        button={{ autoInsertSpace: false }}
      >
        <App>{children}</App>
      </ConfigProvider>
    </Theme>
  );
}
