// Takes a file by drag and drop, shows how far it is sent, and goes on to what it means.
import { InboxOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { formatCount, type ShownError, toShownError, useErrorText } from '@yutian/ui';
import { Alert, Button, Card, Flex, Progress, Typography, Upload } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, queries } from '../../api/client.ts';
import { uploadFile } from './upload-file.ts';

const MEGABYTE = 1_048_576;

export function ImportUpload() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const textOf = useErrorText();
  const [sending, setSending] = useState<{ file: File; share: number }>();
  const [error, setError] = useState<ShownError>();
  const running = useRef<AbortController>(undefined);

  const send = async (file: File) => {
    const control = new AbortController();
    running.current = control;
    setError(undefined);
    setSending({ file, share: 0 });
    try {
      const found = await uploadFile(file, (share) => setSending({ file, share }), control.signal);
      queries.setQueryData(
        api.orders.getImportFile.queryOptions({ input: { fileId: found.fileId } }).queryKey,
        found,
      );
      await navigate({ to: `/imports/files/${found.fileId}` });
    } catch (failure) {
      if (!control.signal.aborted) setError(toShownError(failure));
    } finally {
      setSending(undefined);
    }
  };

  return (
    <Flex vertical gap={12}>
      {error && (
        <Alert
          type="error"
          showIcon
          closable={{ onClose: () => setError(undefined) }}
          title={t('imports.refused')}
          description={textOf(error)}
          role="alert"
        />
      )}
      {sending ? (
        <Card size="small">
          <Flex vertical gap={8}>
            <Typography.Text>
              {sending.share < 1
                ? t('imports.sending', {
                    name: sending.file.name,
                    mb: formatCount(Math.round((sending.file.size / MEGABYTE) * 10) / 10),
                  })
                : t('imports.inspecting', { name: sending.file.name })}
            </Typography.Text>
            <Progress percent={Math.floor(sending.share * 100)} aria-label={t('imports.progress')} />
            <div>
              <Button size="small" onClick={() => running.current?.abort()}>
                {t('ui.cancel')}
              </Button>
            </div>
          </Flex>
        </Card>
      ) : (
        <Upload.Dragger
          accept=".csv,.txt,.tsv,.xlsx,.gz"
          showUploadList={false}
          beforeUpload={(file) => {
            void send(file);
            return false;
          }}
          aria-label={t('imports.drop')}
        >
          <p className="ant-upload-drag-icon">
            <InboxOutlined />
          </p>
          <Typography.Paragraph strong style={{ marginBottom: 4 }}>
            {t('imports.drop')}
          </Typography.Paragraph>
          <Typography.Text type="secondary">{t('imports.dropHint')}</Typography.Text>
        </Upload.Dragger>
      )}
    </Flex>
  );
}
