// Enters how many parcels carried which version: one day by hand, or a file.
import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import type { CardTest } from '@yutian/contract';
import { dayOf } from '@yutian/kernel';
import { downloadCsv, formatCount } from '@yutian/ui';
import { Button, Drawer, Flex, Input, InputNumber, Segmented, Typography, Upload } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useServerNow } from '../../api/server-clock.ts';
import { useAction } from '../../api/use-action.ts';
import { DayInput } from './period-filter.tsx';
import { Labelled } from './shift-editor.tsx';
import { uploadExposures } from './upload-exposures.ts';

interface ExposureFormProps {
  card: CardTest;
  open: boolean;
  onClose: () => void;
}

export function ExposureForm({ card, open, onClose }: ExposureFormProps) {
  const { t } = useTranslation();
  const [way, setWay] = useState<'hand' | 'file'>('hand');
  return (
    <Drawer open={open} onClose={onClose} size={480} title={t('card.enter')} destroyOnHidden>
      <Flex vertical gap={16}>
        <Typography.Text type="secondary">{t('card.enterWhy')}</Typography.Text>
        <Segmented<'hand' | 'file'>
          value={way}
          onChange={setWay}
          options={[
            { value: 'hand', label: t('card.byHand') },
            { value: 'file', label: t('card.byFile') },
          ]}
        />
        {way === 'hand' ? <ByHand card={card} onDone={onClose} /> : <ByFile card={card} onDone={onClose} />}
      </Flex>
    </Drawer>
  );
}

function ByHand({ card, onDone }: { card: CardTest; onDone: () => void }) {
  const { t } = useTranslation();
  const ids = useId();
  const today = dayOf(useServerNow());
  const [day, setDay] = useState(today);
  const [batch, setBatch] = useState(card.batch);
  const [counts, setCounts] = useState<Record<string, number>>({});
  const entries = Object.entries(counts).map(([label, cards]) => ({ label, day, batch, cards }));
  const action = useAction(
    () => client.channels.recordExposures({ id: card.cardId, entries }),
    t('acquire.saved'),
  );
  const save = async () => {
    await action.mutateAsync(undefined);
    onDone();
  };
  return (
    <Flex vertical gap={16}>
      <Flex gap={12} wrap>
        <Flex vertical gap={4}>
          <span>{t('code.day')}</span>
          <DayInput label={t('code.day')} value={day} onChange={setDay} />
        </Flex>
        <Labelled id={`${ids}b`} label={t('card.batch')}>
          <Input
            id={`${ids}b`}
            maxLength={40}
            style={{ width: 180 }}
            value={batch}
            onChange={(event) => setBatch(event.target.value)}
          />
        </Labelled>
      </Flex>
      {card.versions.map(({ label }) => (
        <Labelled key={label} id={`${ids}${label}`} label={t('card.cardsOf', { label })}>
          <InputNumber
            id={`${ids}${label}`}
            min={0}
            max={10_000_000}
            precision={0}
            style={{ width: 180 }}
            value={counts[label] ?? null}
            onChange={(cards) => {
              const { [label]: _before, ...others } = counts;
              setCounts(cards === null ? others : { ...others, [label]: cards });
            }}
          />
        </Labelled>
      ))}
      <Typography.Text type="secondary">{t('card.replaces')}</Typography.Text>
      <Flex justify="flex-end">
        <Button
          type="primary"
          disabled={entries.length === 0}
          loading={action.isPending}
          onClick={() => void save().catch(() => undefined)}
        >
          {t('ui.save')}
        </Button>
      </Flex>
    </Flex>
  );
}

function ByFile({ card, onDone }: { card: CardTest; onDone: () => void }) {
  const { t } = useTranslation();
  const today = dayOf(useServerNow());
  const action = useAction(
    (file: File) => uploadExposures(card.cardId, file),
    (entered) => t('card.entered', { n: formatCount(entered) }),
  );
  const take = (file: File) => {
    void action
      .mutateAsync(file)
      .then(onDone)
      .catch(() => undefined);
    return false;
  };
  const template = () =>
    downloadCsv(
      t('card.exposures'),
      ['version', 'day', 'batch', 'cards'],
      card.versions.map(({ label }) => [label, today, card.batch, 0]),
    );
  return (
    <Flex vertical gap={12} align="flex-start">
      <Typography.Text>{t('card.fileWhy')}</Typography.Text>
      <Button icon={<DownloadOutlined />} onClick={template}>
        {t('card.template')}
      </Button>
      <Upload beforeUpload={take} showUploadList={false} accept=".csv,text/csv">
        <Button type="primary" icon={<UploadOutlined />} loading={action.isPending}>
          {t('card.upload')}
        </Button>
      </Upload>
      <Typography.Text type="secondary">{t('card.replaces')}</Typography.Text>
    </Flex>
  );
}
