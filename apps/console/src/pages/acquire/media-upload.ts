// Sends a picture, video or file for a welcome.
import { postFile } from './post-file.ts';

export type MediaKind = 'image' | 'video' | 'file';

export const ACCEPTED: Record<MediaKind, string> = {
  image: 'image/jpeg,image/png',
  video: 'video/mp4',
  file: '',
};

/** Uploads and answers the media id. */
export async function uploadMedia(kind: MediaKind, file: File): Promise<string> {
  const query = new URLSearchParams({ kind, name: file.name.slice(-120) });
  const { mediaId } = await postFile<{ mediaId: string }>(
    `/api/v1/welcome-media?${query}`,
    file,
    'application/octet-stream',
  );
  return mediaId;
}
