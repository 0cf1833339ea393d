// The tables of the simulated world. Small things (apps, tags, contact ways, tasks …) are JSON documents in `doc`;
// what grows with the number of people has tables and indexes of its own.

/** Runs at every start; it only adds what is not there. Instants are epoch ms unless a column says `_s`. */
export const schema = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS doc (
  corp INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (corp, kind, id)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS doc_order ON doc (corp, kind, seq);

CREATE TABLE IF NOT EXISTS timer (id INTEGER PRIMARY KEY, due INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS timer_due ON timer (due, id);

CREATE TABLE IF NOT EXISTS token (token TEXT PRIMARY KEY, corp INTEGER NOT NULL, app TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS person (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, gender INTEGER NOT NULL, type INTEGER NOT NULL, mobile TEXT, company TEXT);

-- status: 1 friends, 2 half added, 3 deleted by the member, 4 deleted by the customer, 5 moved away by a transfer, 6 asked, not accepted
-- agree: 0 not asked, 1 agreed to archiving, 2 refused; oper: 0 the customer opened it, else the member's number
CREATE TABLE IF NOT EXISTS relation (
  id INTEGER PRIMARY KEY, corp INTEGER NOT NULL, staff INTEGER NOT NULL, person INTEGER NOT NULL, status INTEGER NOT NULL,
  added_s INTEGER NOT NULL, add_way INTEGER NOT NULL, state TEXT, oper INTEGER NOT NULL DEFAULT 0,
  remark TEXT, description TEXT, company TEXT, mobiles TEXT, tags TEXT,
  opened INTEGER, last_talk INTEGER, inbound INTEGER NOT NULL DEFAULT 0, link TEXT,
  agree INTEGER NOT NULL DEFAULT 0, agree_at INTEGER);
CREATE UNIQUE INDEX IF NOT EXISTS relation_pair ON relation (person, staff);
CREATE INDEX IF NOT EXISTS relation_staff ON relation (staff, status, id);
CREATE INDEX IF NOT EXISTS relation_link ON relation (link, id) WHERE link IS NOT NULL;

CREATE TABLE IF NOT EXISTS welcome (
  code TEXT PRIMARY KEY, corp INTEGER NOT NULL, relation INTEGER NOT NULL, issued INTEGER NOT NULL, used INTEGER NOT NULL,
  needs_consent INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS mass_target (
  id INTEGER PRIMARY KEY, task TEXT NOT NULL, staff INTEGER NOT NULL, person INTEGER NOT NULL, chat TEXT,
  status INTEGER NOT NULL DEFAULT 0, sent_s INTEGER);
CREATE INDEX IF NOT EXISTS mass_target_task ON mass_target (task, staff, id);
CREATE TABLE IF NOT EXISTS mass_task (
  task TEXT NOT NULL, staff INTEGER NOT NULL, status INTEGER NOT NULL DEFAULT 0, sent_s INTEGER, PRIMARY KEY (task, staff)) WITHOUT ROWID;
-- who received a mass message when: the monthly quota counts these rows
CREATE TABLE IF NOT EXISTS mass_received (corp INTEGER NOT NULL, target TEXT NOT NULL, personal INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS mass_received_target ON mass_received (corp, target, personal, at);

CREATE TABLE IF NOT EXISTS transfer (
  id INTEGER PRIMARY KEY, corp INTEGER NOT NULL, kind TEXT NOT NULL, handover INTEGER NOT NULL, takeover INTEGER NOT NULL,
  person INTEGER NOT NULL, status INTEGER NOT NULL, created INTEGER NOT NULL, done_s INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS transfer_pair ON transfer (handover, takeover, id);
CREATE INDEX IF NOT EXISTS transfer_person ON transfer (person, corp, created);

-- kind: 1 staff, 2 external person; member is the staff or person number
CREATE TABLE IF NOT EXISTS group_member (
  chat TEXT NOT NULL, kind INTEGER NOT NULL, member INTEGER NOT NULL, joined_s INTEGER NOT NULL, scene INTEGER NOT NULL,
  invitor INTEGER, state TEXT, nickname TEXT NOT NULL DEFAULT '', agree INTEGER NOT NULL DEFAULT 0, agree_at INTEGER,
  PRIMARY KEY (chat, kind, member)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS group_day (
  chat TEXT NOT NULL, day TEXT NOT NULL, messages INTEGER NOT NULL DEFAULT 0, joined INTEGER NOT NULL DEFAULT 0,
  members INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (chat, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS group_spoke (
  chat TEXT NOT NULL, day TEXT NOT NULL, kind INTEGER NOT NULL, member INTEGER NOT NULL, PRIMARY KEY (chat, day, kind, member)) WITHOUT ROWID;

-- one row per member and day: what get_user_behavior_data sums
CREATE TABLE IF NOT EXISTS staff_day (
  staff INTEGER NOT NULL, day TEXT NOT NULL, chats INTEGER NOT NULL DEFAULT 0, messages INTEGER NOT NULL DEFAULT 0,
  opened INTEGER NOT NULL DEFAULT 0, replied INTEGER NOT NULL DEFAULT 0, reply_ms INTEGER NOT NULL DEFAULT 0,
  lost INTEGER NOT NULL DEFAULT 0, applied INTEGER NOT NULL DEFAULT 0, added INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (staff, day)) WITHOUT ROWID;
-- one row per relation and day with a chat: who spoke first, whether it was answered
CREATE TABLE IF NOT EXISTS talk (
  relation INTEGER NOT NULL, day TEXT NOT NULL, customer_first INTEGER NOT NULL, first_at INTEGER NOT NULL,
  staff_spoke INTEGER NOT NULL, PRIMARY KEY (relation, day)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS archive (seq INTEGER PRIMARY KEY, corp INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS archive_corp ON archive (corp, seq);

CREATE TABLE IF NOT EXISTS media (
  id TEXT PRIMARY KEY, corp INTEGER NOT NULL, kind TEXT NOT NULL, scene INTEGER NOT NULL, name TEXT NOT NULL, mime TEXT NOT NULL,
  created INTEGER NOT NULL, permanent INTEGER NOT NULL, bytes BLOB NOT NULL);
`;
