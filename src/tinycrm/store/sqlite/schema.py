"""The first schema: STRICT tables that refuse bad data. Never edited after a release; migrations follow it."""

from __future__ import annotations

SHARED = """uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL CHECK (length(created_at) = 20),
  updated_at TEXT NOT NULL CHECK (length(updated_at) = 20),
  version INTEGER NOT NULL DEFAULT 1,
  op INTEGER NOT NULL"""

_MARKS = """last_touch_at TEXT,
  last_in_at TEXT,
  last_out_at TEXT"""

FIELDS = "fields TEXT NOT NULL DEFAULT '{}' CHECK (substr(fields, 1, 1) = '{')"

LATER = "DEFERRABLE INITIALLY DEFERRED"


def day(column: str, *, needed: bool = False) -> str:
    """Gives the declaration of a column that holds an ISO day, of one that is never empty with `needed`."""
    rule = "NOT NULL " if needed else ""
    return f"{column} TEXT {rule}CHECK ({column} GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]')"


STATEMENTS: tuple[str, ...] = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE sequence (one INTEGER PRIMARY KEY CHECK (one = 1), next INTEGER NOT NULL CHECK (next > 0)) STRICT",
    "INSERT INTO sequence (one, next) VALUES (1, 1)",
    "CREATE TABLE currency (code TEXT PRIMARY KEY, decimals INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    f"""CREATE TABLE company (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  name_key TEXT NOT NULL,
  parent INTEGER REFERENCES company (id) {LATER} CHECK (parent <> id),
  industry TEXT, size INTEGER CHECK (size >= 0), country TEXT,
  lifecycle TEXT, source TEXT, owner TEXT, {day("lead_on")}, {day("customer_since")}, note TEXT,
  {FIELDS}, {_MARKS}, {SHARED}) STRICT""",
    f"""CREATE TABLE contact (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  name_key TEXT NOT NULL,
  given TEXT, family TEXT, title TEXT, lifecycle TEXT, source TEXT, owner TEXT,
  {day("lead_on")}, {day("customer_since")}, birthday TEXT,
  cadence_days INTEGER CHECK (cadence_days BETWEEN 1 AND 36500), note TEXT,
  {FIELDS}, {_MARKS}, {SHARED}) STRICT""",
    # `record` is the owner's id whichever noun it is: the key of the row and of every look-up by owner.
    f"""CREATE TABLE contact_point (
  record INTEGER NOT NULL,
  contact INTEGER REFERENCES contact (id) {LATER},
  company INTEGER REFERENCES company (id) {LATER},
  kind TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'website', 'handle')),
  key TEXT NOT NULL CHECK (key <> ''),
  typed TEXT NOT NULL, label TEXT,
  is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
  position INTEGER NOT NULL,
  op INTEGER NOT NULL,
  PRIMARY KEY (record, kind, key),
  CHECK ((contact IS NULL) <> (company IS NULL) AND record = coalesce(contact, company))) STRICT, WITHOUT ROWID""",
    "CREATE UNIQUE INDEX contact_email ON contact_point (key) WHERE kind = 'email' AND contact IS NOT NULL",
    "CREATE INDEX contact_point_key ON contact_point (kind, key)",
    f"""CREATE TABLE contact_company (
  contact INTEGER NOT NULL REFERENCES contact (id) {LATER},
  company INTEGER NOT NULL REFERENCES company (id) {LATER},
  role TEXT, is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)), position INTEGER NOT NULL,
  op INTEGER NOT NULL, PRIMARY KEY (contact, company)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX contact_company_company ON contact_company (company, contact)",
    f"""CREATE TABLE relation (
  contact INTEGER NOT NULL REFERENCES contact (id) {LATER},
  other INTEGER NOT NULL REFERENCES contact (id) {LATER} CHECK (other <> contact),
  kind TEXT NOT NULL, op INTEGER NOT NULL, PRIMARY KEY (contact, other, kind)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX relation_other ON relation (other)",
    f"""CREATE TABLE deal (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL CHECK (trim(title) <> ''), title_key TEXT NOT NULL,
  value_minor INTEGER, currency TEXT NOT NULL CHECK (length(currency) = 3),
  pipeline TEXT NOT NULL, stage TEXT NOT NULL, position INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('open', 'won', 'lost')),
  probability INTEGER CHECK (probability BETWEEN 0 AND 10000),
  {day("expected_close_on")}, {day("opened_on", needed=True)}, {day("closed_on")},
  reason TEXT, source TEXT, owner TEXT,
  company INTEGER REFERENCES company (id) {LATER},
  party INTEGER,
  {day("stage_entered_on", needed=True)},
  {FIELDS}, {SHARED},
  CHECK ((closed_on IS NULL) = (outcome = 'open'))) STRICT""",
    "CREATE INDEX deal_company ON deal (company) WHERE company IS NOT NULL",
    "CREATE INDEX deal_party ON deal (party) WHERE party IS NOT NULL",
    "CREATE INDEX deal_open ON deal (pipeline, position, id) WHERE outcome = 'open'",
    "CREATE INDEX deal_closed ON deal (outcome, closed_on) WHERE outcome <> 'open'",
    f"""CREATE TABLE deal_contact (
  deal INTEGER NOT NULL REFERENCES deal (id) {LATER},
  contact INTEGER NOT NULL REFERENCES contact (id) {LATER},
  is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)), position INTEGER NOT NULL,
  op INTEGER NOT NULL, PRIMARY KEY (deal, contact)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX deal_contact_contact ON deal_contact (contact, deal)",
    f"""CREATE TABLE stage_stay (
  deal INTEGER NOT NULL REFERENCES deal (id) {LATER},
  seq INTEGER NOT NULL, pipeline TEXT NOT NULL, stage TEXT NOT NULL, position INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('open', 'won', 'lost')),
  entered_at TEXT NOT NULL, {day("entered_on", needed=True)}, left_at TEXT, {day("left_on")},
  op INTEGER NOT NULL, PRIMARY KEY (deal, seq)) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE interaction (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('call', 'email', 'meeting', 'message', 'note')),
  at TEXT NOT NULL CHECK (length(at) = 20), {day("on_day", needed=True)},
  direction TEXT CHECK (direction IN ('in', 'out')),
  summary TEXT NOT NULL, minutes INTEGER CHECK (minutes >= 0), outcome TEXT,
  deal INTEGER REFERENCES deal (id) {LATER}, owner TEXT, {SHARED}) STRICT""",
    "CREATE INDEX interaction_at ON interaction (at, id)",
    "CREATE INDEX interaction_day ON interaction (on_day, kind)",
    "CREATE INDEX interaction_deal ON interaction (deal, at) WHERE deal IS NOT NULL",
    f"""CREATE TABLE interaction_contact (
  contact INTEGER NOT NULL REFERENCES contact (id) {LATER},
  at TEXT NOT NULL,
  interaction INTEGER NOT NULL REFERENCES interaction (id) {LATER},
  op INTEGER NOT NULL, PRIMARY KEY (contact, at, interaction)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX interaction_contact_interaction ON interaction_contact (interaction)",
    f"""CREATE TABLE interaction_company (
  company INTEGER NOT NULL REFERENCES company (id) {LATER},
  at TEXT NOT NULL,
  interaction INTEGER NOT NULL REFERENCES interaction (id) {LATER},
  op INTEGER NOT NULL, PRIMARY KEY (company, at, interaction)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX interaction_company_interaction ON interaction_company (interaction)",
    f"""CREATE TABLE task (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL CHECK (trim(title) <> ''), title_key TEXT NOT NULL,
  {day("due_on")},
  due_time TEXT CHECK (due_time IS NULL OR (due_time GLOB '[0-2][0-9]:[0-5][0-9]' AND due_on IS NOT NULL)),
  priority TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('high', 'normal', 'low')),
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done')),
  repeat TEXT, done_at TEXT, {day("done_on")},
  contact INTEGER REFERENCES contact (id) {LATER},
  company INTEGER REFERENCES company (id) {LATER},
  deal INTEGER REFERENCES deal (id) {LATER},
  owner TEXT, {SHARED},
  CHECK ((status = 'done') = (done_at IS NOT NULL))) STRICT""",
    "CREATE INDEX task_open ON task (due_on, due_time, id) WHERE status = 'open'",
    "CREATE INDEX task_contact ON task (contact) WHERE contact IS NOT NULL",
    "CREATE INDEX task_company ON task (company) WHERE company IS NOT NULL",
    "CREATE INDEX task_deal ON task (deal) WHERE deal IS NOT NULL",
    "CREATE INDEX contact_name ON contact (name_key, id)",
    "CREATE INDEX company_name ON company (name_key, id)",
    "CREATE INDEX company_parent ON company (parent) WHERE parent IS NOT NULL",
    "CREATE INDEX task_title ON task (title_key, id)",
    "CREATE INDEX deal_title ON deal (title_key, id)",
    "CREATE INDEX contact_touch ON contact (last_touch_at)",
    "CREATE INDEX contact_cadence ON contact (cadence_days) WHERE cadence_days IS NOT NULL",
    "CREATE INDEX contact_birthday ON contact (substr(birthday, length(birthday) - 4)) WHERE birthday IS NOT NULL",
    """CREATE TABLE tagging (
  record INTEGER NOT NULL, noun TEXT NOT NULL, key TEXT NOT NULL CHECK (key <> ''), name TEXT NOT NULL,
  op INTEGER NOT NULL, PRIMARY KEY (record, key)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX tagging_key ON tagging (noun, key, record)",
    f"""CREATE TABLE lifecycle_change (
  record INTEGER NOT NULL, seq INTEGER NOT NULL, noun TEXT NOT NULL, old TEXT, new TEXT,
  at TEXT NOT NULL, {day("on_day", needed=True)}, op INTEGER NOT NULL,
  PRIMARY KEY (record, seq)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE foreign_ref (
  source TEXT NOT NULL, noun TEXT NOT NULL, foreign_id TEXT NOT NULL, id INTEGER NOT NULL, gone_at TEXT,
  op INTEGER NOT NULL, PRIMARY KEY (source, noun, foreign_id)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX foreign_ref_id ON foreign_ref (id)",
    """CREATE TABLE merged (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, noun TEXT NOT NULL, survivor INTEGER NOT NULL,
  op INTEGER NOT NULL) STRICT""",
    "CREATE INDEX merged_survivor ON merged (survivor)",
    """CREATE TABLE operation (
  id INTEGER PRIMARY KEY, who TEXT NOT NULL, at TEXT NOT NULL, command TEXT NOT NULL,
  undoes INTEGER REFERENCES operation (id), undone_by INTEGER REFERENCES operation (id),
  is_final INTEGER NOT NULL DEFAULT 0 CHECK (is_final IN (0, 1))) STRICT""",
    "CREATE INDEX operation_open ON operation (who, id) WHERE undone_by IS NULL AND undoes IS NULL",
    """CREATE TABLE change (
  op INTEGER NOT NULL REFERENCES operation (id), seq INTEGER NOT NULL,
  tbl TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('I', 'U', 'D')), record INTEGER NOT NULL,
  key TEXT NOT NULL, before TEXT, after TEXT, PRIMARY KEY (op, seq)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX change_record ON change (record, op)",
    "CREATE TABLE doc (id INTEGER PRIMARY KEY, noun TEXT NOT NULL, folded TEXT NOT NULL) STRICT",
    # folding is ours (domain/fold.py), so the tokenizer must not fold again
    """CREATE VIRTUAL TABLE doc_words USING fts5 (
  folded, content='doc', content_rowid='id', tokenize="unicode61 remove_diacritics 0", prefix='2 3')""",
    "CREATE VIRTUAL TABLE doc_parts USING fts5 (folded, content='doc', content_rowid='id', tokenize='trigram')",
)
