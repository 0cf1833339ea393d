// A page: its name, the one question it answers, one primary action, filters, content.
import { Flex, Typography } from 'antd';
import { type ReactNode, useEffect } from 'react';

export interface PageProps {
  title: string;
  /** The question the page answers («今天谁需要联系?»). */
  question: string;
  /** The one primary action, and at most a few others. */
  actions?: ReactNode;
  /** Filters; their values live in the URL. */
  filters?: ReactNode;
  children: ReactNode;
}

export function Page({ title, question, actions, filters, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Yutian 域田`;
  }, [title]);
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" align="flex-start" gap={12} wrap>
        <div>
          <Typography.Title level={1} style={{ fontSize: 22, margin: 0 }}>
            {title}
          </Typography.Title>
          <Typography.Text type="secondary">{question}</Typography.Text>
        </div>
        {actions && (
          <Flex gap={8} wrap>
            {actions}
          </Flex>
        )}
      </Flex>
      {filters && (
        <Flex gap={8} wrap align="center" role="search">
          {filters}
        </Flex>
      )}
      {children}
    </Flex>
  );
}
