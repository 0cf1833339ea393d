// The fields of every callback that the contract names (3.2 to 3.7), beside those that all callbacks share. In XML
// everything is text; here numbers become numbers, comma lists and repeated elements become arrays, empty becomes absent.
import { z } from 'zod';

const text = z.string();
const maybe = z
  .string()
  .optional()
  .transform((value) => value || undefined);
const integer = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number);
const maybeInteger = z
  .union([integer, z.literal('')])
  .optional()
  .transform((value) => (value === '' ? undefined : value));
const maybeNumber = z
  .string()
  .optional()
  .transform((value) => (value ? Number(value) : undefined));

/** `a,b,c` */
const commaList = z
  .string()
  .optional()
  .transform((value) => (value ? value.split(',') : []));
const commaNumbers = commaList.transform((values) => values.map(Number));

/** `<List><Item/><Item/></List>`; one item is not an array in XML, none may be blank text. */
function items<T extends z.ZodType>(name: string, item: T) {
  return z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .optional()
    .transform((wrapper): unknown[] => {
      const value = typeof wrapper === 'object' ? wrapper[name] : undefined;
      return value === undefined ? [] : Array.isArray(value) ? value : [value];
    })
    .pipe(z.array(item));
}

/** What every callback has. FromUserName is `sys` for changes, a userid for actions, absent for customer service. */
export const commonFields = z.object({
  ToUserName: text,
  FromUserName: maybe,
  CreateTime: integer,
  MsgType: text,
  AgentID: maybe,
});

const relation = { UserID: text, ExternalUserID: text };
const added = { ...relation, State: maybe, WelcomeCode: maybe };
const chat = { ChatId: text };
const tag = { Id: text, TagType: maybe, StrategyId: maybe };
const userFields = {
  UserID: text,
  Name: maybe,
  Department: commaNumbers,
  MainDepartment: maybeInteger,
  IsLeaderInDept: commaNumbers,
  DirectLeader: commaList,
  Mobile: maybe,
  Position: maybe,
  Gender: maybe,
  Email: maybe,
  BizMail: maybe,
  Status: maybeInteger,
  Avatar: maybe,
  Alias: maybe,
  Telephone: maybe,
  Address: maybe,
};
const party = { Id: integer, Name: maybe, ParentId: maybeInteger, Order: maybeInteger };
const card = { EventKey: maybe, TaskId: maybe, CardType: maybe, ResponseCode: maybe };
const message = { MsgId: text };
const approvalItem = z.object({
  ItemName: maybe,
  ItemUserId: maybe,
  ItemImage: maybe,
  ItemStatus: maybeInteger,
  ItemSpeech: maybe,
  ItemOpTime: maybeInteger,
});

/** By `Event/ChangeType`, by `Event` where there is no change type, and by `message/MsgType`. */
export const eventSchemas = {
  'change_external_contact/add_external_contact': z.object(added),
  'change_external_contact/add_half_external_contact': z.object(added),
  'change_external_contact/edit_external_contact': z.object(relation),
  /** A member deleted the customer; Source DELETE_BY_TRANSFER when a transfer moved him. */
  'change_external_contact/del_external_contact': z.object({ ...relation, Source: maybe }),
  /** The customer deleted the member. */
  'change_external_contact/del_follow_user': z.object(relation),
  /** UserID is the taker; FailReason customer_refused or customer_limit_exceed. */
  'change_external_contact/transfer_fail': z.object({ ...relation, FailReason: maybe }),
  'change_external_contact/msg_audit_approved': z.object({ ...relation, WelcomeCode: maybe }),

  'change_external_chat/create': z.object(chat),
  'change_external_chat/update': z.object({
    ...chat,
    /** add_member, del_member, change_owner, change_name or change_notice. */
    UpdateDetail: maybe,
    JoinScene: maybeInteger,
    /** 0 left, 1 removed. */
    QuitScene: maybeInteger,
    MemChangeCnt: maybeInteger,
    MemChangeList: items('Item', z.string()),
    LastMemVer: maybe,
    CurMemVer: maybe,
  }),
  'change_external_chat/dismiss': z.object(chat),

  'change_external_tag/create': z.object(tag),
  'change_external_tag/update': z.object(tag),
  'change_external_tag/delete': z.object(tag),
  /** Id is empty when the groups themselves were reordered. */
  'change_external_tag/shuffle': z.object({ Id: maybe, StrategyId: maybe }),

  'change_contact/create_user': z.object(userFields),
  'change_contact/update_user': z.object({ ...userFields, NewUserID: maybe }),
  'change_contact/delete_user': z.object({ UserID: text }),
  'change_contact/create_party': z.object(party),
  'change_contact/update_party': z.object(party),
  'change_contact/delete_party': z.object({ Id: integer }),
  'change_contact/update_tag': z.object({
    TagId: text,
    AddUserItems: commaList,
    DelUserItems: commaList,
    AddPartyItems: commaNumbers,
    DelPartyItems: commaNumbers,
  }),

  'customer_acquisition/balance_low': z.object({}),
  'customer_acquisition/balance_exhausted': z.object({}),
  'customer_acquisition/balance_increased': z.object({}),
  'customer_acquisition/quota_expire_soon': z.object({ ExpireTime: integer, ExpireQuotaNum: integer }),
  'customer_acquisition/link_unavailable': z.object({ LinkId: text }),
  'customer_acquisition/delete_link': z.object({ LinkId: text }),
  'customer_acquisition/open_profile': z.object({ LinkId: text, State: maybe }),
  'customer_acquisition/friend_request': z.object({ LinkId: text, State: maybe }),
  'customer_acquisition/customer_start_chat': z.object({ ...relation, LinkId: maybe }),
  /** ChatKey is read with getAcquisitionChat within 30 minutes. */
  'customer_acquisition/message_from_customer': z.object({ LinkId: text, ChatKey: text }),

  /** Pull the messages; Token lives 10 minutes. */
  kf_msg_or_event: z.object({ Token: text, OpenKfId: text }),
  kf_account_auth_change: z.object({ AuthAddOpenKfId: maybe, AuthDelOpenKfId: maybe }),
  /** Pull the archive; at most one in 15 s. */
  msgaudit_notify: z.object({}),
  open_approval_change: z.object({
    ApprovalInfo: z.object({
      ThirdNo: text,
      OpenSpName: maybe,
      OpenTemplateId: maybe,
      /** 1 pending, 2 approved, 3 rejected, 4 cancelled. */
      OpenSpStatus: integer,
      ApplyTime: maybeInteger,
      ApplyUserName: maybe,
      ApplyUserId: maybe,
      ApplyUserParty: maybe,
      ApplyUserImage: maybe,
      ApprovalNodes: items(
        'ApprovalNode',
        z.object({
          NodeStatus: maybeInteger,
          NodeAttr: maybeInteger,
          NodeType: maybeInteger,
          Items: items('Item', approvalItem),
        }),
      ),
      NotifyNodes: items('NotifyNode', z.object({ ItemName: maybe, ItemUserId: maybe, ItemImage: maybe })),
      approverstep: maybeInteger,
    }),
  }),
  template_card_event: z.object({
    ...card,
    SelectedItems: items(
      'SelectedItem',
      z.object({ QuestionKey: text, OptionIds: items('OptionId', z.string()) }),
    ),
  }),
  template_card_menu_event: z.object(card),
  /** A member came into the app's visible range. */
  subscribe: z.object({}),
  unsubscribe: z.object({}),
  enter_agent: z.object({ EventKey: maybe }),
  click: z.object({ EventKey: maybe }),
  view: z.object({ EventKey: maybe }),
  LOCATION: z.object({
    Latitude: maybeNumber,
    Longitude: maybeNumber,
    Precision: maybeNumber,
    AppType: maybe,
  }),
  batch_job_result: z.object({
    BatchJob: z.object({ JobId: text, JobType: text, ErrCode: integer, ErrMsg: maybe }),
  }),
  upload_media_job_finish: z.object({ JobId: text }),

  'message/text': z.object({ ...message, Content: text }),
  'message/image': z.object({ ...message, PicUrl: maybe, MediaId: text }),
  'message/voice': z.object({ ...message, MediaId: text, Format: maybe }),
  'message/video': z.object({ ...message, MediaId: text, ThumbMediaId: maybe }),
  'message/location': z.object({
    ...message,
    Location_X: maybeNumber,
    Location_Y: maybeNumber,
    Scale: maybeInteger,
    Label: maybe,
  }),
  'message/link': z.object({
    ...message,
    Title: maybe,
    Description: maybe,
    Url: maybe,
    PicUrl: maybe,
  }),
};
