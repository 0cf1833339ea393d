// The question why, over the page.
import { Modal } from 'antd';
import { ReasonForm, type ReasonFormProps } from './reason-form.tsx';

export function ReasonModal({ open, title, ...form }: ReasonFormProps & { open: boolean; title: string }) {
  return (
    <Modal open={open} title={title} footer={null} destroyOnHidden onCancel={form.onCancel}>
      <ReasonForm {...form} />
    </Modal>
  );
}
