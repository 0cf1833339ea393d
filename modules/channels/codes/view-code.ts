// How a live code looks on the wire.
import type { CodeDetail, CodeRow } from '@yutian/contract';
import { toIso } from '@yutian/kernel';
import type { CodeRecord, ListedCode } from './code.sql.ts';

/** Why WeCom has not what ours says, or null. */
export function failureOf(
  code: Pick<CodeRecord, 'failureCode' | 'failureMessage' | 'failureErrcode' | 'failedAtMs'>,
) {
  if (code.failureCode === null || code.failedAtMs === null) return null;
  return {
    code: code.failureCode,
    message: code.failureMessage ?? '',
    errcode: code.failureErrcode,
    at: toIso(code.failedAtMs),
  };
}

/** Our own page of a code; relative when the product's public address is not set. */
export function entryUrlOf(publicUrl: string | undefined, state: string): string {
  return `${publicUrl ?? ''}/c/${state}`;
}

/** What the printed picture opens: our page where the code is routed, WeCom's address otherwise. */
export function targetOf(
  publicUrl: string | undefined,
  code: Pick<CodeRecord, 'routing' | 'state' | 'qrCode'>,
): string | null {
  return code.routing === 'direct' ? code.qrCode : entryUrlOf(publicUrl, code.state);
}

export function viewCode(publicUrl: string | undefined, code: ListedCode): CodeRow {
  return {
    codeId: code.codeId,
    name: code.name,
    channelId: code.channelId,
    channelName: code.channelName,
    corpId: code.corpId,
    state: code.state,
    kind: code.kind,
    mode: code.mode,
    routing: code.routing,
    storeId: code.storeId,
    linkState: code.linkState,
    failure: failureOf(code),
    answer: code.answer,
    nextChangeAt: code.nextChangeMs === null ? null : toIso(code.nextChangeMs),
    qrCode: targetOf(publicUrl, code),
    addsToday: code.addsToday,
    adds: code.adds,
    archived: code.archived,
    createdAt: toIso(code.createdAtMs),
  };
}

export function viewCodeDetail(publicUrl: string | undefined, code: ListedCode): CodeDetail {
  return {
    ...viewCode(publicUrl, code),
    remark: code.remark,
    skipVerify: code.skipVerify,
    exclusive: code.exclusive,
    rota: code.rota,
    welcomeId: code.welcomeId,
    entryUrl: code.routing === 'direct' ? null : entryUrlOf(publicUrl, code.state),
    configId: code.configId,
    answerOnPlatform: code.platformHash !== null && code.platformHash === code.wantedHash,
  };
}
