// Every statement of the product is declared here by name, with an example of its parameters. So its text and plan
// can be printed, and one test reads them all and refuses shapes that do not spread over machines.
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely';
import type { Db, Tx } from './db.ts';

/** A declared statement: call it with a database or transaction and its parameters. */
export interface Query<P, R> {
  (db: Db | Tx, params: P): Promise<R[]>;
  readonly queryName: string;
  readonly examples: readonly P[];
  compile(params: P): CompiledQuery;
  /** For writes: how many rows changed. */
  run(db: Db | Tx, params: P): Promise<number>;
}

// Compiles without a connection.
const compiler = new Kysely<object>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const registry = new Map<string, Query<never, unknown>>();

/**
 * Declares a statement.
 * @param definition.name `module.verbNoun`, unique.
 * @param definition.examples parameters that reach every arm of the text; the checks compile and plan each of them.
 * @param definition.sql the statement as a tagged `sql`; parameters only by interpolation.
 */
export function query<P, R = Record<string, never>>(definition: {
  name: string;
  examples: readonly NoInfer<P>[];
  sql: (params: P) => RawBuilder<R>;
}): Query<P, R> {
  if (registry.has(definition.name)) throw new Error(`Two statements are named ${definition.name}.`);
  const compile = (params: P) => definition.sql(params).compile(compiler);
  const execute = async (db: Db | Tx, params: P) => {
    const { rows } = await db.executeQuery<R>(compile(params));
    return rows;
  };
  const declared: Query<P, R> = Object.assign(execute, {
    queryName: definition.name,
    examples: definition.examples,
    compile,
    run: async (db: Db | Tx, params: P) =>
      Number((await db.executeQuery(compile(params))).numAffectedRows ?? 0n),
  });
  registry.set(definition.name, declared as unknown as Query<never, unknown>);
  return declared;
}

/** All statements declared so far, by name. */
export function declaredQueries(): ReadonlyMap<string, Query<unknown, unknown>> {
  return registry as unknown as ReadonlyMap<string, Query<unknown, unknown>>;
}
