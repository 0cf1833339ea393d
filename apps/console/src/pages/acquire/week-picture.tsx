// Who answers a code over the coming days: one bar a day, the same people in the same colour.
import type { CodeAnswer } from '@yutian/contract';
import { CHART_COLORS } from '@yutian/ui';
import { Flex, Grid, theme, Tooltip, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useStaffNames } from './staff-names.ts';
import { cutByDay, type Piece, type WeekDay } from './week.ts';

const HOURS = [0, 6, 12, 18, 24];
const SHOWN_NAMES = 4;

interface WeekPictureProps {
  spans: readonly { from: string; to: string; answer: CodeAnswer }[];
}

/** «王芳、李静 等 12 人». */
export function useAnswerText(staffIds: readonly string[]): (ids: readonly string[]) => string {
  const { t } = useTranslation();
  const nameOf = useStaffNames(staffIds);
  return (ids) => {
    const names = ids.slice(0, SHOWN_NAMES).map(nameOf).join(t('code.comma'));
    return ids.length > SHOWN_NAMES ? t('code.andMore', { names, n: ids.length }) : names;
  };
}

export function WeekPicture({ spans }: WeekPictureProps) {
  const { t } = useTranslation();
  const days = cutByDay(spans);
  const textOf = useAnswerText(spans.flatMap(({ answer }) => answer.staffIds));
  const say = ({ answer }: Piece) =>
    answer.why === 'nobody' ? t('whyAnswer.nobody') : textOf(answer.staffIds);
  const groups = new Map(days.flatMap(({ pieces }) => pieces.map((piece) => [piece.group, piece] as const)));
  return (
    <Flex vertical gap={12}>
      <div role="list" aria-label={t('code.week')} style={{ display: 'grid', gap: 4 }}>
        <HourScale />
        {days.map((day) => (
          <DayBar key={day.day} day={day} say={say} />
        ))}
      </div>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 4 }}>
        {[...groups.values()].map((piece) => (
          <li key={piece.group}>
            <Flex gap={8} align="baseline">
              <Swatch piece={piece} />
              <span>
                {say(piece)}
                <Typography.Text type={piece.answer.why === 'shift' ? 'secondary' : 'warning'}>
                  {' · '}
                  {[t(`whyAnswer.${piece.answer.why}`), ...piece.answer.shifts].join(' · ')}
                </Typography.Text>
              </span>
            </Flex>
          </li>
        ))}
      </ul>
    </Flex>
  );
}

const LABEL_WIDTH = 84;

function HourScale() {
  return (
    <Flex aria-hidden style={{ paddingInlineStart: LABEL_WIDTH }}>
      <div style={{ position: 'relative', flex: 1, height: 18 }}>
        {HOURS.map((hour) => (
          <Typography.Text
            key={hour}
            type="secondary"
            style={{
              position: 'absolute',
              left: `${(hour / 24) * 100}%`,
              fontSize: 12,
              whiteSpace: 'nowrap',
              transform: `translateX(${hour === 0 ? '0' : hour === 24 ? '-100%' : '-50%'})`,
            }}
          >
            {`${hour}:00`}
          </Typography.Text>
        ))}
      </div>
    </Flex>
  );
}

function DayBar({ day, say }: { day: WeekDay; say: (piece: Piece) => string }) {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  const wide = Grid.useBreakpoint().md ?? true;
  return (
    <Flex role="listitem" align="center">
      <Typography.Text style={{ width: LABEL_WIDTH, flex: 'none', fontSize: 13 }}>
        {t(`weekday.${day.weekday}`)}{' '}
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {day.day.slice(5)}
        </Typography.Text>
      </Typography.Text>
      <div
        style={{
          position: 'relative',
          flex: 1,
          height: 30,
          background: token.colorFillTertiary,
          borderRadius: 4,
          overflow: 'hidden',
        }}
      >
        {day.pieces.map((piece) => (
          <Tooltip
            key={piece.from}
            title={`${piece.from}–${piece.to} ${say(piece)} · ${t(`whyAnswer.${piece.answer.why}`)}`}
          >
            <div
              style={{
                position: 'absolute',
                insetBlock: 0,
                left: `${piece.start * 100}%`,
                width: `${piece.width * 100}%`,
                padding: '0 6px',
                overflow: 'hidden',
                whiteSpace: 'nowrap',
                textOverflow: 'ellipsis',
                fontSize: 12,
                lineHeight: '30px',
                ...paintOf(piece),
              }}
            >
              {wide || piece.width > 0.5 ? say(piece) : ''}
              <span className="sr-only">
                {piece.from}–{piece.to}
              </span>
            </div>
          </Tooltip>
        ))}
      </div>
    </Flex>
  );
}

function Swatch({ piece }: { piece: Piece }) {
  return (
    <span
      aria-hidden
      style={{ flex: 'none', width: 14, height: 14, borderRadius: 3, alignSelf: 'center', ...paintOf(piece) }}
    />
  );
}

/** Shifts in a plain colour, stand-ins striped, so that the difference does not hang on colour alone. */
function paintOf({ answer, group }: Piece) {
  const color = CHART_COLORS[group % CHART_COLORS.length];
  const [soft, softer] = [24, 10].map((share) => `color-mix(in srgb, ${color} ${share}%, transparent)`);
  return {
    borderInlineStart: `3px solid ${color}`,
    background:
      answer.why === 'shift' ? soft : `repeating-linear-gradient(135deg, ${soft} 0 6px, ${softer} 6px 12px)`,
  };
}
