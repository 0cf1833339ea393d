// The customer list's filters: the common ones in one row, the rest one click away.
import { FilterOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Segmented, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AddressFilter,
  FILTER_NAMES,
  type FilterName,
  KNOWN_BY,
  type KnownBy,
  knownBy,
} from './list-filter.ts';
import { CodePicker, GuidePicker, StorePicker, TagPicker } from './pickers.tsx';
import { SearchBox } from './search-box.tsx';
import { ADD_WAYS } from './words.ts';

const RARE: readonly FilterName[] = [
  'tagsAll',
  'tagsNone',
  'state',
  'addWay',
  'addedFrom',
  'addedTo',
  'hasPhone',
];

interface FilterProps {
  now: AddressFilter;
  change: (next: Partial<Record<FilterName, string | undefined>>) => void;
}

export function CustomerFilters({ now, change }: FilterProps) {
  const { t } = useTranslation();
  const rare = RARE.filter((name) => now[name] !== undefined).length;
  const [open, setOpen] = useState(rare > 0);
  const any = FILTER_NAMES.some((name) => now[name] !== undefined);
  return (
    <>
      <Segmented<KnownBy>
        aria-label={t('people.filter.knownBy')}
        value={knownBy(now)}
        onChange={(value) => change({ knownBy: value })}
        options={KNOWN_BY.map((value) => ({ value, label: t(`people.filter.knownBy.${value}`) }))}
      />
      <SearchBox
        value={now.text ?? ''}
        label={t('people.filter.text')}
        width={236}
        onChange={(text) => change({ text: text || undefined })}
      />
      <StorePicker width={124} value={now.storeId} onChange={(storeId) => change({ storeId })} />
      <GuidePicker width={110} value={now.staffId} onChange={(staffId) => change({ staffId })} />
      <TagPicker
        label={t('people.filter.tagsAny')}
        width={140}
        value={now.tagsAny}
        onChange={(tagsAny) => change({ tagsAny })}
      />
      <Choice
        label={t('people.filter.standing')}
        value={now.standing}
        options={['live', 'lost'].map((value) => ({ value, label: t(`people.filter.standing.${value}`) }))}
        onChange={(standing) => change({ standing })}
      />
      <Button icon={<FilterOutlined />} aria-expanded={open} onClick={() => setOpen(!open)}>
        {rare > 0 ? t('people.filter.moreSet', { n: rare }) : t('people.filter.more')}
      </Button>
      {any && (
        <Button
          type="link"
          onClick={() => change(Object.fromEntries(FILTER_NAMES.map((name) => [name, undefined])))}
        >
          {t('ui.reset')}
        </Button>
      )}
      {open && <RareFilters now={now} change={change} />}
    </>
  );
}

function RareFilters({ now, change }: FilterProps) {
  const { t } = useTranslation();
  const yesNo = (yes: string, no: string) => [
    { value: 'true', label: t(yes) },
    { value: 'false', label: t(no) },
  ];
  return (
    <Flex gap={8} wrap align="center" style={{ width: '100%' }}>
      <TagPicker
        label={t('people.filter.tagsAll')}
        value={now.tagsAll}
        onChange={(tagsAll) => change({ tagsAll })}
      />
      <TagPicker
        label={t('people.filter.tagsNone')}
        value={now.tagsNone}
        onChange={(tagsNone) => change({ tagsNone })}
      />
      <CodePicker value={now.state} onChange={(state) => change({ state })} />
      <Choice
        label={t('people.filter.addWay')}
        value={now.addWay}
        options={ADD_WAYS.map((way) => ({ value: String(way), label: t(`people.addWay.${way}`) }))}
        onChange={(addWay) => change({ addWay })}
      />
      <Flex gap={4} align="center">
        <Typography.Text type="secondary">{t('people.filter.added')}</Typography.Text>
        <DayInput
          label={t('people.filter.addedFrom')}
          value={now.addedFrom}
          onChange={(addedFrom) => change({ addedFrom })}
        />
        <span>–</span>
        <DayInput
          label={t('people.filter.addedTo')}
          value={now.addedTo}
          onChange={(addedTo) => change({ addedTo })}
        />
      </Flex>
      <Choice
        label={t('people.filter.hasPhone')}
        value={now.hasPhone}
        options={yesNo('people.filter.hasPhone.yes', 'people.filter.hasPhone.no')}
        onChange={(hasPhone) => change({ hasPhone })}
      />
    </Flex>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}) {
  return (
    <Select<string | null>
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      placeholder={label}
      aria-label={label}
      style={{ width: 112 }}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      options={options}
    />
  );
}

/** A day, by the browser's own picker; half-typed days are not told. */
function DayInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  return (
    <Input
      type="date"
      aria-label={label}
      style={{ width: 140 }}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || undefined)}
    />
  );
}
