// Plays people in customer groups: opening one, coming in, writing, going out.
import { ControlError } from '../core/errors.ts';
import { CUSTOMER_MEMBER, type Coming, STAFF_MEMBER } from '../state/groups.ts';
import type { Corp } from '../state/organisation.ts';
import type { GroupChat } from '../state/shelves.ts';
import type { World } from '../world.ts';
import { corpOf, groupOf, personIdOf, staffOf } from './targets.ts';

interface ChatInput {
  corpid?: string;
  chat_id: string;
}

export interface JoinInput {
  corpid?: string;
  /** Either the group itself (invited by a member) or a join way (scanned). */
  chat_id?: string;
  config_id?: string;
  external_userids?: string[];
  userids?: string[];
  /** The member who invites; the owner unless said otherwise. */
  invitor?: string;
}

const INVITED = 1;
const SCANNED = 3;

export function groupControl(world: World) {
  const { groups, db } = world;

  function who(
    corp: Corp,
    input: { external_userids?: string[]; userids?: string[] },
  ): { kind: 1 | 2; member: number }[] {
    return [
      ...(input.userids ?? []).map(
        (userid) => ({ kind: STAFF_MEMBER, member: staffOf(world, corp, userid).no }) as const,
      ),
      ...(input.external_userids ?? []).map(
        (id) => ({ kind: CUSTOMER_MEMBER, member: personIdOf(corp, id) }) as const,
      ),
    ];
  }

  /** Changes one property of a group and tells the apps. */
  function change(
    input: ChatInput,
    detail: 'change_owner' | 'change_name' | 'change_notice',
    apply: (group: GroupChat, corp: Corp) => void,
  ): { ok: true } {
    return db.transaction(() => {
      const corp = corpOf(world, input.corpid);
      const group = groupOf(world, corp, input.chat_id);
      apply(group, corp);
      groups.changed(corp, group, detail);
      return { ok: true };
    });
  }

  return {
    /** A member opens a group. */
    createGroup(input: {
      corpid?: string;
      owner: string;
      name: string;
      external_userids?: string[];
      userids?: string[];
    }): { chat_id: string } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const owner = staffOf(world, corp, input.owner);
        const group = groups.create(corp, owner, input.name);
        const coming = who(corp, input).map(
          (one): Coming => ({ ...one, scene: INVITED, invitor: owner.no, state: null }),
        );
        if (coming.length > 0) groups.join(corp, group, coming);
        return { chat_id: group.chat_id };
      });
    },

    /** People come in: by a join way's code, or invited into a group. */
    joinGroup(input: JoinInput): { chat_id: string; joined: number } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const way =
          input.config_id === undefined ? undefined : world.shelves.joinWays.get(corp.no, input.config_id);
        if (input.config_id !== undefined && !way)
          throw new ControlError(`There is no join way ${input.config_id}.`);
        const group = way ? groups.throughWay(corp, way) : groupOf(world, corp, input.chat_id ?? '');
        const invitor = way ? null : staffOf(world, corp, input.invitor ?? group.owner).no;
        const coming = who(corp, input).map(
          (one): Coming => ({ ...one, scene: way ? SCANNED : INVITED, invitor, state: way?.state || null }),
        );
        return { chat_id: group.chat_id, joined: groups.join(corp, group, coming) };
      });
    },

    /** People go out by themselves, or are removed. */
    leaveGroup(input: ChatInput & { external_userids?: string[]; userids?: string[]; removed?: boolean }): {
      left: number;
    } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        return {
          left: groups.leave(corp, groupOf(world, corp, input.chat_id), who(corp, input), !input.removed),
        };
      });
    },

    /** A member or a customer writes in the group. */
    chatInGroup(
      input: ChatInput & {
        external_userid?: string;
        userid?: string;
        text?: string;
        msgtype?: string;
        body?: Record<string, unknown>;
      },
    ): { ok: true } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const [by] = who(corp, {
          external_userids: input.external_userid ? [input.external_userid] : [],
          userids: input.userid ? [input.userid] : [],
        });
        if (!by) throw new ControlError('Say who writes: external_userid or userid.');
        const group = groupOf(world, corp, input.chat_id);
        const body = input.body ?? { text: { content: input.text ?? '大家好' } };
        world.conversations.sayInGroup(corp, group.chat_id, by, { msgtype: input.msgtype ?? 'text', body });
        return { ok: true };
      });
    },

    renameGroup: (input: ChatInput & { name: string }) =>
      change(input, 'change_name', (group) => void (group.name = input.name)),
    noticeGroup: (input: ChatInput & { notice: string }) =>
      change(input, 'change_notice', (group) => void (group.notice = input.notice)),
    changeGroupOwner: (input: ChatInput & { owner: string }) =>
      change(input, 'change_owner', (group, corp) => {
        group.owner = staffOf(world, corp, input.owner).userid;
      }),

    dismissGroup(input: ChatInput): { ok: true } {
      const corp = corpOf(world, input.corpid);
      db.transaction(() => groups.dismiss(corp, groupOf(world, corp, input.chat_id)));
      return { ok: true };
    },

    /** A customer in the group agrees to archiving, or refuses. */
    agreeInGroup(input: ChatInput & { external_userid: string; agree?: boolean }): { ok: true } {
      const corp = corpOf(world, input.corpid);
      const group = groupOf(world, corp, input.chat_id);
      const agree = (input.agree ?? true) ? 1 : 2;
      const member = personIdOf(corp, input.external_userid);
      db.run(
        'UPDATE group_member SET agree = ?, agree_at = ? WHERE chat = ? AND kind = 2 AND member = ?',
        agree,
        world.clock.ms(),
        group.chat_id,
        member,
      );
      return { ok: true };
    },
  };
}
