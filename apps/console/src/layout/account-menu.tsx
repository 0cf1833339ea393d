// Language, theme, and signing out.
import { UserOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { setLanguage } from '@yutian/ui';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { client, queries } from '../api/client.ts';
import { useMe } from '../api/session.ts';
import { useTheme } from './theme-provider.tsx';

export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const { dark, setDark } = useTheme();
  const signOut = async () => {
    await client.org.signOut();
    queries.clear();
    await navigate({ to: '/sign-in', search: {} });
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'who', label: `${me.name} · ${t(`role.${me.role}`)}`, disabled: true },
          { type: 'divider' },
          {
            key: 'account',
            label: t('page./account'),
            onClick: () => void navigate({ to: '/account' as never }),
          },
          { key: 'docs', label: <a href="/api/docs">{t('settings.apiDocs')}</a> },
          {
            key: 'language',
            label: i18n.language === 'zh' ? 'English' : '中文',
            onClick: () => void setLanguage(i18n.language === 'zh' ? 'en' : 'zh'),
          },
          { key: 'theme', label: t(dark ? 'console.light' : 'console.dark'), onClick: () => setDark(!dark) },
          { type: 'divider' },
          { key: 'out', label: t('console.signOut'), onClick: () => void signOut() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={`${t('console.account')} ${me.name}`}>
        {me.name}
      </Button>
    </Dropdown>
  );
}
