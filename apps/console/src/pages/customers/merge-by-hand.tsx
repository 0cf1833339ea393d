// Two records are one person, and no evidence says so: find the other one, see what would be joined, say why.
import { useQuery } from '@tanstack/react-query';
import type { CustomerDetail } from '@yutian/contract';
import { ErrorState, formatCount, formatInstant, LoadingState, toShownError } from '@yutian/ui';
import { Alert, Button, Card, Flex, Radio, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';
import { ReasonForm } from './reason-form.tsx';
import { SearchBox } from './search-box.tsx';
import { nameOf, phoneTail } from './words.ts';

const SHOWN = 8;

type Side = Pick<
  CustomerDetail,
  'id' | 'name' | 'memberNo' | 'phoneTails' | 'provisional' | 'firstAddedAt'
> & {
  relations: { staffName: string | null; storeName: string | null }[];
};

export function MergeByHand({ person, onDone }: { person: CustomerDetail; onDone: () => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [other, setOther] = useState<Side>();
  const close = () => {
    setOpen(false);
    setOther(undefined);
  };
  if (!open) return <Button onClick={() => setOpen(true)}>{t('merge.byHand')}</Button>;
  return (
    <Card size="small" title={t('merge.byHand')}>
      {other ? (
        <Decide one={person} other={other} onDone={onDone} onCancel={close} />
      ) : (
        <Find except={person.id} onPick={setOther} onCancel={close} />
      )}
    </Card>
  );
}

function Find({
  except,
  onPick,
  onCancel,
}: {
  except: string;
  onPick: (side: Side) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const query = useQuery(
    api.customers.listCustomers.queryOptions({ input: { text, limit: SHOWN + 1 }, enabled: text !== '' }),
  );
  const found = (query.data?.items ?? []).filter((row) => row.id !== except).slice(0, SHOWN);
  return (
    <Flex vertical gap={8}>
      <SearchBox value={text} label={t('merge.find')} width={480} onChange={setText} />
      {query.error && <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />}
      {query.isFetching && <LoadingState rows={2} />}
      {query.data && !query.isFetching && found.length === 0 && (
        <Typography.Text type="secondary">{t('merge.findNone')}</Typography.Text>
      )}
      {!query.isFetching &&
        found.map((row) => (
          <Button
            key={row.id}
            style={{
              height: 'auto',
              padding: '6px 12px',
              justifyContent: 'flex-start',
              whiteSpace: 'normal',
              textAlign: 'left',
            }}
            onClick={() => onPick(row)}
          >
            <SideLine side={row} />
          </Button>
        ))}
      <Flex justify="flex-end">
        <Button onClick={onCancel}>{t('ui.cancel')}</Button>
      </Flex>
    </Flex>
  );
}

/** Enough to tell two people of one name apart. */
function SideLine({ side }: { side: Side }) {
  const { t } = useTranslation();
  const [knownBy] = side.relations;
  return (
    <Flex gap={8} wrap>
      <span>{nameOf(t, side.name)}</span>
      {side.provisional && <Tag color="gold">{t('people.provisional')}</Tag>}
      {side.memberNo && <span>{side.memberNo}</span>}
      {side.phoneTails.length > 0 && <span>{side.phoneTails.map(phoneTail).join(', ')}</span>}
      {knownBy && (
        <Typography.Text type="secondary">
          {[nameOf(t, knownBy.staffName), knownBy.storeName].filter(Boolean).join(' · ')}
        </Typography.Text>
      )}
      {side.firstAddedAt && (
        <Typography.Text type="secondary">{formatInstant(side.firstAddedAt)}</Typography.Text>
      )}
    </Flex>
  );
}

function Decide({
  one,
  other,
  onDone,
  onCancel,
}: {
  one: Side;
  other: Side;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  // Whoever was met on the platform stays, as when evidence decides.
  const [keepId, setKeepId] = useState(one.provisional && !other.provisional ? other.id : one.id);
  const [winner, loser] = keepId === one.id ? [one, other] : [other, one];
  const merge = useAction(
    (reason: string) => client.customers.mergeCustomers({ keepId: winner.id, otherId: loser.id, reason }),
    t('merge.done'),
  );
  const preview = useQuery(
    api.customers.previewMerge.queryOptions({
      input: { keepId: winner.id, otherId: loser.id },
      staleTime: 0,
      enabled: !merge.isPending && !merge.isSuccess,
    }),
  );
  if (preview.error)
    return <ErrorState error={toShownError(preview.error)} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <LoadingState rows={4} />;
  const { conflicts, relations, messages } = preview.data;
  return (
    <ReasonForm
      okText={t('merge.do')}
      pending={merge.isPending}
      onOk={(reason) => merge.mutate(reason, { onSuccess: onDone })}
      onCancel={onCancel}
    >
      <Flex vertical gap={8} style={{ marginBottom: 12 }}>
        <Radio.Group
          aria-label={t('merge.keep')}
          value={keepId}
          onChange={(event) => setKeepId(event.target.value as string)}
        >
          <Flex vertical gap={4}>
            <Typography.Text type="secondary">{t('merge.keep')}</Typography.Text>
            {[one, other].map((side) => (
              <Radio key={side.id} value={side.id}>
                <SideLine side={side} />
              </Radio>
            ))}
          </Flex>
        </Radio.Group>
        {conflicts.length === 0 ? (
          <Alert type="info" showIcon title={t('merge.noConflict')} />
        ) : (
          <Alert
            type="warning"
            showIcon
            title={t('merge.conflicts')}
            description={conflicts.map((conflict) => t(conflict)).join(' · ')}
          />
        )}
        <Typography.Text>
          {t('merge.what', {
            winner: nameOf(t, winner.name),
            loser: nameOf(t, loser.name),
            relations: formatCount(relations),
            messages: formatCount(messages),
          })}
        </Typography.Text>
      </Flex>
    </ReasonForm>
  );
}
