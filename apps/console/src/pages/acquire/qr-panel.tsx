// The code's picture, and ways to take it along.
import type { CodeDetail } from '@yutian/contract';
import { Button, Card, Flex, Spin, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { QR_FORMATS, QR_PATHS } from './zip-menu.tsx';

const SIZE = 208;

export function QrPanel({ code }: { code: CodeDetail }) {
  const { t } = useTranslation();
  const at = (format: keyof typeof QR_PATHS) => `/api/v1/codes/${code.codeId}/${QR_PATHS[format]}`;
  return (
    <Card size="small">
      <Flex vertical gap={12} align="center">
        {code.qrCode === null ? (
          <Flex
            vertical
            gap={8}
            align="center"
            justify="center"
            style={{ width: SIZE, height: SIZE }}
            role="status"
          >
            {code.linkState === 'waiting' && <Spin />}
            <Typography.Text type="secondary">{t(`codeLinkState.${code.linkState}`)}</Typography.Text>
          </Flex>
        ) : (
          <img
            src={at('svg')}
            width={SIZE}
            height={SIZE}
            alt={t('code.picture', { name: code.name })}
            style={{
              background: '#fff',
              padding: 8,
              borderRadius: 6,
              ...(code.archived && { opacity: 0.35 }),
            }}
          />
        )}
        {code.qrCode !== null && !code.archived && (
          <Flex gap={8} wrap justify="center">
            {QR_FORMATS.map((format) => (
              <Button key={format} size="small" href={at(format)} download>
                {t(`code.download.${format}`)}
              </Button>
            ))}
          </Flex>
        )}
        {code.archived && <Typography.Text type="secondary">{t('code.archivedNote')}</Typography.Text>}
        {code.entryUrl && (
          <Typography.Paragraph
            copyable={{ text: code.entryUrl }}
            ellipsis
            style={{ width: '100%', margin: 0 }}
            type="secondary"
          >
            {code.entryUrl}
          </Typography.Paragraph>
        )}
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {t('code.pictureWhy')}
        </Typography.Text>
      </Flex>
    </Card>
  );
}
