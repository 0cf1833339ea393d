// Template cards of app messages, all five kinds in one shape as the platform documents them (contract 2.12).
import { z } from 'zod';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import { bytes, id } from '../schema.ts';

const title = z.object({ title: z.string().optional(), desc: z.string().optional() });
const target = {
  type: z.int().min(0).max(3).optional(),
  url: z.string().optional(),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
};
const option = z.object({ id, text: id });

export const templateCard = z.object({
  card_type: z.literal([
    'text_notice',
    'news_notice',
    'button_interaction',
    'vote_interaction',
    'multiple_interaction',
  ]),
  source: z
    .object({
      icon_url: z.string().optional(),
      desc: z.string().optional(),
      desc_color: z.int().min(0).max(3).optional(),
    })
    .optional(),
  action_menu: z
    .object({
      desc: z.string().optional(),
      action_list: z
        .array(z.object({ text: id, key: id }))
        .min(1)
        .max(3),
    })
    .optional(),
  /** Unique per app; needed with an action menu and by the interactive kinds. */
  task_id: bytes(wecomShapes.appMessage.taskIdBytes)
    .regex(/^[\w@-]+$/)
    .optional(),
  main_title: title.optional(),
  quote_area: z
    .object({ ...target, title: z.string().optional(), quote_text: z.string().optional() })
    .optional(),
  emphasis_content: title.optional(),
  sub_title_text: z.string().optional(),
  horizontal_content_list: z
    .array(
      z.object({
        type: z.int().min(0).max(3).optional(),
        keyname: id,
        value: z.string().optional(),
        url: z.string().optional(),
        media_id: z.string().optional(),
        userid: z.string().optional(),
      }),
    )
    .max(6)
    .optional(),
  jump_list: z
    .array(z.object({ ...target, title: id }))
    .max(3)
    .optional(),
  card_action: z.object(target).optional(),
  image_text_area: z
    .object({ ...target, title: z.string().optional(), desc: z.string().optional(), image_url: id })
    .optional(),
  card_image: z.object({ url: id, aspect_ratio: z.number().min(1.3).max(2.25).optional() }).optional(),
  vertical_content_list: z
    .array(z.object({ title: id, desc: z.string().optional() }))
    .max(4)
    .optional(),
  button_selection: z
    .object({
      question_key: id,
      title: z.string().optional(),
      option_list: z.array(option).min(1).max(10),
      selected_id: z.string().optional(),
    })
    .optional(),
  button_list: z
    .array(
      z.object({
        type: z.literal([0, 1]).optional(),
        text: id,
        style: z.int().min(1).max(4).optional(),
        key: z.string().optional(),
        url: z.string().optional(),
      }),
    )
    .max(6)
    .optional(),
  checkbox: z
    .object({
      question_key: id,
      option_list: z
        .array(z.object({ id, text: id, is_checked: z.boolean().optional() }))
        .min(1)
        .max(20),
      mode: z.literal([0, 1]).optional(),
    })
    .optional(),
  select_list: z
    .array(
      z.object({
        question_key: id,
        title: z.string().optional(),
        selected_id: z.string().optional(),
        option_list: z.array(option).min(1).max(10),
      }),
    )
    .max(3)
    .optional(),
  submit_button: z.object({ text: id, key: id }).optional(),
});
