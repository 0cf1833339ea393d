// Sends a file as it is, telling how far it is. `fetch` tells no upload progress, so this is XMLHttpRequest.
import type { ImportFile } from '@yutian/contract';

/**
 * Uploads an order file.
 * @param onProgress the share sent so far, 0 … 1.
 * @throws what `toShownError` reads: the server's error body, or a plain Error when it could not be reached.
 */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<ImportFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/import-files?name=${encodeURIComponent(file.name.slice(-200))}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status === 200) return resolve(request.response as ImportFile);
      const body = (request.response ?? {}) as { code?: string; message?: string };
      reject(Object.assign(new Error(body.message ?? ''), { code: body.code, data: body }));
    };
    request.onerror = () => reject(new Error('offline'));
    request.onabort = () => reject(new Error('aborted'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
