// The third step of writing a code: whose turn it is, how many a day, and who stands in.
import { CODE_MODES, type CodeRota } from '@yutian/contract';
import { Collapse, Flex, InputNumber, Radio, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { needsSpare, type StepProps } from './code-draft.ts';
import { StaffPicker } from './pickers.tsx';
import { Labelled } from './shift-editor.tsx';
import { useStaffNames } from './staff-names.ts';

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
