// How full a corp is with tags, said before the platform refuses one; the platform's own texts contradict each other.
import { useQuery } from '@tanstack/react-query';
import { formatCount } from '@yutian/ui';
import { Card, Flex, Progress, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';

const STATUS = { fine: 'normal', near: 'active', full: 'exception' } as const;

export function TagLimits({ corpId }: { corpId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery(api.customers.getTagLimits.queryOptions({ input: { corpId } }));
  const choose = useAction(
    (cap: number) => client.customers.setTagCap({ cap }, asRead(data)),
    t('people.saved'),
  );
  if (!data) return null;
  return (
    <Card size="small">
      <Flex gap={16} wrap align="center">
        <Flex vertical style={{ flex: '1 1 260px' }}>
          <Typography.Text>
            {t('tags.used', {
              used: formatCount(data.tags),
              cap: formatCount(data.cap),
              left: formatCount(data.left),
            })}
          </Typography.Text>
          <Progress
            percent={Math.min(100, Math.round((data.tags / data.cap) * 100))}
            size="small"
            status={STATUS[data.level]}
            aria-label={t('tags.usedLabel')}
          />
        </Flex>
        <Flex vertical style={{ flex: '1 1 320px' }}>
          <Typography.Text type={data.level === 'fine' ? 'secondary' : 'danger'}>
            {t(`tags.level.${data.level}`)}
          </Typography.Text>
          <Typography.Text type="secondary">
            {t('tags.source', { source: data.source, n: data.nameLength })}
          </Typography.Text>
          {may('settings.write') && data.capChoices.length > 1 && (
            <Select
              size="small"
              variant="filled"
              aria-label={t('tags.cap')}
              popupMatchSelectWidth={false}
              value={data.cap}
              loading={choose.isPending}
              onChange={(cap) => choose.mutate(cap)}
              options={data.capChoices.map((choice) => ({
                value: choice.cap,
                label: t('tags.capChoice', { ...choice, cap: formatCount(choice.cap) }),
              }))}
            />
          )}
        </Flex>
      </Flex>
    </Card>
  );
}
