// A new password, typed twice.
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

/** Fields `next` and `again` of a form. */
export function NewPasswordItems() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="next"
        label={t('account.next')}
        extra={t('account.passwordRule')}
        rules={[{ required: true, min: 8, max: 200 }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('account.again')}
        dependencies={['next']}
        rules={[
          { required: true },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === undefined || value === getFieldValue('next')
                ? Promise.resolve()
                : Promise.reject(new Error(t('account.differ'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
