// One uploaded file: what it is, what its columns mean, what importing it will do; then it runs.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ImportFile, ImportMapping } from '@yutian/contract';
import { ErrorState, formatCount, LoadingState, Page, toShownError } from '@yutian/ui';
import { Button, Card, Checkbox, Flex, Popconfirm, Select, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { FilePreview } from './file-preview.tsx';
import { ImportCheckCard, useImportCheck } from './import-check.tsx';
import { MappingForm } from './mapping-form.tsx';
import { ShopDrawer } from './shop-drawer.tsx';
import { useShops } from './shops.ts';

export default function ImportFilePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const query = useQuery(
    api.orders.getImportFile.queryOptions({
      input: { fileId: id },
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  if (query.error)
    return (
      <Page title={t('page./imports/files/$id')} question={t('imports.fileQuestion')}>
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      </Page>
    );
  if (!query.data) return <LoadingState />;
  return <Prepare key={query.data.fileId} file={query.data} />;
}

function Prepare({ file }: { file: ImportFile }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [mapping, setMapping] = useState<ImportMapping>(file.mapping);
  const [shopId, setShopId] = useState<string>();
  const [remember, setRemember] = useState(true);
  const check = useImportCheck(file.fileId, shopId, mapping);
  const start = useAction((input: { shopId: string }) =>
    client.orders.startImport({ fileId: file.fileId, shopId: input.shopId, mapping, remember }),
  );
  const forget = useAction(
    () => client.orders.forgetImportFile({ fileId: file.fileId }),
    t('imports.forgotten'),
  );
  return (
    <Page
      title={file.name}
      question={t('imports.fileQuestion')}
      actions={
        <>
          <Popconfirm
            title={t('imports.forgetAsk')}
            description={t('imports.forgetWhy')}
            onConfirm={() => forget.mutate(undefined, { onSuccess: () => void navigate({ to: '/imports' }) })}
          >
            <Button>{t('imports.forget')}</Button>
          </Popconfirm>
          <Button
            type="primary"
            disabled={!shopId || !check.data}
            loading={start.isPending}
            onClick={() =>
              shopId &&
              start.mutate(
                { shopId },
                { onSuccess: (run) => void navigate({ to: `/imports/${run.importId}` }) },
              )
            }
          >
            {t('imports.start')}
          </Button>
        </>
      }
    >
      <FileFacts file={file} />
      <Card size="small" title={t('imports.step1')}>
        <ShopChoice shopId={shopId} onChange={setShopId} />
      </Card>
      <Card size="small" title={t('imports.step2')}>
        <Flex vertical gap={12}>
          <MappingForm file={file} mapping={mapping} onChange={setMapping} />
          <FilePreview file={file} mapping={mapping} />
        </Flex>
      </Card>
      <Card
        size="small"
        title={t('imports.step3')}
        extra={
          <Checkbox checked={remember} onChange={(event) => setRemember(event.target.checked)}>
            {t('imports.remember')}
          </Checkbox>
        }
      >
        <ImportCheckCard shopChosen={shopId !== undefined} check={check} />
      </Card>
    </Page>
  );
}

function FileFacts({ file }: { file: ImportFile }) {
  const { t } = useTranslation();
  const delimiter = { ',': ',', '\t': 'Tab', ';': ';', '|': '|' }[file.delimiter ?? ''] ?? file.delimiter;
  return (
    <Flex gap={4} wrap align="center">
      <Tag>{t(`imports.format.${file.format}`)}</Tag>
      {file.encoding && <Tag>{t('imports.encoding', { encoding: file.encoding.toUpperCase() })}</Tag>}
      {delimiter && <Tag>{t('imports.delimiter', { delimiter })}</Tag>}
      <Tag>{t(file.hasHeader ? 'imports.header' : 'imports.noHeader')}</Tag>
      <Tag>{t('imports.rows', { n: formatCount(file.rows) })}</Tag>
      {file.preset && <Tag color="green">{t(`imports.preset.${file.preset}`)}</Tag>}
      {file.remembered && <Tag color="blue">{t('imports.remembered')}</Tag>}
    </Flex>
  );
}

function ShopChoice({
  shopId,
  onChange,
}: {
  shopId: string | undefined;
  onChange: (shopId: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const mayWrite = useMay()('orders.write');
  const shops = useShops();
  const [adding, setAdding] = useState(false);
  return (
    <Flex gap={8} wrap align="center">
      <Select
        aria-label={t('orders.shop')}
        placeholder={t('imports.chooseShop')}
        style={{ width: 280, maxWidth: '100%' }}
        showSearch={{ optionFilterProp: 'label' }}
        value={shopId}
        onChange={(value?: string) => onChange(value)}
        options={shops.map((shop) => ({
          value: shop.shopId,
          label: `${shop.name} · ${t(`platform.${shop.platform}`)}`,
        }))}
      />
      {mayWrite && <Button onClick={() => setAdding(true)}>{t('shops.add')}</Button>}
      {shops.length === 0 && !mayWrite && (
        <Typography.Text type="secondary">{t('shops.readOnly')}</Typography.Text>
      )}
      <ShopDrawer
        shop={adding ? 'new' : undefined}
        onClose={() => setAdding(false)}
        onSaved={(shop) => onChange(shop.shopId)}
      />
    </Flex>
  );
}
