// Numbers that can be trusted: rates with what they are made of, money, counts that open to their rows.
import type { Money, Rate } from '@yutian/contract';
import { Card, Flex, Tooltip, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatMoney, formatRate, THIN_SAMPLE } from './format.ts';

const TABULAR = { fontVariantNumeric: 'tabular-nums' } as const;

/**
 * A rate; on hover its numerator, denominator and interval; grey when there are too few cases.
 * @param inButton it stands in a button, which has the focus then.
 */
export function RateText({ rate, inButton = false }: { rate: Rate; inButton?: boolean }) {
  const { t } = useTranslation();
  const thin = rate.denominator < THIN_SAMPLE;
  const percent = (value: number | null) => formatRate({ value });
  const parts = [
    t('ui.numerator', { numerator: formatCount(rate.numerator), denominator: formatCount(rate.denominator) }),
    ...(rate.low === null ? [] : [t('ui.interval', { low: percent(rate.low), high: percent(rate.high) })]),
    ...(thin ? [t('ui.thin', { n: THIN_SAMPLE })] : []),
  ];
  return (
    <Tooltip title={parts.map((part) => <div key={part}>{part}</div>)}>
      <Typography.Text
        type={thin ? 'secondary' : undefined}
        style={{ ...TABULAR, fontSize: 'inherit' }}
        {...(!inButton && { tabIndex: 0 })}
      >
        {formatRate(rate)}
      </Typography.Text>
    </Tooltip>
  );
}

/** An amount in yuan. */
export function MoneyText({ amount }: { amount: Money }) {
  return <span style={TABULAR}>{formatMoney(amount)}</span>;
}

/** A count. */
export function CountText({ value }: { value: number }) {
  return <span style={TABULAR}>{formatCount(value)}</span>;
}

export interface FigureProps {
  /** The metric's name; its definition opens on hover. */
  name: string;
  definition: string;
  /** The value, ready to show. */
  value: ReactNode;
  /** What the change is measured against, ready to show. */
  change?: ReactNode;
  /** Opens the rows behind the number. */
  onOpen?: () => void;
  /** What opening does, read out after the figure. */
  openLabel?: string;
}

/** A figure of the home page: name, value, change, and a way to its rows. */
export function Figure({ name, definition, value, change, onOpen, openLabel }: FigureProps) {
  const body = (
    <Flex vertical gap={4}>
      <Tooltip title={definition}>
        <Typography.Text type="secondary">{name}</Typography.Text>
      </Tooltip>
      <span style={{ ...TABULAR, fontSize: 26, lineHeight: 1.2 }}>{value}</span>
      <Typography.Text type="secondary" style={{ minHeight: 22 }}>
        {change}
      </Typography.Text>
      {openLabel && <span className="sr-only">{openLabel}</span>}
    </Flex>
  );
  if (!onOpen) return <Card size="small">{body}</Card>;
  return (
    <Card
      size="small"
      hoverable
      role="button"
      tabIndex={0}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          onOpen();
        }
      }}
    >
      {body}
    </Card>
  );
}
