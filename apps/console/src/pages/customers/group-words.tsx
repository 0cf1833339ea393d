// How a group's state reads, with why it could not be read.
import type { GroupRow, GroupStanding } from '@yutian/contract';
import { formatInstant } from '@yutian/ui';
import { Flex, Tag, Tooltip, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

const COLORS: Record<GroupStanding, string> = {
  normal: 'green',
  owner_left: 'orange',
  inheriting: 'blue',
  inherited: 'default',
  dismissed: 'default',
};

export function GroupState({
  standing,
  failure,
  reading,
}: Pick<GroupRow, 'standing' | 'failure' | 'reading'>) {
  const { t } = useTranslation();
  const reason =
    failure &&
    `${t(failure.code, failure.message)}${failure.errcode === null ? '' : ` (${failure.errcode})`}`;
  return (
    <Flex gap={4} align="center" wrap>
      <Tag color={COLORS[standing]} style={{ marginInlineEnd: 0 }}>
        {t(`groupStanding.${standing}`)}
      </Tag>
      {reading && <Tag style={{ marginInlineEnd: 0 }}>{t('groups.reading')}</Tag>}
      {reason && (
        <Tooltip title={reason}>
          <Typography.Text type="danger" ellipsis style={{ maxWidth: 160 }} tabIndex={0}>
            {reason}
          </Typography.Text>
        </Tooltip>
      )}
    </Flex>
  );
}

/** When WeCom was last asked. */
export function AsOf({ asOf }: Pick<GroupRow, 'asOf'>) {
  const { t } = useTranslation();
  return asOf === null ? (
    <Typography.Text type="secondary">{t('groups.unread')}</Typography.Text>
  ) : (
    <>{formatInstant(asOf)}</>
  );
}
