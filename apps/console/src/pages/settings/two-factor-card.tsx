// Two-factor sign-in: a QR code for the authenticator, one code to confirm it, recovery codes shown once.
import { useMutation, useQuery } from '@tanstack/react-query';
import { downloadCsv, ErrorState, toShownError, useErrorText } from '@yutian/ui';
import { Alert, Button, Card, Flex, Form, Input, Skeleton, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, queries } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';

const CODE = { pattern: /^\d{6}$/, required: true } as const;

export function TwoFactorCard() {
  const { t } = useTranslation();
  const me = useMe();
  const [codes, setCodes] = useState<readonly string[]>();
  const enrol = useMutation({ mutationFn: () => client.org.enrolTotp() });
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center">
          {t('account.totp')}
          <Tag color={me.totpEnabled ? 'green' : 'default'}>
            {t(me.totpEnabled ? 'account.on' : 'account.off')}
          </Tag>
        </Flex>
      }
    >
      {codes ? (
        <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />
      ) : me.totpEnabled ? (
        <Disable />
      ) : enrol.error ? (
        <ErrorState error={toShownError(enrol.error)} onRetry={() => enrol.mutate()} />
      ) : enrol.data ? (
        <Confirm
          enrolment={enrol.data}
          onConfirmed={(recoveryCodes) => {
            setCodes(recoveryCodes);
            enrol.reset();
          }}
        />
      ) : (
        <>
          <Typography.Paragraph type="secondary">{t('account.totpWhy')}</Typography.Paragraph>
          <Button type="primary" loading={enrol.isPending} onClick={() => enrol.mutate()}>
            {t('account.enrol')}
          </Button>
        </>
      )}
    </Card>
  );
}

function Confirm({
  enrolment,
  onConfirmed,
}: {
  enrolment: { secret: string; uri: string };
  onConfirmed: (recoveryCodes: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const { data: image } = useQuery({
    queryKey: ['totp-qr', enrolment.uri],
    gcTime: 0,
    queryFn: async () => (await import('qrcode')).toDataURL(enrolment.uri, { margin: 2, width: 200 }),
  });
  const confirm = useMutation({
    mutationFn: ({ code }: { code: string }) => client.org.confirmTotp({ code }),
    onSuccess: async ({ recoveryCodes }) => {
      onConfirmed(recoveryCodes);
      await queries.invalidateQueries();
    },
  });
  return (
    <Flex vertical gap={12}>
      <Typography.Text>{t('account.scan')}</Typography.Text>
      {image ? (
        <img src={image} width={200} height={200} alt={t('account.qr')} />
      ) : (
        <Skeleton.Node active style={{ width: 200, height: 200 }} />
      )}
      <Typography.Text type="secondary">
        {t('account.bySecret')}{' '}
        <Typography.Text code copyable style={{ wordBreak: 'break-all' }}>
          {enrolment.secret}
        </Typography.Text>
      </Typography.Text>
      <Form<{ code: string }> layout="inline" onFinish={(fields) => confirm.mutate(fields)}>
        <Form.Item
          name="code"
          label={t('account.code')}
          rules={[{ ...CODE, message: t('account.codeShape') }]}
        >
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} style={{ width: 110 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={confirm.isPending}>
          {t('account.confirm')}
        </Button>
      </Form>
      {confirm.error && (
        <Alert type="error" showIcon role="alert" title={textOf(toShownError(confirm.error))} />
      )}
    </Flex>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Flex vertical gap={12}>
      <Alert type="warning" showIcon title={t('account.codesOnce')} description={t('account.codesWhy')} />
      <Typography.Paragraph copyable={{ text: codes.join('\n') }} style={{ margin: 0 }}>
        <span
          style={{
            display: 'inline-grid',
            gridTemplateColumns: 'auto auto',
            gap: '4px 24px',
            fontFamily: 'ui-monospace, monospace',
          }}
        >
          {codes.map((code) => (
            <span key={code}>{code}</span>
          ))}
        </span>
      </Typography.Paragraph>
      <Flex gap={8}>
        <Button
          onClick={() =>
            downloadCsv(
              'yutian-recovery-codes',
              [t('account.recoveryCode')],
              codes.map((code) => [code]),
            )
          }
        >
          {t('account.download')}
        </Button>
        <Button type="primary" onClick={onDone}>
          {t('account.kept')}
        </Button>
      </Flex>
    </Flex>
  );
}

function Disable() {
  const { t } = useTranslation();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const disable = useAction(
    (fields: { password: string; code: string }) => client.org.disableTotp(fields),
    t('account.totpOff'),
  );
  if (!asking)
    return (
      <Flex vertical gap={12} align="flex-start">
        <Typography.Text type="secondary">{t('account.totpOn')}</Typography.Text>
        {me.hasPassword && (
          <Button danger onClick={() => setAsking(true)}>
            {t('account.disable')}
          </Button>
        )}
      </Flex>
    );
  return (
    <Form<{ password: string; code: string }>
      layout="vertical"
      style={{ maxWidth: 320 }}
      onFinish={(fields) => disable.mutate(fields, { onSuccess: () => setAsking(false) })}
    >
      <Form.Item name="password" label={t('account.current')} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item name="code" label={t('account.code')} rules={[{ ...CODE, message: t('account.codeShape') }]}>
        <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
      </Form.Item>
      <Flex gap={8}>
        <Button danger htmlType="submit" loading={disable.isPending}>
          {t('account.disable')}
        </Button>
        <Button onClick={() => setAsking(false)}>{t('ui.cancel')}</Button>
      </Flex>
    </Form>
  );
}
