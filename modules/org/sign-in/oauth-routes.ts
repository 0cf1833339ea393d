// The two addresses of signing in by WeCom. They are pages for browsers: a refusal leads back to the sign-in page.
import type { Fault } from '@yutian/kernel';
import { toFault } from '@yutian/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OrgGround } from '../parts.ts';
import { sessionCookie } from './open-session.ts';
import { finishWeComSignIn, OAUTH_MS, startWeComSignIn } from './wecom-sign-in.ts';

const COOKIE = 'yutian_oauth';
const FOLDER = '/api/v1/oauth/wecom';

type Query = Record<string, string | string[] | undefined>;
type Request = FastifyRequest<{ Querystring: Query }>;

export function oauthRoutes(ground: OrgGround) {
  const { publicUrl } = ground.config;
  const secure = publicUrl?.startsWith('https:') ? '; Secure' : '';
  const keep = (value: string, ageMs: number) =>
    `${COOKIE}=${value}; Path=${FOLDER}; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(ageMs / 1_000)}${secure}`;

  return (http: FastifyInstance): void => {
    http.get(`${FOLDER}/start`, (request: Request, reply) =>
      orBack(ground, reply, async () => {
        const own = publicUrl ?? `${request.protocol}://${request.host}`;
        const { location, cookie } = await startWeComSignIn(ground, {
          corpId: one(request.query.corpId),
          returnTo: one(request.query.returnTo),
          callbackUrl: `${own}${FOLDER}/callback`,
          insideWeCom: /wxwork|micromessenger/i.test(request.headers['user-agent'] ?? ''),
        });
        return reply.header('set-cookie', keep(cookie, OAUTH_MS)).redirect(location);
      }),
    );
    http.get(`${FOLDER}/callback`, (request: Request, reply) =>
      orBack(ground, reply, async () => {
        const { token, maxAgeMs, returnTo } = await finishWeComSignIn(ground, {
          cookie: request.cookies[COOKIE],
          state: one(request.query.state),
          code: one(request.query.code),
          ip: request.ip,
        });
        const cookies = [sessionCookie(publicUrl, token, maxAgeMs), keep('', 0)];
        return reply.header('set-cookie', cookies).redirect(returnTo);
      }),
    );
  };
}

async function orBack(ground: OrgGround, reply: FastifyReply, work: () => Promise<FastifyReply>) {
  try {
    return await work();
  } catch (error) {
    const fault = toFault(error);
    if (fault.kind === 'bug')
      ground.log.error({ err: fault.cause, code: fault.code }, 'sign-in by WeCom failed');
    return reply.redirect(`/sign-in?refused=${encodeURIComponent(refusalOf(fault))}`);
  }
}

// The platform says «invalid code» in many ways; for the person it is one: begin again.
const refusalOf = (fault: Fault) => (fault.code === 'WECOM_REFUSED' ? 'OAUTH_CODE_REFUSED' : fault.code);

const one = (value: string | string[] | undefined) => (typeof value === 'string' ? value : undefined);
