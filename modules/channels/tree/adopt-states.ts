// Codes made elsewhere: a brand that moves in brings codes of another tool. Yutian cannot change them on the platform,
// but the state each carries says where a customer came from, in the past and from now on.
import { channelsEvents } from '@yutian/contract';
import { type Id, newId } from '@yutian/kernel';
import { audit, emit, inTransaction } from '@yutian/platform';
import type { By, ChannelsGround } from '../parts.ts';
import { insertAdoptedStates, listAdoptedStates } from './adopted.sql.ts';
import { requireChannel } from './grow-tree.ts';

export interface AdoptedState {
  state: string;
  name: string;
}

/**
 * Says that these states belong to a channel. A state that a code already carries is left alone.
 * @returns how many are new.
 */
export function adoptStates(
  { db, clock }: ChannelsGround,
  actor: By,
  input: { channelId: Id; corpId: string; states: readonly AdoptedState[] },
): Promise<number> {
  const { tenantId } = actor;
  const nowMs = clock.now();
  return inTransaction(db, async (tx) => {
    await requireChannel(tx, tenantId, input.channelId);
    const rows = input.states.map((adopted) => ({ codeId: newId(), ...adopted }));
    const added = await insertAdoptedStates.run(tx, {
      tenantId,
      channelId: input.channelId,
      corpId: input.corpId,
      rows: JSON.stringify(rows),
      nowMs,
    });
    if (added === 0) return 0;
    const detail = { states: input.states.map((adopted) => adopted.state) };
    await audit(
      tx,
      actor,
      { action: 'channels.adoptStates', subjectKind: 'channel', subjectId: input.channelId, detail },
      nowMs,
    );
    await emit(
      tx,
      channelsEvents.statesAdopted,
      tenantId,
      { channelId: input.channelId, states: added },
      nowMs,
    );
    return added;
  });
}

export const readAdoptedStates = ({ db }: ChannelsGround, tenantId: number, channelId: Id) =>
  listAdoptedStates(db, { tenantId, channelId });
