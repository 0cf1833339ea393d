// Reads a parsed statement and names every shape that would not spread over machines: what Citus refuses, and what
// it silently fans out. Pure: a syntax tree in, sentences out.

/** How a table is spread: by person, copied everywhere, by natural key, or kept on one node. */
export type Grain = 'customer' | 'tenant' | 'registry' | 'local';

type Node = Record<string, unknown>;

interface Level {
  /** alias → grain of the base relation, or undefined for a derived one (CTE, subselect, function). */
  aliases: Map<string, Grain | undefined>;
  outer: Level | undefined;
  /** Equalities of this level: «alias.column» to «alias.column» or «$» for a value. */
  equal: [string, string][];
}

const CLOCKS = new Set([
  'now',
  'clock_timestamp',
  'statement_timestamp',
  'transaction_timestamp',
  'timeofday',
  'getdate',
]);
const VOLATILE = new Set(['gen_random_uuid', 'random', 'uuid_generate_v4', 'nextval']);
const VALUE = '$';

/**
 * Checks one statement.
 * @param tree what the PostgreSQL parser gave; @param grainOf the grain of «schema.table», undefined when unknown.
 * @param options.view for the text of a published view: the tenant comes from whoever reads it.
 * @returns one sentence per fault; empty when the statement spreads.
 */
export function checkStatement(
  tree: unknown,
  grainOf: (relation: string) => Grain | undefined,
  options: { view?: boolean } = {},
): string[] {
  const faults = new Set<string>();
  const touched = relationsIn(tree).filter((name) => grainOf(name) === 'customer');
  for (const name of relationsIn(tree))
    if (grainOf(name) === undefined)
      faults.add(`${name} has no grain: say «-- grain: …» above its table or view`);
  walk(tree, (kind, node) => checkNode(kind, node, touched.length > 0, faults));
  for (const level of levelsIn(tree, grainOf)) checkLevel(level, options.view ?? false, faults);
  return [...faults];
}

function checkNode(kind: string, node: Node, touchesCustomers: boolean, faults: Set<string>): void {
  if (kind === 'SQLValueFunction') faults.add('it reads the clock (current_…): pass the time as a parameter');
  if (kind === 'FuncCall' && CLOCKS.has(functionName(node)))
    faults.add(`it reads the clock (${functionName(node)}): pass the time as a parameter`);
  if (kind === 'GroupingSet') faults.add('ROLLUP, CUBE and GROUPING SETS do not spread');
  if (kind === 'ResTarget' && isStar(node.val)) faults.add('«select *» hides what is read: name the columns');
  if (!touchesCustomers) return;
  if (kind === 'LockingClause') faults.add('row locks across people (FOR UPDATE) do not spread');
  if (kind === 'UpdateStmt')
    walk(node, (inner, child) => {
      if (inner === 'FuncCall' && VOLATILE.has(functionName(child)))
        faults.add(`UPDATE calls ${functionName(child)}, which is volatile`);
    });
  if (kind === 'CommonTableExpr') {
    const query = node.ctequery as Node | undefined;
    if (query && ['InsertStmt', 'UpdateStmt', 'DeleteStmt'].some((k) => k in query))
      faults.add('a data-modifying CTE does not spread: write two statements in one transaction');
  }
  if (kind === 'InsertStmt')
    walk(node.selectStmt, (inner, child) => {
      if (inner === 'SelectStmt' && child.limitCount)
        faults.add('LIMIT inside INSERT … SELECT does not spread');
    });
}

function checkLevel(level: Level, view: boolean, faults: Set<string>): void {
  const people = [...level.aliases].filter(([, grain]) => grain === 'customer').map(([alias]) => alias);
  if (people.length === 0) return;
  const tenant = classesOf(level, 'tenant_id');
  const person = classesOf(level, 'customer_id');
  const anchored = (alias: string) =>
    tenant.same(`${alias}.tenant_id`, VALUE) ||
    outerAliases(level).some((o) => tenant.same(`${alias}.tenant_id`, `${o}.tenant_id`));
  if (!view)
    for (const alias of people)
      if (!anchored(alias)) faults.add(`${alias}: tenant_id is not named in this arm`);
  const [first, ...rest] = people;
  for (const alias of rest) {
    if (!tenant.same(`${first}.tenant_id`, `${alias}.tenant_id`))
      faults.add(`${first} and ${alias} are joined without tenant_id`);
    if (!person.same(`${first}.customer_id`, `${alias}.customer_id`))
      faults.add(`${first} and ${alias} are joined without customer_id`);
  }
  const outerPeople = outerAliases(level, 'customer');
  if (outerPeople.length === 0 || first === undefined) return;
  const tied =
    person.same(`${first}.customer_id`, VALUE) ||
    outerAliases(level).some((o) => person.same(`${first}.customer_id`, `${o}.customer_id`));
  if (!tied) faults.add(`${first}: a subquery over people is not tied to the outer customer_id`);
}

/** Every SELECT, UPDATE and DELETE of the tree with what its own FROM and conditions say. */
function levelsIn(tree: unknown, grainOf: (relation: string) => Grain | undefined): Level[] {
  const levels: Level[] = [];
  const visit = (value: unknown, outer: Level | undefined): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, outer);
      return;
    }
    if (!isNode(value)) return;
    for (const [kind, child] of Object.entries(value)) {
      if (
        ['SelectStmt', 'UpdateStmt', 'DeleteStmt'].includes(kind) &&
        isNode(child) &&
        (child.fromClause || child.relation)
      ) {
        const level: Level = { aliases: new Map(), outer, equal: [] };
        const sources = [
          child.fromClause,
          child.relation ? { RangeVar: child.relation } : [],
          child.usingClause,
        ];
        collectAliases(sources, level, grainOf);
        collectEqualities([child.fromClause, child.whereClause], level);
        levels.push(level);
        for (const [key, part] of Object.entries(child)) visit(part, key === 'withClause' ? outer : level);
      } else if (kind === 'RangeSubselect' && isNode(child) && !child.lateral) {
        // A derived table cannot see its neighbours: it is a level beside them, not below.
        visit(child, outer?.outer);
      } else if (kind === 'larg' || kind === 'rarg') {
        // The arms of a UNION come without their kind.
        visit({ SelectStmt: child }, outer);
      } else visit(child, outer);
    }
  };
  visit(tree, undefined);
  return levels;
}

function collectAliases(
  value: unknown,
  level: Level,
  grainOf: (relation: string) => Grain | undefined,
): void {
  walkHere(value, (kind, node) => {
    const alias = (node.alias as Node | undefined)?.aliasname as string | undefined;
    if (kind === 'RangeVar') {
      const name = relationName(node);
      level.aliases.set(alias ?? (node.relname as string), name.includes('.') ? grainOf(name) : undefined);
    } else if ((kind === 'RangeSubselect' || kind === 'RangeFunction') && alias)
      level.aliases.set(alias, undefined);
  });
}

function collectEqualities(value: unknown, level: Level): void {
  walkHere(value, (kind, node) => {
    if (kind === 'A_Expr' && operator(node) === '=') pairUp(node.lexpr, node.rexpr, level);
    if (kind === 'SubLink' && node.subLinkType === 'ANY_SUBLINK')
      for (const column of columnsOf(node.testexpr)) level.equal.push([qualify(column, level), VALUE]);
    if (kind === 'JoinExpr' && Array.isArray(node.usingClause))
      for (const item of node.usingClause as Node[]) {
        const column = (item.String as Node | undefined)?.sval as string;
        const names = [...level.aliases.keys()];
        for (const alias of names.slice(1)) level.equal.push([`${names[0]}.${column}`, `${alias}.${column}`]);
      }
  });
}

function pairUp(left: unknown, right: unknown, level: Level): void {
  const lefts = columnsOf(left);
  const rights = columnsOf(right);
  if (lefts.length > 1 && lefts.length === rights.length) {
    lefts.forEach((column, i) => level.equal.push([qualify(column, level), qualify(rights[i] ?? '', level)]));
  } else if (lefts.length === 1 && rights.length === 1)
    level.equal.push([qualify(lefts[0] ?? '', level), qualify(rights[0] ?? '', level)]);
  else if (lefts.length >= 1 && rights.length === 0)
    for (const column of lefts) level.equal.push([qualify(column, level), VALUE]);
  else if (rights.length >= 1 && lefts.length === 0)
    for (const column of rights) level.equal.push([qualify(column, level), VALUE]);
}

/** The plain columns an operand is made of: a column, or a row of columns; none for a value or an expression. */
function columnsOf(value: unknown): string[] {
  if (!isNode(value)) return [];
  if (value.ColumnRef)
    return [
      ((value.ColumnRef as Node).fields as Node[]).map((f) => (f.String as Node | undefined)?.sval).join('.'),
    ];
  if (value.RowExpr) return ((value.RowExpr as Node).args as unknown[]).flatMap(columnsOf);
  if (value.TypeCast) return columnsOf((value.TypeCast as Node).arg);
  return [];
}

/** A bare column belongs to the level's only relation that is not derived, else to its only relation. */
function qualify(column: string, level: Level): string {
  if (column.includes('.')) return column.split('.').slice(-2).join('.');
  const names = [...level.aliases.keys()];
  const based = names.filter((name) => level.aliases.get(name) !== undefined);
  const owner = names.length === 1 ? names[0] : based.length === 1 ? based[0] : '?';
  return `${owner}.${column}`;
}

function classesOf(level: Level, column: string): { same(a: string, b: string): boolean } {
  const parent = new Map<string, string>();
  const find = (x: string): string => {
    const up = parent.get(x);
    return up === undefined || up === x ? x : find(up);
  };
  for (let at: Level | undefined = level; at; at = at.outer)
    for (const [a, b] of at.equal) {
      const fits = (x: string) => x === VALUE || x.endsWith(`.${column}`) || !x.includes('.');
      if (fits(a) && fits(b)) parent.set(find(a), find(b));
    }
  return { same: (a, b) => find(a) === find(b) };
}

function outerAliases(level: Level, grain?: Grain): string[] {
  const names: string[] = [];
  for (let at = level.outer; at; at = at.outer)
    for (const [alias, g] of at.aliases) if (grain === undefined || g === grain) names.push(alias);
  return names;
}

/** Names of all relations with a schema. */
function relationsIn(tree: unknown): string[] {
  const names: string[] = [];
  walk(tree, (kind, node) => {
    if ((kind === 'RangeVar' || kind === 'relation') && node.schemaname && node.schemaname !== 'pg_catalog')
      names.push(relationName(node));
  });
  return names;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const relationName = (node: Node) => [node.schemaname, node.relname].map(textOf).filter(Boolean).join('.');
/** The text of a name that the parser gives as a list of strings; `at` counts like Array.at. */
const nameAt = (list: unknown, at: number) => {
  const item = Array.isArray(list) ? (list.at(at) as Node | undefined) : undefined;
  return textOf((item?.String as Node | undefined)?.sval);
};
const functionName = (node: Node) => nameAt(node.funcname, -1);
const operator = (node: Node) => nameAt(node.name, 0);
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isStar = (value: unknown) =>
  isNode(value) &&
  isNode(value.ColumnRef) &&
  ((value.ColumnRef.fields as Node[]) ?? []).some((f) => 'A_Star' in f);

/** Visits every node of the tree. */
function walk(value: unknown, visit: (kind: string, node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (isNode(value))
    for (const [kind, child] of Object.entries(value)) {
      if (isNode(child)) visit(kind, child);
      walk(child, visit);
    }
}

/** Visits the nodes of one query level: it does not enter subqueries. */
function walkHere(value: unknown, visit: (kind: string, node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) walkHere(item, visit);
  else if (isNode(value))
    for (const [kind, child] of Object.entries(value)) {
      if (kind === 'SelectStmt' || kind === 'subquery' || kind === 'subselect') continue;
      if (isNode(child)) visit(kind, child);
      walkHere(child, visit);
    }
}
