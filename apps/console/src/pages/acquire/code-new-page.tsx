// 新建活码. What was typed stays in this browser until it is saved.
import { useNavigate } from '@tanstack/react-router';
import { LoadingState, Page } from '@yutian/ui';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { useAction } from '../../api/use-action.ts';
import { type CodeDraft, emptyDraft } from './code-draft.ts';
import { CodeEditor } from './code-editor.tsx';
import { type CorpName, useCorps } from './corps.ts';

const KEPT = 'yutian.draft.code';

/** What was typed before, if the shape still fits. */
function keptDraft(): CodeDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? 'null') as CodeDraft | null;
    return Array.isArray(kept?.rota?.shifts) ? kept : null;
  } catch {
    return null;
  }
}

export default function CodeNewPage() {
  const corps = useCorps();
  return corps ? <NewCode corps={corps} /> : <LoadingState />;
}

function NewCode({ corps }: { corps: readonly CorpName[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [{ channelId }] = useFilters('channelId');
  const fresh = () => emptyDraft(corps.length === 1 ? (corps[0]?.corpId ?? '') : '', channelId ?? null);
  const [draft, setDraft] = useState(() => keptDraft() ?? fresh());
  const [kept, setKept] = useState(() => keptDraft() !== null);
  const change = (next: CodeDraft) => {
    localStorage.setItem(KEPT, JSON.stringify(next));
    setDraft(next);
  };
  const action = useAction(
    ({ channelId: channel, ...rest }: CodeDraft) =>
      client.channels.createCode({ ...rest, channelId: channel ?? '' }),
    t('code.made'),
  );
  const save = async () => {
    const code = await action.mutateAsync(draft);
    localStorage.removeItem(KEPT);
    await navigate({ to: `/codes/${code.codeId}` });
  };
  const startOver = () => {
    localStorage.removeItem(KEPT);
    setDraft(fresh());
    setKept(false);
  };
  return (
    <Page
      title={t('page./codes/new')}
      question={t('code.newQuestion')}
      actions={kept && <Button onClick={startOver}>{t('code.startOver')}</Button>}
    >
      <CodeEditor
        key={String(kept)}
        draft={draft}
        onChange={change}
        saving={action.isPending}
        onSave={() => void save().catch(() => undefined)}
      />
    </Page>
  );
}
