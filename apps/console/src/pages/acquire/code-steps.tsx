// The steps of writing a code: what it is, who answers, limits.
import { PlusOutlined } from '@ant-design/icons';
import { CODE_MODES, CODE_ROUTINGS, type CodeRota } from '@yutian/contract';
import { wecomShapes } from '@yutian/wecom/rules/wecom-shapes.2025-11';
import { Button, Card, Collapse, Flex, Input, InputNumber, Radio, Select, Switch, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { allWeek, type CodeDraft, gapsOf, needsSpare } from './code-draft.ts';
import { useCorps } from './corps.ts';
import { ChannelPicker, StaffPicker, StorePicker, WelcomePicker } from './pickers.tsx';
import { Labelled, ShiftEditor } from './shift-editor.tsx';
import { SpecialDates } from './special-dates.tsx';
import { useStaffNames } from './staff-names.ts';

export interface StepProps {
  draft: CodeDraft;
  change: (next: Partial<CodeDraft>) => void;
  /** The corp of a code that exists cannot change. */
  fixedCorp: boolean;
}

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

export function ShiftsStep({ draft, change }: StepProps) {
  const { t } = useTranslation();
  const { rota, corpId } = draft;
  const set = (next: Partial<CodeRota>) => change({ rota: { ...rota, ...next } });
  const gaps = gapsOf(rota.shifts);
  return (
    <Flex vertical gap={12}>
      {rota.shifts.map((shift, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- shifts have no name of their own and are edited in place
        <Card size="small" key={i}>
          <ShiftEditor
            number={i + 1}
            corpId={corpId}
            shift={shift}
            onChange={(next) => set({ shifts: rota.shifts.with(i, next) })}
            onRemove={rota.shifts.length > 1 ? () => set({ shifts: rota.shifts.toSpliced(i, 1) }) : undefined}
          />
        </Card>
      ))}
      <Flex gap={8} wrap align="center">
        <Button
          icon={<PlusOutlined />}
          disabled={rota.shifts.length >= 40}
          onClick={() => set({ shifts: [...rota.shifts, { ...allWeek(), from: '09:00', to: '18:00' }] })}
        >
          {t('code.addShift')}
        </Button>
        {gaps.length > 0 && (
          <Typography.Text type="warning">
            {t('code.gaps', {
              first: gaps
                .slice(0, 3)
                .map(({ weekday, from, to }) => `${t(`weekday.${weekday}`)} ${from}–${to}`)
                .join(t('code.comma')),
              n: gaps.length,
            })}
          </Typography.Text>
        )}
      </Flex>
      <SpecialDates
        corpId={corpId}
        dates={rota.specialDates}
        onChange={(specialDates) => set({ specialDates })}
      />
    </Flex>
  );
}

export function LimitsStep({ draft, change }: StepProps) {
  const { t } = useTranslation();
  const ids = useId();
  const { rota, corpId } = draft;
  const set = (next: Partial<CodeRota>) => change({ rota: { ...rota, ...next } });
  return (
    <Flex vertical gap={16}>
      <Radio.Group
        aria-label={t('code.mode')}
        vertical
        value={rota.mode}
        onChange={(event) => set({ mode: event.target.value as CodeRota['mode'] })}
        options={CODE_MODES.map((mode) => ({
          value: mode,
          label: (
            <>
              {t(`codeMode.${mode}`)}
              <br />
              <Typography.Text type="secondary">{t(`code.mode.${mode}`)}</Typography.Text>
            </>
          ),
        }))}
      />
      {rota.mode !== 'everyone' && (
        <Labelled id={`${ids}k`} label={t('code.slack')} hint={t('code.slackWhy')}>
          <InputNumber
            id={`${ids}k`}
            min={1}
            max={50}
            value={rota.slack}
            onChange={(slack) => set({ slack: slack ?? 1 })}
          />
        </Labelled>
      )}
      <Labelled
        id={`${ids}p`}
        label={t('code.spare')}
        hint={t(needsSpare(rota) ? 'code.spareNeeded' : 'code.spareWhy')}
      >
        <StaffPicker
          id={`${ids}p`}
          label={t('code.spare')}
          corpId={corpId}
          value={rota.spareStaffIds}
          onChange={(spareStaffIds) => set({ spareStaffIds })}
        />
      </Labelled>
      <Labelled id={`${ids}d`} label={t('code.dailyCap')} hint={t('code.dailyCapWhy')}>
        <InputNumber
          id={`${ids}d`}
          min={1}
          max={5_000}
          placeholder={t('code.noCap')}
          style={{ width: 160 }}
          value={rota.dailyCap}
          onChange={(dailyCap) => set({ dailyCap })}
        />
      </Labelled>
      <Collapse
        ghost
        items={[
          { key: 'caps', label: t('code.caps'), children: <Caps rota={rota} set={set} /> },
          {
            key: 'capacity',
            label: t('code.capacity'),
            children: (
              <Labelled id={`${ids}y`} label={t('code.capacity')} hint={t('code.capacityWhy')}>
                <InputNumber
                  id={`${ids}y`}
                  min={1}
                  max={20_000}
                  placeholder={t('code.capacityRule')}
                  style={{ width: 200 }}
                  value={rota.capacity}
                  onChange={(capacity) => set({ capacity })}
                />
              </Labelled>
            ),
          },
        ]}
      />
    </Flex>
  );
}

/** Caps of single members, instead of the common one. */
function Caps({ rota, set }: { rota: CodeRota; set: (next: Partial<CodeRota>) => void }) {
  const { t } = useTranslation();
  const staffIds = [...new Set([...rota.shifts.flatMap((shift) => shift.staffIds), ...rota.spareStaffIds])];
  const nameOf = useStaffNames(staffIds);
  if (staffIds.length === 0)
    return <Typography.Text type="secondary">{t('code.capsNobody')}</Typography.Text>;
  return (
    <Flex gap={12} wrap>
      {staffIds.map((staffId) => (
        <Flex key={staffId} gap={8} align="center">
          <span>{nameOf(staffId)}</span>
          <InputNumber
            size="small"
            min={0}
            max={5_000}
            aria-label={t('code.capOf', { name: nameOf(staffId) })}
            placeholder={rota.dailyCap === null ? t('code.noCap') : String(rota.dailyCap)}
            style={{ width: 96 }}
            value={rota.caps.find((cap) => cap.staffId === staffId)?.perDay ?? null}
            onChange={(perDay) =>
              set({
                caps: [
                  ...rota.caps.filter((cap) => cap.staffId !== staffId),
                  ...(perDay === null ? [] : [{ staffId, perDay }]),
                ],
              })
            }
          />
        </Flex>
      ))}
    </Flex>
  );
}
