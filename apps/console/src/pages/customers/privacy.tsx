// A person's rights (R11): a copy of everything held about him, and its deletion, with the counts said first.
import { DeleteOutlined, DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CustomerDetail } from '@yutian/contract';
import { formatCount, LoadingState } from '@yutian/ui';
import { Alert, Button, Card, Flex, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';
import { ReasonModal } from './reason-modal.tsx';
import { nameOf } from './words.ts';

export function Privacy({ person }: { person: CustomerDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [erasing, setErasing] = useState(false);
  const copy = useAction(async () => {
    const data = await client.customers.getPersonalData({ id: person.id });
    saveJson(`personal-data-${person.id}`, data);
  }, t('privacy.copied'));
  const erase = useAction(
    async (reason: string) => {
      const receipt = await client.customers.erasePerson({ id: person.id, reason });
      // Before everything shown is read again: this page would be told that there is no such person.
      await navigate({ to: '/customers' as never });
      return receipt;
    },
    (receipt) => t('privacy.erased', { id: receipt.erasureId }),
  );
  return (
    <Card size="small" title={t('privacy.title')}>
      <Flex gap={8} wrap>
        <Button
          size="small"
          icon={<DownloadOutlined />}
          loading={copy.isPending}
          onClick={() => copy.mutate(undefined)}
        >
          {t('privacy.copy')}
        </Button>
        <Button size="small" danger icon={<DeleteOutlined />} onClick={() => setErasing(true)}>
          {t('privacy.erase')}
        </Button>
      </Flex>
      <ReasonModal
        open={erasing}
        danger
        title={t('privacy.eraseTitle', { name: nameOf(t, person.name) })}
        okText={t('privacy.erase')}
        pending={erase.isPending}
        onCancel={() => setErasing(false)}
        onOk={(reason) => erase.mutate(reason)}
      >
        <Preview id={person.id} />
      </ReasonModal>
    </Card>
  );
}

function Preview({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(api.customers.previewErasure.queryOptions({ input: { id }, staleTime: 0 }));
  if (!data) return <LoadingState rows={3} />;
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .filter(([, n]) => n > 0)
      .map(([part, n]) => `${t(`privacy.part.${part}`, part)} ${formatCount(n)}`)
      .join(' · ') || t('ui.none');
  return (
    <Flex vertical gap={8} style={{ marginBottom: 12 }}>
      <Alert type="error" showIcon title={t('privacy.final')} />
      <Typography.Text>{t('privacy.removed', { list: list(data.removed) })}</Typography.Text>
      <Typography.Text>{t('privacy.kept', { list: list(data.kept) })}</Typography.Text>
      {data.liveRelations > 0 && (
        <Alert type="warning" showIcon title={t('privacy.live', { n: data.liveRelations })} />
      )}
    </Flex>
  );
}

function saveJson(name: string, data: unknown): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
  link.download = `${name}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
