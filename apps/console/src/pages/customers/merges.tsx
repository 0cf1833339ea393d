// Which records were found to be this person, on which evidence; each merge can be undone.
import { EmptyState, formatInstant } from '@yutian/ui';
import { Button, Card, Flex, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useAction } from '../../api/use-action.ts';
import { KeysetList } from './keyset-list.tsx';
import { ReasonForm } from './reason-form.tsx';
import { nameOf } from './words.ts';

interface Merge {
  mergeId: string;
  winnerName: string | null;
  loserName: string | null;
  evidence: string;
  explanation: string;
  at: string;
  byName: string;
  undoneAt: string | null;
  undoneBy: string | null;
  undoReason: string | null;
}

/** All merges, or those of one person. */
export function Merges({ customerId }: { customerId?: string }) {
  const { t } = useTranslation();
  const pages = useKeyset(['merges', customerId], (cursor) =>
    client.customers.listMerges({ ...(customerId && { customerId }), ...(cursor && { cursor }) }),
  );
  return (
    <KeysetList<Merge> pages={pages} empty={<EmptyState title={t('merge.none')} why={t('merge.noneWhy')} />}>
      {(merges) => merges.map((merge) => <MergeCard key={merge.mergeId} merge={merge} />)}
    </KeysetList>
  );
}

function MergeCard({ merge }: { merge: Merge }) {
  const { t } = useTranslation();
  const [undoing, setUndoing] = useState(false);
  const undo = useAction(
    (reason: string) => client.customers.undoMerge({ id: merge.mergeId, reason }),
    t('merge.undone'),
  );
  const names = { winner: nameOf(t, merge.winnerName), loser: nameOf(t, merge.loserName) };
  return (
    <Card size="small">
      <Flex justify="space-between" gap={8} align="flex-start" wrap>
        <Flex vertical gap={2}>
          <Typography.Text strong delete={merge.undoneAt !== null}>
            {t('merge.into', names)}
          </Typography.Text>
          <Typography.Text>
            <Tag>{t(`people.evidence.${merge.evidence}`, merge.evidence)}</Tag>
            {merge.explanation}
          </Typography.Text>
          <Typography.Text type="secondary">
            {merge.byName} · {formatInstant(merge.at)}
          </Typography.Text>
          {merge.undoneAt && (
            <Typography.Text type="secondary">
              {t('merge.undoneBy', {
                by: merge.undoneBy,
                at: formatInstant(merge.undoneAt),
                reason: merge.undoReason,
              })}
            </Typography.Text>
          )}
        </Flex>
        {!merge.undoneAt && !undoing && (
          <Button size="small" onClick={() => setUndoing(true)}>
            {t('merge.undo')}
          </Button>
        )}
      </Flex>
      {undoing && !merge.undoneAt && (
        <ReasonForm
          okText={t('merge.undo')}
          pending={undo.isPending}
          onOk={(reason) => undo.mutate(reason)}
          onCancel={() => setUndoing(false)}
        >
          <Typography.Paragraph>{t('merge.undoWhat', names)}</Typography.Paragraph>
        </ReasonForm>
      )}
    </Card>
  );
}
