// A link by which somebody sets his password once; it is shown now and never again.
import { formatInstant } from '@yutian/ui';
import { Alert, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

export interface PasswordLink {
  url: string;
  expiresAt: string;
}

export function PasswordLinkBox({ link }: { link: PasswordLink }) {
  const { t } = useTranslation();
  // Without a configured public address the server knows only the path.
  const whole = new URL(link.url, location.origin).href;
  return (
    <Flex vertical gap={12}>
      <Alert
        type="warning"
        showIcon
        title={t('users.linkOnce')}
        description={t('users.linkUntil', { time: formatInstant(link.expiresAt) })}
      />
      <Typography.Paragraph copyable={{ text: whole }} code style={{ wordBreak: 'break-all', margin: 0 }}>
        {whole}
      </Typography.Paragraph>
    </Flex>
  );
}
