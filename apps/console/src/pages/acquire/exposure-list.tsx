// What was entered: how many parcels carried which version on which day.
import { CountText, EmptyState, KeysetTable } from '@yutian/ui';
import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { given, useKeyset } from '../../api/keyset.ts';

interface Exposure {
  label: string;
  day: string;
  batch: string;
  cards: number;
}

export function ExposureList({ cardId }: { cardId: string }) {
  const { t } = useTranslation();
  const pages = useKeyset<Exposure>(['exposures', cardId], (cursor) =>
    client.channels.listExposures({ id: cardId, ...given({ cursor }) }),
  );
  return (
    <Card size="small" title={t('card.exposures')}>
      <KeysetTable<Exposure>
        name="exposures"
        label={t('card.exposures')}
        pages={pages}
        rowKey={(row) => `${row.day}:${row.label}:${row.batch}`}
        empty={<EmptyState title={t('card.noCards')} why={t('card.noCardsWhy')} />}
        columns={[
          { key: 'day', title: t('code.day'), render: (_, row) => row.day },
          { key: 'label', title: t('funnel.by.card'), render: (_, row) => row.label },
          { key: 'batch', title: t('card.batch'), render: (_, row) => row.batch || '–' },
          {
            key: 'cards',
            title: t('card.cards'),
            align: 'right',
            render: (_, row) => <CountText value={row.cards} />,
          },
        ]}
      />
    </Card>
  );
}
