// Plays the administrator's console and the members' side of an app: tags edited by hand, cards clicked, words written.
import { ControlError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Corp } from '../state/organisation.ts';
import type { Tag, TagGroup } from '../state/tags.ts';
import type { World } from '../world.ts';
import { appOf, corpOf, staffOf } from './targets.ts';

interface AppUser {
  corpid?: string;
  agentid: string | number;
  userid: string;
}

export function consoleControl(world: World) {
  const { tags, db, events } = world;

  function tell(corp: Corp, change: string, id: string, type: 'tag' | 'tag_group'): void {
    events.emit({ corp, event: 'change_external_tag', change, fields: { Id: id, TagType: type } });
  }

  function find(corp: Corp, id: string): { group: TagGroup | undefined; tag: Tag | undefined } {
    const group = tags.groupByPublicId(corp.no, id);
    const tag = tags.tagByPublicId(corp.no, id);
    if ((!group || group.deleted) && (!tag || tag.deleted))
      throw new ControlError(`${corp.corpid} has no tag or group ${id}.`);
    return { group, tag };
  }

  return {
    /** The administrator makes a tag group with tags, or adds tags to one of that name. */
    createTagsOnConsole(input: { corpid?: string; group_name: string; tags: string[] }): {
      group_id: string;
      tag_ids: string[];
    } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const createdSeconds = world.clock.seconds();
        const known = tags.groups(corp.no).find((group) => !group.deleted && group.name === input.group_name);
        const group =
          known ?? tags.addGroup(corp.no, { name: input.group_name, order: 0, createdSeconds, strategy: 0 });
        const group_id = tags.groupId(corp.no, group);
        if (!known) tell(corp, 'create', group_id, 'tag_group');
        const tag_ids = input.tags.map((name) =>
          tags.tagId(corp.no, tags.addTag(corp.no, { group: group.no, name, order: 0, createdSeconds }).no),
        );
        for (const id of tag_ids) tell(corp, 'create', id, 'tag');
        return { group_id, tag_ids };
      });
    },

    renameTagOnConsole(input: { corpid?: string; id: string; name: string }): { ok: true } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const { group, tag } = find(corp, input.id);
        if (group) tags.saveGroup(corp.no, { ...group, name: input.name });
        else if (tag) tags.saveTag(corp.no, { ...tag, name: input.name });
        tell(corp, 'update', input.id, group ? 'tag_group' : 'tag');
        return { ok: true };
      });
    },

    /** Deletes a tag or a whole group; the tags of a deleted group are not told one by one. */
    deleteTagOnConsole(input: { corpid?: string; id: string }): { ok: true } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const { group, tag } = find(corp, input.id);
        const doomed = tags
          .tags(corp.no)
          .filter((one) => !one.deleted && (group ? one.group === group.no : one.no === tag?.no));
        tags.remove(corp.no, doomed);
        tell(corp, 'delete', input.id, group ? 'tag_group' : 'tag');
        return { ok: true };
      });
    },

    /** A member opens an app: enter_agent. */
    openApp(input: AppUser): { ok: true } {
      const corp = corpOf(world, input.corpid);
      const app = appOf(world, corp, input.agentid);
      const member = staffOf(world, corp, input.userid);
      events.emit({
        corp,
        event: 'enter_agent',
        from: member.userid,
        app,
        fields: { EventKey: '', AgentID: Number(app.agentid) },
      });
      return { ok: true };
    },

    /** A member writes to an app: a message callback, not an event. */
    writeToApp(input: AppUser & { text: string }): { msgid: string } {
      const corp = corpOf(world, input.corpid);
      const app = appOf(world, corp, input.agentid);
      const member = staffOf(world, corp, input.userid);
      const msgid = String(10_000_000_000 + nextNumber(db, 'app_inbox'));
      events.message({
        corp,
        app,
        from: member.userid,
        msgtype: 'text',
        fields: { Content: input.text, MsgId: msgid, AgentID: Number(app.agentid) },
      });
      return { msgid };
    },

    /** A member clicks a button of an interactive card: template_card_event with a response code. */
    clickCard(input: AppUser & { msgid: string; event_key: string; selected?: Record<string, string[]> }): {
      response_code: string;
    } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const app = appOf(world, corp, input.agentid);
        const member = staffOf(world, corp, input.userid);
        const message = world.shelves.appMessages.get(corp.no, input.msgid);
        const card = message?.body as { card_type?: string; task_id?: string } | undefined;
        if (!message || message.msgtype !== 'template_card' || !message.users.includes(member.userid))
          throw new ControlError(`${member.userid} has no such card.`);
        const response_code = publicId('response', 'resp', corp.no, nextNumber(db, 'app_message'));
        world.shelves.appMessages.put(corp.no, message.msgid, {
          ...message,
          response_code,
          at: world.clock.ms(),
        });
        events.emit({
          corp,
          event: 'template_card_event',
          from: member.userid,
          app,
          fields: {
            EventKey: input.event_key,
            TaskId: card?.task_id,
            CardType: card?.card_type,
            ResponseCode: response_code,
            AgentID: Number(app.agentid),
            SelectedItems: input.selected && {
              SelectedItem: Object.entries(input.selected).map(([key, ids]) => ({
                QuestionKey: key,
                OptionIds: { OptionId: ids },
              })),
            },
          },
        });
        return { response_code };
      });
    },
  };
}
