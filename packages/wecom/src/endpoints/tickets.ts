// Tickets for the JS-SDK signature (contract 2.12); keep each for its 7200 s.
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { id, number } from '../schema.ts';

const ticket = z.object({ ticket: id, expires_in: number });

/** For wx.config and the corp signature of ww.register. */
export const getCorpTicket = endpoint({
  name: 'get_jsapi_ticket',
  method: 'GET',
  request: z.object({}),
  response: ticket,
});

/** For agentConfig. */
export const getAgentTicket = endpoint({
  name: 'ticket/get',
  method: 'GET',
  request: z.object({ type: z.literal('agent_config') }),
  response: ticket,
});
