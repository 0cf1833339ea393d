// Tagging one or many: first what will happen and to whom, then the change.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CustomerFilter } from '@yutian/contract';
import { ErrorState, formatCount, LoadingState, toShownError } from '@yutian/ui';
import { Alert, Button, Descriptions, Drawer, Flex, Segmented, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';
import { splitIds } from './list-filter.ts';
import { TagPicker } from './pickers.tsx';
import { nameOf } from './words.ts';

const MOST_LISTED = 1_000;

export interface TaggingTarget {
  /** People chosen one by one. */
  customerIds: string[];
  /** Everybody the list shows; absent on a person's own page. */
  filter?: CustomerFilter;
}

interface TaggingInput extends Partial<TaggingTarget> {
  add: string[];
  remove: string[];
}

export function TaggingDrawer({
  target,
  onClose,
}: {
  target: TaggingTarget | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={target !== undefined}
      onClose={onClose}
      size={560}
      destroyOnHidden
      title={t('people.tagging')}
    >
      {target && <Tagging target={target} onDone={onClose} />}
    </Drawer>
  );
}

function Tagging({ target, onDone }: { target: TaggingTarget; onDone: () => void }) {
  const { t } = useTranslation();
  const chosen = target.customerIds.length;
  const [whom, setWhom] = useState<'chosen' | 'all'>(chosen > 0 ? 'chosen' : 'all');
  const [add, setAdd] = useState<string>();
  const [remove, setRemove] = useState<string>();
  const people = whom === 'chosen' ? { customerIds: target.customerIds } : { filter: target.filter ?? {} };
  const input: TaggingInput = { ...people, add: splitIds(add), remove: splitIds(remove) };
  const run = useAction(
    (asked: TaggingInput) => client.customers.tagCustomers(asked),
    (done) => t('people.tagging.done', { n: formatCount(done.people) }),
  );
  return (
    <Flex vertical gap={12}>
      {target.filter && (
        <Segmented
          block
          aria-label={t('people.tagging.whom')}
          value={whom}
          onChange={setWhom}
          options={[
            {
              value: 'chosen',
              label: t('people.tagging.chosen', { n: formatCount(chosen) }),
              disabled: chosen === 0 || chosen > MOST_LISTED,
            },
            { value: 'all', label: t('people.tagging.all') },
          ]}
        />
      )}
      <Typography.Text>{t('people.tagging.add')}</Typography.Text>
      <TagPicker label={t('people.tagging.add')} value={add} onChange={setAdd} width={512} />
      <Typography.Text>{t('people.tagging.remove')}</Typography.Text>
      <TagPicker label={t('people.tagging.remove')} value={remove} onChange={setRemove} width={512} />
      {input.add.length + input.remove.length === 0 ? (
        <Typography.Text type="secondary">{t('people.tagging.hint')}</Typography.Text>
      ) : (
        <Preview
          input={input}
          pending={run.isPending}
          onRun={() => run.mutate(input, { onSuccess: onDone })}
        />
      )}
    </Flex>
  );
}

function Preview({ input, pending, onRun }: { input: TaggingInput; pending: boolean; onRun: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(api.customers.previewTagging.queryOptions({ input, staleTime: 0 }));
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState rows={4} />;
  const { people, relations, calls, minutes, unchanged, unreachable, byStaff, sample } = query.data;
  return (
    <Flex vertical gap={12}>
      <Descriptions
        size="small"
        bordered
        column={1}
        title={t('people.tagging.preview')}
        items={[
          { key: 'people', label: t('people.tagging.people'), children: formatCount(people) },
          { key: 'relations', label: t('people.tagging.relations'), children: formatCount(relations) },
          { key: 'unchanged', label: t('people.tagging.unchanged'), children: formatCount(unchanged) },
          { key: 'unreachable', label: t('people.tagging.unreachable'), children: formatCount(unreachable) },
          {
            key: 'calls',
            label: t('people.tagging.calls'),
            children: t(minutes < 1 ? 'people.tagging.callsSoon' : 'people.tagging.callsAndTime', {
              calls: formatCount(calls),
              minutes,
            }),
          },
        ]}
      />
      {unreachable > 0 && <Alert type="warning" showIcon title={t('people.tagging.unreachableWhy')} />}
      {sample.length > 0 && (
        <div>
          <Typography.Text type="secondary">{t('people.tagging.sample')}</Typography.Text>{' '}
          {sample.map((person) => (
            <Link key={person.id} to={`/customers/${person.id}` as never} style={{ marginInlineEnd: 8 }}>
              {nameOf(t, person.name)}
            </Link>
          ))}
        </div>
      )}
      {byStaff.length > 0 && (
        <div>
          <Typography.Text type="secondary">{t('people.tagging.byStaff')}</Typography.Text>{' '}
          {byStaff.map((line) => (
            <Tag key={line.staffId}>
              {nameOf(t, line.staffName)} {formatCount(line.people)}
            </Tag>
          ))}
        </div>
      )}
      <Button type="primary" disabled={people === 0} loading={pending} onClick={onRun}>
        {people === 0 ? t('people.tagging.nothing') : t('people.tagging.run', { n: formatCount(people) })}
      </Button>
    </Flex>
  );
}
