// What happened to an order, oldest first: placed, paid, refunded, and what led to it.
import type { Order } from '@yutian/contract';
import { EmptyState, formatInstant, MoneyText } from '@yutian/ui';
import { Card, Flex, Timeline, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useEvidenceWords } from './attribution-card.tsx';

interface Happening {
  key: string;
  at: string;
  color: string;
  words: ReactNode;
  /** The words tell the time already. */
  says?: boolean;
}

export function OrderHistory({ order }: { order: Order }) {
  const { t } = useTranslation();
  const happenings = useHappenings(order);
  return (
    <Card size="small" title={t('order.history')}>
      {happenings.length === 0 ? (
        <EmptyState title={t('order.noHistory')} why={t('order.noHistoryWhy')} />
      ) : (
        <Timeline
          style={{ marginTop: 8 }}
          items={happenings.map(({ key, at, color, words, says }) => ({
            key,
            color,
            content: (
              <Flex vertical>
                <span>{words}</span>
                {!says && <Typography.Text type="secondary">{formatInstant(at)}</Typography.Text>}
              </Flex>
            ),
          }))}
        />
      )}
    </Card>
  );
}

function useHappenings(order: Order): Happening[] {
  const { t } = useTranslation();
  const wordsOf = useEvidenceWords();
  const led = order.attribution ? [order.attribution.source, order.attribution.closing] : [];
  const all: Happening[] = [
    { key: 'created', at: order.createdAt, color: 'gray', words: t('order.placed') },
    ...order.payments.map((payment, i) => ({
      key: `paid${i}`,
      at: payment.at,
      color: 'green',
      words: (
        <>
          {t('order.paid')} <MoneyText amount={payment.amount} />
        </>
      ),
    })),
    ...order.refunds.map((refund, i) => ({
      key: `refund${i}`,
      at: refund.at,
      color: 'red',
      words: (
        <>
          {t('order.refunded')} <MoneyText amount={refund.amount} />
          {refund.reason && ` · ${refund.reason}`}
        </>
      ),
    })),
    ...led.flatMap((evidence, i) =>
      evidence.at
        ? [{ key: `led${i}`, at: evidence.at, color: 'blue', words: wordsOf(evidence), says: true }]
        : [],
    ),
  ];
  return all.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
