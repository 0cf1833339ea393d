// The port by which the gateway and the inbox find a corp's credentials: the only place that opens them.
import type { CorpAccess, CorpDirectory } from '@yutian/contract';
import { notFound } from '@yutian/kernel';
import type { Tx, Vault } from '@yutian/platform';
import {
  findSealedCorp,
  findSealedCorpByKey,
  listAllCorps,
  type SealedCorpRow,
  setCorpState,
} from './corp.sql.ts';

export function createCorpDirectory(vault: Vault): CorpDirectory<Tx> {
  return {
    async corps(tx) {
      return (await listAllCorps(tx, {})).map(({ tenantId, corpId }) => ({ tenantId, corpId }));
    },
    async access(tx, tenantId, corpId) {
      const [row] = await findSealedCorp(tx, { tenantId, corpId });
      if (!row) throw notFound('CORP_UNKNOWN', 'This corp is not connected.', { corpId });
      return opened(vault, row);
    },
    async byCallbackKey(tx, callbackKey) {
      const [row] = await findSealedCorpByKey(tx, { callbackKey });
      return row ? opened(vault, row) : null;
    },
    async noteAccess(tx, tenantId, corpId, state, atMs) {
      await setCorpState(tx, { tenantId, corpId, state, atMs });
    },
  };
}

function opened(vault: Vault, row: SealedCorpRow): CorpAccess {
  const open = (sealed: Buffer) => vault.open(row.tenantId, sealed);
  return {
    tenantId: row.tenantId,
    corpId: row.corpId,
    agentId: row.agentId,
    secret: open(row.secretSealed),
    archiveSecret: row.archiveSecretSealed === null ? null : open(row.archiveSecretSealed),
    callbackToken: open(row.callbackTokenSealed),
    callbackAesKey: open(row.callbackAesKeySealed),
  };
}
