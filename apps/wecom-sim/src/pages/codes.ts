// What a phone shows after scanning: whose code it is, and a button to add. So a person can play by hand.
import type { Control } from '../control/index.ts';
import { ControlError } from '../core/errors.ts';
import type { Door, Reply } from '../http-server.ts';
import type { Corp } from '../state/organisation.ts';
import type { World } from '../world.ts';
import { escape, page } from './page.ts';

const NAME_FIELD = '<p><label>我的微信昵称（可不填） <input name="name" maxlength="30"></label></p>';
const form = (fields: string, button: string): string =>
  `<form method="post">${fields}<p><button>${button}</button></p></form>`;

function corpWith(world: World, has: (corp: Corp) => unknown): Corp | undefined {
  return world.organisation.corps().find((corp) => has(corp) !== undefined);
}

function contactPage(world: World, id: string): Reply {
  const corp = corpWith(world, (one) => world.shelves.ways.get(one.no, id));
  const way = corp && world.shelves.ways.get(corp.no, id);
  if (!corp || !way) return page('二维码已失效', '<p>没有这个联系方式，可能已被删除。</p>', 404);
  const names = way.user
    .slice(0, 5)
    .map((userid) => world.organisation.staff(corp.no, userid)?.name ?? userid);
  const parties = way.party.map(
    (party) => world.organisation.department(corp.no, party)?.name ?? String(party),
  );
  const whose = [...names, ...parties].map(escape).join('、');
  return page(
    `${corp.name} 的联系码`,
    `<p>接待：${whose}${way.user.length > 5 ? ` 等 ${way.user.length} 人` : ''}</p>
<p><small>渠道 ${escape(way.state || '（无）')}</small></p>${form(NAME_FIELD, '扫码添加')}`,
  );
}

function joinPage(world: World, id: string): Reply {
  const corp = corpWith(world, (one) => world.shelves.joinWays.get(one.no, id));
  const way = corp && world.shelves.joinWays.get(corp.no, id);
  const group = corp && way && world.groups.get(corp.no, way.chat_id_list[0] ?? '');
  if (!corp || !way || !group) return page('群二维码已失效', '<p>没有这个入群方式。</p>', 404);
  return page(
    `${corp.name} 的群码`,
    `<p>群聊：${escape(group.name)}，${world.groups.members(group.chat_id).length} 人</p>${form(NAME_FIELD, '加入群聊')}`,
  );
}

function linkPage(world: World, id: string): Reply {
  const corp = corpWith(world, (one) => world.shelves.links.get(one.no, id));
  const link = corp && world.shelves.links.get(corp.no, id);
  if (!corp || !link) return page('链接已失效', '<p>没有这个获客链接。</p>', 404);
  return page(`${corp.name} 的获客链接`, `<p>${escape(link.link_name)}</p>${form(NAME_FIELD, '添加客服')}`);
}

/** Runs a tap on the button; what the phone then says. */
function tap(run: () => string): Reply {
  try {
    return page('已完成', `<p>${escape(run())}</p>`);
  } catch (error) {
    if (error instanceof ControlError) return page('没有成功', `<p>${escape(error.message)}</p>`, 409);
    throw error;
  }
}

function act(
  world: World,
  control: Control,
  kind: string,
  id: string,
  url: URL,
  name: string | undefined,
): Reply {
  const named = name ? { name } : {};
  const said = (userid: string, external: string) => `已添加 ${userid}，您的客户编号是 ${external}。`;
  if (kind === 'qr') {
    const corpid = corpWith(world, (one) => world.shelves.ways.get(one.no, id))?.corpid;
    return tap(() => {
      const met = control.scan({ ...(corpid ? { corpid } : {}), config_id: id, ...named });
      return met.outcome === 'requested'
        ? `已发送申请，等待 ${met.userid} 通过。`
        : said(met.userid, met.external_userid);
    });
  }
  const corp = corpWith(world, (one) =>
    kind === 'join' ? world.shelves.joinWays.get(one.no, id) : world.shelves.links.get(one.no, id),
  );
  const corpid = corp ? { corpid: corp.corpid } : {};
  if (kind === 'join')
    return tap(() => {
      const { external_userid } = control.createPerson({ ...corpid, ...named });
      control.joinGroup({ ...corpid, config_id: id, external_userids: [external_userid] });
      return `已加入群聊，您的客户编号是 ${external_userid}。`;
    });
  return tap(() => {
    const met = control.openLink({
      ...corpid,
      link_id: id,
      customer_channel: url.searchParams.get('customer_channel') ?? '',
      ...named,
    });
    return 'userid' in met ? said(met.userid, met.external_userid) : '已打开。';
  });
}

/** A round picture with a colour of its own. */
function avatar(id: string): Reply {
  const hue = (Number.parseInt(id, 10) * 47) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="hsl(${hue},45%,72%)"/><circle cx="32" cy="25" r="12" fill="#fff"/><path d="M8 64c2-18 46-18 48 0z" fill="#fff"/></svg>`;
  return {
    status: 200,
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=86400' },
    body: svg,
  };
}

function media(world: World, id: string): Reply {
  const row = world.db.get<{ mime: string; bytes: Uint8Array }>(
    'SELECT mime, bytes FROM media WHERE id = ? AND permanent = 1',
    id,
  );
  if (!row) return page('没有这个文件', '', 404);
  return { status: 200, headers: { 'content-type': row.mime }, body: Buffer.from(row.bytes) };
}

const show: Record<string, (world: World, id: string) => Reply> = {
  qr: contactPage,
  join: joinPage,
  ca: linkPage,
};

export function codesDoor(world: World, control: Control): Door {
  return ({ method, url, raw }) => {
    const [, kind = '', id = ''] =
      /^\/(?:_sim\/(qr|join|avatar|media)|(ca))\/([^/]+)$/
        .exec(url.pathname)
        ?.filter((part) => part !== undefined) ?? [];
    if (kind === 'avatar') return avatar(id);
    if (kind === 'media') return media(world, id);
    const shown = show[kind];
    if (!shown) return undefined;
    if (method === 'GET') return shown(world, id);
    return act(
      world,
      control,
      kind,
      id,
      url,
      new URLSearchParams(raw.toString('utf8')).get('name') ?? undefined,
    );
  };
}
