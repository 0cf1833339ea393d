// 组织与门店: the tree of brands, regions, stores and departments, and what may be done with each.
import { useQuery } from '@tanstack/react-query';
import type { Unit } from '@yutian/contract';
import { EmptyState, ErrorState, formatCount, LoadingState, Page, toShownError } from '@yutian/ui';
import { Button, Card, Col, Flex, Grid, Input, Row, Switch, Tag, Tree, Typography } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { useMay } from '../../api/session.ts';
import { UnitFormDrawer, type UnitDraft } from './unit-form.tsx';
import { UnitPanel } from './unit-panel.tsx';
import { branches, type Branch, found } from './unit-tree.ts';

const KIND_COLORS: Record<Unit['kind'], string> = {
  brand: 'green',
  region: 'blue',
  store: 'gold',
  department: 'default',
};

export default function OrgPage() {
  const { t } = useTranslation();
  const mayWrite = useMay()('org.write');
  const [filters, change] = useFilters('unit', 'closed', 'text');
  const closed = filters.closed === 'true';
  const query = useQuery(api.org.listUnits.queryOptions({ input: { closed } }));
  const [draft, setDraft] = useState<UnitDraft>();
  const units = useMemo(() => query.data?.items ?? [], [query.data]);
  const chosen = units.find((unit) => unit.unitId === filters.unit);
  const add = (
    <Button type="primary" onClick={() => setDraft({ kind: 'brand', parent: undefined })}>
      {t('org.addBrand')}
    </Button>
  );
  return (
    <Page
      title={t('page./org')}
      question={t('org.question')}
      actions={mayWrite && add}
      filters={
        <>
          <Input.Search
            aria-label={t('org.search')}
            placeholder={t('org.search')}
            style={{ width: 220 }}
            allowClear
            defaultValue={filters.text}
            onChange={(event) => change({ text: event.target.value || undefined })}
          />
          <Switch
            size="small"
            id="closed-units"
            checked={closed}
            onChange={(on) => change({ closed: on ? 'true' : undefined })}
          />
          <label htmlFor="closed-units">{t('org.showClosed')}</label>
        </>
      }
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <LoadingState />
      ) : units.length === 0 ? (
        <EmptyState title={t('org.none')} why={t('org.noneWhy')} action={mayWrite && add} />
      ) : (
        <Row gutter={[12, 12]}>
          <Col xs={24} lg={13}>
            <UnitTree
              units={units}
              text={filters.text ?? ''}
              chosen={chosen}
              onChoose={(unitId) => change({ unit: unitId })}
            />
          </Col>
          <Col xs={24} lg={11}>
            {chosen ? (
              <UnitPanel unit={chosen} units={units} onDraft={setDraft} />
            ) : (
              <Card size="small">
                <EmptyState title={t('org.choose')} why={t('org.chooseWhy')} />
              </Card>
            )}
          </Col>
        </Row>
      )}
      <UnitFormDrawer
        draft={draft}
        onClose={() => setDraft(undefined)}
        onSaved={(unit) => change({ unit: unit.unitId })}
      />
    </Page>
  );
}

function UnitTree(props: {
  units: readonly Unit[];
  text: string;
  chosen: Unit | undefined;
  onChoose: (unitId: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const wide = Grid.useBreakpoint().lg ?? true;
  const { units, chosen } = props;
  const text = useDeferredValue(props.text.trim());
  const shown = useMemo(() => (text ? found(units, text) : units), [units, text]);
  const tree = useMemo(() => branches(shown), [shown]);
  const [opened, setOpened] = useState<string[]>();
  const atFirst = useMemo(
    () =>
      units.filter((unit) => unit.kind === 'brand' || unit.unitId === chosen?.parentId).map((u) => u.unitId),
    [units, chosen?.parentId],
  );
  if (tree.length === 0)
    return (
      <Card size="small">
        <EmptyState title={t('org.notFound')} why={t('orders.noneFoundWhy')} />
      </Card>
    );
  return (
    <Card size="small">
      <Tree<Branch>
        aria-label={t('page./org')}
        blockNode
        height={wide ? 620 : 420}
        treeData={tree}
        expandedKeys={text ? shown.map((unit) => unit.unitId) : (opened ?? atFirst)}
        onExpand={(keys) => setOpened(keys.map(String))}
        selectedKeys={chosen ? [chosen.unitId] : []}
        onSelect={([key]) => props.onChoose(key === undefined ? undefined : String(key))}
        titleRender={({ unit }) => (
          <Flex gap={6} align="center">
            <Typography.Text {...(!unit.open && { type: 'secondary' as const })}>{unit.name}</Typography.Text>
            <Tag color={KIND_COLORS[unit.kind]}>{t(`unit.${unit.kind}`)}</Tag>
            {unit.storeType === 'dealer' && <Tag color="purple">{t('store.dealer')}</Tag>}
            {!unit.open && <Tag>{t('org.closed')}</Tag>}
            <Typography.Text type="secondary" style={{ marginInlineStart: 'auto', paddingInlineEnd: 12 }}>
              {t('org.people', { n: formatCount(unit.staffCount) })}
            </Typography.Text>
          </Flex>
        )}
      />
    </Card>
  );
}
