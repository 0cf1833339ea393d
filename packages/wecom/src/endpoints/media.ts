// Media: up, down, and large files by URL (contract 2.11). A media_id lives three days.
import { z } from 'zod';
import { downloadEndpoint, endpoint, uploadEndpoint } from '../endpoint.ts';
import { id, number, opt } from '../schema.ts';

const stored = z.object({ type: opt(z.string()), media_id: z.string(), created_at: number });

export const uploadMedia = uploadEndpoint({
  name: 'media/upload',
  request: z.object({ type: z.literal(['image', 'voice', 'video', 'file']) }),
  response: stored,
});

/** A permanent address that only the WeCom client displays. */
export const uploadImage = uploadEndpoint({
  name: 'media/uploadimg',
  request: z.object({}),
  response: z.object({ url: z.string() }),
});

/** attachment_type 1 for moments, 2 for the product album. */
export const uploadAttachment = uploadEndpoint({
  name: 'media/upload_attachment',
  request: z.object({
    media_type: z.literal(['image', 'video', 'file']),
    attachment_type: z.literal([1, 2]),
  }),
  response: stored,
});

/** Asks WeCom to fetch a file of up to 200 MB by itself. */
export const uploadByUrl = endpoint({
  name: 'media/upload_by_url',
  method: 'POST',
  repeat: 'once',
  request: z.object({
    scene: z.literal(1),
    type: z.literal(['video', 'file']),
    filename: id,
    url: id,
    md5: z.string().regex(/^[\da-f]{32}$/),
  }),
  response: z.object({ jobid: z.string() }),
});

/** status 1 running, 2 done, 3 failed. */
export const getUploadByUrlResult = endpoint({
  name: 'media/get_upload_by_url_result',
  method: 'POST',
  request: z.object({ jobid: id }),
  response: z.object({
    status: number,
    detail: opt(
      z.object({
        errcode: opt(number),
        errmsg: opt(z.string()),
        media_id: opt(z.string()),
        created_at: opt(number),
      }),
    ),
  }),
});

export const downloadMedia = downloadEndpoint({ name: 'media/get', request: z.object({ media_id: id }) });
