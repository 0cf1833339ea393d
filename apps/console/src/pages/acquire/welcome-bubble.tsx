// A welcome as the customer sees it: bubbles of a chat, with invented names filled in.
import { FileOutlined, LinkOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { WelcomeAttachment } from '@yutian/contract';
import { Avatar, Flex, theme, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '@yutian/kernel';
import { api } from '../../api/client.ts';
import { useServerNow } from '../../api/server-clock.ts';
import { fillIn } from './welcome-text.ts';

interface WelcomeBubbleProps {
  text: string;
  attachments: readonly WelcomeAttachment[];
}

export function WelcomeBubble({ text, attachments }: WelcomeBubbleProps) {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  const date = dayOf(useServerNow());
  const names = {
    customer: t('welcome.sample.customer'),
    guide: t('welcome.sample.guide'),
    brand: t('welcome.sample.brand'),
    store: t('welcome.sample.store'),
    date,
  };
  const empty = text.trim() === '' && attachments.length === 0;
  return (
    <section
      aria-label={t('welcome.preview')}
      style={{ background: token.colorBgLayout, borderRadius: 12, padding: 16, minHeight: 320 }}
    >
      <Flex vertical gap={12}>
        <Typography.Text type="secondary" style={{ textAlign: 'center', fontSize: 12 }}>
          {t('welcome.preview')}
        </Typography.Text>
        {empty && (
          <Typography.Text type="secondary" style={{ textAlign: 'center' }}>
            {t('welcome.previewEmpty')}
          </Typography.Text>
        )}
        {text.trim() !== '' && (
          <Bubble name={names.guide}>
            <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{fillIn(text, names)}</span>
          </Bubble>
        )}
        {attachments.map((attachment, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- attachments are shown in their order and have no other name
          <Bubble key={i} name={names.guide}>
            <Attached attachment={attachment} />
          </Bubble>
        ))}
      </Flex>
    </section>
  );
}

function Bubble({ name, children }: { name: string; children: ReactNode }) {
  const { token } = theme.useToken();
  return (
    <Flex gap={8} align="flex-start">
      <Avatar shape="square" style={{ background: token.colorPrimary, flex: 'none' }} aria-hidden>
        {name.slice(0, 1)}
      </Avatar>
      <div
        style={{ background: token.colorBgContainer, borderRadius: 8, padding: '8px 12px', maxWidth: '82%' }}
      >
        {children}
      </div>
    </Flex>
  );
}

function Attached({ attachment }: { attachment: WelcomeAttachment }) {
  const { t } = useTranslation();
  const name = useMediaName(attachment);
  switch (attachment.kind) {
    case 'image':
      return <Picture mediaId={attachment.mediaId} alt={name} />;
    case 'link':
      return (
        <Flex gap={8} justify="space-between">
          <div>
            <div>{attachment.title || t('welcome.title')}</div>
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {attachment.description || attachment.url}
            </Typography.Text>
          </div>
          {attachment.imageUrl ? (
            <img src={attachment.imageUrl} alt="" width={44} height={44} style={{ objectFit: 'cover' }} />
          ) : (
            <LinkOutlined style={{ fontSize: 24 }} />
          )}
        </Flex>
      );
    case 'miniprogram':
      return (
        <Flex vertical gap={4}>
          <span>{attachment.title || t('welcome.title')}</span>
          <Picture mediaId={attachment.mediaId} alt={name} />
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {t('welcome.kind.miniprogram')}
          </Typography.Text>
        </Flex>
      );
    case 'video':
    case 'file':
      return (
        <Flex gap={8} align="center">
          {attachment.kind === 'video' ? <PlayCircleOutlined /> : <FileOutlined />}
          <span>{name}</span>
        </Flex>
      );
  }
}

function Picture({ mediaId, alt }: { mediaId: string; alt: string }) {
  if (mediaId === '') return <Typography.Text type="secondary">{alt}</Typography.Text>;
  return (
    <img
      src={`/api/v1/welcome-media/${mediaId}`}
      alt={alt}
      style={{ maxWidth: 160, maxHeight: 160, borderRadius: 4, display: 'block' }}
    />
  );
}

/** The upload's name, or what is missing. */
function useMediaName(attachment: WelcomeAttachment): string {
  const { t } = useTranslation();
  const kind = attachment.kind === 'video' || attachment.kind === 'file' ? attachment.kind : 'image';
  const { data } = useQuery(
    api.channels.listMedia.queryOptions({
      input: { kind, limit: 100 },
      enabled: 'mediaId' in attachment && attachment.mediaId !== '',
    }),
  );
  const fallback = t(`welcome.kind.${attachment.kind}`);
  if (!('mediaId' in attachment)) return fallback;
  return data?.items.find((media) => media.mediaId === attachment.mediaId)?.name ?? fallback;
}
