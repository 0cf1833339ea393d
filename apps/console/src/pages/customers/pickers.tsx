// Choosing a guide, a store, a code or tags: each asks the server for what fits, and knows the name of what is chosen.
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { StaffPicker } from '../../pickers/staff-picker.tsx';
import { UnitPicker } from '../../pickers/unit-picker.tsx';
import { splitIds } from './list-filter.ts';
import { useDebounced } from './use-debounced.ts';

const SHOWN = 20;
const WIDTH = 160;
const STORES = ['store'] as const;

interface PickerProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  width?: number;
}

/** Guides in the reader's scope; nothing for those who may not read the organisation. */
export function GuidePicker({ value, onChange, width = WIDTH }: PickerProps) {
  const { t } = useTranslation();
  const may = useMay();
  if (!may('org.read')) return null;
  return <StaffPicker label={t('people.filter.staff')} width={width} value={value} onChange={onChange} />;
}

/** Stores in the reader's scope; nothing for those who may not read the organisation. */
export function StorePicker({ value, onChange, width = WIDTH }: PickerProps) {
  const { t } = useTranslation();
  const may = useMay();
  if (!may('org.read')) return null;
  return (
    <UnitPicker
      label={t('people.filter.store')}
      kinds={STORES}
      width={width}
      value={value}
      onChange={onChange}
    />
  );
}

/** Live codes and links, by the state that WeCom sends back with an add. */
export function CodePicker({ value, onChange, width = WIDTH }: PickerProps) {
  const { t } = useTranslation();
  const may = useMay();
  const [typed, setTyped] = useState('');
  const text = useDebounced(typed.trim());
  const allowed = may('channels.read');
  const { data, isFetching } = useQuery(
    api.channels.listCodes.queryOptions({ input: { limit: SHOWN, ...(text && { text }) }, enabled: allowed }),
  );
  const options = (data?.items ?? []).map((code) => ({
    value: code.state,
    label: `${code.name} · ${code.channelName}`,
  }));
  const unknown = value !== undefined && !options.some((option) => option.value === value);
  if (!allowed) return null;
  return (
    <Select<string>
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      popupMatchSelectWidth={260}
      placeholder={t('people.filter.code')}
      aria-label={t('people.filter.code')}
      style={{ width }}
      loading={isFetching}
      value={value}
      onChange={(state: string | undefined) => onChange(state)}
      options={unknown ? [{ value, label: value }, ...options] : options}
    />
  );
}

/** Tags by group, several at once; ids joined by commas. */
export function TagPicker({
  value,
  onChange,
  label,
  corpId,
  width = 200,
}: PickerProps & { label: string; corpId?: string | undefined }) {
  const options = useTagOptions(corpId);
  return (
    <Select
      mode="multiple"
      allowClear
      maxTagCount="responsive"
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={label}
      aria-label={label}
      style={{ width, maxWidth: '100%' }}
      value={splitIds(value)}
      onChange={(ids) => onChange(ids.length > 0 ? ids.join(',') : undefined)}
      options={options}
    />
  );
}

function useTagGroups(corpId: string | undefined) {
  const may = useMay();
  const { data } = useQuery(
    api.customers.listTagGroups.queryOptions({
      input: corpId ? { corpId } : {},
      enabled: may('tags.read'),
      staleTime: 60_000,
    }),
  );
  return data?.items ?? [];
}

function useTagOptions(corpId: string | undefined) {
  const corpName = useCorpNames();
  const groups = useTagGroups(corpId);
  const many = new Set(groups.map((group) => group.corpId)).size > 1;
  return groups.map((group) => ({
    label: many ? `${group.name} · ${corpName(group.corpId)}` : group.name,
    title: group.name,
    options: group.tags.map((tag) => ({ value: tag.tagId, label: tag.name })),
  }));
}

/** The name of a corp, or its id for those who may not read the connection. */
export function useCorpNames(): (corpId: string) => string {
  const may = useMay();
  const { data } = useQuery(
    api.org.listCorps.queryOptions({ enabled: may('connection.read'), staleTime: 300_000 }),
  );
  const names = new Map((data?.items ?? []).map((corp) => [corp.corpId, corp.name]));
  return (corpId) => names.get(corpId) ?? corpId;
}

/** The name of a tag by its id; a deleted one has none any more. */
export function useTagNames(): (tagId: string) => string {
  const { t } = useTranslation();
  const groups = useTagGroups(undefined);
  const names = new Map(groups.flatMap((group) => group.tags.map((tag) => [tag.tagId, tag.name])));
  return (tagId) => names.get(tagId) ?? t('people.tagGone');
}
