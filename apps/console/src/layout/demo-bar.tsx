// The demo bar: beside the simulator, anybody can bring strangers and let days pass. Elsewhere it is not there.
import { DownOutlined } from '@ant-design/icons';
import { formatInstant, toShownError, useErrorText } from '@yutian/ui';
import { App, Button, Dropdown, Flex, Progress, Tag, theme, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Demo, playDemo, useDemo } from '../api/demo.ts';

const CROWD = 100;
const PLAYS = [
  { key: 'crowd', label: 'demo.crowd', act: 'crowd', body: { n: CROWD } },
  { key: 'day', label: 'demo.day', act: 'advance', body: { days: 1 } },
  { key: 'week', label: 'demo.week', act: 'advance', body: { days: 7 } },
] as const;

/** @param wide whether there is room for the buttons side by side; else they are a menu. */
export function DemoBar({ wide }: { wide: boolean }) {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  const demo = useDemo();
  if (!demo) return null;
  return (
    <Flex
      component="section"
      aria-label={t('demo.name')}
      align="center"
      gap={8}
      style={{
        minHeight: 40,
        padding: wide ? '4px 20px' : '4px 12px',
        background: token.colorWarningBg,
        borderBottom: `1px solid ${token.colorWarningBorder}`,
      }}
    >
      {wide && <Tag style={{ marginInlineEnd: 0 }}>{t('demo.name')}</Tag>}
      {demo.ready ? (
        <Ready demo={demo} wide={wide} />
      ) : (
        <Typography.Text role="status">{t('demo.seeding')}</Typography.Text>
      )}
    </Flex>
  );
}

function Ready({ demo, wide }: { demo: Extract<Demo, { ready: true }>; wide: boolean }) {
  const { t } = useTranslation();
  const play = usePlay();
  return (
    <>
      <Typography.Text style={{ whiteSpace: 'nowrap' }}>
        <span className="sr-only">{t('demo.now')} </span>
        <time dateTime={demo.now}>{formatInstant(demo.now)}</time>
      </Typography.Text>
      {demo.failure && (
        <Typography.Text type="danger" ellipsis={{ tooltip: demo.failure }} role="alert">
          {t('demo.failed')}
        </Typography.Text>
      )}
      <div style={{ flex: 1 }} />
      {demo.busy ? (
        <Busy busy={demo.busy} progress={demo.progress} onCancel={() => play('cancel')} />
      ) : wide ? (
        PLAYS.map(({ key, label, act, body }) => (
          <Button key={key} size="small" onClick={() => play(act, body)}>
            {t(label, { n: CROWD })}
          </Button>
        ))
      ) : (
        <Dropdown
          trigger={['click']}
          menu={{
            items: PLAYS.map(({ key, label, act, body }) => ({
              key,
              label: t(label, { n: CROWD }),
              onClick: () => play(act, body),
            })),
          }}
        >
          <Button>
            {t('demo.name')} <DownOutlined />
          </Button>
        </Dropdown>
      )}
    </>
  );
}

function Busy({
  busy,
  progress,
  onCancel,
}: {
  busy: 'crowd' | 'advance';
  progress: number;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const percent = Math.round(progress * 100);
  return (
    <>
      <Typography.Text role="status" style={{ whiteSpace: 'nowrap' }}>
        {t(`demo.busy.${busy}`)}
      </Typography.Text>
      <Progress
        percent={percent}
        size="small"
        status="active"
        aria-label={t(`demo.busy.${busy}`)}
        style={{ width: 96, margin: 0 }}
      />
      <Button size="small" onClick={onCancel}>
        {t('demo.cancel')}
      </Button>
    </>
  );
}

/** Plays and tells a refusal. */
function usePlay() {
  const { message } = App.useApp();
  const textOf = useErrorText();
  return (...input: Parameters<typeof playDemo>) =>
    void playDemo(...input).catch((error: unknown) => message.error(textOf(toShownError(error))));
}
