// When messages of a friendship can be known, and what counts as greeting and reply: the same words for the numbers and
// for the rows behind them.
import { sql } from 'kysely';

const REPLY_WINDOW_MS = 48 * 3_600_000;

/** Joins to a relation `rr` the consent `a` to archiving, if the customer agreed for this guide (R6). */
export const CONSENT = sql`left join connection.pub_archive_consent a on a.tenant_id = rr.tenant_id and a.corp_id = rr.corp_id
  and a.external_userid = rr.external_userid and a.staff_id = rr.staff_id`;

/** Joins to a relation `rr` the first welcome `g` that reached the customer. */
export const GREETING = sql`left join lateral (select min(w.at_ms) as at_ms from channels.pub_welcomed w
  where w.tenant_id = rr.tenant_id and w.customer_id = rr.customer_id and w.staff_id = rr.staff_id) g on true`;

/** The first word to the customer: a welcome sent by software, or what the guide wrote himself. */
export const GREETED_AT = sql`least(rr.first_outbound_at_ms, g.at_ms)`;

// @NOTE nothing said before the consent is archived: who agreed after the window may have replied unseen. And of who was
// added before the archive reached back, the first words are gone: what is known of him first is not his first.
/** Of a relation `r` with greeted_at_ms, agreed_at_ms and archived_since_ms: a reply would be known. */
export const OBSERVED = sql`r.archived_since_ms <= r.first_added_at_ms and r.agreed_at_ms <= coalesce(r.greeted_at_ms, r.first_added_at_ms) + ${REPLY_WINDOW_MS}::bigint`;

/** Of a relation `r` with greeted_at_ms: the first message came within 48 h of the greeting. */
export const REPLIED = sql`r.first_inbound_at_ms between r.greeted_at_ms and r.greeted_at_ms + ${REPLY_WINDOW_MS}::bigint`;
