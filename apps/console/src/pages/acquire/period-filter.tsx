// Chooses the period: one of the fixed spans, or days of one's own.
import { Flex, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Period, type PeriodAddress, type Span, SPANS, spanOf } from './period.ts';

interface PeriodFilterProps {
  address: PeriodAddress;
  period: Period;
  change: (next: PeriodAddress) => void;
}

export function PeriodFilter({ address, period, change }: PeriodFilterProps) {
  const { t } = useTranslation();
  const span = spanOf(address);
  const [open, setOpen] = useState(span === null);
  return (
    <Flex gap={8} wrap align="center">
      <Segmented<Span | 'own'>
        aria-label={t('acquire.period')}
        value={open ? 'own' : (span ?? 'own')}
        onChange={(value) => {
          setOpen(value === 'own');
          change(
            value === 'own'
              ? { span: undefined, from: period.from, to: period.to }
              : { span: value, from: undefined, to: undefined },
          );
        }}
        options={[...(Object.keys(SPANS) as Span[]), 'own' as const].map((value) => ({
          value,
          label: t(`acquire.period.${value}`),
        }))}
      />
      {open && (
        <Flex gap={4} align="center">
          <DayInput
            label={t('acquire.period.from')}
            value={period.from}
            onChange={(from) => from <= period.to && change({ span: undefined, from, to: period.to })}
          />
          <span>–</span>
          <DayInput
            label={t('acquire.period.to')}
            value={period.to}
            onChange={(to) => period.from <= to && change({ span: undefined, from: period.from, to })}
          />
        </Flex>
      )}
    </Flex>
  );
}

/** A day by the browser's own picker. */
export function DayInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (day: string) => void;
}) {
  return (
    <Input
      type="date"
      aria-label={label}
      style={{ width: 140 }}
      value={value}
      onChange={(event) => event.target.value && onChange(event.target.value)}
    />
  );
}
