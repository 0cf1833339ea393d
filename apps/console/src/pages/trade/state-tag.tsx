// An order's state in one word.
import type { OrderState } from '@yutian/contract';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

const COLORS: Record<OrderState, string> = {
  pending: 'orange',
  cancelled: 'default',
  paid: 'blue',
  shipped: 'blue',
  completed: 'green',
  refunded: 'red',
  returned: 'red',
};

export function StateTag({ state }: { state: OrderState }) {
  const { t } = useTranslation();
  return <Tag color={COLORS[state]}>{t(`orderState.${state}`)}</Tag>;
}
