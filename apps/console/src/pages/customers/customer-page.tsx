// 360°: everything about one person; facts at the left, what happened in the middle, what to do next at the right.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { CustomerDetail } from '@yutian/contract';
import { ErrorState, LoadingState, Page, toShownError } from '@yutian/ui';
import { Button, Card, Drawer, Flex, Grid, type InputRef, Segmented } from 'antd';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { Consents } from './consents.tsx';
import { Facts } from './facts.tsx';
import { MergeByHand } from './merge-by-hand.tsx';
import { Merges } from './merges.tsx';
import { NextActions } from './next-actions.tsx';
import { NoteBox, Notes } from './notes.tsx';
import { Privacy } from './privacy.tsx';
import { Purchases } from './purchases.tsx';
import { Relations } from './relations.tsx';
import { TaggingDrawer } from './tagging-drawer.tsx';
import { HappeningList } from './timeline.tsx';
import { nameOf } from './words.ts';

export default function CustomerPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useQuery(api.customers.getCustomer.queryOptions({ input: { id } }));
  const present = query.data?.id;
  // Who was merged is shown at his present address.
  useEffect(() => {
    if (present && present !== id) void navigate({ to: `/customers/${present}` as never, replace: true });
  }, [present, id, navigate]);
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState rows={12} />;
  return <Person key={query.data.id} person={query.data} title={nameOf(t, query.data.name)} />;
}

function Person({ person, title }: { person: CustomerDetail; title: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const screens = Grid.useBreakpoint();
  const [tagging, setTagging] = useState(false);
  const [merges, setMerges] = useState(false);
  const note = useRef<InputRef>(null);
  const sees = may('orders.read');
  const totals = useQuery(
    api.orders.sumOrders.queryOptions({ input: { customerId: person.id }, enabled: sees }),
  );
  const tag = () => setTagging(true);
  const facts = <Facts person={person} />;
  const relations = <Relations person={person} onTag={tag} />;
  const happenings = <Happenings id={person.id} note={note} />;
  const next = (
    <NextActions
      person={person}
      paidOrders={totals.data?.paidOrders ?? null}
      onNote={() => note.current?.focus()}
      onTag={tag}
    />
  );
  const rest = (
    <>
      {sees && !totals.error && <Purchases id={person.id} totals={totals.data} />}
      <Consents person={person} />
      {may('customers.privacy') && <Privacy person={person} />}
    </>
  );
  return (
    <Page
      title={title}
      question={t('person.question')}
      actions={
        may('customers.merge') && (
          <Button onClick={() => setMerges(true)}>{t('person.merges', { n: person.merges.length })}</Button>
        )
      }
    >
      {screens.xl ? (
        <Columns widths={screens.xxl ? '360px minmax(0, 1fr) 340px' : '320px minmax(0, 1fr) 300px'}>
          <Column>
            {facts}
            {relations}
          </Column>
          <Column>{happenings}</Column>
          <Column>
            {next}
            {rest}
          </Column>
        </Columns>
      ) : screens.md ? (
        <Columns widths="minmax(280px, 2fr) minmax(0, 3fr)">
          <Column>
            {facts}
            {relations}
            {rest}
          </Column>
          <Column>
            {next}
            {happenings}
          </Column>
        </Columns>
      ) : (
        <Column>
          {facts}
          {next}
          {happenings}
          {relations}
          {rest}
        </Column>
      )}
      <TaggingDrawer
        target={tagging ? { customerIds: [person.id] } : undefined}
        onClose={() => setTagging(false)}
      />
      <Drawer
        open={merges}
        onClose={() => setMerges(false)}
        size={560}
        destroyOnHidden
        title={t('merge.history')}
      >
        <Flex vertical gap={12}>
          <MergeByHand person={person} onDone={() => setMerges(false)} />
          <Merges customerId={person.id} />
        </Flex>
      </Drawer>
    </Page>
  );
}

function Columns({ widths, children }: { widths: string; children: ReactNode }) {
  return (
    <div style={{ display: 'grid', gap: 12, alignItems: 'start', gridTemplateColumns: widths }}>
      {children}
    </div>
  );
}

function Column({ children }: { children: ReactNode }) {
  return (
    <Flex vertical gap={12} style={{ minWidth: 0 }}>
      {children}
    </Flex>
  );
}

function Happenings({ id, note }: { id: string; note: RefObject<InputRef | null> }) {
  const { t } = useTranslation();
  const [view, setView] = useState<'all' | 'relations' | 'notes'>('all');
  return (
    <Card size="small">
      <Flex vertical gap={12}>
        <NoteBox id={id} box={note} />
        <Segmented
          aria-label={t('timeline.view')}
          value={view}
          onChange={setView}
          options={(['all', 'relations', 'notes'] as const).map((value) => ({
            value,
            label: t(`timeline.${value}`),
          }))}
        />
        {view === 'all' && <AllThatHappened id={id} />}
        {view === 'relations' && <RelationHistory id={id} />}
        {view === 'notes' && <Notes id={id} />}
      </Flex>
    </Card>
  );
}

function AllThatHappened({ id }: { id: string }) {
  const { t } = useTranslation();
  const pages = useKeyset(['timeline', id], (cursor) =>
    client.customers.listTimeline({ id, ...(cursor && { cursor }) }),
  );
  return <HappeningList pages={pages} empty={t('timeline.none')} />;
}

function RelationHistory({ id }: { id: string }) {
  const { t } = useTranslation();
  const pages = useKeyset(['relation-history', id], async (cursor) => {
    const { items, nextCursor } = await client.customers.listRelationHistory({
      id,
      ...(cursor && { cursor }),
    });
    return {
      items: items.map(({ kind, detail, source, addWay, ...event }) => ({
        ...event,
        kind: `customers.${kind}`,
        key: event.staffId,
        detail: { ...detail, source, addWay },
      })),
      nextCursor,
    };
  });
  return <HappeningList pages={pages} empty={t('timeline.none')} />;
}
