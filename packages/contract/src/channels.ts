// The contract of channels: where customers come from, the codes they scan, how they are greeted, what it brings.
// Reading needs `channels.read`, changing `channels.write`; lists of people (greetings, funnel rows, personal links) need
// `customers.read` as well. Plain routes beside it (cookie or bearer, same rights):
// GET /codes/{id}/qr.png|qr.svg|card.svg · GET /codes/qr.zip?ids=…&format=png|svg|card · POST /welcome-media?kind=&name=
// (raw body) · GET /welcome-media/{id} · POST /package-cards/{id}/exposures.csv (raw body).
import { z } from 'zod';
import { cardRoutes } from './channels/cards.ts';
import { codeStaffRoutes } from './channels/code-staff.ts';
import { codeRoutes } from './channels/codes.ts';
import { funnelRoutes } from './channels/funnel.ts';
import { linkRoutes } from './channels/links.ts';
import { channelRoutes } from './channels/tree.ts';
import { welcomeRoutes } from './channels/welcomes.ts';
import { id } from './common.ts';

export * from './channels/tree.ts';
export * from './channels/codes.ts';
export * from './channels/code-staff.ts';
export * from './channels/welcomes.ts';
export * from './channels/cards.ts';
export * from './channels/links.ts';
export * from './channels/funnel.ts';

export const channels = {
  ...channelRoutes,
  ...codeRoutes,
  ...codeStaffRoutes,
  ...welcomeRoutes,
  ...cardRoutes,
  ...linkRoutes,
  ...funnelRoutes,
};

/** What channels tells others. */
export const channelsEvents = {
  /** People became friends, with the source of each: journeys by origin begin here (S3-25). */
  added: {
    topic: 'channels.added',
    payload: z.object({
      adds: z.array(
        z.object({
          customerId: id,
          staffId: id,
          codeId: id.nullable(),
          channelId: id.nullable(),
          atMs: z.int(),
          half: z.boolean(),
        }),
      ),
    }),
  },
  /** States of codes made elsewhere found their channel: numbers by channel change for the past too. */
  statesAdopted: { topic: 'channels.statesAdopted', payload: z.object({ channelId: id, states: z.int() }) },
  /** WeCom refused a code or link; somebody must look at it. */
  codeFailed: {
    topic: 'channels.codeFailed',
    payload: z.object({ codeId: id, code: z.string() }),
  },
  /** The quota of acquisition links fell below the alarm. */
  quotaLow: {
    topic: 'channels.quotaLow',
    payload: z.object({ corpId: z.string(), balance: z.int() }),
  },
};
