// Connects a corp, or gives one new secrets. Secrets go in and never come out.
import type { Corp } from '@yutian/contract';
import { Alert, Button, Drawer, Flex, Form, Input, InputNumber, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { inForm, useEdit } from '../../api/use-edit.tsx';

interface Fields {
  corpId: string;
  name: string;
  agentId: number;
  secret?: string;
  archiveSecret?: string;
  callbackToken?: string;
  callbackAesKey?: string;
}

export function CorpDrawer({ corp, onClose }: { corp: Corp | 'new' | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={corp !== undefined}
      onClose={onClose}
      size={460}
      destroyOnHidden
      title={corp === 'new' ? t('corps.connect') : corp && t('corps.rotateTitle', { name: corp.name })}
    >
      {corp && <CorpForm corp={corp === 'new' ? undefined : corp} onSaved={onClose} />}
    </Drawer>
  );
}

const AES_KEY = /^[0-9A-Za-z]{43}$/;
const TOKEN = /^[0-9A-Za-z]{3,32}$/;
const CORP_ID = /^w[wxp][0-9A-Za-z_-]{4,62}$/;

function CorpForm({ corp, onSaved }: { corp: Corp | undefined; onSaved: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Fields>();
  const save = useEdit({
    read: corp,
    fieldsOf: ({ corpId, name, agentId }): Fields => ({ corpId, name, agentId }),
    form: inForm(form),
    run: ({ corpId, name, agentId, secret = '', ...rest }, edition) => {
      const others = Object.fromEntries(Object.entries(rest).filter(([, value]) => value));
      const given = { name, agentId, ...(secret && { secret }), ...others };
      return corp
        ? client.org.updateCorp({ corpId: corp.corpId, ...given }, edition)
        : client.org.connectCorp({ corpId, name, agentId, secret, ...others });
    },
    told: (saved) => t(saved.state === 'refused' ? 'corps.savedRefused' : 'corps.saved'),
  });
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      autoComplete="off"
      initialValues={corp && { name: corp.name, agentId: corp.agentId }}
      onFinish={(fields) => save.mutate(fields, { onSuccess: onSaved })}
    >
      {save.notice}
      <Alert
        type="info"
        showIcon
        title={t(corp ? 'corps.rotateWhy' : 'corps.connectWhy')}
        style={{ marginBottom: 16 }}
      />
      {!corp && (
        <Form.Item
          name="corpId"
          label={t('corps.corpId')}
          extra={t('corps.corpIdWhere')}
          rules={[{ required: true, pattern: CORP_ID, message: t('corps.corpIdShape') }]}
        >
          <Input autoFocus placeholder="ww" />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('corps.name')} rules={[{ required: true, whitespace: true, max: 60 }]}>
        <Input />
      </Form.Item>
      <Form.Item
        name="agentId"
        label={t('corps.agentId')}
        extra={t('corps.agentIdWhere')}
        rules={[{ required: true }]}
      >
        <InputNumber min={1} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name="secret"
        label={t('corps.secret')}
        rules={[{ required: !corp, min: 16, max: 128, message: t('corps.secretShape') }]}
      >
        <Input.Password autoComplete="new-password" placeholder={corp && t('corps.unchanged')} />
      </Form.Item>
      <Typography.Paragraph type="secondary">{t('corps.callbackPair')}</Typography.Paragraph>
      <Form.Item
        name="callbackToken"
        label={t('corps.callbackToken')}
        dependencies={['callbackAesKey']}
        rules={[
          { pattern: TOKEN, message: t('corps.tokenShape') },
          pairedWith('callbackAesKey', t('corps.pairNeeded')),
        ]}
      >
        <Input.Password
          autoComplete="new-password"
          placeholder={corp?.hasCallback ? t('corps.unchanged') : ''}
        />
      </Form.Item>
      <Form.Item
        name="callbackAesKey"
        label={t('corps.callbackAesKey')}
        dependencies={['callbackToken']}
        rules={[
          { pattern: AES_KEY, message: t('corps.aesShape') },
          pairedWith('callbackToken', t('corps.pairNeeded')),
        ]}
      >
        <Input.Password
          autoComplete="new-password"
          placeholder={corp?.hasCallback ? t('corps.unchanged') : ''}
        />
      </Form.Item>
      <Form.Item
        name="archiveSecret"
        label={t('corps.archiveSecret')}
        extra={t('corps.archiveWhy')}
        rules={[{ min: 16, max: 128, message: t('corps.secretShape') }]}
      >
        <Input.Password
          autoComplete="new-password"
          placeholder={corp?.hasArchiveSecret ? t('corps.unchanged') : ''}
        />
      </Form.Item>
      <Flex justify="flex-end">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t(corp ? 'ui.save' : 'corps.connectDo')}
        </Button>
      </Flex>
    </Form>
  );
}

/** A rule: when the other field is given, this one is needed too. */
const pairedWith =
  (other: keyof Fields, message: string) =>
  ({ getFieldValue }: { getFieldValue: (name: keyof Fields) => unknown }) => ({
    validator: (_: unknown, value: unknown) =>
      getFieldValue(other) && !value ? Promise.reject(new Error(message)) : Promise.resolve(),
  });
