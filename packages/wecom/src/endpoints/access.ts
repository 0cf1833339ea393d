// What an app needs before anything else: its token, and the addresses that callbacks come from.
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { id, list, number } from '../schema.ts';

export const getToken = endpoint({
  name: 'gettoken',
  method: 'GET',
  auth: 'none',
  request: z.object({ corpid: id, corpsecret: id }),
  response: z.object({ access_token: id, expires_in: number }),
});

export const listCallbackAddresses = endpoint({
  name: 'getcallbackip',
  method: 'GET',
  request: z.object({}),
  response: z.object({ ip_list: list(z.string()) }),
});
