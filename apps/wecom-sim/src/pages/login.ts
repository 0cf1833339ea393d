// OAuth and QR login (contract §2.12): the page lists members, a click signs in as one of them and returns with a code.
import type { Control } from '../control/index.ts';
import type { Door, Exchange, Reply } from '../http-server.ts';
import type { App, Corp } from '../state/organisation.ts';
import type { World } from '../world.ts';
import { escape, page, redirect } from './page.ts';

const SHOWN = 50;
const PATHS = new Set(['/connect/oauth2/authorize', '/wwlogin/sso/login']);

interface Asked {
  corp: Corp;
  app: App;
  target: URL;
  scope: string;
  state: string;
}

/** What the product asked for, or the page that says what is wrong with it. */
function read(world: World, query: URLSearchParams): Asked | Reply {
  const refuse = (text: string): Reply => page('无法登录', `<p>${escape(text)}</p>`, 400);
  const corp = world.organisation.corp(query.get('appid') ?? '');
  if (!corp) return refuse('appid 不是已知的企业 (40013)');
  const numbered = world.organisation.apps(corp.no).filter((one) => one.areas.includes('oauth'));
  const agentid = query.get('agentid');
  const app = agentid === null ? numbered[0] : numbered.find((one) => one.agentid === agentid);
  if (!app) return refuse('agentid 不是该企业的应用 (40056)');
  const address = query.get('redirect_uri') ?? '';
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    return refuse('redirect_uri 不是有效网址 (50001)');
  const target = new URL(address);
  if (
    app.trustedDomains &&
    !app.trustedDomains.includes(target.hostname) &&
    !app.trustedDomains.includes(target.host)
  )
    return refuse('redirect_uri 的域名不是该应用的可信域名 (50001)');
  return { corp, app, target, scope: query.get('scope') ?? 'snsapi_base', state: query.get('state') ?? '' };
}

function back(control: Control, asked: Asked, userid: string): Reply {
  const { code } = control.login({
    corpid: asked.corp.corpid,
    agentid: asked.app.agentid,
    userid,
    scope: asked.scope,
  });
  asked.target.searchParams.set('code', code);
  if (asked.state !== '') asked.target.searchParams.set('state', asked.state);
  return redirect(asked.target.href);
}

/** The list; a form keeps every parameter of the original address, so it works without scripts. */
function list(world: World, asked: Asked, { url }: Exchange): Reply {
  const wanted = (url.searchParams.get('q') ?? '').toLowerCase();
  const found = world.organisation
    .members(asked.corp.no)
    .filter((member) => world.organisation.sees(asked.app, member))
    .filter(
      (member) =>
        wanted === '' || member.name.includes(wanted) || member.userid.toLowerCase().includes(wanted),
    );
  const hidden = [...url.searchParams]
    .filter(([name]) => name !== 'q' && name !== 'as')
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join('');
  const items = found
    .slice(0, SHOWN)
    .map(
      (member) =>
        `<li><button name="as" value="${escape(member.userid)}">${escape(member.name)} <small>${escape(member.position)} ${escape(member.userid)}</small></button></li>`,
    )
    .join('');
  const more = found.length > SHOWN ? `<p>共 ${found.length} 人，仅显示前 ${SHOWN} 人，请搜索。</p>` : '';
  return page(
    `登录 ${asked.app.name}`,
    `<p>${escape(asked.corp.name)}：选择以哪位成员的身份登录。</p>
<form method="get" role="search">${hidden}<label>搜索姓名或账号 <input name="q" value="${escape(wanted)}"></label></form>
<form method="get">${hidden}<ul aria-label="成员">${items}</ul></form>${found.length === 0 ? '<p>没有找到成员。</p>' : more}`,
  );
}

export function loginDoor(world: World, control: Control): Door {
  return (exchange) => {
    if (!PATHS.has(exchange.url.pathname)) return undefined;
    const asked = read(world, exchange.url.searchParams);
    if ('status' in asked) return asked;
    const userid = exchange.url.searchParams.get('as');
    return userid === null ? list(world, asked, exchange) : back(control, asked, userid);
  };
}
