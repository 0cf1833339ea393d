// How a code stands on WeCom, with the reason where it was refused.
import { ClockCircleOutlined, CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons';
import type { CodeLinkState, CodeRow } from '@yutian/contract';
import { Flex, Tag, Tooltip, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const LOOKS: Record<CodeLinkState, { color: string; icon?: ReactNode }> = {
  waiting: { color: 'processing', icon: <ClockCircleOutlined /> },
  live: { color: 'green', icon: <CheckCircleOutlined /> },
  failed: { color: 'error', icon: <CloseCircleOutlined /> },
  removing: { color: 'default' },
  removed: { color: 'default' },
};

export function CodeState({ linkState, failure }: Pick<CodeRow, 'linkState' | 'failure'>) {
  const { t } = useTranslation();
  const look = LOOKS[linkState];
  const reason = failure && t(failure.code, failure.message);
  const full = failure && `${reason}${failure.errcode === null ? '' : ` (${failure.errcode})`}`;
  return (
    <Flex gap={4} align="center">
      <Tag color={look.color} icon={look.icon} style={{ marginInlineEnd: 0 }}>
        {t(`codeLinkState.${linkState}`)}
      </Tag>
      {full && (
        <Tooltip title={full}>
          <Typography.Text type="danger" ellipsis style={{ maxWidth: 160 }} tabIndex={0}>
            {reason}
          </Typography.Text>
        </Tooltip>
      )}
    </Flex>
  );
}
