// Phone numbers: only their tails are shown; whole ones on request, with the reason kept in the audit log.
import { EyeOutlined, PlusOutlined } from '@ant-design/icons';
import type { CustomerDetail } from '@yutian/contract';
import { Button, Flex, Input, Popover, Space, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { ReasonModal } from './reason-modal.tsx';
import { phoneTail } from './words.ts';

export function Phones({ person }: { person: CustomerDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const [whole, setWhole] = useState<string[]>();
  const reveal = useAction((reason: string) => client.customers.revealPhones({ id: person.id, reason }));
  const known = person.phoneTails.length > 0;
  return (
    <Flex gap={4} align="center" wrap>
      {whole
        ? whole.map((phone) => (
            <Typography.Text key={phone} copyable>
              {phone}
            </Typography.Text>
          ))
        : known
          ? person.phoneTails.map((tail) => <span key={tail}>{phoneTail(tail)}</span>)
          : '–'}
      {known && !whole && may('customers.privacy') && (
        <Button
          size="small"
          type="text"
          icon={<EyeOutlined />}
          aria-label={t('people.phone.reveal')}
          onClick={() => setAsking(true)}
        />
      )}
      {may('customers.write') && <AddPhone id={person.id} />}
      <ReasonModal
        open={asking}
        title={t('people.phone.reveal')}
        okText={t('people.phone.show')}
        pending={reveal.isPending}
        onCancel={() => setAsking(false)}
        onOk={(reason) =>
          reveal.mutate(reason, {
            onSuccess: ({ phones }) => {
              setWhole(phones);
              setAsking(false);
            },
          })
        }
      />
    </Flex>
  );
}

function AddPhone({ id }: { id: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [phone, setPhone] = useState('');
  const add = useAction(
    (typed: string) => client.customers.addPhone({ id, phone: typed }),
    (done) => t(done.mergePending ? 'people.mergePending' : 'people.saved'),
  );
  const submit = () =>
    phone.trim().length >= 5 &&
    add.mutate(phone.trim(), {
      onSuccess: () => {
        setPhone('');
        setOpen(false);
      },
    });
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={
        <Space.Compact>
          <Input
            value={phone}
            inputMode="tel"
            maxLength={30}
            placeholder={t('people.phone.add')}
            aria-label={t('people.phone.add')}
            onChange={(event) => setPhone(event.target.value)}
            onPressEnter={submit}
          />
          <Button type="primary" loading={add.isPending} onClick={submit}>
            {t('ui.save')}
          </Button>
        </Space.Compact>
      }
    >
      <Button size="small" type="text" icon={<PlusOutlined />} aria-label={t('people.phone.add')} />
    </Popover>
  );
}
