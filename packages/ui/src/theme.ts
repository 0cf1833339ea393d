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

// @NOTE antd derives these from the main colours: grounds of dark ones turn to mud, its hover and its text on coloured
// tags fail AA.
const LIGHT = {
  colorPrimaryHover: '#17694c',
  colorPrimaryBg: '#e6f1ec',
  colorPrimaryBgHover: '#d5e8df',
  colorSuccessBg: '#e9f4ee',
  colorSuccessBorder: '#a9d3c0',
  colorInfoBg: '#ebf1f9',
  colorInfoBorder: '#b4cbe8',
  colorWarningBg: '#fdf3e4',
  colorWarningBorder: '#edcd9c',
  colorErrorBg: '#fcefed',
  colorErrorBorder: '#eab8b2',
  ...tagText('green', '#237804'),
  ...tagText('gold', '#874d00'),
  ...tagText('orange', '#ad4e00'),
  ...tagText('cyan', '#006d75'),
};

/** Purple words on their dark ground fail AA. */
const DARK = tagText('purple', '#c9a7f5');

// antd keeps every palette step under two names that become one CSS variable.
function tagText(name: string, color: string): Record<string, string> {
  return { [`${name}7`]: color, [`${name}-7`]: color };
}

/** The theme of all pages. */
export function themeOf(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: 'yutian' },
    token: {
      colorPrimary: dark ? '#23835f' : '#1b7f5c',
      colorLink: dark ? '#5cc39b' : '#17694c',
      colorInfo: '#3a6fb0',
      colorSuccess: dark ? '#5cc39b' : '#1b7f5c',
      colorWarning: dark ? '#e0a04a' : '#b45f06',
      colorError: dark ? '#f0796d' : '#b42318',
      colorTextPlaceholder: dark ? '#a3aab1' : '#667079',
      colorTextDisabled: dark ? '#9aa2a9' : '#6b747c',
      colorTextDescription: dark ? '#b0b7bd' : '#5a646c',
      colorTextTertiary: dark ? '#b0b7bd' : '#5a646c',
      ...(dark ? DARK : LIGHT),
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
      // antd darkens the green of buttons, which then carries white words; as a colour of words it is too dark.
      ...(dark && {
        Button: { primaryColor: '#ffffff', dangerColor: '#1d0705' },
        Tabs: { itemSelectedColor: '#7fd6b3', itemHoverColor: '#7fd6b3', inkBarColor: '#7fd6b3' },
        Tree: { nodeSelectedBg: '#1d3a30', nodeHoverBg: '#1a201e' },
      }),
      Statistic: { contentFontSize: 26 },
    },
  };
}
