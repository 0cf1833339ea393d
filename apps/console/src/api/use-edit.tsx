// An edit of something that was read: refused when somebody has changed it since, and then led on without losing a word.
import { Alert, Button, type FormInstance } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asRead, keepMine, readAgain } from './editions.ts';
import { useAction } from './use-action.ts';

type Stand = 'fresh' | 'stale' | 'merged' | 'gone';

interface Edit<Read, Fields, Output> {
  /** What the form was filled from; nothing when it makes something new. */
  read: Read | null | undefined;
  /** How the form looks when filled from it. */
  fieldsOf: (read: Read) => Fields;
  /** Where what was typed is. */
  form: { get(): Fields; set(fields: Fields): void };
  run: (fields: Fields, edition: ReturnType<typeof asRead>) => Promise<Output>;
  told?: string | ((output: Output) => string);
}

/**
 * Saves a form with the edition it was filled from. When that is stale, `notice` says so and reads the latest: what was
 * not touched takes the new value, what was typed stays.
 */
export function useEdit<Read extends object, Fields extends object, Output>({
  read,
  fieldsOf,
  form,
  run,
  told,
}: Edit<Read, Fields, Output>) {
  // The reading of the time when the form was opened, not the one that happens to be on the page by now.
  const [base, setBase] = useState(read);
  const [stand, setStand] = useState<Stand>('fresh');
  const save = useAction(
    async (fields: Fields) => {
      const output = await run(fields, asRead(base));
      await readBase();
      setStand('fresh');
      return output;
    },
    told,
    () => setStand('stale'),
  );
  const readBase = async () => {
    const latest = base && (await readAgain(base));
    if (latest) setBase(latest);
    return latest;
  };
  const readLatest = async () => {
    const latest = await readBase();
    if (!base || !latest) return setStand('gone');
    form.set(keepMine(form.get(), fieldsOf(base), fieldsOf(latest)));
    return setStand('merged');
  };
  return { ...save, notice: <EditNotice stand={stand} onRead={() => void readLatest()} /> };
}

function EditNotice({ stand, onRead }: { stand: Stand; onRead: () => void }) {
  const { t } = useTranslation();
  if (stand === 'fresh') return null;
  return (
    <Alert
      showIcon
      style={{ marginBottom: 16 }}
      type={stand === 'merged' ? 'info' : 'warning'}
      title={t(stand === 'stale' ? 'EDITED_MEANWHILE' : `edit.${stand}`)}
      {...(stand === 'stale' && {
        description: t('edit.staleWhy'),
        action: (
          <Button size="small" onClick={onRead}>
            {t('edit.readLatest')}
          </Button>
        ),
      })}
    />
  );
}

/** What was typed into an antd form. */
export const inForm = <Fields extends object>(
  form: FormInstance<Fields>,
): Edit<never, Fields, never>['form'] => ({
  get: () => form.getFieldsValue(true) as Fields,
  set: (fields) => form.setFieldsValue(fields as Parameters<typeof form.setFieldsValue>[0]),
});
