// Changes one's own password; the other browsers are signed out.
import { Button, Card, Form, Input, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';
import { NewPasswordItems } from './new-password.tsx';

interface Fields {
  current: string;
  next: string;
}

export function PasswordCard() {
  const { t } = useTranslation();
  const [form] = Form.useForm<Fields>();
  const change = useAction(
    ({ current, next }: Fields) => client.org.changePassword({ current, next }),
    t('account.passwordChanged'),
  );
  return (
    <Card size="small" title={t('account.password')}>
      <Typography.Paragraph type="secondary">{t('account.passwordWhy')}</Typography.Paragraph>
      <Form<Fields>
        form={form}
        layout="vertical"
        style={{ maxWidth: 360 }}
        onFinish={(fields) => change.mutate(fields, { onSuccess: () => form.resetFields() })}
      >
        <Form.Item name="current" label={t('account.current')} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <NewPasswordItems />
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t('account.change')}
        </Button>
      </Form>
    </Card>
  );
}
