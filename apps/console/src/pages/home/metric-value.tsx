// A metric's value and its change, in words.
import type { MetricValue } from '@yutian/contract';
import { CountText, formatCount, formatMoney, formatRate, MoneyText, RateText } from '@yutian/ui';
import { Typography } from 'antd';
import { useTranslation } from 'react-i18next';

export function MetricText({ value }: { value: MetricValue }) {
  const { t } = useTranslation();
  if (value.kind === 'count') return <CountText value={value.count} />;
  if (value.kind === 'money') return <MoneyText amount={value.money} />;
  if (value.kind === 'rate') return <RateText rate={value.rate} inButton />;
  return (
    <Typography.Text type="secondary" style={{ fontSize: 14 }}>
      {t(`unknown.${value.reason}`)}
    </Typography.Text>
  );
}

/** How the value compares with the period before; nothing when either is unknown. */
export function ChangeText({ value, previous }: { value: MetricValue; previous: MetricValue }) {
  const { t } = useTranslation();
  const [now, before] = [numberOf(value), numberOf(previous)];
  if (now === null || before === null) return null;
  const difference = now - before;
  const words =
    difference === 0
      ? t('home.same')
      : t(difference > 0 ? 'home.up' : 'home.down', { change: sizeOf(value, difference, before) });
  return `${words} · ${t('home.before', { value: written(previous) })}`;
}

const numberOf = (value: MetricValue): number | null => {
  if (value.kind === 'count') return value.count;
  if (value.kind === 'money') return value.money.amountFen;
  return value.kind === 'rate' ? value.rate.value : null;
};

/** A rate changes by points, an amount or a count by per cent. */
function sizeOf(value: MetricValue, difference: number, before: number): string {
  const size = Math.abs(difference);
  if (value.kind === 'rate') return `${(size * 100).toFixed(1)}pp`;
  if (before !== 0) return `${((size / before) * 100).toFixed(1)}%`;
  return value.kind === 'money'
    ? formatMoney({ amountFen: size, currency: value.money.currency })
    : formatCount(size);
}

function written(value: MetricValue): string {
  if (value.kind === 'count') return formatCount(value.count);
  if (value.kind === 'money') return formatMoney(value.money);
  return value.kind === 'rate' ? formatRate(value.rate) : '–';
}
