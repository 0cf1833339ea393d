// The first step of writing a code: what it is called, whose it is, how it greets and where it leads.
import { CODE_ROUTINGS } from '@yutian/contract';
import { wecomShapes } from '@yutian/wecom/rules/wecom-shapes.2025-11';
import { Collapse, Flex, Input, Radio, Select, Switch, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { CodeDraft, StepProps } from './code-draft.ts';
import { useCorps } from './corps.ts';
import { ChannelPicker, StorePicker, WelcomePicker } from './pickers.tsx';
import { Labelled } from './shift-editor.tsx';

export function BasicsStep({ draft, change, fixedCorp }: StepProps) {
  const { t } = useTranslation();
  const ids = useId();
  const corps = useCorps() ?? [];
  return (
    <Flex vertical gap={16}>
      <Labelled id={`${ids}n`} label={t('code.name')}>
        <Input
          id={`${ids}n`}
          value={draft.name}
          maxLength={60}
          placeholder={t('code.nameHint')}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Labelled>
      <Labelled id={`${ids}c`} label={t('acquire.channel')} hint={t('code.channelWhy')}>
        <ChannelPicker
          id={`${ids}c`}
          label={t('acquire.channel')}
          value={draft.channelId}
          onChange={(channelId) => change({ channelId })}
        />
      </Labelled>
      {corps.length > 1 && (
        <Labelled id={`${ids}o`} label={t('acquire.corp')}>
          <Select
            id={`${ids}o`}
            aria-label={t('acquire.corp')}
            disabled={fixedCorp}
            value={draft.corpId || null}
            onChange={(corpId) => change({ corpId: corpId ?? '' })}
            options={corps.map(({ corpId, name }) => ({ value: corpId, label: name }))}
          />
        </Labelled>
      )}
      <Labelled id={`${ids}w`} label={t('acquire.welcome')} hint={t('code.welcomeWhy')}>
        <WelcomePicker
          id={`${ids}w`}
          label={t('acquire.welcome')}
          none={t('code.welcomeNone')}
          value={draft.welcomeId}
          onChange={(welcomeId) => change({ welcomeId })}
        />
      </Labelled>
      <Collapse
        ghost
        items={[
          { key: 'more', label: t('code.more'), children: <RareFields draft={draft} change={change} /> },
        ]}
      />
    </Flex>
  );
}

function RareFields({ draft, change }: Omit<StepProps, 'fixedCorp'>) {
  const { t } = useTranslation();
  const ids = useId();
  const { remarkChars } = wecomShapes.contactWay;
  return (
    <Flex vertical gap={16}>
      <Radio.Group
        aria-label={t('code.routing')}
        vertical
        value={draft.routing}
        onChange={(event) => change({ routing: event.target.value as CodeDraft['routing'] })}
        options={CODE_ROUTINGS.map((routing) => ({
          value: routing,
          label: (
            <>
              {t(`codeRouting.${routing}`)}
              <br />
              <Typography.Text type="secondary">{t(`code.routing.${routing}`)}</Typography.Text>
            </>
          ),
        }))}
      />
      <Labelled id={`${ids}s`} label={t('code.store')} hint={t('code.storeWhy')}>
        <StorePicker
          id={`${ids}s`}
          label={t('code.store')}
          none={t('code.noStore')}
          value={draft.storeId}
          onChange={(storeId) => change({ storeId })}
        />
      </Labelled>
      <Toggle
        label={t('code.skipVerify')}
        hint={t('code.skipVerifyWhy')}
        checked={draft.skipVerify}
        onChange={(skipVerify) => change({ skipVerify })}
      />
      <Toggle
        label={t('code.exclusive')}
        hint={t('code.exclusiveWhy')}
        checked={draft.exclusive}
        onChange={(exclusive) => change({ exclusive })}
      />
      <Labelled id={`${ids}r`} label={t('code.remark')} hint={t('code.remarkWhy', { n: remarkChars })}>
        <Input
          id={`${ids}r`}
          value={draft.remark}
          maxLength={remarkChars}
          showCount
          onChange={(event) => change({ remark: event.target.value })}
        />
      </Labelled>
    </Flex>
  );
}

function Toggle({
  label,
  hint,
  checked,
  onChange,
}: {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <Flex gap={8} align="flex-start">
      <Switch aria-label={label} checked={checked} onChange={onChange} />
      <div>
        {label}
        <br />
        <Typography.Text type="secondary">{hint}</Typography.Text>
      </div>
    </Flex>
  );
}
