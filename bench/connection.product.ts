// The product on a PostgreSQL of its own with one connected corp: what the benches of the connection run on. Durable
// settings, as an operator has them.
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@yutian/kernel';
import { openLog, readConfig, startPostgres } from '@yutian/platform';
import { compose } from '../apps/server/src/compose.ts';
import { AES_KEY, AGENT, CORP, TOKEN } from './connection.corp.ts';

/** Opens it; the corp's first synchronisation does not begin by itself. */
export async function openProduct(wecom: { url: string; secret: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'yutian-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres(folder, 'durable');
  const product = await compose({
    connection: postgres.connection('yutian'),
    clock: systemClock,
    config: readConfig({
      YUTIAN_DATA: folder,
      YUTIAN_WECOM_URL: wecom.url,
      YUTIAN_MASTER_KEY: '0'.repeat(64),
    }),
    log: openLog('silent'),
  });
  await product.prepare();
  const { setUp } = product.org;
  const tenantId = await setUp.createTenant('bench');
  await setUp.connectCorp(tenantId, {
    corpId: CORP,
    name: 'bench',
    agentId: AGENT,
    secret: wecom.secret,
    callbackToken: TOKEN,
    callbackAesKey: AES_KEY,
  });
  await product.pool.query('delete from platform.outbox');
  const { rows } = await product.pool.query<{ key: string }>('select callback_key as key from org.corp');
  return {
    product,
    tenantId,
    callbackPath: `/callbacks/wecom/${rows[0]?.key ?? ''}`,
    /** One number of the database. */
    async number(sql: string): Promise<number> {
      const found = await product.pool.query<{ n: number }>(sql);
      return Number(found.rows[0]?.n ?? 0);
    },
    async close() {
      await product.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
