// Who came to a group and who went, latest first.
import { Link } from '@tanstack/react-router';
import type { GroupMovement } from '@yutian/contract';
import { EmptyState, formatInstant } from '@yutian/ui';
import { Flex, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { KeysetList } from './keyset-list.tsx';

export function GroupMovements({ groupId }: { groupId: string }) {
  const { t } = useTranslation();
  const pages = useKeyset(['group-movements', groupId], (cursor) =>
    client.groups.listMovements({ id: groupId, ...(cursor && { cursor }) }),
  );
  return (
    <KeysetList<GroupMovement>
      pages={pages}
      empty={<EmptyState title={t('group.noMovements')} why={t('group.noMovementsWhy')} />}
    >
      {(rows) => (
        <Timeline
          style={{ paddingTop: 8 }}
          items={rows.map((row) => ({
            key: row.key,
            color: row.kind === 'joined' ? 'green' : 'gray',
            content: <Line row={row} />,
          }))}
        />
      )}
    </KeysetList>
  );
}

function Line({ row }: { row: GroupMovement }) {
  const { t } = useTranslation();
  const may = useMay();
  const { customerId } = row.member;
  const sentence = t(`group.${row.kind}Line`, { name: row.member.name || t('ui.none') });
  const how =
    row.kind === 'left'
      ? []
      : [
          t(`joinScene.${row.scene}`),
          ...(row.invitorName ? [t('group.invitedBy', { name: row.invitorName })] : []),
          ...(row.joinCodeName ? [t('group.byCode', { name: row.joinCodeName })] : []),
        ];
  return (
    <Flex vertical>
      {customerId !== null && may('customers.read') ? (
        <Link to={`/customers/${customerId}` as never}>{sentence}</Link>
      ) : (
        <span>{sentence}</span>
      )}
      <Typography.Text type="secondary">
        {[
          formatInstant(row.at),
          ...(row.member.kind === 'stranger' ? [t('groupMemberKind.stranger')] : []),
          ...how,
        ].join(' · ')}
      </Typography.Text>
    </Flex>
  );
}
