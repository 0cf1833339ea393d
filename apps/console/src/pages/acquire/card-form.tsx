// Makes a package card: what it is, its versions, who receives the people.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { LoadingState } from '@yutian/ui';
import { Button, Card, Drawer, Flex, Input, Select, Typography } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';
import { allWeek, emptyRota } from './code-draft.ts';
import { type CorpName, useCorps } from './corps.ts';
import { ChannelPicker, StaffPicker, WelcomePicker } from './pickers.tsx';
import { Labelled } from './shift-editor.tsx';

interface Version {
  label: string;
  script: string;
  prize: string;
  welcomeId: string | null;
}

interface Draft {
  corpId: string;
  name: string;
  channelId: string | null;
  sku: string;
  batch: string;
  staffIds: string[];
  versions: Version[];
}

const LABELS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

/** The next letter that no version has. */
const nextVersion = (versions: readonly Version[]): Version => ({
  label: LABELS.find((label) => versions.every((version) => version.label !== label)) ?? 'A',
  script: '',
  prize: '',
  welcomeId: null,
});

export function CardForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const corps = useCorps();
  return (
    <Drawer open={open} onClose={onClose} size={720} title={t('card.create')} destroyOnHidden>
      {corps ? <NewCard corps={corps} onDone={onClose} /> : <LoadingState />}
    </Drawer>
  );
}

function NewCard({ corps, onDone }: { corps: readonly CorpName[]; onDone: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(() => ({
    corpId: corps[0]?.corpId ?? '',
    name: '',
    channelId: null,
    sku: '',
    batch: '',
    staffIds: [],
    versions: [nextVersion([]), nextVersion([nextVersion([])])],
  }));
  const change = (next: Partial<Draft>) => setDraft({ ...draft, ...next });
  const action = useAction(
    ({ staffIds, channelId, ...rest }: Draft) =>
      client.channels.createCard({
        ...rest,
        channelId: channelId ?? '',
        rota: { ...emptyRota(), shifts: [allWeek(staffIds)] },
      }),
    t('code.made'),
  );
  const complete =
    draft.name.trim() !== '' && draft.channelId !== null && draft.staffIds.length > 0 && draft.corpId !== '';
  const save = async () => {
    const card = await action.mutateAsync(draft);
    onDone();
    await navigate({ to: `/package-cards/${card.cardId}` });
  };
  return (
    <Flex vertical gap={16}>
      <CardBasics draft={draft} change={change} corps={corps} />
      <Typography.Text strong>{t('card.versions')}</Typography.Text>
      <Typography.Text type="secondary">{t('card.versionsWhy')}</Typography.Text>
      {draft.versions.map((version, i) => (
        <VersionFields
          key={version.label}
          version={version}
          onChange={(next) => change({ versions: draft.versions.with(i, next) })}
          onRemove={
            draft.versions.length > 1 ? () => change({ versions: draft.versions.toSpliced(i, 1) }) : undefined
          }
        />
      ))}
      <div>
        <Button
          icon={<PlusOutlined />}
          disabled={draft.versions.length >= LABELS.length}
          onClick={() => change({ versions: [...draft.versions, nextVersion(draft.versions)] })}
        >
          {t('card.addVersion')}
        </Button>
      </div>
      <Flex gap={8} justify="flex-end">
        <Button onClick={onDone}>{t('ui.cancel')}</Button>
        <Button
          type="primary"
          disabled={!complete}
          loading={action.isPending}
          onClick={() => void save().catch(() => undefined)}
        >
          {t('card.make', { n: draft.versions.length })}
        </Button>
      </Flex>
    </Flex>
  );
}

function CardBasics({
  draft,
  change,
  corps,
}: {
  draft: Draft;
  change: (next: Partial<Draft>) => void;
  corps: readonly CorpName[];
}) {
  const { t } = useTranslation();
  const ids = useId();
  return (
    <>
      <Labelled id={`${ids}n`} label={t('code.name')}>
        <Input
          id={`${ids}n`}
          maxLength={50}
          value={draft.name}
          placeholder={t('card.nameHint')}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Labelled>
      {corps.length > 1 && (
        <Labelled id={`${ids}o`} label={t('acquire.corp')}>
          <Select
            id={`${ids}o`}
            value={draft.corpId}
            onChange={(corpId) => change({ corpId, staffIds: [] })}
            options={corps.map(({ corpId, name }) => ({ value: corpId, label: name }))}
          />
        </Labelled>
      )}
      <Labelled id={`${ids}c`} label={t('acquire.channel')}>
        <ChannelPicker
          id={`${ids}c`}
          label={t('acquire.channel')}
          value={draft.channelId}
          onChange={(channelId) => change({ channelId })}
        />
      </Labelled>
      <Flex gap={12} wrap>
        <Labelled id={`${ids}k`} label={t('card.sku')}>
          <Input
            id={`${ids}k`}
            maxLength={60}
            value={draft.sku}
            onChange={(event) => change({ sku: event.target.value })}
          />
        </Labelled>
        <Labelled id={`${ids}b`} label={t('card.batch')}>
          <Input
            id={`${ids}b`}
            maxLength={40}
            value={draft.batch}
            onChange={(event) => change({ batch: event.target.value })}
          />
        </Labelled>
      </Flex>
      <Labelled id={`${ids}s`} label={t('code.who')} hint={t('card.staffWhy')}>
        <StaffPicker
          id={`${ids}s`}
          label={t('code.who')}
          corpId={draft.corpId}
          value={draft.staffIds}
          onChange={(staffIds) => change({ staffIds })}
        />
      </Labelled>
    </>
  );
}

function VersionFields({
  version,
  onChange,
  onRemove,
}: {
  version: Version;
  onChange: (version: Version) => void;
  onRemove: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  return (
    <Card
      size="small"
      title={t('card.version', { label: version.label })}
      extra={
        onRemove && (
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined />}
            aria-label={t('card.removeVersion', { label: version.label })}
            onClick={onRemove}
          />
        )
      }
    >
      <Flex vertical gap={8}>
        <Input.TextArea
          aria-label={t('card.script')}
          placeholder={t('card.scriptHint')}
          maxLength={500}
          autoSize={{ minRows: 2, maxRows: 5 }}
          value={version.script}
          onChange={(event) => onChange({ ...version, script: event.target.value })}
        />
        <Input
          aria-label={t('card.prize')}
          placeholder={t('card.prizeHint')}
          maxLength={100}
          value={version.prize}
          onChange={(event) => onChange({ ...version, prize: event.target.value })}
        />
        <WelcomePicker
          label={t('acquire.welcome')}
          none={t('code.welcomeNone')}
          value={version.welcomeId}
          onChange={(welcomeId) => onChange({ ...version, welcomeId })}
        />
      </Flex>
    </Card>
  );
}
