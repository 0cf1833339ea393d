// What an answer of groupchat/get says, in our terms. Pure.
import { MS_PER_SECOND } from '@yutian/kernel';
import type { AnswerOf, getGroupChat } from '@yutian/wecom';
import { groupReading } from '../rules/group-reading.2025-12.ts';

export type PlatformChat = AnswerOf<typeof getGroupChat>['group_chat'];

/** Somebody in a group, as the platform names him. */
export interface Seat {
  kind: 'staff' | 'external';
  userid: string;
  joinedAtMs: number;
  scene: number | null;
  invitorUserid: string | null;
  state: string | null;
  nickname: string;
  name: string;
}

const STAFF = 1;

/** Everybody in the group, each once; the later stay where the platform names somebody twice. */
export function seatsOf(chat: PlatformChat): Seat[] {
  const seats = new Map<string, Seat>();
  for (const member of chat.member_list) {
    const kind = member.type === STAFF ? 'staff' : 'external';
    const joinedAtMs = (member.join_time ?? chat.create_time) * MS_PER_SECOND;
    const known = seats.get(`${kind} ${member.userid}`);
    if (known && known.joinedAtMs >= joinedAtMs) continue;
    seats.set(`${kind} ${member.userid}`, {
      kind,
      userid: member.userid,
      joinedAtMs,
      scene: member.join_scene ?? null,
      invitorUserid: member.invitor?.userid || null,
      state: member.state || null,
      nickname: member.group_nickname,
      name: member.name ?? '',
    });
  }
  return [...seats.values()];
}

// Callbacks tell whole seconds, and a reading is up to two seconds behind them.
const SLACK_MS = groupReading.behindEventsMs + MS_PER_SECOND;

/**
 * When those left whom a reading no longer shows: at the latest event that the reading before cannot have shown, if
 * there is one; else nobody can say better than «by now».
 */
export function leftAt(chat: { eventAtMs: number | null; readAtMs: number | null }, nowMs: number): number {
  const { eventAtMs, readAtMs } = chat;
  const isNews =
    eventAtMs !== null && eventAtMs <= nowMs && (readAtMs === null || eventAtMs + SLACK_MS > readAtMs);
  return isNews ? eventAtMs : nowMs;
}
