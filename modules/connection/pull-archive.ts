// Pulls message facts out of the chat archive, for people who agreed. The position moves in the transaction that
// applies the messages, so nothing is read twice into the figures and nothing is skipped.
import { Fault, MS_PER_DAY, type TenantId } from '@yutian/kernel';
import { inTransaction } from '@yutian/platform';
import { checkCustomerConsent, wecomShapes } from '@yutian/wecom';
import type { ArchiveSource } from './archive-source.ts';
import { consentsByPair, mayRead, type PrivateMessage, sortRecords, unknownPairs } from './archive.rules.ts';
import {
  type Consent,
  findConsents,
  listMessageSources,
  moveArchive,
  noteArchive,
  upsertConsents,
} from './archive.sql.ts';
import type { SyncParts } from './parts.ts';
import { errcodeOf } from './refusals.rules.ts';

const PULL = 1_000;

export interface ArchiveParts extends SyncParts {
  readonly archive: ArchiveSource;
}

/** Pulls until nothing is left. @returns how many messages became facts. */
export async function pullArchive(
  parts: ArchiveParts,
  tenantId: TenantId,
  corpId: string,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  let refused: Fault | null = null;
  try {
    for (let more = true; more && !signal.aborted; ) {
      parts.disk.mustHaveRoom();
      const source = (await listMessageSources(parts.db, { tenantId })).find((row) => row.corpId === corpId);
      const pulled = await pullOnce(parts, tenantId, corpId, source?.seq ?? 0, signal);
      total += pulled.messages;
      more = pulled.more;
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    refused = error;
  }
  await noteArchive.run(parts.db, {
    tenantId,
    corpId,
    code: refused?.code ?? null,
    message: refused?.message ?? null,
    errcode: errcodeOf(refused),
    nowMs: parts.clock.now(),
  });
  return total;
}

async function pullOnce(
  parts: ArchiveParts,
  tenantId: TenantId,
  corpId: string,
  seq: number,
  signal: AbortSignal,
) {
  const records = await parts.archive.pull(tenantId, corpId, seq, PULL, signal);
  const last = records.at(-1);
  if (!last) return { messages: 0, more: false };
  const sorted = sortRecords(records);
  if (sorted.consents.length > 0)
    await upsertConsents.run(parts.db, { tenantId, corpId, consents: sorted.consents });
  const readable = await readableOf(parts, tenantId, corpId, sorted.messages, signal);
  const nowMs = parts.clock.now();
  const messages = await inTransaction(parts.db, async (tx) => {
    const skipped = records.length - sorted.consents.length - readable.length;
    const moved = await moveArchive(tx, {
      tenantId,
      corpId,
      fromSeq: seq,
      toSeq: last.seq,
      messages: readable.length,
      skipped,
      nowMs,
      sinceMs: nowMs - wecomShapes.archive.keptDays * MS_PER_DAY,
    });
    // Another process was faster; it applied the same records.
    if (moved.length === 0 || readable.length === 0) return 0;
    const staff = await parts.ports.staff.resolveStaff(tx, tenantId, corpId, [
      ...new Set(readable.map((one) => one.userid)),
    ]);
    return parts.ports.customers.applyMessages(
      tx,
      tenantId,
      corpId,
      readable.map(({ userid, ...one }) => ({ ...one, staffId: staff.get(userid) ?? '', automatic: false })),
    );
  });
  return { messages, more: records.length === PULL };
}

/** Messages of pairs that agreed; whose consent is not known is asked for. */
async function readableOf(
  parts: ArchiveParts,
  tenantId: TenantId,
  corpId: string,
  messages: readonly PrivateMessage[],
  signal: AbortSignal,
): Promise<PrivateMessage[]> {
  if (messages.length === 0) return [];
  const externalUserids = [...new Set(messages.map((one) => one.externalUserid))];
  const known = consentsByPair(await findConsents(parts.db, { tenantId, corpId, externalUserids }));
  const pairs = unknownPairs(messages, known);
  const most = wecomShapes.archive.agreeChecks;
  for (let i = 0; i < pairs.length; i += most) {
    const asked = await askConsents(parts, tenantId, corpId, pairs.slice(i, i + most), signal);
    if (asked.length > 0) await upsertConsents.run(parts.db, { tenantId, corpId, consents: asked });
    for (const [key, consent] of consentsByPair(asked)) known.set(key, consent);
  }
  return messages.filter((message) => mayRead(message, known));
}

/** What the platform knows of some pairs, at most 100. */
export async function askConsents(
  parts: SyncParts,
  tenantId: TenantId,
  corpId: string,
  pairs: readonly { externalUserid: string; userid: string }[],
  signal: AbortSignal,
): Promise<Consent[]> {
  const info = pairs.map((pair) => ({ userid: pair.userid, exteranalopenid: pair.externalUserid }));
  const { agreeinfo } = await parts.gateway.call(
    tenantId,
    corpId,
    checkCustomerConsent,
    { info },
    { lane: 'sync', signal },
  );
  return agreeinfo.flatMap((one) =>
    one.userid === undefined
      ? []
      : [
          {
            externalUserid: one.exteranalopenid,
            userid: one.userid,
            agreed: one.agree_status === 'Agree' || one.agree_status === 'Default_Agree',
            atMs: (one.status_change_time ?? 0) * 1_000,
          },
        ],
  );
}
