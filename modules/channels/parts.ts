// What the verbs of channels stand on: the ground and the ports of its neighbours.
import type { CustomerLookup, Timeline } from '@yutian/contract';
import type { Actor, TenantId } from '@yutian/kernel';
import type { Ground, Tx } from '@yutian/platform';
import type { AnswerOf, Endpoint, Lane, RequestOf, UploadEndpoint, UploadFile } from '@yutian/wecom';

interface CallOptions {
  lane: Lane;
  signal?: AbortSignal;
  waitMs?: number;
}

/** The part of connection's gateway that channels uses. */
export interface WeCom {
  call<E extends Endpoint>(
    tenantId: TenantId,
    corpId: string,
    endpoint: E,
    input: RequestOf<E>,
    options: CallOptions,
  ): Promise<AnswerOf<E>>;
  upload<E extends UploadEndpoint>(
    tenantId: TenantId,
    corpId: string,
    endpoint: E,
    query: RequestOf<E>,
    file: UploadFile,
    options: CallOptions,
  ): Promise<AnswerOf<E>>;
}

export interface ChannelsPorts {
  timeline: Timeline<Tx>;
  /** Who is behind an account of WeCom. */
  lookup: CustomerLookup<Tx>;
  wecom: WeCom;
  /** The corps of a tenant, for what is read by corp. */
  corps(tx: Tx): Promise<readonly { tenantId: TenantId; corpId: string }[]>;
  /** On what message figures stand; without a source replies are unknown. */
  messageSource(tenantId: TenantId): Promise<'archive' | 'behaviour' | 'none'>;
  /** Waits between tries within the 20 s of a welcome; real time unless a test gives its own. */
  pause?(ms: number, signal: AbortSignal): Promise<void>;
}

export interface ChannelsGround extends Ground {
  readonly ports: ChannelsPorts;
}

/** Who makes a change: for the audit log, and how far he may reach; a program has no user. */
export type By = Pick<Actor, 'tenantId' | 'name' | 'scope'> & { userId: string | null };
