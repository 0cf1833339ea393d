// Two people open the same form; the one who saves later is told so. For every call by which people edit.
import { contract } from '@yutian/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOWN_CORP } from './testing/town.ts';
import { openTwoStores, type TwoStores } from './testing/two-stores.ts';

/** How a form reads and saves: where it reads, and its request for a text that is typed. */
interface Form {
  /** Who may do it, when the boss may not. */
  by?: 'it';
  read: string;
  save: (typed: 'one' | 'two') => [method: 'PUT' | 'PATCH', path: string, body: object];
}

let stores: TwoStores;
const tokens = new Map<string, string>();
beforeAll(async () => {
  stores = await openTwoStores();
  for (const login of ['boss', 'it']) {
    const answer = await ask('POST', '/session', { login, password: stores.town.password });
    tokens.set(login, /yutian_session=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '');
  }
});
afterAll(() => stores?.town.close());

async function ask(method: string, path: string, body?: object, { by = 'boss', ifMatch = '' } = {}) {
  const token = tokens.get(by);
  const answer = await fetch(`${stores.town.address}/api/v1${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(ifMatch && { 'if-match': ifMatch }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { status, headers } = answer;
  return { status, headers, etag: headers.get('etag') ?? '', body: (await answer.json()) as unknown };
}

const first = async (list: string): Promise<Record<string, string>> => {
  const { body } = await ask('GET', list, undefined, { by: list.startsWith('/users') ? 'it' : 'boss' });
  return (body as { items: Record<string, string>[] }).items[0] ?? {};
};

/** Every call by which people edit, opened as its form does. */
const forms: Record<string, () => Promise<Form>> = {
  'channels.updateChannel': async () => {
    const { channelId } = await first('/channels');
    return { read: '/channels', save: (typed) => ['PATCH', `/channels/${channelId}`, { name: typed }] };
  },
  'channels.updateCode': async () => {
    const { codeId } = await first('/codes');
    return { read: `/codes/${codeId}`, save: (typed) => ['PATCH', `/codes/${codeId}`, { remark: typed }] };
  },
  'channels.updateLink': async () => {
    const { codeId } = await first('/acquisition-links');
    return {
      read: '/acquisition-links',
      save: (typed) => ['PATCH', `/acquisition-links/${codeId}`, { name: typed }],
    };
  },
  'channels.updateWelcome': async () => {
    const { welcomeId } = await first('/welcomes');
    return {
      read: '/welcomes',
      save: (typed) => ['PUT', `/welcomes/${welcomeId}`, { name: typed, text: typed, attachments: [] }],
    };
  },
  'channels.setFallbackWelcome': async () => {
    const { welcomeId } = await first('/welcomes');
    return {
      read: '/fallback-welcomes',
      save: (typed) => [
        'PUT',
        `/fallback-welcomes/${TOWN_CORP}`,
        { welcomeId: typed === 'one' ? welcomeId : null },
      ],
    };
  },
  'channels.setQuotaAlarm': async () => ({
    read: '/acquisition-quota',
    save: (typed) => ['PUT', `/acquisition-quota/${TOWN_CORP}`, { alarmBelow: typed.length }],
  }),
  'groups.updateJoinCode': async () => {
    const { id } = await first('/join-codes');
    return { read: '/join-codes', save: (typed) => ['PATCH', `/join-codes/${id}`, { name: typed }] };
  },
  'customers.editCustomField': async () => {
    await ask('POST', '/custom-fields', { name: '生肖', kind: 'text' });
    const { fieldId } = await first('/custom-fields');
    return {
      read: '/custom-fields',
      save: (typed) => ['PATCH', `/custom-fields/${fieldId}`, { name: typed }],
    };
  },
  'customers.editTagGroup': async () => {
    await ask('POST', '/tag-groups', { corpId: TOWN_CORP, name: '口味', tags: ['黑茶'] });
    const { groupId } = await first(`/tag-groups?corpId=${TOWN_CORP}`);
    return {
      read: `/tag-groups?corpId=${TOWN_CORP}`,
      save: (typed) => ['PATCH', `/tag-groups/${groupId}`, { name: typed }],
    };
  },
  'customers.editTag': async () => {
    await ask('POST', '/tag-groups', { corpId: TOWN_CORP, name: '年龄', tags: ['少年'] });
    const group = (await first(`/tag-groups?corpId=${TOWN_CORP}`)) as unknown as {
      tags: { tagId: string }[];
    };
    return {
      read: `/tag-groups?corpId=${TOWN_CORP}`,
      save: (typed) => ['PATCH', `/tags/${group.tags[0]?.tagId}`, { name: typed }],
    };
  },
  'customers.setTagCap': async () => ({
    read: `/tag-limits?corpId=${TOWN_CORP}`,
    save: () => ['PUT', '/tag-limits', { cap: 3_000 }],
  }),
  'customers.updateCustomer': async () => ({
    read: `/customers/${stores.customerIds[0]}`,
    save: (typed) => ['PATCH', `/customers/${stores.customerIds[0]}`, { memberNo: `M-${typed}` }],
  }),
  'customers.editRemark': async () => {
    const id = stores.customerIds[1] ?? '';
    const { body } = await ask('GET', `/customers/${id}`);
    const [relation] = (body as { relations: { staffId: string }[] }).relations;
    return {
      read: `/customers/${id}`,
      save: (typed) => ['PUT', `/customers/${id}/remark`, { staffId: relation?.staffId, remark: typed }],
    };
  },
  'customers.editNote': async () => {
    const notes = `/customers/${stores.customerIds[0]}/notes`;
    await ask('POST', notes, { body: '常来' });
    const { noteId } = await first(notes);
    return { read: notes, save: (typed) => ['PATCH', `${notes}/${noteId}`, { body: typed }] };
  },
  'orders.updateShop': async () => {
    const { shopId } = await first('/shops');
    return { read: '/shops', save: (typed) => ['PUT', `/shops/${shopId}`, { name: typed, platform: 'pos' }] };
  },
  'orders.setAttributionRule': async () => ({
    read: '/attribution-rules/current',
    save: (typed) => [
      'PUT',
      '/attribution-rules/current',
      { lookBackDays: 30, conversationDays: typed === 'one' ? 7 : 9, source: typed },
    ],
  }),
  'org.updateUnit': async () => {
    const { unitId } = await first('/units');
    return { read: '/units', save: (typed) => ['PATCH', `/units/${unitId}`, { name: typed }] };
  },
  'org.updateStaff': async () => {
    const { staffId } = await first('/staff');
    return {
      read: `/staff/${staffId}`,
      save: (typed) => ['PATCH', `/staff/${staffId}`, { position: typed }],
    };
  },
  'org.updateUser': async () => {
    const { userId } = await first('/users?role=finance');
    return { by: 'it', read: '/users', save: (typed) => ['PATCH', `/users/${userId}`, { name: typed }] };
  },
  'org.updateCorp': async () => ({
    by: 'it',
    read: '/corps',
    save: (typed) => ['PATCH', `/corps/${TOWN_CORP}`, { name: typed }],
  }),
  'org.updateSettings': async () => ({
    read: '/settings',
    save: (typed) => ['PATCH', '/settings', { name: typed }],
  }),
  'org.setDirectoryRule': async () => ({
    read: `/corps/${TOWN_CORP}/directory-rule`,
    save: (typed) => [
      'PUT',
      `/corps/${TOWN_CORP}/directory-rule`,
      { levels: ['skip', 'brand', 'store'], names: [], dealerWords: [typed] },
    ],
  }),
  'org.mapDepartment': async () => {
    const { items } = await stores.town.boss.org.listUnits({});
    const brands = items.filter(({ kind }) => kind === 'brand').map(({ unitId }) => unitId);
    return {
      read: `/corps/${TOWN_CORP}/departments`,
      save: (typed) => [
        'PUT',
        `/corps/${TOWN_CORP}/departments/2/unit`,
        { unitId: brands[typed === 'one' ? 0 : 1] ?? null },
      ],
    };
  },
};

describe('two people edit the same', () => {
  it('every call by which people edit is tried here', () => {
    const edits = Object.entries(contract).flatMap(([module, part]) =>
      Object.entries(part).flatMap(([name, call]) => {
        const { method } = (call as { '~orpc': { route: { method?: string } } })['~orpc'].route;
        return method === 'PUT' || method === 'PATCH' ? [`${module}.${name}`] : [];
      }),
    );
    expect(Object.keys(forms).toSorted()).toEqual(edits.toSorted());
  });

  it.each(Object.keys(forms))('%s refuses the later one, until he has read it again', async (name) => {
    const { by = 'boss', read, save } = await (forms[name] as () => Promise<Form>)();
    const open = () => ask('GET', read, undefined, { by });
    const send = (typed: 'one' | 'two', ifMatch: string) => ask(...save(typed), { by, ifMatch });
    const opened = await open();
    expect(opened.etag).toMatch(/^"\d+"$/);
    const one = await send('one', opened.etag);
    expect({ status: one.status, body: one.status === 200 ? 'saved' : one.body }).toEqual({
      status: 200,
      body: 'saved',
    });
    const two = await send('two', opened.etag);
    expect(two.status).toBe(412);
    expect(two.body).toMatchObject({ code: 'EDITED_MEANWHILE', kind: 'stale' });
    const again = await open();
    expect(again.etag).toBe(one.etag);
    expect((await send('two', again.etag)).status).toBe(200);
  });
});
