// Knows how a corp's link to the platform stands, and tells the health page when that changes. While the platform does
// not answer, work that can wait is held back with growing pauses; welcome messages and guides still try.
import { type Clock, Fault, type TenantId } from '@yutian/kernel';
import { type Db, inTransaction, type Log, type Tx } from '@yutian/platform';
import type { CorpDirectory } from '@yutian/contract';
import type { Lane } from '@yutian/wecom';
import { type LinkState, noteLink } from './link.sql.ts';
import { errcodeOf } from './refusals.rules.ts';

const PAUSE = { firstMs: 1_000, mostMs: 60_000 };
const ANSWER_NOTED_EVERY_MS = 60_000;
const CAN_WAIT: ReadonlySet<Lane> = new Set(['mass', 'sync']);

export interface LinkWatchParts {
  db: Db;
  clock: Clock;
  log: Log;
  corps: CorpDirectory<Tx>;
  tenantId: TenantId;
  corpId: string;
}

export class LinkWatch {
  private readonly parts: LinkWatchParts;
  private state: LinkState | undefined;
  private failures = 0;
  private nextTryMs = 0;
  private notedMs = Number.NEGATIVE_INFINITY;

  constructor(parts: LinkWatchParts) {
    this.parts = parts;
  }

  /** @throws Fault while the platform is down and the lane can wait. */
  admit(lane: Lane): void {
    const wait = this.nextTryMs - this.parts.clock.now();
    if (this.state !== 'unreachable' || wait <= 0 || !CAN_WAIT.has(lane)) return;
    throw new Fault(
      'upstream',
      'WECOM_UNREACHABLE',
      'WeCom did not answer lately. It is tried again by itself.',
      { reason: 'paused', outcome: 'not_sent' },
      { retryAfterMs: wait },
    );
  }

  async answered(): Promise<void> {
    this.failures = 0;
    if (this.state === 'connected' && this.parts.clock.now() - this.notedMs < ANSWER_NOTED_EVERY_MS) return;
    await this.become('connected', null);
  }

  /** A call failed. Only a refused secret or silence changes how the link stands; any other refusal is an answer. */
  async failed(error: unknown): Promise<void> {
    if (!(error instanceof Fault)) return;
    if (error.code === 'WECOM_SECRET_REFUSED' || error.code === 'WECOM_IP_REFUSED')
      return this.become('refused', error);
    if (error.code !== 'WECOM_UNREACHABLE') return errcodeOf(error) === null ? undefined : this.answered();
    this.nextTryMs = this.parts.clock.now() + Math.min(PAUSE.mostMs, PAUSE.firstMs * 2 ** this.failures);
    this.failures += 1;
    return this.become('unreachable', error);
  }

  private async become(state: LinkState, fault: Fault | null): Promise<void> {
    const { db, clock, log, corps, tenantId, corpId } = this.parts;
    const nowMs = clock.now();
    const changed = this.state !== state;
    this.state = state;
    this.notedMs = nowMs;
    try {
      await inTransaction(db, async (tx) => {
        await noteLink.run(tx, {
          tenantId,
          corpId,
          state,
          nowMs,
          answered: state !== 'unreachable',
          code: fault?.code ?? null,
          message: fault?.message ?? null,
          errcode: errcodeOf(fault),
          nextTryMs: state === 'unreachable' ? this.nextTryMs : null,
        });
        if (changed && state !== 'unreachable') await corps.noteAccess(tx, tenantId, corpId, state, nowMs);
      });
      if (changed)
        log[state === 'connected' ? 'info' : 'warn'](
          { tenantId, corpId, state, code: fault?.code },
          'link to the platform',
        );
    } catch (error) {
      // The answer matters more than the note about it; the next one writes it again.
      this.notedMs = Number.NEGATIVE_INFINITY;
      log.warn(
        { tenantId, corpId, err: error instanceof Error ? error.name : 'Error' },
        'link state not noted',
      );
    }
  }
}
