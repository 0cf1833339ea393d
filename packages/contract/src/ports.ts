// Ports: questions and commands across a module wall, answered now, inside the caller's transaction. The module that
// owns the rows implements a port; the composition root hands it over. At most five methods each.
import type { Id, TenantId } from '@yutian/kernel';

/** org → connection, channels: staff by their WeCom userid. */
export interface StaffDirectory<Tx> {
  /** Staff ids by userid; unknown userids become placeholder staff that the next directory sync fills in. */
  resolveStaff(
    tx: Tx,
    tenantId: TenantId,
    corpId: string,
    userids: readonly string[],
  ): Promise<Map<string, Id>>;
  /** The userid of each given member of staff who is active. */
  useridsOf(
    tx: Tx,
    tenantId: TenantId,
    staffIds: readonly Id[],
  ): Promise<Map<Id, { corpId: string; userid: string }>>;
}

/** A corp as the gateway needs it; secrets are opened only there. */
export interface CorpAccess {
  tenantId: TenantId;
  corpId: string;
  agentId: number;
  secret: string;
  archiveSecret: string | null;
  callbackToken: string;
  callbackAesKey: string;
}

/** org → connection: the corps and their credentials. */
export interface CorpDirectory<Tx> {
  corps(tx: Tx): Promise<readonly { tenantId: TenantId; corpId: string }[]>;
  access(tx: Tx, tenantId: TenantId, corpId: string): Promise<CorpAccess>;
  /** The corp behind the secret part of a callback address, or null. */
  byCallbackKey(tx: Tx, key: string): Promise<CorpAccess | null>;
  /** Notes whether the corp's secret works, for the health page. */
  noteAccess(
    tx: Tx,
    tenantId: TenantId,
    corpId: string,
    state: 'connected' | 'refused',
    atMs: number,
  ): Promise<void>;
}

/** One thing that happened between a member of staff and a customer, as a callback or a sync tells it. */
export interface RelationFact {
  kind: 'added' | 'half_added' | 'edited' | 'deleted_by_staff' | 'deleted_by_customer' | 'transfer_failed';
  staffId: Id;
  externalUserid: string;
  /** When it happened, epoch ms. */
  atMs: number;
  /** The contact way's or link's state, which names the channel code. */
  state: string | null;
  /** For deleted_by_staff: the platform moved the customer to somebody else. */
  byTransfer?: boolean;
}

/** A customer as the platform describes it, with one follower. */
export interface CustomerProfile {
  externalUserid: string;
  name: string;
  avatar: string | null;
  /** 1 WeChat user, 2 WeCom user of another corp. */
  type: 1 | 2;
  /** 0 unknown, 1 male, 2 female. */
  gender: 0 | 1 | 2;
  unionid: string | null;
  corpName: string | null;
  follow: {
    staffId: Id;
    remark: string;
    description: string;
    addedAtMs: number;
    addWay: number;
    state: string | null;
    tagIds: readonly string[];
    /** Phones noted by staff; sealed at once. */
    phones: readonly string[];
  };
}

/** A private message as a fact: who, when, which way, which kind; never its content. */
export interface MessageFact {
  msgid: string;
  externalUserid: string;
  staffId: Id;
  fromCustomer: boolean;
  kind: string;
  atMs: number;
  /** Sent by software (welcome, mass message): not a conversation. */
  automatic: boolean;
}

/** customers → connection: what the platform tells about people. All methods are set-based and idempotent. */
export interface CustomerIntake<Tx> {
  /** Applies callback facts; an older fact never undoes a newer one. @returns the customer behind each fact, in order. */
  applyFacts(tx: Tx, tenantId: TenantId, corpId: string, facts: readonly RelationFact[]): Promise<Id[]>;
  /** Applies profiles read from the platform. */
  applyProfiles(
    tx: Tx,
    tenantId: TenantId,
    corpId: string,
    profiles: readonly CustomerProfile[],
    atMs: number,
  ): Promise<{ added: number; changed: number }>;
  /** Marks as lost what a full read of these staff's customers no longer contained. @returns how many relations. */
  closeMissing(
    tx: Tx,
    tenantId: TenantId,
    corpId: string,
    staffIds: readonly Id[],
    seenAfterMs: number,
    atMs: number,
  ): Promise<number>;
  applyMessages(
    tx: Tx,
    tenantId: TenantId,
    corpId: string,
    messages: readonly MessageFact[],
  ): Promise<number>;
  /** Applies the corp's tag groups and tags as they are on the platform. */
  applyTags(
    tx: Tx,
    tenantId: TenantId,
    corpId: string,
    groups: readonly PlatformTagGroup[],
    atMs: number,
  ): Promise<void>;
}

export interface PlatformTagGroup {
  groupId: string;
  name: string;
  order: number;
  tags: readonly { tagId: string; name: string; order: number }[];
}

/** A stranger became a friend. */
export interface AddFact {
  customerId: Id;
  staffId: Id;
  externalUserid: string;
  state: string | null;
  /** Lives 20 s after `atMs`; absent when the platform greets or a chat is under way. */
  welcomeCode: string | null;
  atMs: number;
  /** add_external_contact, or add_half_external_contact (the member has not confirmed yet). */
  half: boolean;
}

/** channels → connection: adds find their channel and are greeted. */
export interface AddIntake<Tx> {
  applyAdds(tx: Tx, tenantId: TenantId, corpId: string, adds: readonly AddFact[]): Promise<void>;
  /** Acquisition-link events (quota low or gone, link unavailable) as the platform names them. */
  applyAcquisition(
    tx: Tx,
    tenantId: TenantId,
    corpId: string,
    events: readonly {
      change: string;
      linkId: string | null;
      fields: Record<string, string>;
      atMs: number;
    }[],
  ): Promise<void>;
}

/** groups → connection: a group changed; details are read again by a job. */
export interface GroupIntake<Tx> {
  applyGroupEvents(
    tx: Tx,
    tenantId: TenantId,
    corpId: string,
    events: readonly { change: 'create' | 'update' | 'dismiss'; chatId: string; atMs: number }[],
  ): Promise<void>;
  /** Chats the platform lists; unknown ones are read by jobs. */
  applyGroupList(
    tx: Tx,
    tenantId: TenantId,
    corpId: string,
    chats: readonly { chatId: string; status: number }[],
    atMs: number,
  ): Promise<void>;
}

/** customers → groups: who is behind external_userids. */
export interface CustomerLookup<Tx> {
  /** The known ones with their customers, who are not merged away before the transaction ends. */
  resolveExternal(
    tx: Tx,
    tenantId: TenantId,
    corpId: string,
    externalUserids: readonly string[],
  ): Promise<Map<string, Id>>;
}

/** One piece of evidence of who a buyer is. */
export interface BuyerEvidence {
  /** Where the caller finds its answer again. */
  ref: string;
  unionid?: string | null;
  phone?: string | null;
  memberNo?: string | null;
  /** The buyer's id in a shop, prefixed by the shop: `shopId/buyerId`. */
  shopBuyer?: string | null;
  name?: string | null;
}

/** customers → orders: every order has a person, known or provisional. */
export interface BuyerDirectory<Tx> {
  /**
   * Finds or makes (provisional) the person behind each piece of evidence. Conflicting evidence takes the strongest
   * key (unionid > phone > member number > shop buyer) and goes to the review list.
   * @returns ref → customer id.
   */
  resolveBuyers(
    tx: Tx,
    tenantId: TenantId,
    buyers: readonly BuyerEvidence[],
    atMs: number,
  ): Promise<Map<string, Id>>;
}

/** A line of somebody's timeline. */
export interface TimelineEntry {
  customerId: Id;
  atMs: number;
  /** `orders.paid`, `channels.scanned` …; the console words it by phrase key. */
  kind: string;
  staffId: Id | null;
  /** Whose it is; absent: the whole company's. Stores do not see each other's lines, nor those of each other's staff. */
  storeId?: Id | null;
  /** Stable within (customer, kind): a second append with the same key changes nothing. */
  key: string;
  detail: Record<string, string | number | boolean | null>;
}

/** customers → everybody: the timeline of a person. */
export interface Timeline<Tx> {
  append(tx: Tx, tenantId: TenantId, entries: readonly TimelineEntry[]): Promise<void>;
}
