// 运营总览.
import { Page } from '@yutian/ui';
import { useTranslation } from 'react-i18next';

export default function HomePage() {
  const { t } = useTranslation();
  return (
    <Page title={t('page./')} question="">
      {null}
    </Page>
  );
}
