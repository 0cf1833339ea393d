// Writes a welcome: text with variables, attachments, and beside it how it will look.
import { WELCOME_VARIABLES, type WelcomeAttachment, type WelcomeView } from '@yutian/contract';
import { wecomShapes } from '@yutian/wecom/rules/wecom-shapes.2025-11';
import { Alert, Button, Col, Drawer, Flex, Input, Row, Typography } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useEdit } from '../../api/use-edit.tsx';
import { AttachmentList } from './attachments.tsx';
import { Labelled } from './shift-editor.tsx';
import { WelcomeBubble } from './welcome-bubble.tsx';
import { insertAt, longestBytes, unknownVariables } from './welcome-text.ts';

interface Draft {
  name: string;
  text: string;
  attachments: WelcomeAttachment[];
}

const draftOf = (welcome: WelcomeView | null): Draft => ({
  name: welcome?.name ?? '',
  text: welcome?.text ?? '',
  attachments: welcome?.attachments ?? [],
});

export function WelcomeEditor({
  edited,
  onClose,
}: {
  edited: WelcomeView | 'new' | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={edited !== undefined}
      onClose={onClose}
      size={920}
      title={t(edited === 'new' ? 'welcome.create' : 'welcome.edit')}
      destroyOnHidden
    >
      {edited && <Editor welcome={edited === 'new' ? null : edited} onDone={onClose} />}
    </Drawer>
  );
}

function Editor({ welcome, onDone }: { welcome: WelcomeView | null; onDone: () => void }) {
  const { t } = useTranslation();
  const ids = useId();
  const [draft, setDraft] = useState<Draft>(() => draftOf(welcome));
  const change = (next: Partial<Draft>) => setDraft({ ...draft, ...next });
  const action = useEdit({
    read: welcome,
    fieldsOf: draftOf,
    form: { get: () => draft, set: setDraft },
    run: (input: Draft, edition) =>
      welcome
        ? client.channels.updateWelcome({ id: welcome.welcomeId, ...input }, edition)
        : client.channels.createWelcome(input),
    told: t('acquire.saved'),
  });
  const unknown = unknownVariables(draft.text);
  const complete = draft.name.trim() !== '' && (draft.text.trim() !== '' || draft.attachments.length > 0);
  const save = async () => {
    await action.mutateAsync(draft);
    onDone();
  };
  return (
    <Row gutter={[24, 24]}>
      <Col xs={24} md={14}>
        <Flex vertical gap={16}>
          {action.notice}
          <Labelled id={`${ids}n`} label={t('code.name')}>
            <Input
              id={`${ids}n`}
              value={draft.name}
              maxLength={60}
              placeholder={t('welcome.nameHint')}
              onChange={(event) => change({ name: event.target.value })}
            />
          </Labelled>
          <TextField id={`${ids}t`} text={draft.text} onChange={(text) => change({ text })} />
          {unknown.length > 0 && (
            <Alert
              type="warning"
              showIcon
              title={t('welcome.unknown', { names: unknown.map((name) => `{${name}}`).join(' ') })}
            />
          )}
          <AttachmentList
            attachments={draft.attachments}
            onChange={(attachments) => change({ attachments })}
          />
          {welcome && welcome.usedBy > 0 && (
            <Typography.Text type="secondary">
              {t('welcome.usedByNote', { n: welcome.usedBy })}
            </Typography.Text>
          )}
          <Flex gap={8} justify="flex-end">
            <Button onClick={onDone}>{t('ui.cancel')}</Button>
            <Button
              type="primary"
              disabled={!complete}
              loading={action.isPending}
              onClick={() => void save().catch(() => undefined)}
            >
              {t('ui.save')}
            </Button>
          </Flex>
        </Flex>
      </Col>
      <Col xs={24} md={10}>
        <WelcomeBubble text={draft.text} attachments={draft.attachments} />
      </Col>
    </Row>
  );
}

function TextField({ id, text, onChange }: { id: string; text: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const area = useRef<TextAreaRef>(null);
  const { textBytes } = wecomShapes.welcome;
  const bytes = longestBytes(text);
  const insert = (variable: string) => {
    const box = area.current?.resizableTextArea?.textArea;
    const [from, to] = [box?.selectionStart ?? text.length, box?.selectionEnd ?? text.length];
    const next = insertAt(text, `{${variable}}`, from, to);
    onChange(next.text);
    requestAnimationFrame(() => {
      box?.focus();
      box?.setSelectionRange(next.caret, next.caret);
    });
  };
  return (
    <Labelled id={id} label={t('welcome.text')}>
      <Flex gap={4} wrap>
        {WELCOME_VARIABLES.map((variable) => (
          <Button key={variable} size="small" onClick={() => insert(variable)}>
            {t(`welcome.variable.${variable}`)}
          </Button>
        ))}
      </Flex>
      <Input.TextArea
        ref={area}
        id={id}
        value={text}
        autoSize={{ minRows: 6, maxRows: 16 }}
        status={bytes > textBytes ? 'error' : ''}
        placeholder={t('welcome.textHint')}
        onChange={(event) => onChange(event.target.value)}
      />
      <Typography.Text type={bytes > textBytes ? 'danger' : 'secondary'} role="status">
        {t('welcome.bytes', { bytes, most: textBytes })}
      </Typography.Text>
    </Labelled>
  );
}
