// Makes or changes a join code.
import { useQuery } from '@tanstack/react-query';
import type { JoinCode } from '@yutian/contract';
import { ErrorState, LoadingState, toShownError } from '@yutian/ui';
import { Button, Drawer, Flex, Input, InputNumber, Select, Switch } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useEdit } from '../../api/use-edit.tsx';
import { GroupPicker } from './group-picker.tsx';
import { ChannelPicker } from './pickers.tsx';
import { Labelled } from './shift-editor.tsx';

const MOST_PREPARED = 50;

interface Draft {
  name: string;
  channelId: string | null;
  groupIds: string[];
  preparedIds: string[];
  capacity: number;
  openAt: number;
  autoOpen: boolean;
  baseName: string;
  baseNumber: number;
}

const idsIn = (code: JoinCode | null, place: 'open' | 'prepared') =>
  (code?.groups ?? []).filter((group) => group.place === place).map((group) => group.groupId);

const draftOf = (code: JoinCode | null, capacity: number): Draft => ({
  name: code?.name ?? '',
  channelId: code?.channelId ?? null,
  groupIds: idsIn(code, 'open'),
  preparedIds: idsIn(code, 'prepared'),
  capacity: code?.capacity ?? capacity,
  openAt: code?.openAt ?? 90,
  autoOpen: code?.autoOpen ?? true,
  baseName: code?.baseName ?? '',
  baseNumber: code?.baseNumber ?? 1,
});

export function JoinCodeForm({
  edited,
  onClose,
}: {
  edited: JoinCode | 'new' | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const rules = useQuery(api.groups.joinCodeRules.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  return (
    <Drawer
      open={edited !== undefined}
      onClose={onClose}
      size={560}
      title={t(edited === 'new' ? 'joinCode.create' : 'joinCode.edit')}
      destroyOnHidden
    >
      {rules.error ? (
        <ErrorState error={toShownError(rules.error)} onRetry={() => void rules.refetch()} />
      ) : edited && rules.data ? (
        <Fields code={edited === 'new' ? null : edited} rules={rules.data} onDone={onClose} />
      ) : (
        <LoadingState />
      )}
    </Drawer>
  );
}

interface Rules {
  capacities: { members: number; source: string }[];
  groupsPerCode: number;
  nameChars: number;
}

function Fields({ code, rules, onDone }: { code: JoinCode | null; rules: Rules; onDone: () => void }) {
  const { t } = useTranslation();
  const ids = useId();
  const may = useMay();
  const [draft, setDraft] = useState(() => draftOf(code, rules.capacities[0]?.members ?? 500));
  const change = (next: Partial<Draft>) => setDraft({ ...draft, ...next });
  const action = useEdit({
    read: code,
    fieldsOf: (read) => draftOf(read, read.capacity),
    form: { get: () => draft, set: setDraft },
    run: (filled: Draft, edition) =>
      code
        ? client.groups.updateJoinCode({ id: code.id, ...filled }, edition)
        : client.groups.createJoinCode(filled),
    told: t(code ? 'joinCode.saved' : 'joinCode.made'),
  });
  const complete = draft.name.trim() !== '' && draft.groupIds.length > 0;
  const source = rules.capacities.find(({ members }) => members === draft.capacity)?.source;
  const submit = async () => {
    await action.mutateAsync(draft);
    onDone();
  };
  return (
    <Flex vertical gap={16}>
      {action.notice}
      <Labelled id={`${ids}n`} label={t('joinCode.name')}>
        <Input
          id={`${ids}n`}
          maxLength={rules.nameChars}
          value={draft.name}
          placeholder={t('joinCode.nameHint')}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Labelled>
      {may('channels.read') && (
        <Labelled id={`${ids}c`} label={t('acquire.channel')}>
          <ChannelPicker
            id={`${ids}c`}
            label={t('acquire.channel')}
            none={t('ui.none')}
            value={draft.channelId}
            onChange={(channelId) => change({ channelId })}
          />
        </Labelled>
      )}
      <Labelled
        id={`${ids}g`}
        label={t('joinCode.openGroups')}
        hint={t('joinCode.openGroupsWhy', { n: rules.groupsPerCode })}
      >
        <GroupPicker
          id={`${ids}g`}
          label={t('joinCode.openGroups')}
          value={draft.groupIds}
          most={rules.groupsPerCode}
          corpId={code?.corpId}
          without={draft.preparedIds}
          onChange={(groupIds) => change({ groupIds })}
        />
      </Labelled>
      <Labelled id={`${ids}p`} label={t('joinCode.preparedGroups')} hint={t('joinCode.preparedGroupsWhy')}>
        <GroupPicker
          id={`${ids}p`}
          label={t('joinCode.preparedGroups')}
          value={draft.preparedIds}
          most={MOST_PREPARED}
          corpId={code?.corpId}
          without={draft.groupIds}
          onChange={(preparedIds) => change({ preparedIds })}
        />
      </Labelled>
      <Labelled id={`${ids}k`} label={t('joinCode.capacity')} {...(source && { hint: source })}>
        <Select<number>
          id={`${ids}k`}
          aria-label={t('joinCode.capacity')}
          value={draft.capacity}
          onChange={(capacity) => change({ capacity })}
          options={rules.capacities.map(({ members }) => ({
            value: members,
            label: t('joinCode.members', { n: members }),
          }))}
        />
      </Labelled>
      <Labelled id={`${ids}o`} label={t('joinCode.openAt')}>
        <InputNumber
          id={`${ids}o`}
          min={50}
          max={100}
          precision={0}
          value={draft.openAt}
          onChange={(openAt) => change({ openAt: openAt ?? 90 })}
        />
      </Labelled>
      <AutoOpen ids={ids} draft={draft} change={change} />
      <Button
        type="primary"
        disabled={!complete}
        loading={action.isPending}
        onClick={() => void submit().catch(() => undefined)}
      >
        {t('ui.save')}
      </Button>
    </Flex>
  );
}

function AutoOpen({
  ids,
  draft,
  change,
}: {
  ids: string;
  draft: Draft;
  change: (next: Partial<Draft>) => void;
}) {
  const { t } = useTranslation();
  const { autoOpen, baseName, baseNumber } = draft;
  const names = { name: baseName || t('joinCode.baseNameHint'), n: baseNumber, m: baseNumber + 1 };
  return (
    <>
      <Flex gap={8} align="center">
        <Switch
          aria-label={t('joinCode.autoOpen')}
          checked={autoOpen}
          onChange={(next) => change({ autoOpen: next })}
        />
        <span>{t('joinCode.autoOpen')}</span>
      </Flex>
      {autoOpen && (
        <Flex gap={16} wrap>
          <Labelled
            id={`${ids}b`}
            label={t('joinCode.baseName')}
            {...(baseName && { hint: t('joinCode.baseWhy', names) })}
          >
            <Input
              id={`${ids}b`}
              maxLength={40}
              value={baseName}
              placeholder={t('joinCode.baseNameHint')}
              onChange={(event) => change({ baseName: event.target.value })}
            />
          </Labelled>
          <Labelled id={`${ids}f`} label={t('joinCode.baseNumber')}>
            <InputNumber
              id={`${ids}f`}
              min={1}
              max={1_000_000}
              precision={0}
              value={baseNumber}
              onChange={(next) => change({ baseNumber: next ?? 1 })}
            />
          </Labelled>
        </Flex>
      )}
    </>
  );
}
