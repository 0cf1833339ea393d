// 编辑活码.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { CodeDetail } from '@yutian/contract';
import { ErrorState, LoadingState, Page, toShownError } from '@yutian/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useEdit } from '../../api/use-edit.tsx';
import { changeOf, type CodeDraft, draftOf } from './code-draft.ts';
import { CodeEditor } from './code-editor.tsx';

export default function CodeEditPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  // Read anew: an edit begins from the version that is there.
  const query = useQuery(api.channels.getCode.queryOptions({ input: { id }, refetchOnWindowFocus: false }));
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  return query.data ? <EditCode key={query.data.codeId} code={query.data} /> : <LoadingState />;
}

function EditCode({ code }: { code: CodeDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { codeId } = code;
  const [draft, setDraft] = useState<CodeDraft>(() => draftOf(code));
  const action = useEdit({
    read: code,
    fieldsOf: draftOf,
    form: { get: () => draft, set: setDraft },
    run: (changed: CodeDraft, edition) =>
      client.channels.updateCode({ id: codeId, ...changeOf(changed) }, edition),
    told: t('acquire.saved'),
  });
  const save = async () => {
    await action.mutateAsync(draft);
    await navigate({ to: `/codes/${codeId}` });
  };
  return (
    <Page title={t('code.editTitle', { name: code.name })} question={t('code.editQuestion')}>
      {action.notice}
      <CodeEditor
        draft={draft}
        onChange={setDraft}
        codeId={codeId}
        saving={action.isPending}
        onSave={() => void save().catch(() => undefined)}
      />
    </Page>
  );
}
