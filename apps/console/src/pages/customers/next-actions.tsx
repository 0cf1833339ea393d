// The next best action for one person, with the reason it is named.
import { Link } from '@tanstack/react-router';
import type { CustomerDetail } from '@yutian/contract';
import { formatInstant } from '@yutian/ui';
import { Alert, Button, Card, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../../api/server-clock.ts';
import { useMay } from '../../api/session.ts';
import { type NextAction, nextActions } from './next-actions.rules.ts';
import { nameOf } from './words.ts';

const TYPES: Partial<Record<NextAction['kind'], 'error' | 'warning' | 'info'>> = {
  answerHim: 'warning',
  acceptAdd: 'warning',
  lostToAll: 'error',
  consentWithdrawn: 'warning',
};

export function NextActions({
  person,
  paidOrders,
  onNote,
  onTag,
}: {
  person: CustomerDetail;
  paidOrders: number | null;
  onNote: () => void;
  onTag: () => void;
}) {
  const { t } = useTranslation();
  const actions = nextActions(person, paidOrders, useServerNow());
  return (
    <Card size="small" title={t('next.title')}>
      {actions.length === 0 ? (
        <Typography.Text type="secondary">{t('next.none')}</Typography.Text>
      ) : (
        <Flex vertical gap={8}>
          {actions.map((action) => (
            <Alert
              key={`${action.kind} ${action.staffName}`}
              type={TYPES[action.kind] ?? 'info'}
              title={
                <Flex vertical gap={4} align="flex-start">
                  <Typography.Text strong>
                    {t(`next.${action.kind}`, { staff: nameOf(t, action.staffName) })}
                  </Typography.Text>
                  <Typography.Text>{reasonOf(action)}</Typography.Text>
                  <Way action={action} person={person} onNote={onNote} onTag={onTag} />
                </Flex>
              }
            />
          ))}
        </Flex>
      )}
      <Typography.Paragraph type="secondary" style={{ margin: '8px 0 0' }}>
        {t('next.source')}
      </Typography.Paragraph>
    </Card>
  );

  function reasonOf(action: NextAction): string {
    return t(`next.${action.kind}.why`, {
      staff: nameOf(t, action.staffName),
      at: action.at ? formatInstant(action.at) : t('people.timeUnknown'),
      days: action.days,
      count: action.count,
      by: action.lostBy && t(`people.lostBy.${action.lostBy}`),
    });
  }
}

/** The way to do it, where the console has one; the rest happens in WeCom. */
function Way({
  action,
  person,
  onNote,
  onTag,
}: {
  action: NextAction;
  person: CustomerDetail;
  onNote: () => void;
  onTag: () => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  if (action.kind === 'lostToAll' || action.kind === 'lostToOne')
    return <Link to={'/lost' as never}>{t('next.toLost')}</Link>;
  if (action.kind === 'reviewMerge')
    return may('customers.merge') ? (
      <Link to={'/merge-reviews' as never} search={{ customerId: person.id } as never}>
        {t('next.toReviews')}
      </Link>
    ) : null;
  if (!may('customers.write') || action.kind === 'consentWithdrawn') return null;
  return action.kind === 'tagRefused' ? (
    <Button size="small" onClick={onTag}>
      {t('people.tagging')}
    </Button>
  ) : (
    <Button size="small" onClick={onNote}>
      {t('next.note')}
    </Button>
  );
}
