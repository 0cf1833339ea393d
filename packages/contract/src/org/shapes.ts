// The shapes of org on the wire: people who sign in, units, staff, corps, tokens, the audit log; and its events.
import { z } from 'zod';
import { id, instant } from '../common.ts';
import { PERMISSIONS, ROLES } from '../permissions.ts';

export const role = z.enum(ROLES);

/** The person who is signed in, as the console needs him. */
export const me = z.object({
  userId: id,
  name: z.string(),
  login: z.string(),
  role,
  permissions: z.array(z.enum(PERMISSIONS)),
  staffId: id.nullable().describe('the member of staff this user is, if he is one'),
  scope: z.enum(['all', 'part']).describe('`part`: sees only rows of his own units, stores or customers'),
  unitIds: z.array(id).describe('the units his scope was given by; empty for `all` and for own customers'),
  totpEnabled: z.boolean(),
  hasPassword: z.boolean().describe('false for people who sign in by WeCom only'),
  tenant: z.object({ name: z.string(), zone: z.string() }),
});
export type Me = z.infer<typeof me>;

export const password = z.string().min(8).max(200);

/** A browser that is signed in. */
export const session = z.object({
  sessionId: id,
  method: z.enum(['password', 'wecom']),
  createdAt: instant,
  lastSeenAt: instant.describe('exact to five minutes'),
  expiresAt: instant,
  current: z.boolean().describe('the session that asks'),
});
export type Session = z.infer<typeof session>;

export const UNIT_KINDS = ['brand', 'region', 'store', 'department'] as const;
export const unitKind = z.enum(UNIT_KINDS);
export type UnitKind = z.infer<typeof unitKind>;
/** direct 直营, dealer 经销. */
export const storeType = z.enum(['direct', 'dealer']);
export type StoreType = z.infer<typeof storeType>;

/** Where a store is and how the shop systems call it; all null for other kinds. */
export const storeFields = {
  storeType: storeType.nullable(),
  code: z
    .string()
    .max(64)
    .nullable()
    .describe('the store number in the ERP or POS; unique among open stores'),
  address: z.string().max(300).nullable(),
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
};

/** A node of the tree brand → region → store → department. */
export const unit = z.object({
  unitId: id,
  parentId: id.nullable(),
  kind: unitKind,
  name: z.string(),
  ...storeFields,
  brandId: id.nullable(),
  regionId: id.nullable().describe('the nearest region above'),
  storeId: id.nullable(),
  open: z.boolean(),
  staffCount: z.int().describe('active staff in this unit and below, as far as the asker may see them'),
});
export type Unit = z.infer<typeof unit>;

/** A store with the names of what it belongs to. */
export const store = z.object({
  storeId: id,
  name: z.string(),
  ...storeFields,
  brandId: id.nullable(),
  brandName: z.string().nullable(),
  regionId: id.nullable(),
  regionName: z.string().nullable(),
  open: z.boolean(),
  staffCount: z.int(),
});
export type Store = z.infer<typeof store>;

/** `unknown`: seen in a callback, not yet read from the directory. */
export const staffStatus = z.enum(['active', 'not_activated', 'disabled', 'left', 'unknown']);

/** A member of a corp. */
export const staff = z.object({
  staffId: id,
  corpId: z.string(),
  userid: z.string().describe('the WeCom userid'),
  name: z.string(),
  avatar: z.string().nullable(),
  position: z.string().nullable(),
  status: staffStatus,
  active: z.boolean(),
  unitId: id.nullable(),
  unitName: z.string().nullable(),
  storeId: id.nullable(),
  storeName: z.string().nullable(),
  regionId: id.nullable(),
  regionName: z.string().nullable(),
  brandId: id.nullable(),
  brandName: z.string().nullable(),
  handEdited: z
    .array(z.enum(['unitId', 'position']))
    .describe('fields set by hand; the directory sync leaves them'),
  resignedAt: instant.nullable(),
  userId: id.nullable().describe('his user, if he may sign in'),
});
export type Staff = z.infer<typeof staff>;

/** A person who may sign in. */
export const user = z.object({
  userId: id,
  login: z.string(),
  name: z.string(),
  role,
  staffId: id.nullable(),
  staffName: z.string().nullable(),
  scopeAll: z.boolean(),
  units: z.array(z.object({ unitId: id, kind: unitKind, name: z.string() })),
  disabled: z.boolean(),
  hasPassword: z.boolean(),
  totpEnabled: z.boolean(),
  validUntil: instant.nullable().describe('he cannot sign in from this instant on; for agency seats (S0-31)'),
  lastSignInAt: instant.nullable(),
  createdAt: instant,
});
export type User = z.infer<typeof user>;

/** A link by which somebody sets his password once. The token is shown here and never again. */
export const passwordLink = z.object({
  url: z.string().describe('the page that redeems it; the token is in the fragment, which no server logs'),
  expiresAt: instant,
});

export const corpId = z.string().regex(/^w[wxp][0-9A-Za-z_-]{4,62}$/, 'A corp id begins with ww.');

/** A WeCom corp. No secret is ever part of it. */
export const corp = z.object({
  corpId: z.string(),
  name: z.string(),
  agentId: z.int(),
  state: z.enum(['untested', 'connected', 'refused']),
  stateAt: instant.nullable(),
  hasArchiveSecret: z.boolean(),
  hasCallback: z.boolean().describe('token and AES key of the callback were given'),
  callbackUrl: z.string().describe('the address to enter at 接收消息 in the WeCom admin console'),
  lastSync: z
    .object({
      state: z.enum(['queued', 'running', 'done', 'failed']),
      startedAt: instant.nullable(),
      finishedAt: instant.nullable(),
      departments: z.int(),
      staff: z.int(),
      added: z.int(),
      changed: z.int(),
      left: z.int(),
      code: z.string().nullable().describe('fault code when it failed'),
    })
    .nullable(),
});
export type Corp = z.infer<typeof corp>;

const callbackToken = z.string().regex(/^[0-9A-Za-z]{3,32}$/, '3 to 32 letters and digits.');
const callbackAesKey = z.string().regex(/^[0-9A-Za-z]{43}$/, '43 letters and digits.');
/** Secrets go in and never come out. */
export const corpSecrets = {
  secret: z.string().min(16).max(128),
  archiveSecret: z.string().min(16).max(128),
  callbackToken,
  callbackAesKey,
};

/** A WeCom department and the unit it became. */
export const platformDepartment = z.object({
  departmentId: z.int(),
  parentDepartmentId: z.int().nullable(),
  name: z.string(),
  level: z.int().describe('1 is the root'),
  unitId: id.nullable(),
  unitName: z.string().nullable(),
  unitKind: unitKind.nullable(),
  mappedBy: z.enum(['rule', 'hand', 'nothing']),
});
export type PlatformDepartment = z.infer<typeof platformDepartment>;

/** How departments become units: the first name rule that fits, else the level. */
export const directoryRule = z.object({
  levels: z
    .array(z.enum([...UNIT_KINDS, 'skip']))
    .max(15)
    .describe('kind by level, root first; deeper levels become departments'),
  names: z
    .array(z.object({ endsWith: z.string().min(1).max(30), kind: z.enum([...UNIT_KINDS, 'skip']) }))
    .max(50)
    .describe('a department whose name ends so becomes this kind, whatever its level'),
  dealerWords: z
    .array(z.string().min(1).max(30))
    .max(50)
    .describe('a store is a dealer store when its name or that of a department above contains one of these'),
});
export type DirectoryRule = z.infer<typeof directoryRule>;

/** A key for machines. It acts as its maker, with at most these permissions. */
export const apiToken = z.object({
  tokenId: id,
  name: z.string(),
  permissions: z.array(z.enum(PERMISSIONS)),
  userId: id,
  userName: z.string(),
  hint: z.string().describe('the first characters, to tell tokens apart'),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable().describe('exact to five minutes'),
});
export type ApiToken = z.infer<typeof apiToken>;

export const settings = z.object({
  name: z.string().min(1).max(60),
  zone: z.literal('Asia/Shanghai'),
  guideAutoProvision: z
    .boolean()
    .describe(
      'active staff without a user may sign in by WeCom and become a guide who sees his own customers',
    ),
  sessionDays: z.int().min(1).max(90),
});
export type Settings = z.infer<typeof settings>;

/** Who changed what, when. */
export const auditEntry = z.object({
  entryId: id,
  at: instant,
  userId: id.nullable(),
  actorName: z.string(),
  action: z.string().describe('`module.verb`; the console words it'),
  subjectKind: z.string(),
  subjectId: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export const auditFilter = {
  text: z.string().min(1).max(100).optional().describe('any fragment of actor, action or subject'),
  action: z.string().min(1).max(60).optional().describe('prefix, such as `org.` or `customers.merge`'),
  userId: id.optional(),
  subjectKind: z.string().min(1).max(40).optional(),
  subjectId: z.string().min(1).max(100).optional(),
  from: instant.optional(),
  to: instant.optional().describe('exclusive'),
};

const ids = z.array(id);
/** Facts that leave org. */
export const orgEvents = {
  /** Staff left their corp (resigned or removed); their customers wait for a successor. */
  staffLeft: { topic: 'org.staffLeft', payload: z.object({ corpId: z.string(), staffIds: ids }) },
  /** Staff moved to another unit. */
  staffMoved: { topic: 'org.staffMoved', payload: z.object({ staffIds: ids }) },
  /** A unit was made, renamed, moved, closed or reopened. */
  unitsChanged: { topic: 'org.unitsChanged', payload: z.object({ unitIds: ids }) },
  /** A corp was connected or given another secret; its first synchronisation may begin. */
  corpConnected: { topic: 'org.corpConnected', payload: z.object({ corpId: z.string() }) },
  /** A full read of a corp's directory ended. */
  directorySynced: { topic: 'org.directorySynced', payload: z.object({ corpId: z.string() }) },
};
