// How many cards a test needs before it can tell two rates apart.
import { useQuery } from '@tanstack/react-query';
import { ErrorState, formatCount, toShownError } from '@yutian/ui';
import { Button, Flex, InputNumber, Spin, Typography } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useDebounced } from '../customers/use-debounced.ts';

/** The road of S1-11: 7 % → 13 % → 20 %. */
const ROAD: readonly [number, number][] = [
  [7, 13],
  [13, 20],
];
const DEFAULT_VERSIONS = 2;

export function CardPlanner() {
  const { t } = useTranslation();
  const ids = useId();
  const [base, setBase] = useState(7);
  const [target, setTarget] = useState(13);
  const [versions, setVersions] = useState(DEFAULT_VERSIONS);
  const [perDay, setPerDay] = useState<number | null>(null);
  const input = useDebounced(
    JSON.stringify({
      baseRate: base / 100,
      targetRate: target / 100,
      versions,
      ...(perDay !== null && { cardsPerDay: perDay }),
    }),
  );
  const query = useQuery(
    api.channels.planCard.queryOptions({
      input: JSON.parse(input) as { baseRate: number; targetRate: number },
      retry: false,
    }),
  );
  const plan = query.data;
  return (
    <Flex vertical gap={12}>
      <Typography.Text type="secondary">{t('plan.why')}</Typography.Text>
      <Flex gap={8} wrap>
        {ROAD.map(([from, to]) => (
          <Button
            key={from}
            size="small"
            type={base === from && target === to ? 'primary' : 'default'}
            onClick={() => {
              setBase(from);
              setTarget(to);
            }}
          >
            {`${from}% → ${to}%`}
          </Button>
        ))}
      </Flex>
      <Flex gap={12} wrap>
        <Percent id={`${ids}b`} label={t('plan.base')} value={base} onChange={setBase} />
        <Percent id={`${ids}t`} label={t('plan.target')} value={target} onChange={setTarget} />
        <Field id={`${ids}v`} label={t('plan.versions')}>
          <InputNumber
            id={`${ids}v`}
            min={2}
            max={8}
            style={{ width: 88 }}
            value={versions}
            onChange={(value) => setVersions(value ?? DEFAULT_VERSIONS)}
          />
        </Field>
        <Field id={`${ids}d`} label={t('plan.perDay')}>
          <InputNumber
            id={`${ids}d`}
            min={1}
            style={{ width: 110 }}
            value={perDay}
            onChange={setPerDay}
            placeholder={t('plan.optional')}
          />
        </Field>
      </Flex>
      {query.error ? (
        <ErrorState error={toShownError(query.error)} />
      ) : !plan ? (
        <Spin />
      ) : (
        <div role="status">
          <Typography.Text strong style={{ fontSize: 20 }}>
            {t('plan.perVersion', { n: formatCount(plan.perVersion) })}
          </Typography.Text>
          <br />
          <Typography.Text>
            {t('plan.total', { n: formatCount(plan.total), versions })}
            {plan.days !== null && ` · ${t('plan.days', { n: formatCount(plan.days) })}`}
          </Typography.Text>
          <br />
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {t('plan.terms', { power: plan.power * 100, alpha: plan.alpha * 100 })}
          </Typography.Text>
        </div>
      )}
    </Flex>
  );
}

function Field({ id, label, children }: { id: string; label: string; children: React.ReactNode }) {
  return (
    <Flex vertical gap={4}>
      <label htmlFor={id}>{label}</label>
      {children}
    </Flex>
  );
}

function Percent({
  id,
  label,
  value,
  onChange,
}: {
  id: string;
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  return (
    <Field id={id} label={label}>
      <InputNumber
        id={id}
        min={0.1}
        max={99}
        step={0.5}
        suffix="%"
        style={{ width: 96 }}
        value={value}
        onChange={(next) => onChange(next ?? value)}
      />
    </Field>
  );
}
