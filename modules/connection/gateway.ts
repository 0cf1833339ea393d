// The one place that calls WeCom: the corp's secret, the shared token, the budget with its lanes, and what a failure
// means. Everything else in the product asks this.
import { conflict, Fault, type TenantId } from '@yutian/kernel';
import type { CorpAccess, CorpDirectory } from '@yutian/contract';
import { type Ground, inTransaction, type Tx } from '@yutian/platform';
import {
  type AnswerOf,
  type Budget,
  type BudgetState,
  chainBudgets,
  createBudget,
  createWeComClient,
  type Download,
  type DownloadEndpoint,
  type Endpoint,
  type Lane,
  type RequestOf,
  systemWeComClock,
  type TokenStore,
  type UploadEndpoint,
  type UploadFile,
  type WeComClient,
  type WeComClock,
  wecomLimits,
  wecomLimitsPerAddress,
} from '@yutian/wecom';
import { ApiMeter } from './api-meter.ts';
import { LinkWatch } from './link-watch.ts';
import { faultOf } from './refusals.rules.ts';
import { createTokenStore } from './token-store.ts';

export interface GatewayOptions {
  lane: Lane;
  signal?: AbortSignal;
  /** How long budget and back-off may hold the call; by default as the lane can wait. */
  waitMs?: number;
  timeoutMs?: number;
}

/**
 * Calls to WeCom. Failures are Faults: WECOM_UNREACHABLE and WECOM_BUSY (upstream), WECOM_RATE_LIMITED (rate_limited),
 * WECOM_SECRET_REFUSED, WECOM_IP_REFUSED, WECOM_NO_PERMISSION (conflict: somebody must act), WECOM_REFUSED (invalid);
 * `data.errcode` is the platform's number. Never call it inside a transaction.
 */
export interface WeComGateway {
  call<E extends Endpoint>(
    tenantId: TenantId,
    corpId: string,
    endpoint: E,
    input: RequestOf<E>,
    options: GatewayOptions,
  ): Promise<AnswerOf<E>>;
  upload<E extends UploadEndpoint>(
    tenantId: TenantId,
    corpId: string,
    endpoint: E,
    query: RequestOf<E>,
    file: UploadFile,
    options: GatewayOptions,
  ): Promise<AnswerOf<E>>;
  download<E extends DownloadEndpoint>(
    tenantId: TenantId,
    corpId: string,
    endpoint: E,
    query: RequestOf<E>,
    options: GatewayOptions,
  ): Promise<Download>;
  /** The budgets of a tenant's corps as this process sees them. */
  budgets(tenantId: TenantId): { corpId: string; apis: BudgetState[] }[];
}

/** Which of the corp's two secrets an API takes. */
type App = 'main' | 'archive';

interface Corp {
  tenantId: TenantId;
  corpId: string;
  budget: Budget;
  watch: LinkWatch;
  clients: Map<string, WeComClient>;
  access: { value: CorpAccess; readAt: number } | undefined;
}

const ACCESS_REMEMBERED_MS = 30_000;

export function createGateway(ground: Ground, corps: CorpDirectory<Tx>) {
  const { db, clock, log, config, vault } = ground;
  const wecomClock: WeComClock = { now: () => clock.now(), sleep: systemWeComClock.sleep };
  const perAddress = createBudget({ rules: wecomLimitsPerAddress, clock: wecomClock });
  const meter = new ApiMeter(db, clock);
  const known = new Map<string, Corp>();
  const tokenStores = new Map<TenantId, TokenStore>();

  function corpOf(tenantId: TenantId, corpId: string): Corp {
    const key = `${tenantId}/${corpId}`;
    let corp = known.get(key);
    if (!corp) {
      const own = createBudget({ rules: wecomLimits, clock: wecomClock });
      const budget = chainBudgets(own, perAddress, wecomClock);
      const watch = new LinkWatch({ db, clock, log, corps, tenantId, corpId });
      corp = { tenantId, corpId, budget, watch, clients: new Map(), access: undefined };
      known.set(key, corp);
    }
    return corp;
  }

  async function accessOf(corp: Corp): Promise<CorpAccess> {
    if (corp.access && performance.now() - corp.access.readAt < ACCESS_REMEMBERED_MS)
      return corp.access.value;
    const value = await inTransaction(db, (tx) => corps.access(tx, corp.tenantId, corp.corpId));
    corp.access = { value, readAt: performance.now() };
    return value;
  }

  async function secretOf(corp: Corp, app: App): Promise<string> {
    const access = await accessOf(corp);
    const secret = app === 'archive' ? access.archiveSecret : access.secret;
    if (secret === null)
      throw conflict(
        'ARCHIVE_NOT_CONFIGURED',
        'This corp has no chat archive secret. Enter it under Settings → WeCom.',
      );
    return secret;
  }

  function clientOf(corp: Corp, secret: string): WeComClient {
    const key = vault.hash(corp.tenantId, 'wecom-secret', secret);
    let client = corp.clients.get(key);
    if (!client) {
      let tokenStore = tokenStores.get(corp.tenantId);
      if (!tokenStore)
        tokenStores.set(corp.tenantId, (tokenStore = createTokenStore(db, vault, corp.tenantId)));
      client = createWeComClient({
        baseUrl: config.wecomUrl,
        corpId: corp.corpId,
        secret,
        budget: corp.budget,
        clock: wecomClock,
        tokenStore,
        log: (attempt) => meter.count(corp.tenantId, corp.corpId, attempt.endpoint, attempt.errcode),
      });
      corp.clients.set(key, client);
    }
    return client;
  }

  /** Does the work; when the secret is refused and a new one has been entered meanwhile, once more with that. */
  async function withSecret<T>(corp: Corp, app: App, work: (client: WeComClient) => Promise<T>): Promise<T> {
    const secret = await secretOf(corp, app);
    try {
      return await work(clientOf(corp, secret));
    } catch (error) {
      if (!isSecretRefused(faultOf(error))) throw error;
      corp.access = undefined;
      const entered = await secretOf(corp, app);
      if (entered === secret) throw error;
      return work(clientOf(corp, entered));
    }
  }

  async function ask<T>(
    tenantId: TenantId,
    corpId: string,
    name: string,
    lane: Lane,
    work: (client: WeComClient) => Promise<T>,
  ): Promise<T> {
    const corp = corpOf(tenantId, corpId);
    corp.watch.admit(lane);
    try {
      const answer = await withSecret(corp, name.startsWith('msgaudit/') ? 'archive' : 'main', work);
      await corp.watch.answered();
      return answer;
    } catch (error) {
      const fault = faultOf(error);
      await corp.watch.failed(fault);
      throw fault;
    }
  }

  const gateway: WeComGateway = {
    call: (tenantId, corpId, endpoint, input, options) =>
      ask(tenantId, corpId, endpoint.name, options.lane, (client) => client.call(endpoint, input, options)),
    upload: (tenantId, corpId, endpoint, query, file, options) =>
      ask(tenantId, corpId, endpoint.name, options.lane, (client) =>
        client.upload(endpoint, query, file, options),
      ),
    download: (tenantId, corpId, endpoint, query, options) =>
      ask(tenantId, corpId, endpoint.name, options.lane, (client) =>
        client.download(endpoint, query, options),
      ),
    budgets: (tenantId) =>
      [...known.values()]
        .filter((corp) => corp.tenantId === tenantId)
        .map((corp) => ({ corpId: corp.corpId, apis: corp.budget.snapshot() })),
  };
  return { gateway, meter };
}

const isSecretRefused = (error: unknown) => error instanceof Fault && error.code === 'WECOM_SECRET_REFUSED';
