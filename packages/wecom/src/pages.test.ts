import { describe, expect, it } from 'vitest';
import type { WeComClient } from './client.ts';
import { listAcquiredCustomers } from './endpoints/acquisition.ts';
import { getGroupStatistics } from './endpoints/statistics.ts';
import { WeComShapeError } from './errors.ts';
import { pages } from './pages.ts';

/** Answers the given pages in order and remembers what it was asked. */
function scripted(answers: object[]): { client: WeComClient; asked: unknown[] } {
  const asked: unknown[] = [];
  const call = async (endpoint: { response: { parse(data: unknown): unknown } }, input: unknown) => {
    asked.push(input);
    return endpoint.response.parse(answers.shift());
  };
  return { client: { call } as unknown as WeComClient, asked };
}

const customer = (id: string) => ({ external_userid: id, userid: 'zhangsan', chat_status: 0, state: '' });
const sync = { lane: 'sync' } as const;

async function idsOf(client: WeComClient, cursor?: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of pages(client, listAcquiredCustomers, { link_id: 'ca1', limit: 2, cursor }, sync)) {
    ids.push(...page.customer_list.map((one) => one.external_userid));
  }
  return ids;
}

describe('walking pages', () => {
  it('goes on until the cursor is empty, also over an empty page', async () => {
    const { client, asked } = scripted([
      { customer_list: [customer('a'), customer('b')], next_cursor: 'C1' },
      { customer_list: null, next_cursor: 'C2' },
      { customer_list: [customer('c')], next_cursor: '' },
    ]);
    expect(await idsOf(client)).toEqual(['a', 'b', 'c']);
    expect(asked).toEqual([
      { link_id: 'ca1', limit: 2, cursor: undefined },
      { link_id: 'ca1', limit: 2, cursor: 'C1' },
      { link_id: 'ca1', limit: 2, cursor: 'C2' },
    ]);
  });

  it('starts where an earlier walk stopped', async () => {
    const { client, asked } = scripted([{ customer_list: [customer('z')] }]);
    expect(await idsOf(client, 'C9')).toEqual(['z']);
    expect(asked).toEqual([{ link_id: 'ca1', limit: 2, cursor: 'C9' }]);
  });

  it('refuses a cursor that does not move, after handing out the page', async () => {
    const { client } = scripted([
      { customer_list: [customer('a')], next_cursor: 'C1' },
      { customer_list: [customer('b')], next_cursor: 'C1' },
    ]);
    await expect(idsOf(client)).rejects.toBeInstanceOf(WeComShapeError);
  });

  it('asks for the next page only when it is wanted', async () => {
    const { client, asked } = scripted([{ next_cursor: 'C1' }, { next_cursor: 'C2' }]);
    for await (const page of pages(client, listAcquiredCustomers, { link_id: 'ca1' }, sync)) {
      expect(page.customer_list).toEqual([]);
      break;
    }
    expect(asked).toHaveLength(1);
  });

  it('walks by offset up to the total', async () => {
    const data = {
      new_chat_cnt: 1,
      chat_total: 2,
      chat_has_msg: 0,
      new_member_cnt: 0,
      member_total: 6,
      member_has_msg: 0,
      msg_total: 0,
    };
    const { client, asked } = scripted([
      {
        total: 3,
        next_offset: 2,
        items: [
          { owner: 'a', data },
          { owner: 'b', data },
        ],
      },
      { total: 3, next_offset: 3, items: [{ owner: 'c', data }] },
    ]);
    const owners: string[] = [];
    const input = { day_begin_time: 1_767_196_800, owner_filter: { userid_list: ['a', 'b', 'c'] }, limit: 2 };
    for await (const page of pages(client, getGroupStatistics, input, sync)) {
      owners.push(...page.items.map(({ owner }) => owner));
    }
    expect(owners).toEqual(['a', 'b', 'c']);
    expect(asked[1]).toEqual({ ...input, offset: 2 });
  });
});
