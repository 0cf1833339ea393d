// Chooses an upload, or uploads one.
import { UploadOutlined } from '@ant-design/icons';
import { Button, Flex, Select, Upload } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';
import { ACCEPTED, type MediaKind, uploadMedia } from './media-upload.ts';

const SHOWN = 100;

export function MediaField({
  kind,
  mediaId,
  onChange,
}: {
  kind: MediaKind;
  mediaId: string;
  onChange: (mediaId: string) => void;
}) {
  const { t } = useTranslation();
  const { data, isFetching } = useQuery(
    api.channels.listMedia.queryOptions({ input: { kind, limit: SHOWN } }),
  );
  const action = useAction((file: File) => uploadMedia(kind, file), t('welcome.uploaded'));
  const take = (file: File) => {
    void action
      .mutateAsync(file)
      .then(onChange)
      .catch(() => undefined);
    return false;
  };
  return (
    <Flex gap={8} wrap>
      <Upload beforeUpload={take} showUploadList={false} accept={ACCEPTED[kind]}>
        <Button icon={<UploadOutlined />} loading={action.isPending}>
          {t('welcome.upload')}
        </Button>
      </Upload>
      <Select<string | null>
        showSearch={{ optionFilterProp: 'label' }}
        style={{ flex: 1, minWidth: 180 }}
        aria-label={t('welcome.media')}
        placeholder={t('welcome.media')}
        loading={isFetching}
        value={mediaId || null}
        onChange={(next) => onChange(next ?? '')}
        options={(data?.items ?? []).map((media) => ({ value: media.mediaId, label: media.name }))}
      />
    </Flex>
  );
}
