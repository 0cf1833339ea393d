// How the control plane names things: the corp may be left out when there is one; people are found by their public ids.
import { ControlError } from '../core/errors.ts';
import { personOf } from '../core/ids.ts';
import type { App, Corp, Staff } from '../state/organisation.ts';
import type { Relation } from '../state/relations.ts';
import type { GroupChat } from '../state/shelves.ts';
import type { World } from '../world.ts';

/** The corp meant by `corpid`; the first one when it is absent. */
export function corpOf(world: World, corpid: string | undefined): Corp {
  const corp = corpid === undefined ? world.organisation.corps()[0] : world.organisation.corp(corpid);
  if (!corp)
    throw new ControlError(
      corpid === undefined ? 'There is no corp yet: create-corp first.' : `There is no corp ${corpid}.`,
    );
  return corp;
}

export function appOf(world: World, corp: Corp, agentid: string | number): App {
  const app = world.organisation.app(corp.no, String(agentid));
  if (!app) throw new ControlError(`${corp.corpid} has no app ${agentid}.`);
  return app;
}

export function staffOf(world: World, corp: Corp, userid: string): Staff {
  const member = world.organisation.staff(corp.no, userid);
  if (!member) throw new ControlError(`${corp.corpid} has no member ${userid}.`);
  return member;
}

export function personIdOf(corp: Corp, externalUserid: string): number {
  const person = personOf(corp.no, externalUserid);
  if (person === undefined)
    throw new ControlError(`${externalUserid} is no external_userid of ${corp.corpid}.`);
  return person;
}

export interface PairInput {
  corpid?: string;
  userid: string;
  external_userid: string;
}

/** A member and a customer who know or knew each other. */
export function pairOf(world: World, input: PairInput): { corp: Corp; member: Staff; relation: Relation } {
  const corp = corpOf(world, input.corpid);
  const member = staffOf(world, corp, input.userid);
  const relation = world.relations.between(member.no, personIdOf(corp, input.external_userid));
  if (!relation) throw new ControlError(`${input.userid} and ${input.external_userid} have never met.`);
  return { corp, member, relation };
}

export function groupOf(world: World, corp: Corp, chatId: string): GroupChat {
  const group = world.groups.get(corp.no, chatId);
  if (!group) throw new ControlError(`${corp.corpid} has no group ${chatId}.`);
  return group;
}
