// Making and renaming tags and their groups; the platform's limits stand in the form.
import { useQuery } from '@tanstack/react-query';
import type { TagGroupView } from '@yutian/contract';
import { formatCount } from '@yutian/ui';
import { Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';

/** WeCom: a tag or group name has at most 30 characters. */
const NAME = 30;
const MOST_AT_ONCE = 100;

export function Rename({
  open,
  name,
  run,
  onClose,
}: {
  open: boolean;
  name: string;
  run: (name: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ name: string }>();
  const rename = useAction(run, t('tags.sent'));
  return (
    <Modal
      open={open}
      title={t('tags.rename', { name })}
      okText={t('ui.save')}
      confirmLoading={rename.isPending}
      destroyOnHidden
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ name }}
        onFinish={(input) => rename.mutate(input.name.trim(), { onSuccess: onClose })}
      >
        <NameItem />
      </Form>
    </Modal>
  );
}

export function AddTags({
  open,
  group,
  onClose,
}: {
  open: boolean;
  group: TagGroupView;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ tags: string[] }>();
  const add = useAction(
    (names: string[]) => client.customers.createTags({ id: group.groupId, names }),
    t('tags.sent'),
  );
  return (
    <Modal
      open={open}
      title={t('tags.addTo', { name: group.name })}
      okText={t('ui.save')}
      confirmLoading={add.isPending}
      destroyOnHidden
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        onFinish={(input) => add.mutate(input.tags, { onSuccess: onClose })}
      >
        <TagsItem corpId={group.corpId} taken={group.tags.map((tag) => tag.name)} />
      </Form>
    </Modal>
  );
}

export function NewGroup({ corpId, open, onClose }: { corpId: string; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ name: string; tags: string[] }>();
  const add = useAction(
    (input: { name: string; tags: string[] }) => client.customers.createTagGroup({ corpId, ...input }),
    t('tags.sent'),
  );
  return (
    <Modal
      open={open}
      title={t('tags.newGroup')}
      okText={t('ui.save')}
      confirmLoading={add.isPending}
      destroyOnHidden
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        onFinish={(input) => add.mutate(input, { onSuccess: onClose })}
      >
        <NameItem />
        <TagsItem corpId={corpId} taken={[]} />
      </Form>
    </Modal>
  );
}

function NameItem() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="name"
      label={t('tags.name')}
      extra={t('tags.nameLimit', { n: NAME })}
      rules={[{ required: true, whitespace: true, message: t('people.required') }]}
    >
      <Input maxLength={NAME} showCount />
    </Form.Item>
  );
}

function TagsItem({ corpId, taken }: { corpId: string; taken: string[] }) {
  const { t } = useTranslation();
  const { data: limits } = useQuery(api.customers.getTagLimits.queryOptions({ input: { corpId } }));
  const check = (_: unknown, names: string[] | undefined) => {
    const long = names?.find((name) => name.length > NAME);
    const twice = names?.find((name) => taken.includes(name));
    const count = names?.length ?? 0;
    if (count === 0) return Promise.reject(new Error(t('people.required')));
    if (long) return Promise.reject(new Error(t('tags.tooLong', { name: long, n: NAME })));
    if (twice) return Promise.reject(new Error(t('tags.taken', { name: twice })));
    if (count > MOST_AT_ONCE) return Promise.reject(new Error(t('tags.tooMany', { n: MOST_AT_ONCE })));
    if (limits && count > limits.left)
      return Promise.reject(
        new Error(t('tags.overCap', { left: formatCount(limits.left), source: limits.source })),
      );
    return Promise.resolve();
  };
  return (
    <Form.Item
      name="tags"
      label={t('tags.tags')}
      extra={limits && t('tags.tagsHint', { left: formatCount(limits.left), source: limits.source })}
      rules={[{ validator: check }]}
    >
      <Select mode="tags" tokenSeparators={[',', '\uff0c', '、', '\n']} open={false} suffixIcon={null} />
    </Form.Item>
  );
}
