// One shift: who, on which days, from when to when, greeting with what.
import { DeleteOutlined } from '@ant-design/icons';
import type { Shift } from '@yutian/contract';
import { Button, Checkbox, Flex, Input, Select, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf, minuteOf, WEEK } from './code-draft.ts';
import { StaffPicker, WelcomePicker } from './pickers.tsx';

const STEP_MINUTES = 30;
const CLOCKS = Array.from({ length: 1_440 / STEP_MINUTES + 1 }, (_, i) => clockOf(i * STEP_MINUTES));

type AnyShift = Omit<Shift, 'weekdays'> & { weekdays?: number[] };

interface ShiftEditorProps<S extends AnyShift> {
  number: number;
  corpId: string;
  shift: S;
  onChange: (shift: S) => void;
  onRemove?: (() => void) | undefined;
}

export function ShiftEditor<S extends AnyShift>({
  number,
  corpId,
  shift,
  onChange,
  onRemove,
}: ShiftEditorProps<S>) {
  const { t } = useTranslation();
  const ids = useId();
  const overnight = minuteOf(shift.to) < minuteOf(shift.from);
  return (
    <Flex vertical gap={8} role="group" aria-label={t('code.shift', { n: number })}>
      <Flex justify="space-between" align="center" gap={8}>
        <Input
          variant="underlined"
          aria-label={t('code.shiftLabel')}
          placeholder={t('code.shift', { n: number })}
          maxLength={20}
          style={{ maxWidth: 200 }}
          value={shift.label}
          onChange={(event) => onChange({ ...shift, label: event.target.value })}
        />
        {onRemove && (
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('code.removeShift', { n: number })}
            onClick={onRemove}
          />
        )}
      </Flex>
      <Labelled id={`${ids}s`} label={t('code.who')}>
        <StaffPicker
          id={`${ids}s`}
          label={t('code.who')}
          corpId={corpId}
          value={shift.staffIds}
          onChange={(staffIds) => onChange({ ...shift, staffIds })}
        />
      </Labelled>
      {shift.weekdays && (
        <Checkbox.Group
          value={shift.weekdays}
          onChange={(weekdays) => onChange({ ...shift, weekdays: weekdays.toSorted((a, b) => a - b) })}
          options={WEEK.map((weekday) => ({ value: weekday, label: t(`weekday.${weekday}`) }))}
        />
      )}
      <Flex gap={8} align="center" wrap>
        <ClockPicker
          label={t('code.from')}
          value={shift.from}
          options={CLOCKS.slice(0, -1)}
          onChange={(from) => onChange({ ...shift, from })}
        />
        <span>–</span>
        <ClockPicker
          label={t('code.to')}
          value={shift.to}
          options={CLOCKS.slice(1)}
          onChange={(to) => onChange({ ...shift, to })}
        />
        {overnight && <Typography.Text type="secondary">{t('code.overnight')}</Typography.Text>}
        <div style={{ flex: 1, minWidth: 200 }}>
          <WelcomePicker
            label={t('code.shiftWelcome')}
            none={t('code.shiftWelcomeNone')}
            value={shift.welcomeId}
            onChange={(welcomeId) => onChange({ ...shift, welcomeId })}
          />
        </div>
      </Flex>
    </Flex>
  );
}

function ClockPicker({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly string[];
  onChange: (value: string) => void;
}) {
  const all = options.includes(value) ? options : [...options, value].sort();
  return (
    <Select<string>
      showSearch
      aria-label={label}
      style={{ width: 92 }}
      value={value}
      onChange={onChange}
      options={all.map((clock) => ({ value: clock, label: clock }))}
    />
  );
}

/** A label above its input. */
export function Labelled({
  id,
  label,
  hint,
  children,
}: {
  id: string;
  label: string;
  hint?: string;
  children: React.ReactNode;
}) {
  return (
    <Flex vertical gap={4}>
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && <Typography.Text type="secondary">{hint}</Typography.Text>}
    </Flex>
  );
}
