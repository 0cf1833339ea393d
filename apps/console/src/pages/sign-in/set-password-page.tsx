// Sets a password by a one-time link. The token stands in the address's fragment, which no server sees or logs.
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { toShownError, useErrorText } from '@yutian/ui';
import { Alert, Button, Card, Flex, Form, Result, Typography } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { NewPasswordItems } from '../settings/new-password.tsx';

export default function SetPasswordPage() {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [token] = useState(() => location.hash.slice(1));
  const redeem = useMutation({
    mutationFn: ({ next }: { next: string }) => client.org.redeemPasswordLink({ token, password: next }),
    // The token is spent: it leaves the address and the history.
    onSuccess: () => history.replaceState(history.state, '', location.pathname),
  });
  useEffect(() => {
    document.title = `${t('setPassword.title')} · Yutian 域田`;
  }, [t]);
  return (
    <Flex align="center" justify="center" style={{ minHeight: '100vh', padding: 16 }}>
      <Card style={{ width: 400, maxWidth: '100%' }}>
        {redeem.isSuccess ? (
          <Result
            status="success"
            title={t('setPassword.done')}
            extra={<Link to="/sign-in">{t('signIn.go')}</Link>}
          />
        ) : (
          <>
            <Flex vertical align="center" gap={4} style={{ marginBottom: 20 }}>
              <img src="/favicon.svg" alt="" width={44} height={44} />
              <Typography.Title level={1} style={{ fontSize: 20, margin: 0 }}>
                {t('setPassword.title')}
              </Typography.Title>
              <Typography.Text type="secondary">{t('setPassword.about')}</Typography.Text>
            </Flex>
            {token.length < 20 ? (
              <Alert type="error" showIcon role="alert" title={t('PASSWORD_LINK_INVALID')} />
            ) : (
              <Form<{ next: string }>
                layout="vertical"
                requiredMark={false}
                onFinish={(fields) => redeem.mutate(fields)}
              >
                <NewPasswordItems />
                {redeem.error && (
                  <Alert
                    type="error"
                    showIcon
                    role="alert"
                    style={{ marginBottom: 16 }}
                    title={textOf(toShownError(redeem.error))}
                  />
                )}
                <Button type="primary" htmlType="submit" block loading={redeem.isPending}>
                  {t('setPassword.go')}
                </Button>
              </Form>
            )}
          </>
        )}
      </Card>
    </Flex>
  );
}
