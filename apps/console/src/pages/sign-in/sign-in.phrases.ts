import type { Phrases } from '@yutian/ui';

export const signInPhrases = {
  'signIn.title': { zh: '登录', en: 'Sign in' },
  'signIn.login': { zh: '账号', en: 'Login' },
  'signIn.password': { zh: '密码', en: 'Password' },
  'signIn.code': { zh: '动态验证码', en: 'Authenticator code' },
  'signIn.codeWhy': {
    zh: '身份验证器上的 6 位数字。手机不在身边就填一个恢复码。',
    en: 'The six digits of your authenticator app. Without it, enter one of your recovery codes.',
  },
  'signIn.go': { zh: '登录', en: 'Sign in' },
  'signIn.wecom': { zh: '用企业微信登录 · {{corp}}', en: 'Sign in with WeCom · {{corp}}' },
  'signIn.or': { zh: '或', en: 'or' },
  'signIn.required': { zh: '请填写', en: 'Required' },
  'signIn.about': { zh: '私域运营操作系统', en: 'The operating system for private-domain operation' },
} satisfies Phrases;
