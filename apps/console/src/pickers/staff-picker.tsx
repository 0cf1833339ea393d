// Chooses one member of staff by any fragment of his name, userid or position.
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useMay } from '../api/session.ts';

export function StaffPicker({
  label,
  placeholder = label,
  width = 200,
  value,
  onChange,
  id,
}: {
  label: string;
  placeholder?: string;
  width?: number | string;
  value?: string | null | undefined;
  onChange?: (staffId: string | undefined) => void;
  id?: string;
}) {
  const may = useMay();
  const [text, setText] = useState('');
  const found = useQuery(
    api.org.listStaff.queryOptions({
      input: { limit: 20, active: true, ...(text.trim() && { text: text.trim() }) },
      enabled: may('org.read'),
      placeholderData: (before) => before,
    }),
  );
  const chosen = useQuery(
    api.org.getStaff.queryOptions({ input: { id: value ?? '' }, enabled: Boolean(value) && may('org.read') }),
  );
  const items = found.data?.items ?? [];
  const shown =
    chosen.data && value && !items.some((staff) => staff.staffId === value) ? [chosen.data, ...items] : items;
  return (
    <Select<string>
      {...(id && { id })}
      aria-label={label}
      placeholder={placeholder}
      style={{ width, maxWidth: '100%' }}
      popupMatchSelectWidth={260}
      allowClear
      showSearch={{ filterOption: false, onSearch: setText }}
      loading={found.isFetching}
      value={value ?? undefined}
      onChange={(staffId: string | undefined) => onChange?.(staffId)}
      options={shown.map((staff) => ({
        value: staff.staffId,
        label: staff.unitName ? `${staff.name} · ${staff.unitName}` : staff.name,
      }))}
    />
  );
}
