// People put package cards to the test (S1-11): versions with a code each, parcels counted, conversion compared.
import type { CardTest, CodeRota } from '@yutian/contract';
import { conflict, type Id, invalid, newId, notFound, type TenantId, toIso } from '@yutian/kernel';
import { audit, type Db, inTransaction, type Tx } from '@yutian/platform';
import { makeCode, takeOff } from '../codes/save-code.ts';
import type { By, ChannelsGround } from '../parts.ts';
import { compareVersions, conversionOf, type ExposureEntry } from './card.rules.ts';
import {
  archiveCard,
  type CardRow,
  insertCard,
  insertVersion,
  listCards,
  peopleByCode,
  putExposures,
  versionsOf,
} from './card.sql.ts';

type Reader = Pick<By, 'tenantId' | 'scope'>;

export interface CardInput {
  corpId: string;
  name: string;
  channelId: Id;
  sku: string;
  batch: string;
  skipVerify: boolean;
  rota: CodeRota;
  versions: readonly { label: string; script: string; prize: string; welcomeId: Id | null }[];
}

export function createCard({ db, clock }: ChannelsGround, actor: By, input: CardInput): Promise<Id> {
  const { tenantId } = actor;
  const { name, corpId, channelId, sku, batch, skipVerify, rota, versions } = input;
  if (new Set(versions.map((version) => version.label)).size < versions.length)
    throw invalid('CARD_LABEL_TWICE', 'Two versions have the same label.');
  return inTransaction(db, async (tx) => {
    const cardId = newId();
    await insertCard(tx, { tenantId, cardId, corpId, channelId, name, sku, batch, nowMs: clock.now() });
    for (const { label, script, prize, welcomeId } of versions) {
      const code = {
        corpId,
        channelId,
        skipVerify,
        rota,
        welcomeId,
        exclusive: false,
        routing: 'direct' as const,
        storeId: null,
      };
      const codeId = await makeCode(
        tx,
        actor,
        { ...code, name: `${name} ${label}`, remark: '' },
        clock.now(),
      );
      await insertVersion(tx, { tenantId, cardId, label, codeId, script, prize });
    }
    const detail = { name, sku, batch, versions: versions.length };
    await audit(
      tx,
      actor,
      { action: 'channels.createCard', subjectKind: 'card', subjectId: cardId, detail },
      clock.now(),
    );
    return cardId;
  });
}

/** The card, or a Fault when there is none within the reader's scope. */
export async function requireCard(tx: Tx | Db, { tenantId, scope }: Reader, cardId: Id): Promise<CardRow> {
  const all = { sku: null, text: null, archived: null, before: null, limit: 1 };
  const [card] = await listCards(tx, { tenantId, scope, cardId, ...all });
  if (!card)
    throw notFound('CARD_UNKNOWN', 'There is no such package card, or it is outside your data scope.', {
      cardId,
    });
  return card;
}

export function dropCard({ db, clock }: ChannelsGround, actor: By, cardId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    await requireCard(tx, actor, cardId);
    const versions = await versionsOf(tx, { tenantId, cardIds: [cardId] });
    await takeOff(
      tx,
      tenantId,
      versions.map((version) => version.codeId),
    );
    await archiveCard(tx, { tenantId, cardId });
    await audit(
      tx,
      actor,
      { action: 'channels.archiveCard', subjectKind: 'card', subjectId: cardId },
      clock.now(),
    );
  });
}

/** Enters parcels; entering a day again replaces it. */
export function enterExposures(
  { db, clock }: ChannelsGround,
  actor: By,
  cardId: Id,
  entries: readonly ExposureEntry[],
): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    const card = await requireCard(tx, actor, cardId);
    if (card.archived) throw conflict('CARD_ARCHIVED', 'This package card is archived.', { cardId });
    const labels = new Set(
      (await versionsOf(tx, { tenantId, cardIds: [cardId] })).map((version) => version.label),
    );
    const unknown = entries.find((entry) => !labels.has(entry.label));
    if (unknown) throw invalid('CARD_VERSION_UNKNOWN', 'There is no such version.', { label: unknown.label });
    // The last line of a day holds, as it does when the day is entered twice.
    const once = [
      ...new Map(entries.map((entry) => [`${entry.label} ${entry.day} ${entry.batch}`, entry])).values(),
    ];
    await putExposures(tx, { tenantId, cardId, rows: JSON.stringify(once) });
    const detail = { entries: once.length, cards: once.reduce((sum, entry) => sum + entry.cards, 0) };
    await audit(
      tx,
      actor,
      { action: 'channels.enterExposures', subjectKind: 'card', subjectId: cardId, detail },
      clock.now(),
    );
  });
}

/** Cards with what their versions brought and how they compare. */
export async function showCards(db: Db, tenantId: TenantId, cards: readonly CardRow[]): Promise<CardTest[]> {
  const versions = await versionsOf(db, { tenantId, cardIds: cards.map((card) => card.cardId) });
  const people = await peopleByCode(db, { tenantId, codeIds: versions.map((version) => version.codeId) });
  const addsOf = new Map(people.map((row) => [row.codeId, row.people]));
  const byCard = Map.groupBy(versions, (version) => version.cardId);
  return cards.map(({ createdAtMs, corpId: _corp, ...card }) => {
    const own = (byCard.get(card.cardId) ?? []).map(({ cardId: _card, ...version }) => {
      const adds = addsOf.get(version.codeId) ?? 0;
      return { ...version, adds, conversion: conversionOf({ ...version, adds }) };
    });
    return { ...card, versions: own, comparisons: compareVersions(own), createdAt: toIso(createdAtMs) };
  });
}

export async function showCard(db: Db, reader: Reader, cardId: Id): Promise<CardTest> {
  const [shown] = await showCards(db, reader.tenantId, [await requireCard(db, reader, cardId)]);
  if (!shown) throw new Error('A card that is there is shown.');
  return shown;
}
