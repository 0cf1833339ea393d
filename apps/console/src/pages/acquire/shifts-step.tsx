// The second step of writing a code: who answers when.
import { PlusOutlined } from '@ant-design/icons';
import type { CodeRota } from '@yutian/contract';
import { Button, Card, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { allWeek, gapsOf, type StepProps } from './code-draft.ts';
import { ShiftEditor } from './shift-editor.tsx';
import { SpecialDates } from './special-dates.tsx';

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
