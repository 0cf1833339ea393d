// The door of the package: callback crypto and XML.
export {
  callbackKeys,
  CallbackRejected,
  decryptCallback,
  decryptMessage,
  encryptCallback,
  encryptMessage,
  encryptReply,
  signature,
  verifyUrl,
} from './callback-crypto.ts';
export type {
  CallbackKeys,
  CallbackQuery,
  CallbackRejection,
  CallbackSecret,
  ReplyStamp,
} from './callback-crypto.ts';
export { buildXml, callbackXmlLimits, parseCallbackXml, XmlRefused } from './callback-xml.ts';
export type { XmlFault, XmlInput, XmlInputObject, XmlLimits, XmlObject, XmlValue } from './callback-xml.ts';
export { jsapiSignature } from './jsapi-signature.ts';
export type { JsapiPage } from './jsapi-signature.ts';
