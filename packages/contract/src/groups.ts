// The contract of groups: WeCom customer groups, who is in them, who came and went, how active they are; and the codes
// by which people join, which get another group before the last one is full (S3-51).
// Reading needs `groups.read`, changing `groups.write`. Groups are seen by who sees their owner; a join code by who
// sees the owners of all its groups. Plain routes beside it (cookie or bearer, same rights): GET /groups.csv (same
// filters as the list) · GET /groups/{id}/members.csv · GET /join-codes/{id}/qr.png|qr.svg|card.svg ·
// GET /join-codes/qr.zip?ids=…&format=png|svg|card.
import { z } from 'zod';
import { day, done, id, instant, listOf, page, rate } from './common.ts';
import { byId, edition, route } from './route.ts';

/** How a group stands: WeCom's own states, and dissolved ones, which are kept as history. */
export const GROUP_STANDINGS = ['normal', 'owner_left', 'inheriting', 'inherited', 'dismissed'] as const;
export type GroupStanding = (typeof GROUP_STANDINGS)[number];

/** A known customer, somebody WeCom knows but nobody of ours has added, or one of our staff. */
export const GROUP_MEMBER_KINDS = ['customer', 'stranger', 'staff'] as const;
export type GroupMemberKind = (typeof GROUP_MEMBER_KINDS)[number];

export const JOIN_SCENES = ['invited', 'link', 'qr', 'unknown'] as const;
export type JoinScene = (typeof JOIN_SCENES)[number];

export const JOIN_CODE_LINK_STATES = ['waiting', 'live', 'failed', 'removing', 'removed'] as const;
export type JoinCodeLinkState = (typeof JOIN_CODE_LINK_STATES)[number];

/**
 * What happens next to a join code: `none` there is room; `platform_opens` WeCom opens the next group by itself when
 * the last is full; `needs_group` nearly full and nothing prepared; `full` newcomers are turned away.
 */
export const JOIN_CODE_NEXT = ['none', 'platform_opens', 'needs_group', 'full'] as const;
export type JoinCodeNext = (typeof JOIN_CODE_NEXT)[number];

/** Where a group of a code stands: newcomers may land in it, it waits for its turn, or it has had it. */
export const JOIN_CODE_PLACES = ['open', 'prepared', 'past'] as const;
export type JoinCodePlace = (typeof JOIN_CODE_PLACES)[number];

const failure = z.object({
  code: z.string().describe('fault code, worded by the console'),
  message: z.string(),
  errcode: z.int().nullable().describe('WeCom’s number'),
  at: instant,
});

const owner = z.object({
  staffId: id,
  name: z.string().nullable(),
  userid: z.string(),
  storeId: id.nullable(),
  storeName: z.string().nullable(),
  brandName: z.string().nullable(),
});

export const groupRow = z.object({
  id,
  corpId: z.string(),
  name: z.string().describe('empty until somebody names the group'),
  owner: owner.nullable().describe('null until the group was read once'),
  standing: z.enum(GROUP_STANDINGS),
  openedAt: instant.describe('when it was made; until it was read, when we first heard of it'),
  dismissedAt: instant.nullable(),
  members: z.int().describe('everybody in it now'),
  customers: z.int().describe('of them known customers'),
  strangers: z.int().describe('of them people whom nobody of ours has added'),
  staff: z.int(),
  joined7: z.int().describe('customers and strangers who came in the last 7 × 24 h'),
  left7: z.int(),
  asOf: instant.nullable().describe('when WeCom was last asked; null: not yet'),
  reading: z.boolean().describe('a change is known and will be read in seconds'),
  failure: failure.nullable().describe('why it could not be read'),
});
export type GroupRow = z.infer<typeof groupRow>;

export const groupDetail = groupRow.extend({
  notice: z.string(),
  admins: z.array(z.object({ staffId: id, name: z.string().nullable() })),
  joinCodes: z.array(z.object({ id, name: z.string(), place: z.enum(JOIN_CODE_PLACES) })),
});
export type GroupDetail = z.infer<typeof groupDetail>;

export const groupMember = z.object({
  key: z.string().describe('stable within the list'),
  groupId: id,
  groupName: z.string(),
  kind: z.enum(GROUP_MEMBER_KINDS),
  customerId: id.nullable().describe('set when the customer is within the asker’s data scope'),
  staffId: id.nullable(),
  name: z.string(),
  nickname: z.string().describe('his name in this group'),
  joinedAt: instant,
  leftAt: instant.nullable(),
  scene: z.enum(JOIN_SCENES),
  invitorName: z.string().nullable(),
  state: z.string().nullable().describe('state of the join code he came by'),
  joinCode: z.object({ id, name: z.string() }).nullable(),
});
export type GroupMember = z.infer<typeof groupMember>;

export const groupMovement = z.object({
  key: z.string(),
  kind: z.enum(['joined', 'left']),
  at: instant.describe('a leave that no callback told is as of the reading that missed him'),
  member: z.object({
    kind: z.enum(['customer', 'stranger']),
    customerId: id.nullable().describe('set when the customer is within the asker’s data scope'),
    name: z.string(),
  }),
  scene: z.enum(JOIN_SCENES),
  invitorName: z.string().nullable(),
  joinCodeName: z.string().nullable(),
});
export type GroupMovement = z.infer<typeof groupMovement>;

/** The filters of the list of groups and of its download. */
export const groupFilter = {
  ownerId: id.optional(),
  storeId: id.optional().describe('of the owner'),
  corpId: z.string().min(1).max(64).optional(),
  standing: z.enum(GROUP_STANDINGS).optional().describe('absent: all but dissolved ones'),
  joinCodeId: id.optional().describe('groups of this code, whatever their place'),
  text: z.string().trim().min(1).max(100).optional().describe('any fragment of the name'),
};

export const groupTotals = z.object({
  groups: z.int(),
  members: z.int(),
  customers: z.int(),
  strangers: z.int(),
  unread: z.int().describe('known by the list, not read yet'),
  nearlyFull: z.int().describe('groups at 90 % of the rule pack’s capacity or above'),
});
export type GroupTotals = z.infer<typeof groupTotals>;

export const groupActivity = z.object({
  source: z.literal('groupchat_statistic').describe('WeCom’s group statistics, ready the next day (T+1)'),
  lastDay: day.nullable().describe('the latest day that was read; null: none yet'),
  windows: z
    .array(
      z.object({
        days: z.union([z.literal(1), z.literal(7), z.literal(30)]),
        endDay: day,
        memberRate: rate.describe(
          '社群活跃率: members who wrote within the window / members at its end. WeCom counts distinct members per window, so days cannot be added up; who is in two groups counts in both',
        ),
        groupRate: rate.describe('groups with a message within the window / groups at its end'),
        messages: z.int(),
        newMembers: z.int(),
        newGroups: z.int(),
      }),
    )
    .describe('the windows that end on `lastDay`'),
  days: z
    .array(
      z.object({
        day,
        memberRate: rate,
        groupRate: rate,
        messages: z.int(),
        newMembers: z.int(),
        members: z.int(),
        groups: z.int(),
      }),
    )
    .describe('each day by itself, oldest first; days that were not read, or had no group yet, are absent'),
});
export type GroupActivity = z.infer<typeof groupActivity>;

const joinCodeGroup = z.object({
  groupId: id,
  name: z.string(),
  ownerName: z.string().nullable(),
  standing: z.enum(GROUP_STANDINGS),
  place: z.enum(JOIN_CODE_PLACES),
  members: z.int(),
  since: instant.describe('when it took this place'),
});

export const joinCodeView = z.object({
  id,
  corpId: z.string(),
  name: z.string(),
  channelId: id.nullable(),
  channelName: z.string().nullable(),
  state: z.string().describe('what WeCom returns with everybody who joins by this code'),
  linkState: z.enum(JOIN_CODE_LINK_STATES),
  archived: z.boolean(),
  qrReady: z.boolean().describe('GET /join-codes/{id}/qr.png and qr.svg will answer'),
  autoOpen: z.boolean().describe('WeCom opens the next group by itself when the last is full'),
  baseName: z.string(),
  baseNumber: z.int().describe('the number of the next group that WeCom opens'),
  capacity: z.int().describe('members a group of this code can hold'),
  openAt: z.int().describe('percent of capacity at which the next group is brought in'),
  groups: z.array(joinCodeGroup).describe('open ones first, then prepared, then past'),
  fill: z
    .object({ members: z.int(), capacity: z.int(), free: z.int() })
    .describe('of the open groups together'),
  next: z.enum(JOIN_CODE_NEXT),
  joined: z.int().describe('customers and strangers who came by this code, as far as groups were read'),
  stayed: z.int().describe('of them still in the group'),
  failure: failure.nullable(),
  checkedAt: instant.nullable().describe('when WeCom was last asked about it'),
  createdAt: instant,
});
export type JoinCode = z.infer<typeof joinCodeView>;

const joinCodeFields = {
  name: z.string().trim().min(1).max(30).describe('also WeCom’s remark'),
  channelId: id.nullable().default(null),
  autoOpen: z.boolean().default(true),
  baseName: z
    .string()
    .trim()
    .max(40)
    .default('')
    .describe('name of groups that WeCom opens; empty: the group’s own'),
  baseNumber: z.int().min(1).max(1_000_000).default(1),
  capacity: z.int().min(2).max(500).default(500),
  openAt: z.int().min(50).max(100).default(90),
  groupIds: z.array(id).min(1).max(5).describe('open groups, in the order in which they fill'),
  preparedIds: z.array(id).max(50).default([]).describe('groups that are brought in one by one'),
};

const chats = {
  listGroups: route('groups', 'GET', '/groups', 'Customer groups, newest or largest first')
    .input(z.object({ ...page, ...groupFilter, sort: z.enum(['newest', 'members']).default('newest') }))
    .output(listOf(groupRow)),
  groupTotals: route('groups', 'GET', '/groups/totals', 'The same, counted')
    .input(z.object(groupFilter))
    .output(groupTotals),
  getGroup: route('groups', 'GET', '/groups/{id}', 'One group', 'Fault GROUP_UNKNOWN.')
    .input(byId)
    .output(groupDetail),
  readGroup: route('groups', 'POST', '/groups/{id}/read', 'Read a group from WeCom now')
    .input(byId)
    .output(done),
  listMembers: route(
    'groups',
    'GET',
    '/group-members',
    'Members of a group, or everybody who came by a join code; latest first',
    'Name `groupId` or `joinCodeId` (fault GROUP_OR_CODE_NEEDED).',
  )
    .input(
      z.object({
        ...page,
        groupId: id.optional(),
        joinCodeId: id.optional(),
        kind: z.enum(GROUP_MEMBER_KINDS).optional(),
        present: z.boolean().default(true).describe('false: those who left'),
      }),
    )
    .output(listOf(groupMember)),
  listMovements: route('groups', 'GET', '/groups/{id}/movements', 'Who came and went, latest first')
    .input(z.object({ id, ...page, kind: z.enum(['joined', 'left']).optional() }))
    .output(listOf(groupMovement)),
  groupDays: route(
    'groups',
    'GET',
    '/groups/{id}/days',
    'Joins, leaves and customers at the end of each day, from who is in the group',
    'Who left before the group was first read is unknown. Fault PERIOD_INVALID.',
  )
    .input(z.object({ id, from: day, to: day.describe('inclusive; at most 366 days after `from`') }))
    .output(
      z.object({
        knownSince: instant.nullable().describe('leaves are known from here on'),
        days: z.array(z.object({ day, joined: z.int(), left: z.int(), members: z.int() })),
      }),
    ),
  groupActivity: route(
    'groups',
    'GET',
    '/group-activity',
    'How active groups are, by WeCom’s statistics of their owners',
  )
    .input(
      z.object({
        ownerId: id.optional(),
        storeId: id.optional(),
        days: z.int().min(1).max(180).default(30).describe('days back that `days` covers'),
      }),
    )
    .output(groupActivity),
};

const joinCodes = {
  listJoinCodes: route('join codes', 'GET', '/join-codes', 'Join codes, newest first')
    .meta(edition('joinCode'))
    .input(
      z.object({
        ...page,
        next: z.enum(JOIN_CODE_NEXT).optional(),
        linkState: z.enum(JOIN_CODE_LINK_STATES).optional(),
        archived: z.boolean().default(false).describe('only archived ones'),
        text: z.string().trim().min(1).max(100).optional(),
      }),
    )
    .output(listOf(joinCodeView)),
  getJoinCode: route('join codes', 'GET', '/join-codes/{id}', 'One join code', 'Fault JOIN_CODE_UNKNOWN.')
    .meta(edition('joinCode', 'id'))
    .input(byId)
    .output(joinCodeView),
  joinCodeRules: route('join codes', 'GET', '/join-code-rules', 'What WeCom allows, with its source').output(
    z.object({
      capacities: z.array(z.object({ members: z.int(), source: z.string(), read: z.string() })),
      groupsPerCode: z.int(),
      nameChars: z.int(),
      source: z.string(),
      read: z.string(),
    }),
  ),
  createJoinCode: route(
    'join codes',
    'POST',
    '/join-codes',
    'Make a join code; WeCom makes the picture seconds later',
    'Faults: GROUP_UNKNOWN, GROUPS_OF_OTHER_CORP, GROUP_TWICE, GROUP_DISMISSED, CHANNEL_UNKNOWN.',
  )
    .input(z.object(joinCodeFields))
    .output(joinCodeView),
  updateJoinCode: route(
    'join codes',
    'PATCH',
    '/join-codes/{id}',
    'Change a join code; WeCom is told only what differs',
  )
    .meta(edition('joinCode', 'id'))
    .input(
      z.object({
        id,
        name: joinCodeFields.name.optional(),
        channelId: id.nullable().optional(),
        autoOpen: z.boolean().optional(),
        baseName: z.string().trim().max(40).optional(),
        baseNumber: z.int().min(1).max(1_000_000).optional(),
        capacity: z.int().min(2).max(500).optional(),
        openAt: z.int().min(50).max(100).optional(),
        groupIds: joinCodeFields.groupIds.optional(),
        preparedIds: z.array(id).max(50).optional(),
      }),
    )
    .output(joinCodeView),
  archiveJoinCode: route(
    'join codes',
    'DELETE',
    '/join-codes/{id}',
    'Take a join code off WeCom; printed pictures stop working, who came by it stays known',
  )
    .meta(edition('joinCode', 'id'))
    .input(byId)
    .output(done),
  retryJoinCode: route(
    'join codes',
    'POST',
    '/join-codes/{id}/retry',
    'Tell WeCom again after a refusal',
    'A code that WeCom no longer has is made anew, with another picture.',
  )
    .input(byId)
    .output(joinCodeView),
};

export const groups = { ...chats, ...joinCodes };

const stay = z.object({ customerId: id, chatId: id, atMs: z.int(), state: z.string().nullable() });

/** Facts that leave groups; known customers only. */
export const groupsEvents = {
  joined: { topic: 'groups.joined', payload: z.object({ members: z.array(stay) }) },
  left: { topic: 'groups.left', payload: z.object({ members: z.array(stay) }) },
  /** A join code has nothing left to open: it is nearly or wholly full. */
  joinCodeStuck: {
    topic: 'groups.joinCodeStuck',
    payload: z.object({ codeId: id, next: z.enum(['needs_group', 'full']) }),
  },
};
