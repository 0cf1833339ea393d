// Follow-up notes: written in place, changed and deleted by who wrote them.
import { DeleteOutlined, EditOutlined } from '@ant-design/icons';
import { EmptyState, formatInstant } from '@yutian/ui';
import { Button, Card, Flex, Input, type InputRef, Popconfirm, Typography } from 'antd';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { KeysetList } from './keyset-list.tsx';

const LONGEST = 2_000;

interface Note {
  noteId: string;
  body: string;
  authorName: string;
  mine: boolean;
  createdAt: string;
  editedAt: string | null;
}

/** The box to write a note; hidden from those who may not. */
export function NoteBox({ id, box }: { id: string; box: RefObject<InputRef | null> }) {
  const { t } = useTranslation();
  const may = useMay();
  const [body, setBody] = useState('');
  const add = useAction(
    (text: string) => client.customers.addNote({ id, body: text }),
    t('people.note.added'),
  );
  if (!may('customers.write')) return null;
  const submit = () => body.trim() && add.mutate(body.trim(), { onSuccess: () => setBody('') });
  return (
    <Flex vertical gap={8} align="flex-end">
      <Input.TextArea
        ref={box as never}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={LONGEST}
        value={body}
        placeholder={t('people.note.hint')}
        aria-label={t('people.note.hint')}
        onChange={(event) => setBody(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
        }}
      />
      <Button type="primary" size="small" disabled={!body.trim()} loading={add.isPending} onClick={submit}>
        {t('people.note.add')}
      </Button>
    </Flex>
  );
}

export function Notes({ id }: { id: string }) {
  const { t } = useTranslation();
  const pages = useKeyset(['notes', id], (cursor) =>
    client.customers.listNotes({ id, ...(cursor && { cursor }) }),
  );
  return (
    <KeysetList<Note>
      pages={pages}
      empty={<EmptyState title={t('people.note.none')} why={t('people.note.noneWhy')} />}
    >
      {(notes) => notes.map((note) => <NoteCard key={note.noteId} id={id} note={note} />)}
    </KeysetList>
  );
}

function NoteCard({ id, note }: { id: string; note: Note }) {
  const { t } = useTranslation();
  const may = useMay();
  const [draft, setDraft] = useState<string>();
  const [opened, setOpened] = useState(note);
  const save = useAction(
    (body: string) => client.customers.editNote({ id, noteId: note.noteId, body }, asRead(opened)),
    t('people.saved'),
  );
  const remove = useAction(
    () => client.customers.deleteNote({ id, noteId: note.noteId }),
    t('people.note.deleted'),
  );
  const done = () => setDraft(undefined);
  return (
    <Card size="small">
      {draft === undefined ? (
        <Typography.Paragraph style={{ whiteSpace: 'pre-wrap', marginBottom: 4 }}>
          {note.body}
        </Typography.Paragraph>
      ) : (
        <Flex vertical gap={8}>
          <Input.TextArea
            autoFocus
            autoSize
            maxLength={LONGEST}
            value={draft}
            aria-label={t('people.note.edit')}
            onChange={(event) => setDraft(event.target.value)}
          />
          <Flex gap={8}>
            <Button
              type="primary"
              size="small"
              disabled={!draft.trim()}
              loading={save.isPending}
              onClick={() => save.mutate(draft.trim(), { onSuccess: done })}
            >
              {t('ui.save')}
            </Button>
            <Button size="small" onClick={done}>
              {t('ui.cancel')}
            </Button>
          </Flex>
        </Flex>
      )}
      <Flex justify="space-between" align="center" wrap>
        <Typography.Text type="secondary">
          {note.authorName} · {formatInstant(note.createdAt)}
          {note.editedAt && ` · ${t('people.note.editedAt', { at: formatInstant(note.editedAt) })}`}
        </Typography.Text>
        {note.mine && may('customers.write') && draft === undefined && (
          <Flex>
            <Button
              size="small"
              type="text"
              icon={<EditOutlined />}
              aria-label={t('people.note.edit')}
              onClick={() => {
                setOpened(note);
                setDraft(note.body);
              }}
            />
            <Popconfirm
              title={t('people.note.deleteSure')}
              okText={t('ui.delete')}
              onConfirm={() => remove.mutateAsync(undefined)}
            >
              <Button
                size="small"
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('people.note.delete')}
              />
            </Popconfirm>
          </Flex>
        )}
      </Flex>
    </Card>
  );
}
