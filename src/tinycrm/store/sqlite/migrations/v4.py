"""Schema 4: sales, subscriptions, expenses, campaigns, tickets, feedback, segments, and figures kept for comparison.

The changes of a subscription say what is paid from a day on: nothing during a trial or a pause and after the end, so
that what it is worth on a day is the last change up to it.
"""

from __future__ import annotations

from tinycrm.store.sqlite.schema import FIELDS, LATER, SHARED, day

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

_PARTY = f"""company INTEGER REFERENCES company (id) {LATER},
  contact INTEGER REFERENCES contact (id) {LATER},
  party INTEGER"""
_CURRENCY = "currency TEXT NOT NULL CHECK (length(currency) = 3)"
_MONEY = f"amount_minor INTEGER NOT NULL, {_CURRENCY}"
_INTERVAL = (
    "TEXT NOT NULL"
    " CHECK (interval IN ('month', 'week') OR interval GLOB '[1-9]* months' OR interval GLOB '[1-9]* weeks')"
)

_STATEMENTS = (
    f"""CREATE TABLE campaign (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (trim(name) <> ''), name_key TEXT NOT NULL,
  channel TEXT, budget_minor INTEGER CHECK (budget_minor >= 0), {_CURRENCY},
  {day("started_on")}, {day("ended_on")}, owner TEXT, note TEXT, {FIELDS}, {SHARED}) STRICT""",
    "CREATE INDEX campaign_name ON campaign (name_key, id)",
    "CREATE INDEX campaign_started ON campaign (started_on) WHERE started_on IS NOT NULL",
    f"""CREATE TABLE campaign_member (
  campaign INTEGER NOT NULL REFERENCES campaign (id) {LATER},
  record INTEGER NOT NULL,
  contact INTEGER REFERENCES contact (id) {LATER},
  company INTEGER REFERENCES company (id) {LATER},
  reached_at TEXT, {day("reached_on")}, answered_at TEXT, {day("answered_on")},
  op INTEGER NOT NULL, PRIMARY KEY (campaign, record),
  CHECK ((contact IS NULL) <> (company IS NULL) AND record = coalesce(contact, company))) STRICT, WITHOUT ROWID""",
    "CREATE INDEX campaign_member_record ON campaign_member (record)",
    "CREATE INDEX campaign_member_contact ON campaign_member (contact) WHERE contact IS NOT NULL",
    "CREATE INDEX campaign_member_company ON campaign_member (company) WHERE company IS NOT NULL",
    f"ALTER TABLE deal ADD COLUMN campaign INTEGER REFERENCES campaign (id) {LATER}",
    "CREATE INDEX deal_campaign ON deal (campaign) WHERE campaign IS NOT NULL",
    f"""CREATE TABLE subscription (
  id INTEGER PRIMARY KEY,
  product TEXT CHECK (trim(product) <> ''), product_key TEXT,
  {_MONEY} CHECK (amount_minor >= 0), interval {_INTERVAL},
  {day("start_on", needed=True)}, {day("end_on")},
  {_PARTY}, deal INTEGER REFERENCES deal (id) {LATER}, owner TEXT, note TEXT, {FIELDS}, {SHARED},
  CHECK (end_on >= start_on)) STRICT""",
    "CREATE INDEX subscription_start ON subscription (start_on, id)",
    "CREATE INDEX subscription_product ON subscription (product_key, id) WHERE product_key IS NOT NULL",
    "CREATE INDEX subscription_party ON subscription (party) WHERE party IS NOT NULL",
    "CREATE INDEX subscription_company ON subscription (company) WHERE company IS NOT NULL",
    "CREATE INDEX subscription_contact ON subscription (contact) WHERE contact IS NOT NULL",
    "CREATE INDEX subscription_deal ON subscription (deal) WHERE deal IS NOT NULL",
    f"""CREATE TABLE subscription_change (
  subscription INTEGER NOT NULL REFERENCES subscription (id) {LATER},
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('start', 'trial_end', 'change', 'pause', 'resume', 'cancel', 'end')),
  {day("changed_on", needed=True)}, {_MONEY} CHECK (amount_minor >= 0), interval {_INTERVAL},
  op INTEGER NOT NULL, PRIMARY KEY (subscription, seq)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX subscription_trial ON subscription_change (changed_on) WHERE kind = 'trial_end'",
    f"""CREATE TABLE subscription_term (
  subscription INTEGER NOT NULL REFERENCES subscription (id) {LATER},
  seq INTEGER NOT NULL, {day("starts_on", needed=True)}, {day("ends_on", needed=True)},
  outcome TEXT NOT NULL CHECK (outcome IN ('open', 'renewed', 'ended')), {day("decided_on")},
  op INTEGER NOT NULL, PRIMARY KEY (subscription, seq), CHECK (ends_on >= starts_on)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX subscription_term_ends ON subscription_term (ends_on, outcome)",
    f"""CREATE TABLE sale (
  id INTEGER PRIMARY KEY,
  product TEXT CHECK (trim(product) <> ''), product_key TEXT,
  {_MONEY}, {day("sold_on", needed=True)},
  quantity ANY CHECK (typeof(quantity) IN ('null', 'integer', 'real') AND (quantity IS NULL OR quantity > 0)),
  {_PARTY}, deal INTEGER REFERENCES deal (id) {LATER},
  subscription INTEGER REFERENCES subscription (id) {LATER}, {day("due_on")},
  campaign INTEGER REFERENCES campaign (id) {LATER},
  refund_of INTEGER REFERENCES sale (id) {LATER} CHECK (refund_of <> id),
  owner TEXT, note TEXT, {FIELDS}, {SHARED},
  CHECK (due_on IS NULL OR subscription IS NOT NULL), CHECK (refund_of IS NULL OR amount_minor < 0)) STRICT""",
    # both hold all that the sums over days and over buyers read
    "CREATE INDEX sale_day ON sale (sold_on, currency, amount_minor, party)",
    "CREATE INDEX sale_party ON sale (party, sold_on, currency, amount_minor) WHERE party IS NOT NULL",
    "CREATE INDEX sale_product ON sale (product_key, id) WHERE product_key IS NOT NULL",
    "CREATE INDEX sale_company ON sale (company) WHERE company IS NOT NULL",
    "CREATE INDEX sale_contact ON sale (contact) WHERE contact IS NOT NULL",
    "CREATE INDEX sale_deal ON sale (deal) WHERE deal IS NOT NULL",
    "CREATE INDEX sale_subscription ON sale (subscription, due_on) WHERE subscription IS NOT NULL",
    "CREATE INDEX sale_campaign ON sale (campaign, sold_on, currency, amount_minor) WHERE campaign IS NOT NULL",
    "CREATE INDEX sale_refund ON sale (refund_of) WHERE refund_of IS NOT NULL",
    f"""CREATE TABLE expense (
  id INTEGER PRIMARY KEY,
  title TEXT CHECK (trim(title) <> ''), title_key TEXT,
  {_MONEY}, {day("spent_on", needed=True)},
  kind TEXT NOT NULL CHECK (kind IN ('marketing', 'sales', 'service')), channel TEXT,
  campaign INTEGER REFERENCES campaign (id) {LATER}, owner TEXT, note TEXT, {FIELDS}, {SHARED}) STRICT""",
    "CREATE INDEX expense_day ON expense (spent_on, kind, currency, amount_minor)",
    "CREATE INDEX expense_title ON expense (title_key, id) WHERE title_key IS NOT NULL",
    "CREATE INDEX expense_campaign ON expense (campaign) WHERE campaign IS NOT NULL",
    f"""CREATE TABLE ticket (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL CHECK (trim(title) <> ''), title_key TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved')),
  priority TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('high', 'normal', 'low')),
  channel TEXT, {_PARTY}, deal INTEGER REFERENCES deal (id) {LATER},
  opened_at TEXT NOT NULL CHECK (length(opened_at) = 20), {day("opened_on", needed=True)},
  first_answered_at TEXT CHECK (first_answered_at >= opened_at), {day("first_answered_on")},
  resolved_at TEXT CHECK (resolved_at >= opened_at), {day("resolved_on")},
  reopenings INTEGER NOT NULL DEFAULT 0 CHECK (reopenings >= 0), minutes INTEGER CHECK (minutes >= 0),
  owner TEXT, note TEXT, {FIELDS}, {SHARED},
  CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
  CHECK ((first_answered_at IS NULL) = (first_answered_on IS NULL)),
  CHECK ((resolved_at IS NULL) = (resolved_on IS NULL))) STRICT""",
    "CREATE INDEX ticket_open ON ticket (status, opened_on, id) WHERE status = 'open'",
    "CREATE INDEX ticket_opened ON ticket (opened_on, opened_at, first_answered_at, resolved_at)",
    "CREATE INDEX ticket_resolved ON ticket (resolved_on, opened_on) WHERE resolved_on IS NOT NULL",
    "CREATE INDEX ticket_title ON ticket (title_key, id)",
    "CREATE INDEX ticket_company ON ticket (company) WHERE company IS NOT NULL",
    "CREATE INDEX ticket_contact ON ticket (contact) WHERE contact IS NOT NULL",
    "CREATE INDEX ticket_party ON ticket (party) WHERE party IS NOT NULL",
    "CREATE INDEX ticket_deal ON ticket (deal) WHERE deal IS NOT NULL",
    f"""CREATE TABLE feedback (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('nps', 'csat', 'ces')), score INTEGER NOT NULL,
  at TEXT NOT NULL CHECK (length(at) = 20), {day("on_day", needed=True)},
  {_PARTY}, ticket INTEGER REFERENCES ticket (id) {LATER}, sale INTEGER REFERENCES sale (id) {LATER},
  comment TEXT, owner TEXT, {FIELDS}, {SHARED},
  CHECK (score BETWEEN CASE kind WHEN 'nps' THEN 0 ELSE 1 END
    AND CASE kind WHEN 'nps' THEN 10 WHEN 'csat' THEN 5 ELSE 7 END)) STRICT""",
    "CREATE INDEX feedback_day ON feedback (kind, on_day, at, score)",
    "CREATE INDEX feedback_company ON feedback (company) WHERE company IS NOT NULL",
    "CREATE INDEX feedback_contact ON feedback (contact) WHERE contact IS NOT NULL",
    "CREATE INDEX feedback_party ON feedback (party) WHERE party IS NOT NULL",
    "CREATE INDEX feedback_ticket ON feedback (ticket) WHERE ticket IS NOT NULL",
    "CREATE INDEX feedback_sale ON feedback (sale) WHERE sale IS NOT NULL",
    f"""CREATE TABLE segment (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (trim(name) <> ''), name_key TEXT NOT NULL UNIQUE,
  noun TEXT NOT NULL, filter TEXT NOT NULL CHECK (trim(filter) <> ''), note TEXT, {SHARED}) STRICT""",
    # who became a lead in a period, without a look at everybody
    "CREATE INDEX lifecycle_change_day ON lifecycle_change (on_day, record)",
    "CREATE INDEX contact_lead ON contact (lead_on) WHERE lead_on IS NOT NULL",
    "CREATE INDEX company_lead ON company (lead_on) WHERE lead_on IS NOT NULL",
    "CREATE INDEX contact_customer ON contact (customer_since) WHERE customer_since IS NOT NULL",
    "CREATE INDEX company_customer ON company (customer_since) WHERE customer_since IS NOT NULL",
    # who bought, without a look at their deals
    "CREATE INDEX deal_won ON deal (party, closed_on) WHERE outcome = 'won'",
    # exact: a quotient of whole numbers of any size, of money in minor units
    f"""CREATE TABLE kpi_snapshot (
  id INTEGER PRIMARY KEY, {day("on_day", needed=True)}, key TEXT NOT NULL, currency TEXT NOT NULL,
  over TEXT, under TEXT, n INTEGER, at TEXT NOT NULL CHECK (length(at) = 20), op INTEGER NOT NULL,
  UNIQUE (key, currency, on_day)) STRICT""",
)


def migrate(connection: sqlite3.Connection) -> None:
    """The tables of version 4 are there, and deals name their campaign."""
    for statement in _STATEMENTS:
        connection.execute(statement)
