// Choosing groups by any fragment of their name, in an order that stays as chosen.
import { useQueries, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useDebounced } from '../customers/use-debounced.ts';

const SHOWN = 30;

export function GroupPicker({
  id,
  label,
  value,
  onChange,
  most,
  corpId,
  without,
}: {
  id: string;
  label: string;
  value: readonly string[];
  onChange: (groupIds: string[]) => void;
  most: number;
  /** Groups of this corp only. */
  corpId?: string | undefined;
  /** Groups that are chosen elsewhere. */
  without: readonly string[];
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const text = useDebounced(typed.trim());
  const found = useQuery(
    api.groups.listGroups.queryOptions({
      input: { limit: SHOWN, ...(text && { text }), ...(corpId && { corpId }) },
    }),
  );
  const chosen = useQueries({
    queries: value.map((groupId) =>
      api.groups.getGroup.queryOptions({ input: { id: groupId }, staleTime: 60_000 }),
    ),
  });
  const items = found.data?.items ?? [];
  const known = chosen
    .flatMap(({ data }) => data ?? [])
    .filter((group) => !items.some((one) => one.id === group.id));
  return (
    <Select<string[]>
      id={id}
      mode="multiple"
      maxCount={most}
      aria-label={label}
      placeholder={t('joinCode.pickGroup')}
      style={{ width: '100%' }}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isFetching}
      value={[...value]}
      onChange={(next) => {
        onChange(next);
        setTyped('');
      }}
      options={[...(text ? [] : known), ...items]
        .filter((group) => !without.includes(group.id))
        .map((group) => ({
          value: group.id,
          label: [
            group.name || t('groups.unnamed'),
            group.owner?.name,
            t('joinCode.members', { n: group.members }),
          ]
            .filter(Boolean)
            .join(' · '),
        }))}
      labelRender={({ value: groupId, label: shown }) =>
        shown ?? chosen.find(({ data }) => data?.id === groupId)?.data?.name ?? '…'
      }
    />
  );
}
