// The door of the package. WeCom's server API as typed data, one client that calls it within its limits, and the
// crypto and XML of its callbacks. No business words in here.
export { type Budget, type BudgetOptions, chainBudgets, createBudget } from './budget.ts';
export {
  type CallbackKeys,
  callbackKeys,
  type CallbackQuery,
  CallbackRejected,
  type CallbackRejection,
  type CallbackSecret,
  decryptCallback,
  decryptMessage,
  encryptCallback,
  encryptMessage,
  encryptReply,
  type ReplyStamp,
  signature,
  verifyUrl,
} from './callback-crypto.ts';
export {
  buildXml,
  callbackXmlLimits,
  parseCallbackXml,
  type XmlFault,
  type XmlInput,
  type XmlInputObject,
  type XmlLimits,
  type XmlObject,
  XmlRefused,
  type XmlValue,
} from './callback-xml.ts';
export { createWeComClient, type Download, type WeComClient, type WeComClientOptions } from './client.ts';
export { systemWeComClock, type WeComClock } from './clock.ts';
export type {
  AnswerOf,
  AnyEndpoint,
  DownloadEndpoint,
  Endpoint,
  Paging,
  Repeat,
  RequestOf,
  UploadEndpoint,
} from './endpoint.ts';
export {
  getToken,
  listCallbackAddresses,
} from './endpoints/access.ts';
export {
  acquisitionUrl,
  createAcquisitionLink,
  deleteAcquisitionLink,
  getAcquisitionChat,
  getAcquisitionLink,
  getAcquisitionQuota,
  getAcquisitionStatistics,
  listAcquiredCustomers,
  listAcquisitionLinks,
  updateAcquisitionLink,
} from './endpoints/acquisition.ts';
export { allEndpoints } from './endpoints/all.ts';
export {
  recallAppMessage,
  sendAppMessage,
  updateTemplateCard,
} from './endpoints/app-messages.ts';
export {
  checkCustomerConsent,
  checkGroupConsent,
  getArchivedRoom,
  listArchivedUsers,
} from './endpoints/archive.ts';
export {
  type Attachment,
  attachment as attachmentSchema,
} from './endpoints/attachments.ts';
export {
  addContactWay,
  closeTemporaryChat,
  deleteContactWay,
  getContactWay,
  listContactWays,
  updateContactWay,
} from './endpoints/contact-ways.ts';
export {
  batchGetCustomers,
  convertCustomerToOpenid,
  convertUnionid,
  externalContact as externalContactSchema,
  followInfo as followInfoSchema,
  followUser as followUserSchema,
  getCustomer,
  listCustomersOf,
  listFollowUsers,
  listServedContacts,
  opengidToChatId,
  remarkCustomer,
  unionidToCustomer,
} from './endpoints/customers.ts';
export {
  convertUserToOpenid,
  findUserByEmail,
  findUserByMobile,
  getDepartment,
  getUser,
  listDepartmentIds,
  listDepartmentMembers,
  listDepartments,
  listDepartmentUsers,
  listUserIds,
  user as userSchema,
} from './endpoints/directory.ts';
export {
  addJoinWay,
  deleteJoinWay,
  getGroupChat,
  getJoinWay,
  listGroupChats,
  updateJoinWay,
} from './endpoints/group-chats.ts';
export {
  addMassMessage,
  cancelMassMessage,
  getMassMessageResults,
  getMassMessageTasks,
  listMassMessages,
  remindMassMessage,
} from './endpoints/mass-messages.ts';
export {
  downloadMedia,
  getUploadByUrlResult,
  uploadAttachment,
  uploadByUrl,
  uploadImage,
  uploadMedia,
} from './endpoints/media.ts';
export {
  addMomentTask,
  cancelMomentTask,
  getMomentAudience,
  getMomentReach,
  getMomentReactions,
  getMomentTaskResult,
  getMomentTasks,
  listMoments,
} from './endpoints/moments.ts';
export {
  getLoginDetail,
  getLoginIdentity,
  oauthHosts,
  type OauthRequest,
  oauthUrl,
  qrLoginUrl,
} from './endpoints/oauth.ts';
export {
  getGroupStatistics,
  getGroupStatisticsByDay,
  getUserBehavior,
} from './endpoints/statistics.ts';
export {
  addCorpTags,
  addStrategyTags,
  deleteCorpTags,
  deleteStrategyTags,
  editCorpTag,
  editStrategyTag,
  getStrategy,
  getStrategyRange,
  listCorpTags,
  listStrategies,
  listStrategyTags,
  markTags,
} from './endpoints/tags.ts';
export {
  getAgentTicket,
  getCorpTicket,
} from './endpoints/tickets.ts';
export {
  getResignedTransferProgress,
  getTransferProgress,
  listUnassigned,
  transferCustomers,
  transferGroups,
  transferResignedCustomers,
  transferResignedGroups,
} from './endpoints/transfers.ts';
export {
  addGroupWelcome,
  deleteGroupWelcome,
  editGroupWelcome,
  getGroupWelcome,
  sendWelcome,
} from './endpoints/welcome.ts';
export { type Errcode, type ErrcodeKind, errcode, knownErrcodes } from './errcodes.ts';
export {
  type Unreachable,
  WeComError,
  WeComOverBudget,
  WeComShapeError,
  WeComUnreachable,
} from './errors.ts';
export {
  type CallbackEvent,
  type KnownEvent,
  type KnownEventKind,
  parseCallbackEvent,
  type UnknownEvent,
} from './events.ts';
export type { Attempt, AttemptLog, CallOptions, UploadFile } from './exchange.ts';
export { type JsapiPage, jsapiSignature } from './jsapi-signature.ts';
export { type Lane, lanes, type LimitRules, type LimitWindow } from './limit-rules.ts';
export { type PagedEndpoint, pages } from './pages.ts';
export type { AcquireOptions, BudgetReason, BudgetState, WindowState } from './path-budget.ts';
export { wecomLimits, wecomLimitsPerAddress } from './rules/wecom-limits.2025-08.ts';
export { wecomShapes } from './rules/wecom-shapes.2025-11.ts';
export { memoryTokenStore, type StoredToken, type TokenStore } from './token.ts';
export type { Fetch } from './transport.ts';
