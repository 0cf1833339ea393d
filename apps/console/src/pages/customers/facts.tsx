// Who the person is: name, phones, member number, keys that identify him, and the fields the company added.
import { EditOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { CustomerDetail } from '@yutian/contract';
import { formatInstant } from '@yutian/ui';
import { Avatar, Button, Card, Descriptions, Flex, Input, Space, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { CustomFields, wordOfValue } from './custom-fields.tsx';
import { Phones } from './phones.tsx';
import { nameOf } from './words.ts';

export function Facts({ person }: { person: CustomerDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const { data: fields } = useQuery(api.customers.listCustomFields.queryOptions({ staleTime: 60_000 }));
  const shown = fields?.items.filter((field) => !field.archived || field.fieldId in person.custom) ?? [];
  const time = (iso: string | null) => (iso ? formatInstant(iso) : '–');
  return (
    <Card
      size="small"
      title={<Head person={person} />}
      extra={
        may('customers.write') &&
        shown.length > 0 && (
          <Button
            size="small"
            type="text"
            icon={<EditOutlined />}
            aria-label={t('people.fields.edit')}
            onClick={() => setEditing(true)}
          />
        )
      }
    >
      <Descriptions
        size="small"
        column={1}
        styles={{ label: { width: 96 } }}
        items={[
          { key: 'phone', label: t('people.column.phone'), children: <Phones person={person} /> },
          { key: 'memberNo', label: t('people.column.memberNo'), children: <MemberNo person={person} /> },
          { key: 'gender', label: t('people.gender'), children: t(`people.gender.${person.gender}`) },
          { key: 'first', label: t('people.column.firstAdded'), children: time(person.firstAddedAt) },
          { key: 'known', label: t('people.knownSince'), children: time(person.createdAt) },
          { key: 'inbound', label: t('people.column.inbound'), children: time(person.lastInboundAt) },
          { key: 'talk', label: t('people.talk'), children: t('people.talkCounts', { ...person.stats }) },
          {
            key: 'keys',
            label: t('people.keys'),
            children: (
              <Flex gap={4} wrap>
                {person.identities.map((key, i) => (
                  <Tag key={`${key.kind} ${i}`}>
                    {t(`people.evidence.${key.kind}`, key.kind)} {key.hint}
                  </Tag>
                ))}
              </Flex>
            ),
          },
          ...shown.map((field) => ({
            key: field.fieldId,
            label: field.name,
            children: wordOfValue(person.custom[field.fieldId]),
          })),
        ]}
      />
      <CustomFields
        person={person}
        fields={shown.filter((field) => !field.archived)}
        open={editing}
        onClose={() => setEditing(false)}
      />
    </Card>
  );
}

function Head({ person }: { person: CustomerDetail }) {
  const { t } = useTranslation();
  const name = nameOf(t, person.name);
  return (
    <Flex gap={8} align="center" wrap style={{ padding: '6px 0' }}>
      <Avatar size={36} {...(person.avatar && { src: person.avatar })} alt="">
        {name.slice(0, 1)}
      </Avatar>
      <Typography.Text strong>{name}</Typography.Text>
      {person.corpName && <Typography.Text type="warning">@{person.corpName}</Typography.Text>}
      {person.kind !== 'unknown' && <Tag>{t(`people.kind.${person.kind}`)}</Tag>}
      {person.provisional && <Tag color="gold">{t('people.provisional')}</Tag>}
    </Flex>
  );
}

function MemberNo({ person }: { person: CustomerDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const [typed, setTyped] = useState<string>();
  const [opened, setOpened] = useState(person);
  const save = useAction(
    (memberNo: string) => client.customers.updateCustomer({ id: person.id, memberNo }, asRead(opened)),
    (done) => t(done.mergePending ? 'people.mergePending' : 'people.saved'),
  );
  if (typed === undefined)
    return (
      <Flex gap={4} align="center">
        <span>{person.memberNo ?? '–'}</span>
        {may('customers.write') && (
          <Button
            size="small"
            type="text"
            icon={<EditOutlined />}
            aria-label={t('people.memberNo.edit')}
            onClick={() => {
              setOpened(person);
              setTyped(person.memberNo ?? '');
            }}
          />
        )}
      </Flex>
    );
  const done = () => setTyped(undefined);
  const submit = () => typed.trim() && save.mutate(typed.trim(), { onSuccess: done });
  return (
    <Space.Compact block>
      <Input
        size="small"
        autoFocus
        value={typed}
        maxLength={64}
        aria-label={t('people.column.memberNo')}
        onChange={(event) => setTyped(event.target.value)}
        onPressEnter={submit}
        onKeyDown={(event) => event.key === 'Escape' && done()}
      />
      <Button size="small" type="primary" loading={save.isPending} onClick={submit}>
        {t('ui.save')}
      </Button>
      <Button size="small" onClick={done}>
        {t('ui.cancel')}
      </Button>
    </Space.Compact>
  );
}
