// gettoken: the only call without a token.
import { WecomError } from '../core/errors.ts';
import type { Answer } from '../router.ts';
import type { World } from '../world.ts';

export function getToken(world: World, query: URLSearchParams): Answer {
  const corpid = query.get('corpid') ?? '';
  const secret = query.get('corpsecret') ?? '';
  if (corpid === '') throw new WecomError(41002);
  if (secret === '') throw new WecomError(41004);
  const corp = world.organisation.corp(corpid);
  if (!corp) throw new WecomError(40013);
  const app = world.organisation.apps(corp.no).find((one) => one.secret === secret);
  if (!app) {
    const foreign = world.organisation
      .corps()
      .some((one) => world.organisation.apps(one.no).some((other) => other.secret === secret));
    throw new WecomError(foreign ? 40091 : 40001);
  }
  const { token, expiresIn } = world.tokens.issue(corp.no, app.agentid, world.clock.ms());
  return { access_token: token, expires_in: expiresIn };
}
