// Who is in a group, or left it; or who came by a join code.
import { Link } from '@tanstack/react-router';
import { GROUP_MEMBER_KINDS, type GroupMember } from '@yutian/contract';
import { EmptyState, formatInstant, KeysetTable } from '@yutian/ui';
import { Button, Select, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';

const COLORS = { customer: 'green', stranger: 'orange', staff: 'blue' } as const;

export function GroupMembers({
  groupId,
  joinCodeId,
  present,
}: {
  groupId?: string;
  joinCodeId?: string;
  present: boolean;
}) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<GroupMember['kind'] | null>(null);
  const pages = useKeyset(['group-members', groupId, joinCodeId, present, kind], (cursor) =>
    client.groups.listMembers({ ...given({ groupId, joinCodeId, kind, cursor }), present }),
  );
  return (
    <KeysetTable<GroupMember>
      name="group-members"
      label={t('group.tab.members')}
      pages={pages}
      rowKey={(row) => row.key}
      toolbar={
        <>
          <Select<GroupMember['kind'] | null>
            size="small"
            allowClear
            aria-label={t('group.kind')}
            placeholder={t('group.kind')}
            style={{ width: 120 }}
            value={kind}
            onChange={(next) => setKind(next ?? null)}
            options={GROUP_MEMBER_KINDS.map((value) => ({ value, label: t(`groupMemberKind.${value}`) }))}
          />
          {groupId && (
            <Button size="small" href={`/api/v1/groups/${groupId}/members.csv?present=${present}`} download>
              {t('ui.export')}
            </Button>
          )}
        </>
      }
      empty={
        present ? (
          <EmptyState title={t('group.noMembers')} why={t('group.noMembersWhy')} />
        ) : (
          <EmptyState title={t('group.noLeft')} why={t('group.noLeftWhy')} />
        )
      }
      columns={[
        { key: 'name', title: t('group.member'), render: (_, row) => <MemberName {...row} /> },
        { key: 'kind', title: t('group.kind'), render: (_, row) => <KindTag kind={row.kind} /> },
        ...(groupId
          ? []
          : [
              {
                key: 'group',
                title: t('groups.name'),
                render: (_: unknown, row: GroupMember) => row.groupName,
              },
            ]),
        { key: 'joined', title: t('group.joinedAt'), render: (_, row) => formatInstant(row.joinedAt) },
        ...(present
          ? []
          : [
              {
                key: 'left',
                title: t('group.leftAt'),
                render: (_: unknown, row: GroupMember) =>
                  row.leftAt === null ? '–' : formatInstant(row.leftAt),
              },
            ]),
        { key: 'scene', title: t('group.scene'), render: (_, row) => t(`joinScene.${row.scene}`) },
        { key: 'invitor', title: t('group.invitor'), render: (_, row) => row.invitorName ?? '–' },
        {
          key: 'code',
          title: t('group.code'),
          hidden: !groupId,
          render: (_, row) => row.joinCode?.name ?? '–',
        },
        {
          key: 'nickname',
          title: t('group.nickname'),
          hidden: true,
          render: (_, row) => row.nickname || '–',
        },
      ]}
    />
  );
}

function KindTag({ kind }: Pick<GroupMember, 'kind'>) {
  const { t } = useTranslation();
  const tag = (
    <Tag color={COLORS[kind]} {...(kind === 'stranger' && { tabIndex: 0 })}>
      {t(`groupMemberKind.${kind}`)}
    </Tag>
  );
  return kind === 'stranger' ? <Tooltip title={t('groups.strangersWhy')}>{tag}</Tooltip> : tag;
}

/** A customer's name leads to his page for who may see it. */
export function MemberName({ customerId, name }: Pick<GroupMember, 'customerId' | 'name'>) {
  const { t } = useTranslation();
  const may = useMay();
  const shown = name || t('ui.none');
  return customerId !== null && may('customers.read') ? (
    <Link to={`/customers/${customerId}` as never}>{shown}</Link>
  ) : (
    <>{shown}</>
  );
}
