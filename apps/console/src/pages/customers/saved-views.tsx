// Saved views: filters under a name, kept in this browser for this person.
import { DeleteOutlined, StarOutlined } from '@ant-design/icons';
import { Button, Divider, Flex, Input, Popover, Space, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { type AddressFilter, FILTER_NAMES } from './list-filter.ts';

interface View {
  name: string;
  filter: AddressFilter;
}

function useViews(): [View[], (views: View[]) => void] {
  const key = `yutian.views.customers.${useMe().userId}`;
  const [views, setViews] = useState<View[]>(() => JSON.parse(localStorage.getItem(key) ?? '[]') as View[]);
  return [
    views,
    (next) => {
      localStorage.setItem(key, JSON.stringify(next));
      setViews(next);
    },
  ];
}

export function SavedViews({ now, onPick }: { now: AddressFilter; onPick: (view: AddressFilter) => void }) {
  const { t } = useTranslation();
  const [views, setViews] = useViews();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const filtered = FILTER_NAMES.some((filter) => now[filter] !== undefined);
  const save = () => {
    const called = name.trim();
    if (!called) return;
    setViews([...views.filter((view) => view.name !== called), { name: called, filter: now }]);
    setName('');
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={
        <Flex vertical gap={4} style={{ width: 260 }}>
          {views.length === 0 && <Typography.Text type="secondary">{t('people.views.none')}</Typography.Text>}
          {views.map((view) => (
            <Flex key={view.name} justify="space-between">
              <Button
                type="link"
                size="small"
                onClick={() => {
                  onPick(view.filter);
                  setOpen(false);
                }}
              >
                {view.name}
              </Button>
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t('people.views.delete', { name: view.name })}
                onClick={() => setViews(views.filter((other) => other.name !== view.name))}
              />
            </Flex>
          ))}
          <Divider style={{ margin: '4px 0' }} />
          <Space.Compact block>
            <Input
              value={name}
              maxLength={30}
              disabled={!filtered}
              placeholder={t(filtered ? 'people.views.name' : 'people.views.filterFirst')}
              aria-label={t('people.views.name')}
              onChange={(event) => setName(event.target.value)}
              onPressEnter={save}
            />
            <Button disabled={!filtered || !name.trim()} onClick={save}>
              {t('ui.save')}
            </Button>
          </Space.Compact>
        </Flex>
      }
    >
      <Button icon={<StarOutlined />}>{t('people.views')}</Button>
    </Popover>
  );
}
