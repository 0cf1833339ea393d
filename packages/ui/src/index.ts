// Shared components of the pages. Charts are apart (`@yutian/ui/chart`), because they are heavy.
export { downloadCsv } from './csv.ts';
export { formatCount, formatDate, formatInstant, formatMoney, formatRate, THIN_SAMPLE } from './format.ts';
export { type Language, type Phrases, setLanguage, startI18n } from './i18n.ts';
export {
  type KeysetPages,
  KeysetTable,
  type KeysetTableProps,
  shownColumns,
  toShownError,
} from './keyset-table.tsx';
export { CountText, Figure, type FigureProps, MoneyText, RateText } from './numbers.tsx';
export { Page, type PageProps } from './page.tsx';
export { uiPhrases } from './phrases.ts';
export { EmptyState, ErrorState, LoadingState, type ShownError, useErrorText } from './states.tsx';
export { CHART_COLORS, themeOf } from './theme.ts';
export { WideTable, type WideTableProps } from './wide-table.tsx';
