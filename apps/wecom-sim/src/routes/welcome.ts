// Welcome messages: 20 virtual seconds, once (contract §2.4); and the templates that greet in groups.
import { WecomError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Answer, Call, Handler } from '../router.ts';
import { WELCOME_MS } from '../state/encounters.ts';
import type { Template } from '../state/shelves.ts';
import { readContent } from './attachments.ts';

interface WelcomeRow {
  relation: number;
  issued: number;
  used: number;
  needs_consent: number;
}

const TEMPLATES_AT_MOST = 100;

/** Late or unknown is 41050, even when used; used or already chatting is 41051; consent withdrawn is 41053. */
function sendWelcome(call: Call): Answer {
  const { world, corp, body } = call;
  const code = body.text('welcome_code', { missing: 41049 });
  const content = readContent(body);
  const row = world.db.get<WelcomeRow>(
    'SELECT relation, issued, used, needs_consent FROM welcome WHERE code = ? AND corp = ?',
    code,
    corp.no,
  );
  const relation = row && world.relations.byId(row.relation);
  if (!row || !relation || world.clock.ms() - row.issued > WELCOME_MS) throw new WecomError(41050);
  if (row.used === 1 || (relation.opened ?? 0) >= row.issued) throw new WecomError(41051);
  if (row.needs_consent === 1 && relation.agree !== 1)
    throw new WecomError(41053, 'external user has not agreed to archiving');
  world.db.run('UPDATE welcome SET used = 1 WHERE code = ?', code);
  world.deliveries.add({
    at: world.clock.ms(),
    kind: 'welcome',
    to: world.encounters.externalId(corp.no, relation.person),
    from: world.organisation.staffByNo(relation.staff).userid,
    body: content,
  });
  return {};
}

/** The content of a group template: text and one object, the first of this order. */
function templateContent(call: Call): Record<string, unknown> {
  const { text, attachments } = readContent(call.body, 3000);
  const first = attachments[0];
  return { ...(text ? { text } : {}), ...(first ? { [first.msgtype]: first[first.msgtype] } : {}) };
}

function ownTemplate(call: Call): Template {
  const template = call.world.shelves.templates.get(call.corp.no, call.body.text('template_id'));
  if (!template) throw new WecomError(40058, 'invalid template_id');
  if (template.agentid !== call.app.agentid) throw new WecomError(41058, 'no right on this template');
  return template;
}

function addTemplate(call: Call): Answer {
  const { world, corp, app } = call;
  if (world.shelves.templates.count(corp.no) >= TEMPLATES_AT_MOST)
    throw new WecomError(41055, 'too many templates');
  const template_id = publicId('template', 'msgSim', corp.no, nextNumber(world.db, 'template'));
  world.shelves.templates.put(corp.no, template_id, {
    template_id,
    agentid: app.agentid,
    content: templateContent(call),
  });
  return { template_id };
}

export const welcomeRoutes: Record<string, Handler> = {
  'POST externalcontact/send_welcome_msg': sendWelcome,
  'POST externalcontact/group_welcome_template/add': addTemplate,
  'POST externalcontact/group_welcome_template/edit': (call) => {
    const template = ownTemplate(call);
    call.world.shelves.templates.put(call.corp.no, template.template_id, {
      ...template,
      content: templateContent(call),
    });
    return {};
  },
  'POST externalcontact/group_welcome_template/get': (call) => ownTemplate(call).content,
  'POST externalcontact/group_welcome_template/del': (call) => {
    call.world.shelves.templates.remove(call.corp.no, ownTemplate(call).template_id);
    return {};
  },
};
