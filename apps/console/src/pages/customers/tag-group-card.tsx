// A tag group: each tag with how many carry it (opening those people), what the platform said, and its changes.
import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  DeleteOutlined,
  EditOutlined,
  MoreOutlined,
  PlusOutlined,
} from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import type { TagGroupView } from '@yutian/contract';
import { formatCount } from '@yutian/ui';
import { App, Button, Card, Dropdown, Flex, Tag, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { AddTags, Rename } from './tag-forms.tsx';
import { moved } from './tag-order.rules.ts';

type TagView = TagGroupView['tags'][number];
type Pushed = Pick<TagView, 'push' | 'pushCode' | 'pushMessage'>;

/** `onMove`: absent where the group cannot move. */
export function TagGroupCard({ group, onMove }: { group: TagGroupView; onMove?: (by: -1 | 1) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { modal } = App.useApp();
  const [form, setForm] = useState<'rename' | 'add'>();
  const remove = useAction(() => client.customers.deleteTagGroup({ id: group.groupId }), t('tags.deleted'));
  const marks = group.tags.reduce((sum, tag) => sum + tag.people, 0);
  const confirmRemove = () =>
    modal.confirm({
      title: t('tags.deleteGroupSure', { name: group.name }),
      content: t('tags.deleteGroupWhat', { tags: group.tags.length, marks: formatCount(marks) }),
      okText: t('ui.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(undefined),
    });
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center" wrap>
          <span>{group.name}</span>
          <Typography.Text type="secondary">{t('tags.count', { n: group.tags.length })}</Typography.Text>
          <PushState of={group} />
        </Flex>
      }
      extra={
        may('tags.write') && (
          <Flex>
            {onMove && (
              <>
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowUpOutlined />}
                  aria-label={t('tags.up', { name: group.name })}
                  onClick={() => onMove(-1)}
                />
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowDownOutlined />}
                  aria-label={t('tags.down', { name: group.name })}
                  onClick={() => onMove(1)}
                />
              </>
            )}
            <Button
              type="text"
              size="small"
              icon={<PlusOutlined />}
              aria-label={t('tags.addTo', { name: group.name })}
              onClick={() => setForm('add')}
            />
            <Button
              type="text"
              size="small"
              icon={<EditOutlined />}
              aria-label={t('tags.rename', { name: group.name })}
              onClick={() => setForm('rename')}
            />
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('tags.delete', { name: group.name })}
              onClick={confirmRemove}
            />
          </Flex>
        )
      }
    >
      <Flex gap={8} wrap>
        {group.tags.map((tag) => (
          <OneTag key={tag.tagId} tag={tag} group={group} />
        ))}
      </Flex>
      <Rename
        open={form === 'rename'}
        name={group.name}
        run={(name) => client.customers.editTagGroup({ id: group.groupId, name }, asRead(group))}
        onClose={() => setForm(undefined)}
      />
      <AddTags open={form === 'add'} group={group} onClose={() => setForm(undefined)} />
    </Card>
  );
}

function OneTag({ tag, group }: { tag: TagView; group: TagGroupView }) {
  const among = group.tags;
  const { t } = useTranslation();
  const may = useMay();
  const { modal } = App.useApp();
  const [renaming, setRenaming] = useState(false);
  const remove = useAction(() => client.customers.deleteTag({ id: tag.tagId }), t('tags.deleted'));
  const reorder = useAction(async (by: -1 | 1) => {
    const placed = among.map(({ tagId, position }) => ({ id: tagId, position }));
    for (const change of moved(placed, tag.tagId, by)) await client.customers.editTag(change);
  }, t('tags.sent'));
  const confirmRemove = () =>
    modal.confirm({
      title: t('tags.deleteSure', { name: tag.name }),
      content: t('tags.deleteWhat', { people: formatCount(tag.people) }),
      okText: t('ui.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(undefined),
    });
  return (
    <Flex
      align="center"
      gap={6}
      style={{ border: '1px solid var(--ant-color-border)', borderRadius: 6, padding: '2px 4px 2px 10px' }}
    >
      <span>{tag.name}</span>
      <PushState of={tag} />
      {may('customers.read') ? (
        <Link
          to={'/customers' as never}
          search={{ tagsAll: tag.tagId } as never}
          aria-label={t('tags.openPeople', { name: tag.name, n: formatCount(tag.people) })}
        >
          {formatCount(tag.people)}
        </Link>
      ) : (
        <Typography.Text type="secondary">{formatCount(tag.people)}</Typography.Text>
      )}
      {may('tags.write') && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'rename', label: t('tags.renameIt'), onClick: () => setRenaming(true) },
              {
                key: 'forward',
                label: t('tags.forward'),
                disabled: among[0]?.tagId === tag.tagId,
                onClick: () => reorder.mutate(-1),
              },
              {
                key: 'back',
                label: t('tags.back'),
                disabled: among.at(-1)?.tagId === tag.tagId,
                onClick: () => reorder.mutate(1),
              },
              { key: 'delete', label: t('ui.delete'), danger: true, onClick: () => confirmRemove() },
            ],
          }}
        >
          <Button
            type="text"
            size="small"
            icon={<MoreOutlined />}
            aria-label={t('tags.more', { name: tag.name })}
          />
        </Dropdown>
      )}
      <Rename
        open={renaming}
        name={tag.name}
        run={(name) => client.customers.editTag({ id: tag.tagId, name }, asRead(group))}
        onClose={() => setRenaming(false)}
      />
    </Flex>
  );
}

/** What the platform has not got yet, or refused and why. */
function PushState({ of }: { of: Pushed }) {
  const { t } = useTranslation();
  if (of.push === 'none') return null;
  if (of.push === 'pending') return <Tag color="processing">{t('tags.pending')}</Tag>;
  return (
    <Tooltip title={[of.pushCode && t(of.pushCode, of.pushCode), of.pushMessage].filter(Boolean).join(' · ')}>
      <Tag color="error" tabIndex={0}>
        {t('tags.refused')}
      </Tag>
    </Tooltip>
  );
}
