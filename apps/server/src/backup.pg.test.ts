import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDb } from '@yutian/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backup, restore } from './backup.ts';
import { migrationFolders } from './compose.ts';

const migrations = migrationFolders.slice(1);
const nothing = () => undefined;
let folder: string;
let source: Awaited<ReturnType<typeof createTestDb>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yutian-backup-'));
  source = await createTestDb(migrations);
  await source.pool.query(`insert into channels.channel (tenant_id, channel_id, kind, name, path, created_at_ms)
    select 1, md5(n::text)::uuid, 'other', '渠道' || n, array[md5(n::text)::uuid], n from generate_series(1, 50) n`);
  await source.pool.query(`insert into platform.audit (tenant_id, id, at_ms, actor_name, action, subject_kind, subject_id)
    values (1, md5('a')::uuid, 1, '沈禾 "引号",逗号', 'org.signIn', 'user', 'x')`);
});
afterAll(async () => {
  await source[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const channelsOf = async (db: typeof source) =>
  (await db.pool.query('select channel_id, name, path from channels.channel order by channel_id')).rows;

describe('a backup', () => {
  it('put into an empty database gives every row back', async () => {
    const place = join(folder, 'whole');
    await backup(source.connection, place, nothing);
    const target = await createTestDb(migrations);
    await restore(target.connection, place, nothing);
    expect(await channelsOf(target)).toEqual(await channelsOf(source));
    const { rows } = await target.pool.query('select actor_name from platform.audit');
    expect(rows).toEqual([{ actor_name: '沈禾 "引号",逗号' }]);
    await expect(restore(target.connection, place, nothing)).rejects.toMatchObject({
      code: 'RESTORE_TARGET_NOT_EMPTY',
    });
    await target[Symbol.asyncDispose]();
  });

  it('never goes into a folder that holds something', async () => {
    await expect(backup(source.connection, folder, nothing)).rejects.toMatchObject({
      code: 'BACKUP_FOLDER_NOT_EMPTY',
    });
  });

  it('that lost rows is refused, and nothing of it stays', async () => {
    const place = join(folder, 'damaged');
    await backup(source.connection, place, nothing);
    const manifest = join(place, 'manifest.json');
    expect(existsSync(manifest)).toBe(true);
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"rows": 50', '"rows": 51'));
    const target = await createTestDb(migrations);
    await expect(restore(target.connection, place, nothing)).rejects.toMatchObject({
      code: 'BACKUP_DAMAGED',
    });
    expect(await channelsOf(target)).toEqual([]);
    await target[Symbol.asyncDispose]();
  });

  it('of a newer version is refused', async () => {
    const place = join(folder, 'newer');
    await backup(source.connection, place, nothing);
    const manifest = join(place, 'manifest.json');
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replace('"migrations": [', '"migrations": ["org/9999_future.sql",'),
    );
    const target = await createTestDb(migrations);
    await expect(restore(target.connection, place, nothing)).rejects.toMatchObject({
      code: 'BACKUP_TOO_NEW',
    });
    await target[Symbol.asyncDispose]();
  });
});
