// The one file of tokens: calm neutral ground, one green that is not WeChat's, contrast AA, a 4-px grid.
// @NOTE antd's own placeholder and disabled greys fail AA on white; the ones here pass (4.5:1 and more).
import { theme as antd, type ThemeConfig } from 'antd';

const FONT =
  '-apple-system, BlinkMacSystemFont, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "Segoe UI", sans-serif';

/** Chart colours that stay apart for colour-blind eyes (after Okabe and Ito 2008), in order of use. */
export const CHART_COLORS = [
  '#1b7f5c',
  '#e08a1e',
  '#3a6fb0',
  '#b5487f',
  '#7a7f1b',
  '#5b4fa3',
  '#8a5a2b',
  '#4f5b66',
];

/** The theme of all pages. */
export function themeOf(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: 'yutian' },
    token: {
      colorPrimary: dark ? '#3fae85' : '#1b7f5c',
      colorLink: dark ? '#5cc39b' : '#17694c',
      colorInfo: '#3a6fb0',
      colorSuccess: '#1b7f5c',
      colorWarning: '#b45f06',
      colorError: '#b42318',
      colorTextPlaceholder: dark ? '#a3aab1' : '#667079',
      colorTextDisabled: dark ? '#9aa2a9' : '#6b747c',
      colorTextDescription: dark ? '#b0b7bd' : '#5a646c',
      colorTextTertiary: dark ? '#b0b7bd' : '#5a646c',
      colorBgLayout: dark ? '#101413' : '#f5f6f4',
      borderRadius: 6,
      sizeUnit: 4,
      fontFamily: FONT,
      fontSize: 14,
    },
    components: {
      Table: { cellPaddingBlockSM: 6, cellPaddingInlineSM: 8, headerBg: dark ? '#1a201e' : '#f0f2ef' },
      Layout: {
        headerBg: dark ? '#141917' : '#ffffff',
        siderBg: dark ? '#141917' : '#ffffff',
        headerPadding: '0 16px',
      },
      Menu: {
        itemSelectedBg: dark ? '#1d3a30' : '#e6f1ec',
        itemSelectedColor: dark ? '#7fd6b3' : '#14593f',
        subMenuItemSelectedColor: dark ? '#7fd6b3' : '#14593f',
      },
      Statistic: { contentFontSize: 26 },
    },
  };
}
