// Customer groups: who is in, how each got in, and the events of every change.
import { createHash } from 'node:crypto';
import type { Events } from '../callbacks/events.ts';
import type { SimClock } from '../core/clock.ts';
import type { Database } from '../core/database.ts';
import { ControlError } from '../core/errors.ts';
import { externalUserId, publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Daily } from './daily.ts';
import type { Corp, Organisation, Staff } from './organisation.ts';
import type { Relations } from './relations.ts';
import type { GroupChat, JoinWay, Shelves } from './shelves.ts';

export const STAFF_MEMBER = 1;
export const CUSTOMER_MEMBER = 2;

export interface GroupMember {
  chat: string;
  kind: 1 | 2;
  member: number;
  joined_s: number;
  scene: number;
  invitor: number | null;
  state: string | null;
  nickname: string;
  agree: number;
  agree_at: number | null;
}

export interface Coming {
  kind: 1 | 2;
  member: number;
  /** 1 direct invitation, 2 invitation link, 3 QR code. */
  scene: number;
  invitor: number | null;
  state: string | null;
}

interface Parts {
  db: Database;
  clock: SimClock;
  organisation: Organisation;
  relations: Relations;
  shelves: Shelves;
  daily: Daily;
  events: Events;
}

type ChangeDetail = 'add_member' | 'del_member' | 'change_owner' | 'change_name' | 'change_notice';

const versionOf = (group: GroupChat): string =>
  createHash('md5').update(`${group.chat_id}:${group.version}`).digest('hex');

/** The groups of every corp. */
export class Groups {
  readonly #parts: Parts;
  /** The state before the latest change, which groupchat/get may still show for a while. */
  readonly #before = new Map<string, { group: GroupChat; members: GroupMember[] }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get(corp: number, chatId: string): GroupChat | undefined {
    const group = this.#parts.shelves.groups.get(corp, chatId);
    return group?.dismissed ? undefined : group;
  }

  members(chatId: string): GroupMember[] {
    return this.#parts.db.all<GroupMember>(
      'SELECT * FROM group_member WHERE chat = ? ORDER BY joined_s, kind, member',
      chatId,
    );
  }

  /** The group as groupchat/get shows it: `lagMs` behind the truth. */
  seen(
    corp: number,
    chatId: string,
    lagMs: number,
  ): { group: GroupChat; members: GroupMember[]; version: string } | undefined {
    const group = this.get(corp, chatId);
    if (!group) return undefined;
    const stale = this.#before.get(chatId);
    if (stale && lagMs > 0 && this.#parts.clock.ms() - group.changed < lagMs)
      return { ...stale, version: versionOf(stale.group) };
    return { group, members: this.members(chatId), version: versionOf(group) };
  }

  create(corp: Corp, owner: Staff, name: string): GroupChat {
    const { clock, daily, events } = this.#parts;
    const group = this.found(corp, owner, name, clock.ms());
    daily.groupMembers(group.chat_id, 0, 1, clock.ms());
    events.emit({
      corp,
      event: 'change_external_chat',
      change: 'create',
      from: owner.userid,
      about: owner,
      fields: { ChatId: group.chat_id },
    });
    return group;
  }

  /** A group with its owner in it, since `atMs`; nobody is told. */
  found(corp: Corp, owner: Staff, name: string, atMs: number): GroupChat {
    const { db, clock, shelves } = this.#parts;
    const created = Math.floor(atMs / 1000);
    const group: GroupChat = {
      chat_id: publicId('chat', 'wrSimAAAAA', corp.no, nextNumber(db, 'chat')),
      name,
      owner: owner.userid,
      created,
      notice: '',
      version: 1,
      admins: [],
      status: 0,
      dismissed: false,
      changed: clock.ms(),
      transfers: [],
    };
    shelves.groups.put(corp.no, group.chat_id, group);
    this.enter(
      group.chat_id,
      { kind: STAFF_MEMBER, member: owner.no, scene: 1, invitor: null, state: null },
      created,
    );
    return group;
  }

  /** Writes somebody into a group; nobody is told. */
  enter(chat: string, coming: Coming, joinedSeconds = this.#parts.clock.seconds()): void {
    this.#parts.db.run(
      'INSERT INTO group_member (chat, kind, member, joined_s, scene, invitor, state) VALUES (?, ?, ?, ?, ?, ?, ?)',
      chat,
      coming.kind,
      coming.member,
      joinedSeconds,
      coming.scene,
      coming.invitor,
      coming.state,
    );
  }

  /** People come in; those who are in already are skipped. Returns how many came. */
  join(corp: Corp, group: GroupChat, coming: readonly Coming[]): number {
    const present = this.members(group.chat_id);
    const news = coming.filter(
      (one) => !present.some((member) => member.kind === one.kind && member.member === one.member),
    );
    if (news.length === 0) return 0;
    if (present.length + news.length > corp.settings.groupSize)
      throw new ControlError(`The group is full (${corp.settings.groupSize}).`);
    this.#remember(group, present);
    for (const one of news) this.enter(group.chat_id, one);
    this.#parts.daily.groupMembers(
      group.chat_id,
      news.length,
      present.length + news.length,
      this.#parts.clock.ms(),
    );
    this.changed(corp, group, 'add_member', {
      JoinScene: news[0]?.scene === 3 ? 3 : 0,
      ...this.#changeList(corp, news),
    });
    return news.length;
  }

  /** People go out. `byThemselves` or removed by somebody. */
  leave(
    corp: Corp,
    group: GroupChat,
    going: readonly { kind: 1 | 2; member: number }[],
    byThemselves: boolean,
  ): number {
    const present = this.members(group.chat_id);
    const out = going.filter((one) =>
      present.some((member) => member.kind === one.kind && member.member === one.member),
    );
    if (out.length === 0) return 0;
    this.#remember(group, present);
    for (const one of out)
      this.#parts.db.run(
        'DELETE FROM group_member WHERE chat = ? AND kind = ? AND member = ?',
        group.chat_id,
        one.kind,
        one.member,
      );
    this.#parts.daily.groupMembers(group.chat_id, 0, present.length - out.length, this.#parts.clock.ms());
    this.changed(corp, group, 'del_member', {
      QuitScene: byThemselves ? 0 : 1,
      ...this.#changeList(corp, out),
    });
    return out.length;
  }

  /** Saves a new version of the group and tells the apps. */
  changed(
    corp: Corp,
    group: GroupChat,
    detail: ChangeDetail,
    fields: Record<string, string | number | { Item: string[] }> = {},
  ): void {
    const { shelves, events, clock, organisation } = this.#parts;
    const last = versionOf(group);
    group.version += 1;
    group.changed = clock.ms();
    shelves.groups.put(corp.no, group.chat_id, group);
    events.emit({
      corp,
      event: 'change_external_chat',
      change: 'update',
      about: organisation.staff(corp.no, group.owner),
      fields: {
        ChatId: group.chat_id,
        UpdateDetail: detail,
        ...fields,
        LastMemVer: last,
        CurMemVer: versionOf(group),
      },
    });
  }

  dismiss(corp: Corp, group: GroupChat): void {
    this.#parts.shelves.groups.put(corp.no, group.chat_id, { ...group, dismissed: true });
    this.#parts.events.emit({
      corp,
      event: 'change_external_chat',
      change: 'dismiss',
      about: this.#parts.organisation.staff(corp.no, group.owner),
      fields: { ChatId: group.chat_id },
    });
  }

  /** The group a join way leads to now: the first with room, else a new one when the way may open one. */
  throughWay(corp: Corp, way: JoinWay): GroupChat {
    const groups = way.chat_id_list.map((id) => this.get(corp.no, id)).filter((group) => group !== undefined);
    const open = groups.find((group) => this.members(group.chat_id).length < corp.settings.groupSize);
    if (open) return open;
    const model = groups.at(-1);
    const owner = model && this.#parts.organisation.staff(corp.no, model.owner);
    if (!way.auto_create_room || !model || !owner)
      throw new ControlError('Every group of this code is full.');
    const group = this.create(corp, owner, `${way.room_base_name || model.name}${way.room_base_id}`);
    way.room_base_id += 1;
    way.chat_id_list = [...way.chat_id_list.slice(-4), group.chat_id];
    this.#parts.shelves.joinWays.put(corp.no, way.config_id, way);
    return group;
  }

  /** An API call hands the group to another member; nobody is told. */
  handOver(corp: Corp, group: GroupChat, owner: Staff): void {
    const present = this.members(group.chat_id);
    this.#remember(group, present);
    if (!present.some((one) => one.kind === STAFF_MEMBER && one.member === owner.no))
      this.enter(group.chat_id, {
        kind: STAFF_MEMBER,
        member: owner.no,
        scene: 1,
        invitor: null,
        state: null,
      });
    const now = this.#parts.clock.ms();
    const change = {
      owner: owner.userid,
      status: 3 as const,
      version: group.version + 1,
      changed: now,
      transfers: [...group.transfers, now],
    };
    this.#parts.shelves.groups.put(corp.no, group.chat_id, { ...group, ...change });
  }

  publicName(corp: Corp, one: { kind: 1 | 2; member: number }): string {
    if (one.kind === STAFF_MEMBER) return this.#parts.organisation.staffByNo(one.member).userid;
    return externalUserId(corp.no, one.member, this.#parts.relations.person(one.member)?.type ?? 1);
  }

  #changeList(corp: Corp, people: readonly { kind: 1 | 2; member: number }[]) {
    return {
      MemChangeCnt: people.length,
      MemChangeList: { Item: people.map((one) => this.publicName(corp, one)) },
    };
  }

  #remember(group: GroupChat, members: GroupMember[]): void {
    this.#before.set(group.chat_id, { group: { ...group }, members });
  }
}
