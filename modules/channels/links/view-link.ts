// How an acquisition link looks on the wire.
import type { LinkView } from '@yutian/contract';
import { toIso } from '@yutian/kernel';
import { acquisitionUrl } from '@yutian/wecom';
import type { ListedCode } from '../codes/code.sql.ts';
import { entryUrlOf, failureOf } from '../codes/view-code.ts';
import type { LinkRow } from './link.sql.ts';

/** The link with its customer channel, which returns as the state of an add. */
export function customerUrl(url: string | null, state: string): string | null {
  return url === null ? null : acquisitionUrl(url, state);
}

export function viewLink(
  publicUrl: string | undefined,
  code: ListedCode,
  link: LinkRow | undefined,
): LinkView {
  return {
    codeId: code.codeId,
    name: code.name,
    channelId: code.channelId,
    corpId: code.corpId,
    customerChannel: code.state,
    url: customerUrl(link?.url ?? null, code.state),
    staffIds: link?.staffIds ?? [],
    skipVerify: code.skipVerify,
    linkState: code.linkState,
    failure: failureOf(code),
    unavailableSince: link?.unavailableSinceMs == null ? null : toIso(link.unavailableSinceMs),
    fallbackCodeId: link?.fallbackCodeId ?? null,
    entryUrl: entryUrlOf(publicUrl, code.state),
    opened: link?.opened ?? 0,
    requested: link?.requested ?? 0,
    adds: code.adds,
    welcomeId: code.welcomeId,
    createdAt: toIso(code.createdAtMs),
  };
}
