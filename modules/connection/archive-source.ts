// Where message facts come from. The real chat archive speaks through a native library whose cipher is not public;
// whoever has it plugs it in here. The simulator serves the same records over HTTP.
import { Fault, type TenantId } from '@yutian/kernel';
import type { CorpDirectory } from '@yutian/contract';
import { type Db, inTransaction, type Tx } from '@yutian/platform';
import { errcode } from '@yutian/wecom';
import { z } from 'zod';

/** A record of the archive: who, whom, when, which kind. Content is not looked at. */
export interface ArchiveRecord {
  seq: number;
  msgid: string;
  /** send, recall or switch. */
  action: string;
  /** A userid or an external_userid. */
  from: string;
  to: readonly string[];
  /** Empty for a private chat. */
  roomId: string;
  atMs: number;
  kind: string;
}

/** A chat archive of a corp. */
export interface ArchiveSource {
  /** Records after `seq`, oldest first, at most `limit` (1,000). Throws a Fault; retryable ones are `upstream`. */
  pull(
    tenantId: TenantId,
    corpId: string,
    seq: number,
    limit: number,
    signal: AbortSignal,
  ): Promise<ArchiveRecord[]>;
}

const answer = z.object({
  errcode: z.number().default(0),
  chatdata: z
    .array(
      z.object({
        seq: z.number(),
        message: z.object({
          msgid: z.string(),
          action: z.string().default('send'),
          from: z.string().default(''),
          tolist: z.array(z.string()).nullish(),
          roomid: z.string().nullish(),
          msgtime: z.number().default(0),
          msgtype: z.string().default('unknown'),
        }),
      }),
    )
    .default([]),
});

/** The archive over HTTP, as the simulator serves it: `POST <base>/_sim/archive/chatdata`. */
export function httpArchive(parts: { db: Db; corps: CorpDirectory<Tx>; baseUrl: string }): ArchiveSource {
  return {
    async pull(tenantId, corpId, seq, limit, signal) {
      const access = await inTransaction(parts.db, (tx) => parts.corps.access(tx, tenantId, corpId));
      if (access.archiveSecret === null) return [];
      const body = JSON.stringify({ corpid: corpId, secret: access.archiveSecret, seq, limit });
      const { errcode: code, chatdata } = await post(`${parts.baseUrl}/_sim/archive/chatdata`, body, signal);
      if (code !== 0) throw refusal(code);
      return chatdata.map(({ seq: at, message }) => ({
        seq: at,
        msgid: message.msgid,
        action: message.action,
        from: message.from,
        to: message.tolist ?? [],
        roomId: message.roomid ?? '',
        atMs: message.msgtime,
        kind: message.msgtype,
      }));
    },
  };
}

async function post(url: string, body: string, signal: AbortSignal): Promise<z.infer<typeof answer>> {
  try {
    const response = await fetch(url, { method: 'POST', body, signal, redirect: 'error' });
    return answer.parse(await response.json());
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw unavailable(null, cause);
  }
}

function refusal(code: number): Fault {
  const { kind, en } = errcode(code);
  if (kind === 'rate' || kind === 'busy') return unavailable(code);
  return new Fault(
    'conflict',
    'ARCHIVE_REFUSED',
    `The chat archive refuses (${code}: ${en}). Check its secret and service in the WeCom console.`,
    { errcode: code },
  );
}

// @NOTE the cause is not kept: it may quote the request, and with it the secret.
function unavailable(code: number | null, _cause?: unknown): Fault {
  return new Fault(
    'upstream',
    'ARCHIVE_UNAVAILABLE',
    'The chat archive cannot be read right now. It is tried again by itself.',
    code === null ? {} : { errcode: code },
    { retryAfterMs: 30_000 },
  );
}
