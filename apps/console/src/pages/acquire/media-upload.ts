// Sends a picture, video or file to the server, as the body of a plain request.
import { ORPCError } from '@orpc/client';

export type MediaKind = 'image' | 'video' | 'file';

export const ACCEPTED: Record<MediaKind, string> = {
  image: 'image/jpeg,image/png',
  video: 'video/mp4',
  file: '',
};

/** Uploads and answers the media id. Throws as the API client does, so that the same sentence is shown. */
export async function uploadMedia(kind: MediaKind, file: File): Promise<string> {
  const query = new URLSearchParams({ kind, name: file.name.slice(-120) });
  const response = await fetch(`/api/v1/welcome-media?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  });
  const body = (await response.json()) as {
    mediaId?: string;
    code?: string;
    message?: string;
    data?: unknown;
    requestId?: string;
  };
  if (response.ok && body.mediaId) return body.mediaId;
  throw new ORPCError(body.code ?? 'BUG', {
    status: response.status,
    message: body.message ?? '',
    data: { data: body.data, requestId: body.requestId },
  });
}
