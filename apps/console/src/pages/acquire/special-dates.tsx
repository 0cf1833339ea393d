// Days on which the usual week does not hold: holidays, sales days.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { SpecialDate } from '@yutian/contract';
import { addDays, dayOf } from '@yutian/kernel';
import { Button, Card, Flex, Input, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../../api/server-clock.ts';
import { DayInput } from './period-filter.tsx';
import { ShiftEditor } from './shift-editor.tsx';

const newShift = () => ({ label: '', from: '09:00', to: '22:00', staffIds: [], welcomeId: null });

export function SpecialDates({
  corpId,
  dates,
  onChange,
}: {
  corpId: string;
  dates: readonly SpecialDate[];
  onChange: (dates: SpecialDate[]) => void;
}) {
  const { t } = useTranslation();
  const tomorrow = addDays(dayOf(useServerNow()), 1);
  return (
    <Flex vertical gap={8}>
      <Typography.Text strong>{t('code.special')}</Typography.Text>
      <Typography.Text type="secondary">{t('code.specialWhy')}</Typography.Text>
      {dates.map((date, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- dates are edited in place; their days are no key while typing
        <Card size="small" key={i}>
          <OneDate
            number={i + 1}
            corpId={corpId}
            date={date}
            onChange={(next) => onChange(dates.with(i, next))}
            onRemove={() => onChange(dates.toSpliced(i, 1))}
          />
        </Card>
      ))}
      <div>
        <Button
          icon={<PlusOutlined />}
          disabled={dates.length >= 60}
          onClick={() => onChange([...dates, { label: '', from: tomorrow, to: tomorrow, shifts: [] }])}
        >
          {t('code.addSpecial')}
        </Button>
      </div>
    </Flex>
  );
}

function OneDate({
  number,
  corpId,
  date,
  onChange,
  onRemove,
}: {
  number: number;
  corpId: string;
  date: SpecialDate;
  onChange: (date: SpecialDate) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const { shifts } = date;
  return (
    <Flex vertical gap={12}>
      <Flex gap={8} wrap align="center">
        <Input
          aria-label={t('code.specialLabel')}
          placeholder={t('code.specialHint')}
          maxLength={20}
          style={{ width: 140 }}
          value={date.label}
          onChange={(event) => onChange({ ...date, label: event.target.value })}
        />
        <DayInput
          label={t('acquire.period.from')}
          value={date.from}
          onChange={(from) => onChange({ ...date, from, to: date.to < from ? from : date.to })}
        />
        <span>–</span>
        <DayInput
          label={t('acquire.period.to')}
          value={date.to}
          onChange={(to) => onChange({ ...date, to })}
        />
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t('code.removeSpecial', { n: number })}
          onClick={onRemove}
        />
      </Flex>
      {shifts.length === 0 && <Typography.Text type="secondary">{t('code.specialSpare')}</Typography.Text>}
      {shifts.map((shift, i) => (
        <ShiftEditor
          // oxlint-disable-next-line react/no-array-index-key -- shifts have no name of their own and are edited in place
          key={i}
          number={i + 1}
          corpId={corpId}
          shift={shift}
          onChange={(next) => onChange({ ...date, shifts: shifts.with(i, next) })}
          onRemove={() => onChange({ ...date, shifts: shifts.toSpliced(i, 1) })}
        />
      ))}
      <div>
        <Button
          size="small"
          disabled={shifts.length >= 12}
          onClick={() => onChange({ ...date, shifts: [...shifts, newShift()] })}
        >
          {t('code.addShift')}
        </Button>
      </div>
    </Flex>
  );
}
