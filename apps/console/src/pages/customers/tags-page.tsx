// 标签: which tags are in use, by how many, and how many more the platform allows.
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { EmptyState, ErrorState, LoadingState, Page, toShownError } from '@yutian/ui';
import { Button, Flex, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { useCorpNames } from './pickers.tsx';
import { SearchBox } from './search-box.tsx';
import { NewGroup } from './tag-forms.tsx';
import { TagGroupCard } from './tag-group-card.tsx';
import { TagLimits } from './tag-limits.tsx';
import { moved } from './tag-order.rules.ts';

export default function TagsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const corpName = useCorpNames();
  const [now, change] = useFilters('corpId', 'text');
  const [adding, setAdding] = useState(false);
  const query = useQuery(api.customers.listTagGroups.queryOptions({ input: {} }));
  const corps = useQuery(api.org.listCorps.queryOptions({ enabled: may('connection.read') }));
  const groups = query.data?.items ?? [];
  const corpIds = [
    ...new Set([
      ...(corps.data?.items ?? []).map((corp) => corp.corpId),
      ...groups.map((group) => group.corpId),
    ]),
  ];
  const corpId = now.corpId ?? corpIds[0];
  const wanted = (now.text ?? '').toLowerCase();
  const fits = (name: string) => name.toLowerCase().includes(wanted);
  const shown = groups
    .filter((group) => group.corpId === corpId)
    .map((group) =>
      fits(group.name) ? group : { ...group, tags: group.tags.filter((tag) => fits(tag.name)) },
    )
    .filter((group) => fits(group.name) || group.tags.length > 0);
  const reorder = useAction(async ({ groupId, by }: { groupId: string; by: -1 | 1 }) => {
    const placed = shown.map((group) => ({ id: group.groupId, position: group.position }));
    for (const change of moved(placed, groupId, by)) await client.customers.editTagGroup(change);
  }, t('tags.sent'));
  return (
    <Page
      title={t('page./tags')}
      question={t('tags.question')}
      actions={
        may('tags.write') &&
        corpId && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('tags.newGroup')}
          </Button>
        )
      }
      filters={
        <>
          {corpIds.length > 1 && (
            <Select
              aria-label={t('tags.corp')}
              style={{ minWidth: 160 }}
              value={corpId ?? null}
              onChange={(next) => change({ corpId: next ?? undefined })}
              options={corpIds.map((value) => ({ value, label: corpName(value) }))}
            />
          )}
          <SearchBox
            value={now.text ?? ''}
            label={t('tags.search')}
            onChange={(text) => change({ text: text || undefined })}
          />
        </>
      }
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <LoadingState />
      ) : (
        <Flex vertical gap={12}>
          {corpId && <TagLimits corpId={corpId} />}
          {shown.length === 0 && (
            <EmptyState title={t(wanted ? 'tags.noneFit' : 'tags.none')} why={t('tags.noneWhy')} />
          )}
          {shown.map((group) => (
            <TagGroupCard
              key={group.groupId}
              group={group}
              {...(wanted === '' &&
                shown.length > 1 && {
                  onMove: (by: -1 | 1) => reorder.mutate({ groupId: group.groupId, by }),
                })}
            />
          ))}
        </Flex>
      )}
      {corpId && <NewGroup corpId={corpId} open={adding} onClose={() => setAdding(false)} />}
    </Page>
  );
}
