// SIM: stands in for the native archive SDK, which speaks no HTTP. `POST /_sim/archive/chatdata` is GetChatData:
// records after `seq`, oldest first, as plaintext, because the real cipher is not public (contract §2.13).
import { WecomError } from '../core/errors.ts';
import { Input } from '../core/input.ts';
import { type Door, json } from '../http-server.ts';
import type { World } from '../world.ts';

const LIMIT_MAX = 1000;

function pull(world: World, body: Input) {
  const corp = world.organisation.corp(body.text('corpid', { missing: 41002 }));
  if (!corp) throw new WecomError(40013);
  const secret = body.text('secret', { missing: 41004 });
  const app = world.organisation.apps(corp.no).find((one) => one.secret === secret);
  if (!app) throw new WecomError(40001);
  if (!app.areas.includes('archive')) throw new WecomError(48002);
  if (corp.settings.archive === 'off') throw new WecomError(301053, 'archive service not enabled');
  const limit = body.intOr('limit', { min: 1 }) ?? LIMIT_MAX;
  if (limit > LIMIT_MAX) throw new WecomError(301058, 'pull too large');
  return {
    errcode: 0,
    errmsg: 'ok',
    chatdata: world.archive.pull(corp, body.intOr('seq', { min: 0 }) ?? 0, limit),
  };
}

export function archiveDoor(world: World): Door {
  return ({ method, url, raw }) => {
    if (url.pathname !== '/_sim/archive/chatdata' || method !== 'POST') return undefined;
    try {
      return json(pull(world, new Input(JSON.parse(raw.toString('utf8')) as unknown)));
    } catch (error) {
      if (error instanceof WecomError) return json({ errcode: error.errcode, errmsg: error.message });
      if (error instanceof SyntaxError) return json({ errcode: 40058, errmsg: 'invalid json' });
      throw error;
    }
  };
}
