// Posts a file as the body of a plain request, and throws a refusal as the API client does.
import { ORPCError } from '@orpc/client';

interface Refusal {
  code?: string;
  message?: string;
  data?: unknown;
  requestId?: string;
}

export async function postFile<Answer>(address: string, file: File, type: string): Promise<Answer> {
  const response = await fetch(address, { method: 'POST', headers: { 'content-type': type }, body: file });
  const body = (await response.json()) as Answer & Refusal;
  if (response.ok) return body;
  throw new ORPCError(body.code ?? 'BUG', {
    status: response.status,
    message: body.message ?? '',
    data: { data: body.data, requestId: body.requestId },
  });
}
