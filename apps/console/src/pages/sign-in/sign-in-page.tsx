// Signing in: by password (with a second factor where it is on), or by WeCom.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { toShownError, useErrorText } from '@yutian/ui';
import { Alert, Button, Card, Divider, Flex, Form, Input, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { setMe } from '../../api/session.ts';

interface Credentials {
  login: string;
  password: string;
  code?: string;
}

export default function SignInPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { to = '/' } = useSearch({ from: '/sign-in' });
  const textOf = useErrorText();
  const { data: options } = useQuery(api.org.signInOptions.queryOptions());
  const signIn = useMutation({
    mutationFn: (input: Credentials) =>
      client.org.signIn({
        login: input.login,
        password: input.password,
        ...secondFactor(input.code?.trim()),
      }),
    onSuccess: (me) => {
      setMe(me);
      void navigate({ href: to.startsWith('/') && !to.startsWith('//') ? to : '/' });
    },
  });
  const error = signIn.error ? toShownError(signIn.error) : undefined;
  const asksTotp = error?.code === 'TOTP_REQUIRED' || error?.code === 'TOTP_REFUSED';
  const required = { required: true, message: t('signIn.required') };
  return (
    <Flex align="center" justify="center" style={{ minHeight: '100vh', padding: 16 }}>
      <Card style={{ width: 380, maxWidth: '100%' }}>
        <Flex vertical align="center" gap={4} style={{ marginBottom: 20 }}>
          <img src="/favicon.svg" alt="" width={44} height={44} />
          <Typography.Title level={1} style={{ fontSize: 20, margin: 0 }}>
            Yutian 域田
          </Typography.Title>
          <Typography.Text type="secondary">{t('signIn.about')}</Typography.Text>
        </Flex>
        <Form<Credentials> layout="vertical" onFinish={(input) => signIn.mutate(input)} requiredMark={false}>
          <Form.Item name="login" label={t('signIn.login')} rules={[required]}>
            <Input autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item name="password" label={t('signIn.password')} rules={[required]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {asksTotp && (
            <Form.Item name="code" label={t('signIn.code')} extra={t('signIn.codeWhy')} rules={[required]}>
              <Input autoComplete="one-time-code" maxLength={40} autoFocus />
            </Form.Item>
          )}
          {error && (
            <Alert
              type={asksTotp ? 'info' : 'error'}
              showIcon
              title={textOf(error)}
              style={{ marginBottom: 16 }}
              role="alert"
            />
          )}
          <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
            {t('signIn.go')}
          </Button>
        </Form>
        {(options?.wecom.length ?? 0) > 0 && <Divider plain>{t('signIn.or')}</Divider>}
        {options?.wecom.map((corp) => (
          <Button
            key={corp.corpId}
            block
            href={`/api/v1/oauth/wecom/start?corpId=${encodeURIComponent(corp.corpId)}&returnTo=${encodeURIComponent(to)}`}
          >
            {t('signIn.wecom', { corp: corp.name })}
          </Button>
        ))}
      </Card>
    </Flex>
  );
}

/** Six digits are the authenticator's; anything else is a recovery code, for who has lost it. */
const secondFactor = (code: string | undefined) =>
  code === undefined || code === '' ? {} : /^\d{6}$/.test(code) ? { totp: code } : { recoveryCode: code };
