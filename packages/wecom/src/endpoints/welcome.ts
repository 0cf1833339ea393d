// Welcome messages for new customers and the welcome templates of groups (contract 2.4).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import { bytes, id, nothing, opt, text } from '../schema.ts';
import { attachment, image, link, media, miniprogram, saysSomething } from './attachments.ts';

const { welcome: limits } = wecomShapes;

/** A code lives 20 s and works once: 41050 too late, 41051 already greeted, 41096 another app is greeting. */
export const sendWelcome = endpoint({
  name: 'externalcontact/send_welcome_msg',
  method: 'POST',
  request: z
    .object({
      welcome_code: id,
      text: z.object({ content: bytes(limits.textBytes) }).optional(),
      attachments: z.array(attachment).max(limits.attachments).optional(),
    })
    .refine(saysSomething, 'text or attachments'),
  response: nothing,
});

/** Text plus at most one of the others; `%NICKNAME%` stands for the new member's name. */
const groupWelcome = {
  text: z.object({ content: bytes(limits.groupTextBytes) }).optional(),
  image: image.optional(),
  link: link.optional(),
  miniprogram: miniprogram.optional(),
  file: media.optional(),
  video: media.optional(),
  agentid: z.int().optional(),
};

export const addGroupWelcome = endpoint({
  name: 'externalcontact/group_welcome_template/add',
  method: 'POST',
  repeat: 'once',
  /** notify 1 tells the group owners. */
  request: z.object({ ...groupWelcome, notify: z.literal([0, 1]).optional() }),
  response: z.object({ template_id: z.string() }),
});

export const editGroupWelcome = endpoint({
  name: 'externalcontact/group_welcome_template/edit',
  method: 'POST',
  request: z.object({ template_id: id, ...groupWelcome }),
  response: nothing,
});

export const getGroupWelcome = endpoint({
  name: 'externalcontact/group_welcome_template/get',
  method: 'POST',
  request: z.object({ template_id: id }),
  response: z.object({
    text: opt(z.object({ content: text })),
    image: opt(z.looseObject({})),
    link: opt(z.looseObject({})),
    miniprogram: opt(z.looseObject({})),
    file: opt(z.looseObject({})),
    video: opt(z.looseObject({})),
  }),
});

export const deleteGroupWelcome = endpoint({
  name: 'externalcontact/group_welcome_template/del',
  method: 'POST',
  request: z.object({ template_id: id, agentid: z.int().optional() }),
  response: nothing,
});
