// Adds, changes or moves one channel.
import { CHANNEL_KINDS, type ChannelKind, type ChannelNode } from '@yutian/contract';
import { Form, Input, Modal, Select, Typography } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useAction } from '../../api/use-action.ts';
import { pathName } from './channel-tree.ts';
import { ChannelPicker, WelcomePicker } from './pickers.tsx';

export type ChannelTask =
  | { kind: 'create'; parent: ChannelNode | null }
  | { kind: 'change'; channel: ChannelNode }
  | { kind: 'move'; channel: ChannelNode };

interface Fields {
  parentId: string | null;
  kind: ChannelKind;
  name: string;
  ownerDepartment: string;
  welcomeId: string | null;
}

const initialOf = (task: ChannelTask): Fields => {
  if (task.kind === 'create')
    return {
      parentId: task.parent?.channelId ?? null,
      kind: task.parent?.kind ?? 'store',
      name: '',
      ownerDepartment: '',
      welcomeId: null,
    };
  const { parentId, kind, name, ownerDepartment, welcomeId } = task.channel;
  return { parentId, kind, name, ownerDepartment, welcomeId };
};

const save = (task: ChannelTask, fields: Fields) => {
  if (task.kind === 'create') return client.channels.createChannel(fields);
  const id = task.channel.channelId;
  if (task.kind === 'move')
    return client.channels.moveChannel({ id, parentId: fields.parentId ?? null }, asRead(task.channel));
  const { parentId: _, ...change } = fields;
  return client.channels.updateChannel({ id, ...change }, asRead(task.channel));
};

interface ChannelFormProps {
  task: ChannelTask | undefined;
  nodes: readonly ChannelNode[];
  onClose: () => void;
}

export function ChannelForm({ task, nodes, onClose }: ChannelFormProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Fields>();
  const action = useAction(
    ({ on, fields }: { on: ChannelTask; fields: Fields }) => save(on, fields),
    t('acquire.saved'),
  );
  useEffect(() => {
    if (task) form.setFieldsValue(initialOf(task));
  }, [task, form]);
  const submit = async () => {
    if (!task) return;
    const fields = { ...initialOf(task), ...(await form.validateFields()) };
    await action.mutateAsync({ on: task, fields });
    onClose();
  };
  return (
    <Modal
      open={task !== undefined}
      title={task && t(`channels.task.${task.kind}`)}
      okText={t('ui.save')}
      cancelText={t('ui.cancel')}
      confirmLoading={action.isPending}
      onOk={() => void submit().catch(() => undefined)}
      onCancel={onClose}
      forceRender
    >
      {task && task.kind !== 'create' && (
        <Typography.Paragraph type="secondary">{pathName(task.channel, nodes)}</Typography.Paragraph>
      )}
      <Form form={form} layout="vertical" requiredMark={false}>
        {task?.kind !== 'change' && (
          <Form.Item name="parentId" label={t('channels.parent')}>
            <Parent without={task?.kind === 'move' ? task.channel.channelId : undefined} />
          </Form.Item>
        )}
        {task?.kind !== 'move' && (
          <>
            <Form.Item
              name="name"
              label={t('channels.name')}
              rules={[{ required: true, whitespace: true, message: t('channels.nameMissing') }]}
            >
              <Input maxLength={60} placeholder={t('channels.nameHint')} />
            </Form.Item>
            <Form.Item name="kind" label={t('channels.kind')}>
              <Select
                showSearch={{ optionFilterProp: 'label' }}
                options={CHANNEL_KINDS.map((kind) => ({ value: kind, label: t(`channelKind.${kind}`) }))}
              />
            </Form.Item>
            <Form.Item name="ownerDepartment" label={t('channels.owner')} extra={t('channels.ownerWhy')}>
              <Input maxLength={60} placeholder={t('channels.ownerHint')} />
            </Form.Item>
            <Form.Item name="welcomeId" label={t('acquire.welcome')} extra={t('channels.welcomeWhy')}>
              <Welcome />
            </Form.Item>
          </>
        )}
      </Form>
    </Modal>
  );
}

// antd's Form hands value, onChange and id to its child.
interface Controlled {
  id?: string;
  value?: string | null;
  onChange?: (value: string | null) => void;
}

function Parent({ without, value = null, onChange, id }: Controlled & { without?: string | undefined }) {
  const { t } = useTranslation();
  return (
    <ChannelPicker
      id={id}
      label={t('channels.parent')}
      none={t('channels.root')}
      value={value}
      onChange={(next) => onChange?.(next)}
      {...(without && { without })}
    />
  );
}

function Welcome({ value = null, onChange, id }: Controlled) {
  const { t } = useTranslation();
  return (
    <WelcomePicker
      id={id}
      label={t('acquire.welcome')}
      none={t('channels.noWelcome')}
      value={value}
      onChange={(next) => onChange?.(next)}
    />
  );
}
