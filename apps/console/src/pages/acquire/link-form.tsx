// Makes or changes an acquisition link.
import type { LinkView } from '@yutian/contract';
import { LoadingState } from '@yutian/ui';
import { Button, Drawer, Flex, Input, Select, Switch, Typography } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import type { asRead } from '../../api/editions.ts';
import { useEdit } from '../../api/use-edit.tsx';
import { type CorpName, useCorps } from './corps.ts';
import { ChannelPicker, CodePicker, StaffPicker, WelcomePicker } from './pickers.tsx';
import { Labelled } from './shift-editor.tsx';

const MOST_STAFF = 500;

interface Draft {
  corpId: string;
  name: string;
  channelId: string | null;
  staffIds: string[];
  skipVerify: boolean;
  fallbackCodeId: string | null;
  welcomeId: string | null;
}

const draftOf = (link: LinkView | null, corps: readonly CorpName[]): Draft => ({
  corpId: link?.corpId ?? corps[0]?.corpId ?? '',
  name: link?.name ?? '',
  channelId: link?.channelId ?? null,
  staffIds: link?.staffIds ?? [],
  skipVerify: link?.skipVerify ?? true,
  fallbackCodeId: link?.fallbackCodeId ?? null,
  welcomeId: link?.welcomeId ?? null,
});

const save = (
  link: LinkView | null,
  { corpId, channelId, ...rest }: Draft,
  edition: ReturnType<typeof asRead>,
) =>
  link
    ? client.channels.updateLink({ id: link.codeId, ...rest, ...(channelId && { channelId }) }, edition)
    : client.channels.createLink({ corpId, ...rest, channelId: channelId ?? '' });

export function LinkForm({ edited, onClose }: { edited: LinkView | 'new' | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const corps = useCorps();
  return (
    <Drawer
      open={edited !== undefined}
      onClose={onClose}
      size={560}
      title={t(edited === 'new' ? 'link.create' : 'link.edit')}
      destroyOnHidden
    >
      {edited && corps ? (
        <Fields link={edited === 'new' ? null : edited} corps={corps} onDone={onClose} />
      ) : (
        <LoadingState />
      )}
    </Drawer>
  );
}

function Fields({
  link,
  corps,
  onDone,
}: {
  link: LinkView | null;
  corps: readonly CorpName[];
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const ids = useId();
  const [draft, setDraft] = useState(() => draftOf(link, corps));
  const change = (next: Partial<Draft>) => setDraft({ ...draft, ...next });
  const action = useEdit({
    read: link,
    fieldsOf: (read) => draftOf(read, corps),
    form: { get: () => draft, set: setDraft },
    run: (filled: Draft, edition) => save(link, filled, edition),
    told: t(link ? 'acquire.saved' : 'code.made'),
  });
  const complete = draft.name.trim() !== '' && draft.channelId !== null && draft.staffIds.length > 0;
  const submit = async () => {
    await action.mutateAsync(draft);
    onDone();
  };
  return (
    <Flex vertical gap={16}>
      {action.notice}
      <Labelled id={`${ids}n`} label={t('code.name')}>
        <Input
          id={`${ids}n`}
          maxLength={30}
          value={draft.name}
          placeholder={t('link.nameHint')}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Labelled>
      {corps.length > 1 && (
        <Labelled id={`${ids}o`} label={t('acquire.corp')}>
          <Select
            id={`${ids}o`}
            disabled={link !== null}
            value={draft.corpId}
            onChange={(corpId) => change({ corpId, staffIds: [], fallbackCodeId: null })}
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
      <Labelled id={`${ids}s`} label={t('code.who')} hint={t('link.staffWhy')}>
        <StaffPicker
          id={`${ids}s`}
          label={t('code.who')}
          corpId={draft.corpId}
          most={MOST_STAFF}
          value={draft.staffIds}
          onChange={(staffIds) => change({ staffIds })}
        />
      </Labelled>
      <Labelled id={`${ids}f`} label={t('link.fallback')} hint={t('link.fallbackWhy')}>
        <CodePicker
          id={`${ids}f`}
          corpId={draft.corpId}
          label={t('link.fallback')}
          none={t('ui.none')}
          value={draft.fallbackCodeId}
          onChange={(fallbackCodeId) => change({ fallbackCodeId })}
        />
      </Labelled>
      <Labelled id={`${ids}w`} label={t('acquire.welcome')}>
        <WelcomePicker
          id={`${ids}w`}
          label={t('acquire.welcome')}
          none={t('code.welcomeNone')}
          value={draft.welcomeId}
          onChange={(welcomeId) => change({ welcomeId })}
        />
      </Labelled>
      <Flex gap={8} align="center">
        <Switch
          aria-label={t('code.skipVerify')}
          checked={draft.skipVerify}
          onChange={(skipVerify) => change({ skipVerify })}
        />
        <span>{t('code.skipVerify')}</span>
        <Typography.Text type="secondary">{t('code.skipVerifyWhy')}</Typography.Text>
      </Flex>
      <Flex gap={8} justify="flex-end">
        <Button onClick={onDone}>{t('ui.cancel')}</Button>
        <Button
          type="primary"
          disabled={!complete}
          loading={action.isPending}
          onClick={() => void submit().catch(() => undefined)}
        >
          {t(link ? 'ui.save' : 'link.make')}
        </Button>
      </Flex>
    </Flex>
  );
}
