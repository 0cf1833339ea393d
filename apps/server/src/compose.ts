// The composition root: the one place that knows every module and hands ports across the walls.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChannels, channelsMigrations } from '@yutian/channels';
import { connectionMigrations, createConnection, createWeComGateway } from '@yutian/connection';
import { createCustomers, customersMigrations } from '@yutian/customers';
import { createGroups, groupsMigrations } from '@yutian/groups';
import { createInsight, insightMigrations } from '@yutian/insight';
import type { Clock } from '@yutian/kernel';
import { createOrders, ordersMigrations } from '@yutian/orders';
import { createCorpDirectory, createOrg, orgMigrations } from '@yutian/org';
import {
  type Config,
  type Connection,
  createEngine,
  createHttp,
  createVault,
  type DiskLimits,
  forgetKeptAnswers,
  type Ground,
  loadMasterKey,
  type Log,
  type MigrationFolder,
  migrate,
  openDb,
  platformMigrations,
  prepareQueue,
  watchDisk,
} from '@yutian/platform';
import { serveApiDocs } from './api-docs.ts';
import { openApiDocument } from './openapi.ts';

/** Migrations in the order in which modules may build on each other's published views. */
export const migrationFolders: readonly MigrationFolder[] = [
  platformMigrations,
  orgMigrations,
  customersMigrations,
  connectionMigrations,
  channelsMigrations,
  groupsMigrations,
  ordersMigrations,
  insightMigrations,
];

const consoleFolder = fileURLToPath(new URL('../../console/dist/', import.meta.url));

/** Everything the product is, on one database. The two doors (http, engine) are opened by the caller. */
export async function compose(parts: {
  connection: Connection;
  clock: Clock;
  config: Config;
  log: Log;
  /** Where the database writes, when it is on this machine. */
  databaseFolder?: string;
  diskLimits?: DiskLimits;
}) {
  const { connection, clock, config, log, databaseFolder } = parts;
  mkdirSync(config.dataFolder, { recursive: true });
  const folders = [config.dataFolder, ...(databaseFolder === undefined ? [] : [databaseFolder])];
  const disk = watchDisk(folders, clock, parts.diskLimits);
  const { db, pool, close } = openDb(connection, {
    onError: (error) => log.error({ err: error.name }, 'database connection lost'),
    onFailure: (error) => disk.note(error),
  });
  const vault = createVault(loadMasterKey(config.masterKey, join(config.dataFolder, 'master.key')));
  const ground: Ground = { db, clock, config, log, vault, disk };

  const corps = createCorpDirectory(vault);
  const link = createWeComGateway(ground, corps);
  const org = createOrg(ground, { callWeCom: link.gateway.call });
  const customers = createCustomers(ground, {
    callWeCom: link.gateway.call,
    personalData: () => [
      orders.personalData,
      channels.personalData,
      groups.personalData,
      connectionModule.personalData,
    ],
  });
  const channels = createChannels(ground, {
    timeline: customers.timeline,
    lookup: customers.lookup,
    wecom: link.gateway,
    corps: corps.corps,
    messageSource: (tenantId) => connectionModule.messageSource(tenantId),
  });
  const groups = createGroups(ground, {
    callWeCom: link.gateway.call,
    staff: org.staffDirectory,
    lookup: customers.lookup,
    timeline: customers.timeline,
  });
  const connectionModule = createConnection(ground, link, {
    corps,
    staff: org.staffDirectory,
    customers: customers.intake,
    adds: channels.adds,
    groups: groups.intake,
    readDirectory: org.readDirectory,
  });
  const orders = createOrders(ground, { buyers: customers.buyers, timeline: customers.timeline });
  const insight = createInsight(ground, connectionModule);
  const modules = [org, customers, connectionModule, channels, groups, orders, insight].map(
    (part) => part.module,
  );

  const engine = createEngine({
    db,
    pool,
    clock,
    log,
    jobs: modules.flatMap((module) => module.jobs ?? []),
    reactions: modules.flatMap((module) => module.reactions ?? []),
    sweeps: [forgetKeptAnswers(db), ...modules.flatMap((module) => module.sweeps ?? [])],
    tenants: org.tenants,
  });

  let document: Promise<object> | undefined;
  const http = (extras: Parameters<typeof createHttp>[0]['extras'] = []) =>
    createHttp({
      ...ground,
      router: Object.fromEntries(
        modules.flatMap((module) => (module.router ? [[module.name, module.router]] : [])),
      ),
      modules,
      authenticate: org.authenticate,
      ready: async () => {
        await pool.query('select 1');
        disk.mustHaveRoom();
      },
      openapi: () => (document ??= openApiDocument()),
      consoleFolder: existsSync(consoleFolder) ? consoleFolder : undefined,
      extras: [serveApiDocs, ...extras],
    });

  return {
    ground,
    pool,
    /** All parts, for checks that walk them. */
    modules,
    org,
    corps,
    customers,
    channels,
    gateway: link.gateway,
    orders,
    connection: connectionModule,
    engine,
    http,
    /** Brings the database to this version. */
    async prepare(): Promise<string[]> {
      await prepareQueue(pool);
      return migrate(pool, migrationFolders);
    },
    close,
  };
}

export type Product = Awaited<ReturnType<typeof compose>>;
