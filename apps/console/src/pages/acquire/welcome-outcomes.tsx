// How greetings ended: sent in time, late, overtaken; each count opens to the people.
import { useNavigate } from '@tanstack/react-router';
import { type Greeting, WELCOME_OUTCOMES, type WelcomeCounts, type WelcomeOutcome } from '@yutian/contract';
import { EmptyState, formatCount, formatInstant, KeysetTable, RateText } from '@yutian/ui';
import { wecomShapes } from '@yutian/wecom/rules/wecom-shapes.2025-11';
import { Button, Card, Drawer, Flex, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { shareOf } from './funnel.ts';

const COUNT_OF: Record<WelcomeOutcome, Exclude<keyof WelcomeCounts, 'p95Seconds'>> = {
  due: 'due',
  sent: 'sent',
  late: 'late',
  chat_started: 'chatStarted',
  other_app: 'otherApp',
  no_consent: 'noConsent',
  refused: 'refused',
  unknown: 'unknown',
};
/** The platform's error number of an outcome, for those who ask WeCom's support. */
const ERRCODES: Partial<Record<WelcomeOutcome, number>> = {
  late: 41050,
  chat_started: 41051,
  other_app: 41096,
  no_consent: 41053,
};
/** The others are shown only when they happened. */
const ALWAYS: readonly WelcomeOutcome[] = ['sent', 'late', 'chat_started', 'other_app'];

export function WelcomeOutcomes({ counts, codeId }: { counts: WelcomeCounts; codeId?: string }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<WelcomeOutcome>();
  const ended = WELCOME_OUTCOMES.filter((outcome) => outcome !== 'due').reduce(
    (sum, outcome) => sum + counts[COUNT_OF[outcome]],
    0,
  );
  const sent = shareOf(counts.sent, ended);
  const shown = WELCOME_OUTCOMES.filter(
    (outcome) => ALWAYS.includes(outcome) || counts[COUNT_OF[outcome]] > 0,
  );
  return (
    <Card size="small" title={t('greet.title')} style={{ height: '100%' }}>
      <Flex vertical gap={12}>
        <Flex gap={24} wrap>
          <Flex vertical>
            <Typography.Text type="secondary">{t('greet.sentShare')}</Typography.Text>
            <span style={{ fontSize: 22 }}>{sent ? <RateText rate={sent} /> : '–'}</span>
          </Flex>
          <Flex vertical>
            <Typography.Text type="secondary">{t('greet.p95')}</Typography.Text>
            <span style={{ fontSize: 22, fontVariantNumeric: 'tabular-nums' }}>
              {counts.p95Seconds === null ? '–' : t('greet.seconds', { n: counts.p95Seconds.toFixed(1) })}
            </span>
          </Flex>
        </Flex>
        <ul style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 4 }}>
          {shown.map((outcome) => {
            const count = counts[COUNT_OF[outcome]];
            return (
              <li key={outcome}>
                <Flex justify="space-between" gap={8}>
                  <span>
                    {t(`welcomeOutcome.${outcome}`)}{' '}
                    <Typography.Text type="secondary" style={{ fontSize: 12 }}>
                      {ERRCODES[outcome]}
                    </Typography.Text>
                  </span>
                  <Button
                    type="link"
                    size="small"
                    style={{ padding: 0 }}
                    disabled={count === 0}
                    aria-label={t('greet.open', {
                      outcome: t(`welcomeOutcome.${outcome}`),
                      n: formatCount(count),
                    })}
                    onClick={() => setOpened(outcome)}
                  >
                    {formatCount(count)}
                  </Button>
                </Flex>
              </li>
            );
          })}
        </ul>
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {t('greet.limit', { n: wecomShapes.welcome.codeSeconds })}
        </Typography.Text>
      </Flex>
      <Drawer
        open={opened !== undefined}
        onClose={() => setOpened(undefined)}
        size={720}
        title={opened && `${t('greet.title')} · ${t(`welcomeOutcome.${opened}`)}`}
        destroyOnHidden
      >
        {opened && <Greetings outcome={opened} codeId={codeId} />}
      </Drawer>
    </Card>
  );
}

function Greetings({ outcome, codeId }: { outcome: WelcomeOutcome; codeId: string | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const pages = useKeyset(['greetings', outcome, codeId], (cursor) =>
    client.channels.listGreetings({ outcome, ...given({ cursor, codeId }) }),
  );
  return (
    <KeysetTable<Greeting>
      name="greetings"
      label={t('greet.title')}
      pages={pages}
      rowKey={(row) => `${row.customerId}:${row.staffId}:${row.addedAt}`}
      onOpen={(row) => void navigate({ to: `/customers/${row.customerId}` })}
      empty={<EmptyState title={t('behind.none')} why={t('behind.noneWhy')} />}
      columns={[
        {
          key: 'customer',
          title: t('acquire.customer'),
          render: (_, row) => row.customerName || t('ui.none'),
        },
        { key: 'staff', title: t('acquire.staff'), render: (_, row) => row.staffName ?? '–' },
        { key: 'added', title: t('behind.addedAt'), render: (_, row) => formatInstant(row.addedAt) },
        {
          key: 'seconds',
          title: t('greet.took'),
          align: 'right',
          render: (_, row) =>
            row.seconds === null ? '–' : t('greet.seconds', { n: row.seconds.toFixed(1) }),
        },
        {
          key: 'errcode',
          title: t('greet.errcode'),
          render: (_, row) => row.errcode !== null && <Tag>{row.errcode}</Tag>,
        },
      ]}
    />
  );
}
