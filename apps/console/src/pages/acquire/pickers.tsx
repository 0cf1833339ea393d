// Choosing a channel, staff, a store, a welcome or a code: each asks the server and knows the name of what is chosen.
import { useQuery } from '@tanstack/react-query';
import { Select, TreeSelect } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useDebounced } from '../customers/use-debounced.ts';
import { type ChannelBranch, growTree } from './channel-tree.ts';
import { useStaffNames } from './staff-names.ts';

const SHOWN = 50;
const FULL = { width: '100%' } as const;

interface PickerProps {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
  id?: string | undefined;
  width?: number | undefined;
  /** What stands there when nothing is chosen. */
  none?: string | undefined;
}

interface TreeOption {
  value: string;
  title: string;
  disabled: boolean;
  children: TreeOption[];
}

/** A channel of the tree; those in `without`, and all below them, cannot be chosen. */
export function ChannelPicker({
  label,
  value,
  onChange,
  id,
  width,
  none,
  without,
}: PickerProps & { without?: string }) {
  const { data, isFetching } = useQuery(api.channels.listChannels.queryOptions({ input: {} }));
  const options = (branches: readonly ChannelBranch[]): TreeOption[] =>
    branches.map(({ channelId, name, path, children }) => ({
      value: channelId,
      title: name,
      disabled: without !== undefined && path.includes(without),
      children: options(children),
    }));
  return (
    <TreeSelect<string | null>
      {...(id && { id })}
      aria-label={label}
      placeholder={none ?? label}
      allowClear={none !== undefined}
      showSearch={{ treeNodeFilterProp: 'title' }}
      treeDefaultExpandAll
      loading={isFetching}
      popupMatchSelectWidth={240}
      style={width ? { width } : FULL}
      value={value}
      onChange={(next) => onChange(next ?? null)}
      treeData={options(growTree(data?.items ?? []))}
    />
  );
}

/** Members of staff of a corp, several at once. */
export function StaffPicker({
  label,
  corpId,
  value,
  onChange,
  id,
  most = 100,
}: {
  label: string;
  corpId: string;
  value: readonly string[];
  onChange: (staffIds: string[]) => void;
  id?: string;
  most?: number;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const text = useDebounced(typed.trim());
  const { data, isFetching } = useQuery(
    api.channels.listCodeStaff.queryOptions({
      input: { limit: SHOWN, ...(corpId && { corpId }), ...(text && { text }) },
      placeholderData: (before) => before,
    }),
  );
  const nameOf = useStaffNames(value);
  const found = (data?.items ?? []).map((member) => ({
    value: member.staffId,
    label: member.storeName ? `${member.name} · ${member.storeName}` : member.name,
  }));
  const chosen = value
    .filter((staffId) => !found.some((option) => option.value === staffId))
    .map((staffId) => ({ value: staffId, label: nameOf(staffId) }));
  return (
    <Select
      {...(id && { id })}
      mode="multiple"
      maxCount={most}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      aria-label={label}
      placeholder={t('acquire.staffHint')}
      loading={isFetching}
      style={FULL}
      value={[...value]}
      onChange={(next) => {
        onChange(next);
        setTyped('');
      }}
      options={text ? found : [...chosen, ...found]}
      labelRender={(option) => option.label ?? nameOf(String(option.value))}
    />
  );
}

/** A store in the reader's scope. */
export function StorePicker({ label, value, onChange, id, width, none }: PickerProps) {
  const [typed, setTyped] = useState('');
  const text = useDebounced(typed.trim());
  const { data, isFetching } = useQuery(
    api.channels.listCodeStores.queryOptions({
      input: { limit: SHOWN, ...(text && { text }) },
      placeholderData: (before) => before,
    }),
  );
  const found = (data?.items ?? []).map(({ storeId, name }) => ({ value: storeId, label: name }));
  const unknown = value !== null && !found.some((option) => option.value === value);
  const chosen = useQuery(
    api.channels.listCodeStores.queryOptions({ input: { storeId: value ?? '', limit: 1 }, enabled: unknown }),
  );
  return (
    <Select<string | null>
      {...(id && { id })}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      aria-label={label}
      placeholder={none ?? label}
      loading={isFetching}
      style={width ? { width } : FULL}
      value={value}
      onChange={(next) => onChange(next ?? null)}
      options={unknown ? [{ value, label: chosen.data?.items[0]?.name ?? '…' }, ...found] : found}
    />
  );
}

/** A welcome; nothing chosen falls back to what `none` says. */
export function WelcomePicker({ label, value, onChange, id, none }: PickerProps) {
  const [typed, setTyped] = useState('');
  const text = useDebounced(typed.trim());
  const { data, isFetching } = useQuery(
    api.channels.listWelcomes.queryOptions({ input: { limit: SHOWN, ...(text && { text }) } }),
  );
  const found = (data?.items ?? []).map(({ welcomeId, name }) => ({ value: welcomeId, label: name }));
  const unknown = value !== null && !found.some((option) => option.value === value);
  const chosen = useQuery(
    api.channels.getWelcome.queryOptions({ input: { id: value ?? '' }, enabled: unknown }),
  );
  return (
    <Select<string | null>
      {...(id && { id })}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      aria-label={label}
      placeholder={none ?? label}
      loading={isFetching}
      style={FULL}
      value={value}
      onChange={(next) => onChange(next ?? null)}
      options={unknown ? [{ value, label: chosen.data?.name ?? '…' }, ...found] : found}
    />
  );
}

/** A live code of a corp. */
export function CodePicker({ label, value, onChange, id, none, corpId }: PickerProps & { corpId: string }) {
  const [typed, setTyped] = useState('');
  const text = useDebounced(typed.trim());
  const { data, isFetching } = useQuery(
    api.channels.listCodes.queryOptions({
      input: { limit: SHOWN, ...(corpId && { corpId }), ...(text && { text }) },
    }),
  );
  const found = (data?.items ?? [])
    .filter((code) => code.kind === 'way')
    .map((code) => ({ value: code.codeId, label: `${code.name} · ${code.channelName}` }));
  const unknown = value !== null && !found.some((option) => option.value === value);
  const chosen = useQuery(
    api.channels.getCode.queryOptions({ input: { id: value ?? '' }, enabled: unknown }),
  );
  return (
    <Select<string | null>
      {...(id && { id })}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      aria-label={label}
      placeholder={none ?? label}
      loading={isFetching}
      style={FULL}
      value={value}
      onChange={(next) => onChange(next ?? null)}
      options={unknown ? [{ value, label: chosen.data?.name ?? '…' }, ...found] : found}
    />
  );
}
