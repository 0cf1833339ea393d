// Writes a live code in four steps, and shows who would answer before it is saved.
import { useQuery } from '@tanstack/react-query';
import { ErrorState, LoadingState, toShownError } from '@yutian/ui';
import { Alert, Button, Card, Flex, Steps, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { BasicsStep } from './basics-step.tsx';
import { type CodeDraft, problemsOf, STEPS, type Step } from './code-draft.ts';
import { LimitsStep } from './limits-step.tsx';
import { ShiftsStep } from './shifts-step.tsx';
import { WeekPicture } from './week-picture.tsx';

const PREVIEW_DAYS = 7;

interface CodeEditorProps {
  draft: CodeDraft;
  onChange: (draft: CodeDraft) => void;
  /** The code being changed; its adds of today count in the preview. */
  codeId?: string;
  saving: boolean;
  onSave: () => void;
}

export function CodeEditor({ draft, onChange, codeId, saving, onSave }: CodeEditorProps) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>('basics');
  const [tried, setTried] = useState(false);
  const problems = problemsOf(draft);
  const at = STEPS.indexOf(step);
  const go = (to: number) => {
    setTried(to > at);
    // Going on is stopped by what is missing; going back never is.
    const blocked = STEPS.slice(0, to).find((name) => problems[name].length > 0);
    setStep(blocked ?? STEPS[to] ?? step);
  };
  const props = {
    draft,
    change: (next: Partial<CodeDraft>) => onChange({ ...draft, ...next }),
    fixedCorp: codeId !== undefined,
  };
  return (
    <Card styles={{ body: { maxWidth: 860 } }}>
      <Flex vertical gap={20}>
        <Steps
          size="small"
          responsive
          current={at}
          onChange={go}
          items={STEPS.map((name, i) => ({
            title: t(`code.step.${name}`),
            ...(tried && i <= at && problems[name].length > 0 && { status: 'error' as const }),
          }))}
        />
        {step === 'basics' && <BasicsStep {...props} />}
        {step === 'shifts' && <ShiftsStep {...props} />}
        {step === 'limits' && <LimitsStep {...props} />}
        {step === 'preview' && <PreviewStep draft={draft} {...(codeId && { codeId })} />}
        {tried && problems[step].length > 0 && (
          <Alert type="warning" showIcon title={problems[step].map((key) => <div key={key}>{t(key)}</div>)} />
        )}
        <Flex gap={8} justify="flex-end" wrap>
          {at > 0 && <Button onClick={() => go(at - 1)}>{t('code.back')}</Button>}
          {step === 'preview' ? (
            <Button type="primary" loading={saving} onClick={onSave}>
              {t(codeId ? 'ui.save' : 'code.make')}
            </Button>
          ) : (
            <Button type="primary" onClick={() => go(at + 1)}>
              {t('code.next')}
            </Button>
          )}
        </Flex>
      </Flex>
    </Card>
  );
}

function PreviewStep({ draft, codeId }: { draft: CodeDraft; codeId?: string }) {
  const { t } = useTranslation();
  const { corpId, rota } = draft;
  const input = { corpId, rota, days: PREVIEW_DAYS, ...(codeId && { codeId }) };
  const query = useQuery(api.channels.previewCode.queryOptions({ input, retry: false }));
  return (
    <Flex vertical gap={12}>
      <Typography.Text>{t('code.previewWhy')}</Typography.Text>
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingState rows={7} />
      ) : (
        <WeekPicture spans={query.data.spans} />
      )}
      {!codeId && <Typography.Text type="secondary">{t('code.makeWhy')}</Typography.Text>}
    </Flex>
  );
}
