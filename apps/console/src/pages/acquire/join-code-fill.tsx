// How full the groups of a join code are, and what happens next.
import type { JoinCode, JoinCodeNext } from '@yutian/contract';
import { Flex, Progress, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

const COLORS: Record<JoinCodeNext, string> = {
  none: 'green',
  platform_opens: 'blue',
  needs_group: 'orange',
  full: 'error',
};

export function JoinCodeFill({ code }: { code: JoinCode }) {
  const { t } = useTranslation();
  const { members, capacity } = code.fill;
  const percent = capacity === 0 ? 0 : Math.min(100, Math.round((100 * members) / capacity));
  const words = t('joinCode.fillText', code.fill);
  return (
    <Flex vertical style={{ minWidth: 160 }}>
      <Progress
        percent={percent}
        size="small"
        aria-label={words}
        {...(code.next === 'full' && { status: 'exception' as const })}
        format={(value) => `${value ?? 0}%`}
      />
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {words}
      </Typography.Text>
    </Flex>
  );
}

export function JoinCodeStep({ code }: { code: JoinCode }) {
  const { t } = useTranslation();
  const prepared = code.groups.filter((group) => group.place === 'prepared').length;
  if (code.archived) return '–';
  return (
    <Flex gap={4} wrap>
      <Tag color={COLORS[code.next]} style={{ marginInlineEnd: 0 }}>
        {t(`joinCodeNext.${code.next}`)}
      </Tag>
      {prepared > 0 && <Tag style={{ marginInlineEnd: 0 }}>{t('joinCode.prepared', { n: prepared })}</Tag>}
    </Flex>
  );
}
