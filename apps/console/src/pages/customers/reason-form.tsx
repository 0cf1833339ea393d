// Asks why, in place, before something that is kept on record.
import { Button, Flex, Form, Input } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface ReasonFormProps {
  /** What will happen, and whether it can be undone. */
  children?: ReactNode;
  okText: string;
  danger?: boolean;
  pending: boolean;
  onOk: (reason: string) => void;
  onCancel: () => void;
}

export function ReasonForm({ children, okText, danger = false, pending, onOk, onCancel }: ReasonFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState('');
  return (
    <Form layout="vertical" style={{ marginTop: 8 }}>
      {children}
      <Form.Item label={t('people.reason')} required extra={t('people.reasonKept')} htmlFor={id}>
        <Input.TextArea
          id={id}
          autoFocus
          rows={2}
          maxLength={300}
          showCount
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Form.Item>
      <Flex gap={8} justify="flex-end">
        <Button onClick={onCancel}>{t('ui.cancel')}</Button>
        <Button
          type="primary"
          danger={danger}
          disabled={reason.trim() === ''}
          loading={pending}
          onClick={() => onOk(reason.trim())}
        >
          {okText}
        </Button>
      </Flex>
    </Form>
  );
}
