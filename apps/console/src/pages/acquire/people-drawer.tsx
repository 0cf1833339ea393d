// The people behind a number of the funnel.
import { useNavigate } from '@tanstack/react-router';
import type { FunnelPerson } from '@yutian/contract';
import { CountText, EmptyState, formatCount, formatInstant, KeysetTable } from '@yutian/ui';
import { Button, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';

export interface PeopleCut {
  from: string;
  to: string;
  step: 'added' | 'replied' | 'bought' | 'pending';
  /** What the number stands beside. */
  name: string;
  channelId?: string;
  /** False: the channel's own adds alone. */
  below?: boolean;
  /** Adds that no channel explains. */
  unplaced?: boolean;
  codeId?: string;
  staffId?: string;
  cardId?: string;
  label?: string;
}

/** A number of people that opens to them, for who may see customers; for others the number alone. */
export function PeopleCount({ count, step, onOpen }: { count: number; step: string; onOpen: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  if (count === 0 || !may('customers.read')) return <CountText value={count} />;
  return (
    <Button
      type="link"
      size="small"
      style={{ padding: 0, fontWeight: 'inherit', fontVariantNumeric: 'tabular-nums' }}
      aria-label={t('funnel.open', { step, n: formatCount(count) })}
      onClick={onOpen}
    >
      {formatCount(count)}
    </Button>
  );
}

export function PeopleDrawer({ cut, onClose }: { cut: PeopleCut | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={cut !== undefined}
      onClose={onClose}
      size={760}
      title={cut && `${cut.name} · ${t(`behind.step.${cut.step}`)}`}
      destroyOnHidden
    >
      {cut && <People cut={cut} />}
    </Drawer>
  );
}

function People({ cut }: { cut: PeopleCut }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { name: _, ...input } = cut;
  const pages = useKeyset(['funnel-people', input], (cursor) =>
    client.channels.funnelRows({ ...input, ...given({ cursor }) }),
  );
  const time = (iso: string | null) => (iso === null ? '–' : formatInstant(iso));
  return (
    <KeysetTable<FunnelPerson>
      name="funnel-people"
      label={t(`behind.step.${cut.step}`)}
      pages={pages}
      rowKey={(row) => `${row.customerId}:${row.staffId}:${row.addedAt}`}
      onOpen={(row) => void navigate({ to: `/customers/${row.customerId}` })}
      empty={<EmptyState title={t('behind.none')} why={t('behind.noneWhy')} />}
      columns={[
        {
          key: 'customer',
          title: t('acquire.customer'),
          render: (_v, row) => row.customerName || t('ui.none'),
        },
        { key: 'added', title: t('behind.addedAt'), render: (_v, row) => time(row.addedAt) },
        { key: 'staff', title: t('acquire.staff'), render: (_v, row) => row.staffName ?? '–' },
        { key: 'code', title: t('acquire.code'), render: (_v, row) => row.codeName ?? '–' },
        { key: 'replied', title: t('behind.repliedAt'), render: (_v, row) => time(row.repliedAt) },
        { key: 'bought', title: t('behind.boughtAt'), render: (_v, row) => time(row.boughtAt) },
      ]}
    />
  );
}
