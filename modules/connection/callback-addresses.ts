// Which corp lives at a callback address, with its parsed keys, remembered for a minute: a callback costs no query.
import type { CorpDirectory } from '@yutian/contract';
import type { TenantId } from '@yutian/kernel';
import { type Db, inTransaction, type Tx } from '@yutian/platform';
import { type CallbackKeys, callbackKeys } from '@yutian/wecom';

export interface CallbackAddress {
  tenantId: TenantId;
  corpId: string;
  keys: CallbackKeys;
}

const REMEMBERED_MS = 60_000;
/** After a refusal a newer secret is looked for, but not for every forged callback. */
const LOOK_AGAIN_MS = 2_000;
const MOST_REMEMBERED = 1_000;

interface Remembered {
  address: CallbackAddress | null;
  readAt: number;
}

export class CallbackAddresses {
  private readonly db: Db;
  private readonly corps: CorpDirectory<Tx>;
  private readonly remembered = new Map<string, Remembered>();

  constructor(db: Db, corps: CorpDirectory<Tx>) {
    this.db = db;
    this.corps = corps;
  }

  /** The corp at the address, or null. @param fresh the remembered keys did not fit: look for newer ones. */
  async find(key: string, fresh = false): Promise<CallbackAddress | null> {
    const known = this.remembered.get(key);
    if (known && performance.now() - known.readAt < (fresh ? LOOK_AGAIN_MS : REMEMBERED_MS))
      return known.address;
    const access = await inTransaction(this.db, (tx) => this.corps.byCallbackKey(tx, key));
    const address = access && {
      tenantId: access.tenantId,
      corpId: access.corpId,
      keys: callbackKeys({
        token: access.callbackToken,
        encodingAesKey: access.callbackAesKey,
        receiveId: access.corpId,
      }),
    };
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(key, { address, readAt: performance.now() });
    return address;
  }
}
