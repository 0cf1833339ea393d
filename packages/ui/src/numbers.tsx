// Numbers that can be trusted: rates with what they are made of, money, counts that open to their rows.
import type { Money, Rate } from '@yutian/contract';
import { Card, Flex, Popover, Tooltip, Typography } from 'antd';
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

const PLAIN = {
  padding: 0,
  border: 'none',
  background: 'none',
  color: 'inherit',
  font: 'inherit',
  textAlign: 'start',
} as const;

/** A figure of the home page: a name that opens its definition, a value that opens its rows, the change. */
export function Figure({ name, definition, value, change, onOpen, openLabel }: FigureProps) {
  const number = { ...TABULAR, fontSize: 26, lineHeight: 1.2 };
  return (
    <Card
      size="small"
      style={{ height: '100%' }}
      hoverable={onOpen !== undefined}
      {...(onOpen && { onClick: onOpen })}
    >
      <Flex vertical gap={4}>
        <Popover
          content={<div style={{ maxWidth: 320 }}>{definition}</div>}
          title={name}
          trigger={['hover', 'click']}
        >
          <button
            type="button"
            style={{ ...PLAIN, cursor: 'help' }}
            onClick={(event) => event.stopPropagation()}
          >
            <Typography.Text type="secondary">{name}</Typography.Text>
          </button>
        </Popover>
        {onOpen ? (
          <button type="button" style={{ ...PLAIN, ...number, cursor: 'pointer' }}>
            {value}
            {openLabel && <span className="sr-only">{openLabel}</span>}
          </button>
        ) : (
          <span style={number}>{value}</span>
        )}
        <Typography.Text type="secondary" style={{ minHeight: 22 }}>
          {change}
        </Typography.Text>
      </Flex>
    </Card>
  );
}
