// A welcome's attachments: uploads, links, mini-programs, in the order in which they are sent.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { WelcomeAttachment } from '@yutian/contract';
import { wecomShapes } from '@yutian/wecom/rules/wecom-shapes.2025-11';
import { Button, Card, Dropdown, Flex, Input, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { MediaField } from './media-field.tsx';
import { bytesOf } from './welcome-text.ts';

const KINDS = ['image', 'link', 'miniprogram', 'video', 'file'] as const;

/** An attachment as it begins; what must be filled in is empty. */
function begin(kind: (typeof KINDS)[number]): WelcomeAttachment {
  switch (kind) {
    case 'link':
      return { kind, title: '', description: '', url: '', imageUrl: null };
    case 'miniprogram':
      return { kind, title: '', appId: '', page: '', mediaId: '' };
    default:
      return { kind, mediaId: '' };
  }
}

interface AttachmentListProps {
  attachments: readonly WelcomeAttachment[];
  onChange: (attachments: WelcomeAttachment[]) => void;
}

export function AttachmentList({ attachments, onChange }: AttachmentListProps) {
  const { t } = useTranslation();
  const most = wecomShapes.welcome.attachments;
  return (
    <Flex vertical gap={8}>
      {attachments.map((attachment, i) => (
        <Card
          // oxlint-disable-next-line react/no-array-index-key -- attachments are edited in place and have no other name
          key={i}
          size="small"
          title={`${i + 1}. ${t(`welcome.kind.${attachment.kind}`)}`}
          extra={
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('welcome.removeAttachment', { n: i + 1 })}
              onClick={() => onChange(attachments.toSpliced(i, 1))}
            />
          }
        >
          <AttachmentFields
            attachment={attachment}
            onChange={(next) => onChange(attachments.with(i, next))}
          />
        </Card>
      ))}
      <Flex gap={8} align="center" wrap>
        <Dropdown
          trigger={['click']}
          disabled={attachments.length >= most}
          menu={{
            items: KINDS.map((kind) => ({
              key: kind,
              label: t(`welcome.kind.${kind}`),
              onClick: () => onChange([...attachments, begin(kind)]),
            })),
          }}
        >
          <Button icon={<PlusOutlined />}>{t('welcome.addAttachment')}</Button>
        </Dropdown>
        <Typography.Text type="secondary">
          {t('welcome.attachmentCount', { n: attachments.length, most })}
        </Typography.Text>
      </Flex>
    </Flex>
  );
}

interface FieldsProps<A extends WelcomeAttachment> {
  attachment: A;
  onChange: (attachment: WelcomeAttachment) => void;
}

function AttachmentFields({ attachment, onChange }: FieldsProps<WelcomeAttachment>) {
  if (attachment.kind === 'link') return <LinkFields attachment={attachment} onChange={onChange} />;
  if (attachment.kind === 'miniprogram') return <ProgramFields attachment={attachment} onChange={onChange} />;
  return (
    <MediaField
      kind={attachment.kind}
      mediaId={attachment.mediaId}
      onChange={(mediaId) => onChange({ ...attachment, mediaId })}
    />
  );
}

function LinkFields({ attachment, onChange }: FieldsProps<WelcomeAttachment & { kind: 'link' }>) {
  const { t } = useTranslation();
  const { linkTitleBytes, linkDescriptionBytes, linkUrlBytes } = wecomShapes.attachment;
  return (
    <Flex vertical gap={8}>
      <ByteInput
        label={t('welcome.title')}
        value={attachment.title}
        most={linkTitleBytes}
        onChange={(title) => onChange({ ...attachment, title })}
      />
      <ByteInput
        label={t('welcome.url')}
        value={attachment.url}
        most={linkUrlBytes}
        placeholder="https://"
        onChange={(url) => onChange({ ...attachment, url })}
      />
      <ByteInput
        label={t('welcome.description')}
        value={attachment.description}
        most={linkDescriptionBytes}
        onChange={(description) => onChange({ ...attachment, description })}
      />
      <ByteInput
        label={t('welcome.imageUrl')}
        value={attachment.imageUrl ?? ''}
        most={linkUrlBytes}
        placeholder="https://"
        onChange={(imageUrl) => onChange({ ...attachment, imageUrl: imageUrl === '' ? null : imageUrl })}
      />
    </Flex>
  );
}

function ProgramFields({ attachment, onChange }: FieldsProps<WelcomeAttachment & { kind: 'miniprogram' }>) {
  const { t } = useTranslation();
  return (
    <Flex vertical gap={8}>
      <ByteInput
        label={t('welcome.title')}
        value={attachment.title}
        most={wecomShapes.attachment.miniprogramTitleBytes}
        onChange={(title) => onChange({ ...attachment, title })}
      />
      <Input
        aria-label="AppID"
        prefix="AppID"
        maxLength={64}
        value={attachment.appId}
        onChange={(event) => onChange({ ...attachment, appId: event.target.value.trim() })}
      />
      <Input
        aria-label={t('welcome.page')}
        prefix={t('welcome.page')}
        maxLength={1_024}
        value={attachment.page}
        onChange={(event) => onChange({ ...attachment, page: event.target.value.trim() })}
      />
      <MediaField
        kind="image"
        mediaId={attachment.mediaId}
        onChange={(mediaId) => onChange({ ...attachment, mediaId })}
      />
    </Flex>
  );
}

function ByteInput({
  label,
  value,
  most,
  placeholder,
  onChange,
}: {
  label: string;
  value: string;
  most: number;
  placeholder?: string;
  onChange: (value: string) => void;
}) {
  const bytes = bytesOf(value);
  return (
    <Input
      aria-label={label}
      prefix={label}
      value={value}
      status={bytes > most ? 'error' : ''}
      suffix={
        <Typography.Text type={bytes > most ? 'danger' : 'secondary'}>{`${bytes} / ${most}`}</Typography.Text>
      }
      {...(placeholder && { placeholder })}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
