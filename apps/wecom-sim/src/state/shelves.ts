// The kinds of small documents an app makes through the API, with their shapes.
import type { Database } from '../core/database.ts';
import { Shelf } from '../core/shelf.ts';

export interface ContactWay {
  config_id: string;
  /** The app that made it; only this one may change it. */
  agentid: string;
  type: 1 | 2;
  scene: 1 | 2;
  style: number;
  remark: string;
  skip_verify: boolean;
  state: string;
  user: string[];
  party: number[];
  is_temp: boolean;
  is_exclusive: boolean;
  expires_in: number;
  chat_expires_in: number;
  unionid: string;
  conclusions: unknown;
  created: number;
}

export interface JoinWay {
  config_id: string;
  agentid: string;
  scene: 1 | 2;
  remark: string;
  auto_create_room: 0 | 1;
  room_base_name: string;
  room_base_id: number;
  chat_id_list: string[];
  state: string;
}

export interface MassMessage {
  msgid: string;
  agentid: string | null;
  /** The member who made a personal one; null for those of the corp. */
  creator: string | null;
  chat_type: 'single' | 'group';
  created: number;
  text: unknown;
  attachments: unknown[];
  cancelled: boolean;
  /** Unix seconds of the reminders. */
  reminders: number[];
}

export interface Moment {
  moment_id: string;
  creator: string | null;
  created: number;
  text: unknown;
  attachments: { msgtype: string; [body: string]: unknown }[];
  visible_type: 0 | 1;
  tags: number[];
  /** Who must publish, and when each one did. */
  tasks: Record<string, number | null>;
  /** Who reacted: external_userid or userid. */
  comments: { by: string; external: boolean; publisher: string; at: number; like: boolean }[];
  cancelled: boolean;
}

export interface MomentJob {
  jobid: string;
  created: number;
  done: boolean;
  result: Record<string, unknown>;
  draft: Omit<Moment, 'moment_id' | 'created' | 'tasks' | 'comments' | 'cancelled'>;
  users: string[] | null;
  departments: number[];
  invalid: { user_list: string[]; department_list: number[]; tag_list: string[] };
}

export interface GroupChat {
  chat_id: string;
  name: string;
  owner: string;
  created: number;
  notice: string;
  version: number;
  admins: string[];
  /** 0 normal, 1 owner left, 2 inheriting, 3 inherited. */
  status: 0 | 1 | 2 | 3;
  dismissed: boolean;
  /** Virtual ms of the last change, for the 2 s lag of groupchat/get. */
  changed: number;
  /** Virtual ms of each transfer. */
  transfers: number[];
}

export interface AcquisitionLink {
  link_id: string;
  agentid: string;
  link_name: string;
  create_time: number;
  skip_verify: boolean;
  mark_source: boolean;
  range: { user_list: string[]; department_list: number[] };
  priority_option: { priority_type: number; priority_userid_list: string[] } | null;
  /** Clicks and new customers per Shanghai day. */
  days: Record<string, { clicks: number; added: number }>;
}

export interface Template {
  template_id: string;
  agentid: string;
  content: Record<string, unknown>;
}

export interface InterceptRule {
  rule_id: string;
  agentid: string;
  rule_name: string;
  create_time: number;
  word_list: string[];
  semantics_list: number[];
  intercept_type: number;
  applicable_range: { user_list: string[]; department_list: number[] };
}

export interface Product {
  product_id: string;
  description: string;
  price: number;
  product_sn: string;
  create_time: number;
  attachments: unknown[];
}

export interface Strategy {
  strategy_id: number;
  parent_id: number;
  strategy_name: string;
  create_time: number;
  admin_list: string[];
  privilege: Record<string, boolean>;
  range: { type: number; userid?: string; partyid?: number }[];
}

export interface OauthCode {
  code: string;
  agentid: string;
  scope: string;
  issued: number;
  used: boolean;
  /** Either a member or a person. */
  userid: string | null;
  person: number | null;
}

export interface UserTicket {
  userid: string;
  issued: number;
}

export interface SentAppMessage {
  msgid: string;
  agentid: string;
  at: number;
  users: string[];
  msgtype: string;
  body: unknown;
  recalled: boolean;
  response_code: string | null;
}

export interface ChatKey {
  relation: number;
  at: number;
  received: number;
}

/** Opens the shelves of all kinds. */
export function openShelves(db: Database) {
  return {
    ways: new Shelf<ContactWay>(db, 'contact_way'),
    joinWays: new Shelf<JoinWay>(db, 'join_way'),
    masses: new Shelf<MassMessage>(db, 'mass'),
    moments: new Shelf<Moment>(db, 'moment'),
    momentJobs: new Shelf<MomentJob>(db, 'moment_job'),
    groups: new Shelf<GroupChat>(db, 'group'),
    links: new Shelf<AcquisitionLink>(db, 'link'),
    templates: new Shelf<Template>(db, 'template'),
    rules: new Shelf<InterceptRule>(db, 'intercept_rule'),
    products: new Shelf<Product>(db, 'product'),
    strategies: new Shelf<Strategy>(db, 'strategy'),
    codes: new Shelf<OauthCode>(db, 'oauth_code'),
    userTickets: new Shelf<UserTicket>(db, 'user_ticket'),
    appMessages: new Shelf<SentAppMessage>(db, 'app_message'),
    chatKeys: new Shelf<ChatKey>(db, 'chat_key'),
  };
}

export type Shelves = ReturnType<typeof openShelves>;
