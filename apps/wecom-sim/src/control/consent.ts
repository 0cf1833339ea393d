// A customer answers whether his chats may be archived: the record of it, the callback and, on a yes, a welcome code.
import type { Corp } from '../state/organisation.ts';
import type { Relation } from '../state/relations.ts';
import type { World } from '../world.ts';

/** @returns the welcome code that a yes gives. */
export function answerConsent(world: World, corp: Corp, relation: Relation, agreed: boolean): string | null {
  const at = world.clock.ms();
  const member = world.organisation.staffByNo(relation.staff);
  const external = world.encounters.externalId(corp.no, relation.person);
  world.relations.set(relation.id, { agree: agreed ? 1 : 2, agree_at: at });
  const body = agreed
    ? { agree: { userid: external, agree_time: at } }
    : { disagree: { userid: external, disagree_time: at } };
  const msgtype = agreed ? 'agree' : 'disagree';
  const record = { from: external, tolist: [member.userid], roomid: '', msgtype, body, external: true };
  world.archive.record(corp, record, at);
  if (!agreed) return null;
  const code = world.encounters.welcomeCode(corp, relation.id, true);
  world.events.emit({
    corp,
    event: 'change_external_contact',
    change: 'msg_audit_approved',
    about: member,
    fields: { UserID: member.userid, ExternalUserID: external, WelcomeCode: code },
  });
  return code;
}
