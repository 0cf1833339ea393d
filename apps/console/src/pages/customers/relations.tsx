// Who of the staff knows him: by which way he came, how they call him, and who was lost.
import { EditOutlined, TagsOutlined } from '@ant-design/icons';
import type { CustomerDetail } from '@yutian/contract';
import { formatInstant } from '@yutian/ui';
import { Button, Card, Divider, Flex, Form, Input, Modal, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { useCorpNames } from './pickers.tsx';
import { addWayWord, nameOf } from './words.ts';

type Relation = CustomerDetail['relations'][number];

/** WeCom: 企业微信 «修改客户备注信息», remark at most 20 characters, description at most 150. */
const REMARK = 20;
const DESCRIPTION = 150;
const COLORS = { friend: 'green', half: 'gold', lost: 'red' } as const;

export function Relations({ person, onTag }: { person: CustomerDetail; onTag: () => void }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<{ relation: Relation; of: CustomerDetail }>();
  const corpName = useCorpNames();
  const many = new Set(person.relations.map((relation) => relation.corpId)).size > 1;
  return (
    <Card size="small" title={t('people.relations', { n: person.relations.length })}>
      {person.relations.length === 0 && (
        <Typography.Text type="secondary">{t('people.relations.none')}</Typography.Text>
      )}
      <Others others={person.others} />
      {person.relations.map((relation, i) => (
        <div key={`${relation.staffId} ${relation.corpId}`}>
          {i > 0 && <Divider style={{ margin: '8px 0' }} />}
          <RelationLines
            relation={relation}
            corp={many ? corpName(relation.corpId) : ''}
            tags={person.tags.filter((tag) => tag.staffId === relation.staffId)}
            onEdit={() => setEditing({ relation, of: person })}
            onTag={onTag}
          />
        </div>
      ))}
      <RemarkModal edited={editing} onClose={() => setEditing(undefined)} />
    </Card>
  );
}

/** That others know him too, and nothing more of them. */
function Others({ others }: { others: CustomerDetail['others'] }) {
  const { t } = useTranslation();
  if (others.staff === 0) return null;
  const words = others.stores > 0 ? 'people.others.stores' : 'people.others.staff';
  return (
    <Typography.Paragraph type="secondary" style={{ marginBottom: 8 }}>
      {t(words, { n: others.stores > 0 ? others.stores : others.staff })}
    </Typography.Paragraph>
  );
}

function RelationLines({
  relation,
  corp,
  tags,
  onEdit,
  onTag,
}: {
  relation: Relation;
  corp: string;
  tags: CustomerDetail['tags'];
  onEdit: () => void;
  onTag: () => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const time = (iso: string | null) => (iso ? formatInstant(iso) : t('people.timeUnknown'));
  const live = relation.standing !== 'lost';
  const way = relation.addWay === null ? '' : addWayWord(t, relation.addWay);
  const from = [way, relation.source].filter(Boolean).join(' · ');
  const where = [relation.storeName, corp].filter(Boolean).join(' · ');
  return (
    <Flex vertical gap={2}>
      <Flex gap={6} align="center" wrap>
        <Typography.Text strong>{nameOf(t, relation.staffName)}</Typography.Text>
        <Tag color={COLORS[relation.standing]}>{t(`people.standing.${relation.standing}`)}</Tag>
        {where && <Typography.Text type="secondary">{where}</Typography.Text>}
      </Flex>
      <Typography.Text type="secondary">
        {t('people.relation.added', { at: time(relation.addedAt) })}
        {from && ` · ${from}`}
      </Typography.Text>
      {relation.standing === 'lost' && (
        <Typography.Text type="secondary">
          {t('people.relation.lost', {
            at: time(relation.lostAt),
            by: t(`people.lostBy.${relation.lostBy ?? 'unknown'}`),
          })}
        </Typography.Text>
      )}
      <Flex gap={4} align="center" wrap>
        <Typography.Text>
          {t('people.relation.remark')} {relation.remark || '–'}
        </Typography.Text>
        {live && may('customers.write') && (
          <Button
            size="small"
            type="text"
            icon={<EditOutlined />}
            aria-label={t('people.remark.edit', { staff: nameOf(t, relation.staffName) })}
            onClick={onEdit}
          />
        )}
      </Flex>
      {relation.description && <Typography.Text>{relation.description}</Typography.Text>}
      <Flex gap={4} align="center" wrap>
        {tags.map((tag) => (
          <MarkedTag key={tag.tagId} tag={tag} />
        ))}
        {live && may('customers.write') && (
          <Button
            size="small"
            type="text"
            icon={<TagsOutlined />}
            aria-label={t('people.tagging')}
            onClick={onTag}
          />
        )}
      </Flex>
    </Flex>
  );
}

function MarkedTag({ tag }: { tag: CustomerDetail['tags'][number] }) {
  const { t } = useTranslation();
  const color = { on: 'default', adding: 'processing', removing: 'default', refused: 'error' }[tag.mark];
  return (
    <Tag color={color} title={tag.groupName ?? ''}>
      {tag.mark === 'removing' ? <del>{tag.name}</del> : tag.name}
      {tag.mark !== 'on' && ` · ${t(`people.mark.${tag.mark}`)}`}
      {tag.refusedCode && ` (${t(tag.refusedCode, tag.refusedCode)})`}
    </Tag>
  );
}

function RemarkModal({
  edited,
  onClose,
}: {
  /** The relation as it stood when the form was opened, and the person it was read with. */
  edited: { relation: Relation; of: CustomerDetail } | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const relation = edited?.relation;
  const [form] = Form.useForm<{ remark: string; description: string }>();
  const save = useAction(
    (input: { staffId: string; remark: string; description: string }) =>
      client.customers.editRemark({ id: edited?.of.id ?? '', ...input }, asRead(edited?.of)),
    t('people.remark.sent'),
  );
  return (
    <Modal
      open={relation !== undefined}
      title={t('people.remark.edit', { staff: nameOf(t, relation?.staffName) })}
      okText={t('ui.save')}
      confirmLoading={save.isPending}
      destroyOnHidden
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ remark: relation?.remark, description: relation?.description }}
        onFinish={(input) =>
          relation && save.mutate({ staffId: relation.staffId, ...input }, { onSuccess: onClose })
        }
      >
        <Form.Item name="remark" label={t('people.relation.remark')}>
          <Input maxLength={REMARK} showCount />
        </Form.Item>
        <Form.Item
          name="description"
          label={t('people.relation.description')}
          extra={t('people.remark.limit', { remark: REMARK, description: DESCRIPTION })}
        >
          <Input.TextArea maxLength={DESCRIPTION} showCount rows={3} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
