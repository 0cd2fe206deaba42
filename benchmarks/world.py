"""Databases of a known size for measurements: the same seed gives the same records, whatever the machine.

    python benchmarks/world.py [10k 100k 1m …] [--folder DIR] [--seed 7]

Each world has, for every contact, 10 interactions, 2 sales and a task, for every fifth a company and a deal, for every
twentieth a subscription with its changes and terms, a ticket and an answer to a survey, a little fewer expenses, and
for every thousandth a campaign with 40 members; 73 records a group, their ids mixed as they would be after years of
use. Days end on 2026-06-30: measure with TINYCRM_TODAY at it.
Files lie in DIR, else in $XDG_CACHE_HOME/tinycrm-bench, and are used again when they are there. The schema is the
program's own and `tinycrm doctor` finds the result sound; rows are written set-wise, with the indexes made afterwards.
1,000,000 contacts take about fifteen minutes and 11 GB.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

from columns import COLUMNS, Marks
from names import CITIES, OWNERS, PHRASES, SOURCES, TAGS, TITLES, family_names, given_names, latin
from pieces import KINDS, by_first, cache_folder, phrases, size_of, uid_of
from trade import SALES, SIZE, Trade

from tinycrm.domain.fold import fold
from tinycrm.store.sqlite.connect import SCHEMA_VERSION, open_writer

FORMAT = 2
SEED = 7
TODAY = "2026-06-30"
_FIRST = date(2020, 7, 1)
_DAYS = (date.fromisoformat(TODAY) - _FIRST).days
# a group: a company, five contacts, a deal, five tasks, fifty interactions, and what they trade
CONTACTS = 5
INTERACTIONS = 50
TRADE = 1 + CONTACTS + 1 + CONTACTS + INTERACTIONS
GROUP = TRADE + SIZE
_BATCH = 200
_STAGES = ("lead", "qualified", "proposal", "negotiation")
_REASONS = ("price", "timing", "competitor", "no answer", "relationship", "product")
_SEPARATOR = " \n "

Cells = tuple[object, ...]


def world(contacts: int, folder: Path | None = None, seed: int = SEED) -> Path:
    """Gives the path of a database with so many contacts; it is built when it is not there.

    Args:
        contacts: how many, a multiple of five.
        folder: where it lies; None is the cache.
        seed: of every choice.
    """
    home = folder or cache_folder()
    path = home / f"world-{contacts}-seed{seed}-v{FORMAT}.{SCHEMA_VERSION}.db"
    if path.exists():
        return path
    home.mkdir(parents=True, exist_ok=True)
    part = home / f"{path.name}.part-{os.getpid()}"
    for ending in ("", "-wal", "-shm"):
        Path(f"{part}{ending}").unlink(missing_ok=True)
    open_writer(str(part)).close()
    connection = sqlite3.connect(part, isolation_level=None)
    try:
        _fill(connection, contacts, seed)
    finally:
        connection.close()
    part.rename(path)
    return path


def ids_of(contacts: int, group: int = 0) -> dict[str, int]:
    """Gives the id of one record of each noun in a group.

    Args:
        contacts: of the world.
        group: counted from 0; negative ones from the end.
    """
    first = (group if group >= 0 else contacts // CONTACTS + group) * GROUP + 1
    return {
        "company": first,
        "contact": first + 1,
        "deal": first + 1 + CONTACTS,
        "task": first + 2 + CONTACTS,
        "interaction": first + 2 + 2 * CONTACTS,
        "sale": first + TRADE,
    }


def _fill(connection: sqlite3.Connection, contacts: int, seed: int) -> None:
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -800000", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    # links are made in the order of time, and lie in the table by person
    connection.execute("CREATE TEMP TABLE with_contact (contact INTEGER, at TEXT, interaction INTEGER, op INTEGER)")
    connection.execute("CREATE TEMP TABLE with_company (company INTEGER, at TEXT, interaction INTEGER, op INTEGER)")
    connection.execute("BEGIN")
    made = Maker(contacts, seed)
    groups = contacts // CONTACTS
    for start in range(0, groups, _BATCH):
        for group in range(start, min(start + _BATCH, groups)):
            made.group(group)
        made.write(connection)
    made.write_marks(connection)
    for table, other in (("interaction_contact", "contact"), ("interaction_company", "company")):
        connection.execute(
            f"INSERT INTO {table} ({other}, at, interaction, op)"
            f" SELECT {other}, at, interaction, op FROM with_{other} ORDER BY 1, 2, 3"
        )
    connection.execute(
        "INSERT INTO change (op, seq, tbl, kind, record, key)"
        f" SELECT (id - 1) / {GROUP} + 1, (id - 1) % {GROUP} + 1, noun, 'I', id, '[' || id || ']' FROM doc ORDER BY id"
    )
    connection.execute("UPDATE sequence SET next = ?", (groups * GROUP + 1,))
    for _, sql in indexes:
        connection.execute(sql)
    for index in ("doc_words", "doc_parts"):
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")


class Maker:
    """Makes the rows of one group after another.

    Attributes:
        last: the last day, counted from the first.
        slot: how far behind its company a group's subscription, ticket, answer, expense or campaign is.
    """

    last = _DAYS
    slot = TRADE + SALES

    def __init__(self, contacts: int, seed: int) -> None:
        self.groups = contacts // CONTACTS
        self.random = Random(seed)
        self.trade = Trade(self, seed, lambda group, number: group * GROUP + 2 + number)
        self.steps = Random(seed + 2)
        self.given = given_names()
        self.family = family_names(Random(seed))
        self.phrases = phrases(Random(seed))
        self.people = Marks(contacts)
        self.companies = Marks(self.groups)
        self.links: list[tuple[int, int]] = []
        self.rows: dict[str, list[Cells]] = {}
        self.seconds = _DAYS * 86_400
        self.days = [(_FIRST + timedelta(days=number)).isoformat() for number in range(-60, _DAYS + 400)]

    def day(self, number: int) -> str:
        """Gives the day so many days after the first."""
        return self.days[number + 60]

    def at(self, second: int) -> str:
        """Gives the instant so many seconds after the beginning of the first day."""
        days, rest = divmod(second, 86_400)
        return f"{self.day(days)}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}Z"

    def uid(self, second: int, record: int) -> str:
        """Gives the uid of a record made so many seconds after the beginning of the first day."""
        return uid_of(second, record)

    def add(self, table: str, *cells: object) -> None:
        """A row is kept for the next write."""
        self.rows.setdefault(table, []).append(cells)

    def group(self, group: int) -> None:
        """The rows of a company, its people, their deal, tasks and interactions are there."""
        start = self.seconds * group // self.groups
        first = group * GROUP + 1
        op = group + 1
        owner = OWNERS[group * 7 % len(OWNERS)]
        self.add("operation", op, owner, self.at(start), "contact add")
        self._company(group, first, op, owner, start)
        for number in range(CONTACTS):
            self._contact(group, number, first, op, owner, start)
        self._deal(group, first, op, owner, start)
        for number in range(CONTACTS):
            self._task(number, first, op, owner, start)
        self._interactions(group, first, op, start)
        self.trade.group(group, first + TRADE, start)

    def _company(self, group: int, first: int, op: int, owner: str, start: int) -> None:
        pick = self.random
        name = f"{self.family[pick.randrange(len(self.family))]} {CITIES[pick.randrange(len(CITIES))]} {group}"
        host = f"{latin(name.partition(' ')[0])}{group}.example"
        at = self.at(start)
        industry = SOURCES[group % len(SOURCES)]
        country = CITIES[group % len(CITIES)]
        step = ("lead", "customer", "lead", "customer", "qualified", None)[group % 6]
        source, day = SOURCES[group // 6 % len(SOURCES)], self.day(start // 86_400)
        since = self._lifecycle(first, "company", step, op, start)
        self.add(
            "company", first, name, fold(name), industry, group % 900, country, owner, step, source,
            None if step is None else day, since, uid_of(start, first), at, at, op,
        )  # fmt: skip
        self.add("contact_point", first, None, first, "website", host, host, 1, 0, op)
        texts = [name, industry, country, source, host]
        if group % 10 == 0:
            self._tag(first, "company", TAGS[group // 10 % len(TAGS)], op, texts)
        self.add("doc", first, "company", fold(_SEPARATOR.join(texts)))

    def _tag(self, record: int, noun: str, tag: str, op: int, texts: list[str]) -> None:
        self.add("tagging", record, noun, fold(tag), tag, op)
        texts.append(tag)

    def _contact(self, group: int, number: int, first: int, op: int, owner: str, start: int) -> None:
        pick = self.random
        count = group * CONTACTS + number
        record = first + 1 + number
        given = self.given[pick.randrange(len(self.given))]
        family = self.family[pick.randrange(len(self.family))]
        name = f"{given} {family}"
        title = TITLES[pick.randrange(len(TITLES))]
        source = SOURCES[pick.randrange(len(SOURCES))]
        draw = pick.random()
        step = "customer" if draw < 0.2 else "qualified" if draw < 0.35 else "lead" if draw < 0.75 else "subscriber"
        at, day = self.at(start), self.day(start // 86_400)
        lead_on = None if step == "subscriber" else day
        customer = self._lifecycle(record, "contact", step, op, start)
        birthday = f"{1950 + count % 50}-{1 + count % 12:02d}-{1 + count % 28:02d}" if draw < 0.2 else None
        cadence = (7, 14, 30, 90)[count % 4] if 0.4 < draw < 0.42 else None
        self.add(
            "contact", record, name, fold(name), given, family, title, step, source, owner, lead_on, customer,
            birthday, cadence, uid_of(start, record), at, at, op,
        )  # fmt: skip
        email = f"{latin(given)}.{latin(family)}.{count}@mail{count % 50}.example"
        self.add("contact_point", record, record, None, "email", email, email, 1, 0, op)
        texts = [name, given, family, title, source, email]
        if count % 2:
            phone = f"+4930{10_000_000 + count}"
            self.add("contact_point", record, record, None, "phone", phone, phone, 1, 1, op)
            texts += [phone.lstrip("+"), phone]
        # a third have a tag that many have; few have a rare one
        if count % 3 == 0:
            self._tag(record, "contact", TAGS[count // 3 % len(TAGS)], op, texts)
        if count % 4000 == 1:
            self._tag(record, "contact", "zeppelin", op, texts)
        self.add("doc", record, "contact", fold(_SEPARATOR.join(texts)))
        if number < CONTACTS - 1:
            self.add("contact_company", record, first, title, 1, 0, op)
            self.links.append((count, group))

    def _lifecycle(self, record: int, noun: str, step: str | None, op: int, start: int) -> str | None:
        """The way to a step of the life cycle is there; gives the day on which a customer became one."""
        if step is None or step == "subscriber":
            return None
        way = ["lead"] if step == "lead" or self.steps.random() < 0.7 else []
        way += [step] if step != "lead" else []
        second, old = start, None
        for seq, new in enumerate(way, 1):
            at = self.at(second)
            self.add("lifecycle_change", record, seq, noun, old, new, at, at[:10], op)
            second, old = min(second + self.steps.randrange(90 * 86_400), self.seconds), new
        return at[:10] if step == "customer" else None

    def _deal(self, group: int, first: int, op: int, owner: str, start: int) -> None:
        pick = self.random
        record, contact = first + 1 + CONTACTS, first + 1
        opened = start // 86_400
        steps = [opened]
        while len(steps) < 4 and pick.random() < 0.75:
            steps.append(steps[-1] + pick.randrange(2, 30))
        end = steps[-1] + pick.randrange(2, 40)
        steps = [step for step in steps if step <= _DAYS]
        outcome = "open" if end > _DAYS or pick.random() < 0.03 else "won" if pick.random() < 0.4 else "lost"
        stage, position = _STAGES[len(steps) - 1], len(steps) - 1
        self._stays(record, op, steps, None if outcome == "open" else end)
        reason = None
        if outcome != "open":
            stage, position = outcome, 4 if outcome == "won" else 5
            reason = _REASONS[pick.randrange(len(_REASONS))]
            self.add(
                "stage_stay", record, len(steps) + 1, "sales", stage, position, outcome,
                f"{self.day(end)}T12:00:00Z", self.day(end), None, None, op,
            )  # fmt: skip
        title = f"{PHRASES[group % len(PHRASES)]} {group}"
        source = SOURCES[group % len(SOURCES)]
        at = self.at(start)
        self.add(
            "deal", record, title, fold(title), pick.randrange(50, 100_000) * 100, "USD" if group % 10 == 9 else "EUR",
            "sales", stage, position, outcome, self.day(end), self.day(opened),
            None if outcome == "open" else self.day(end), reason, source, owner, first, first,
            self.day(end if outcome != "open" else steps[-1]), self.trade.campaign(), uid_of(start, record), at, at, op,
        )  # fmt: skip
        if outcome == "won":
            self.trade.won(record, first, end)
        self.add("deal_contact", record, contact, 1, 0, op)
        texts = [title, source] + ([reason] if reason else [])
        if group % 20 == 0:
            self._tag(record, "deal", TAGS[group // 20 % len(TAGS)], op, texts)
        self.add("doc", record, "deal", fold(_SEPARATOR.join(texts)))

    def _stays(self, record: int, op: int, steps: list[int], end: int | None) -> None:
        for place, step in enumerate(steps):
            left = steps[place + 1] if place + 1 < len(steps) else end
            self.add(
                "stage_stay", record, place + 1, "sales", _STAGES[place], place, "open",
                f"{self.day(step)}T12:00:00Z", self.day(step),
                None if left is None else f"{self.day(left)}T12:00:00Z", None if left is None else self.day(left), op,
            )  # fmt: skip

    def _task(self, number: int, first: int, op: int, owner: str, start: int) -> None:
        pick = self.random
        record = first + 2 + CONTACTS + number
        made = start // 86_400
        due = made + pick.randrange(1, 60)
        draw = pick.random()
        is_open = due >= _DAYS or draw < 0.002
        day = None if draw > 0.999 else self.day(due)
        done = self.day(min(due + pick.randrange(-1, 4), _DAYS))
        title = f"{PHRASES[pick.randrange(len(PHRASES))]} {record}"
        at = self.at(start)
        priority = ("normal", "normal", "high", "normal", "low")[number]
        self.add(
            "task", record, title, fold(title), day, priority, "open" if is_open else "done",
            None if is_open else f"{done}T12:00:00Z", None if is_open else done,
            first + 1 + number, first + 1 + CONTACTS if number == 0 else None, owner, uid_of(start, record), at, at, op,
        )  # fmt: skip
        self.add("doc", record, "task", fold(title))

    def _interactions(self, group: int, first: int, op: int, start: int) -> None:
        pick = self.random.random
        phrases, people = self.phrases, self.people
        span = self.seconds // self.groups
        contacts = (group + 1) * CONTACTS
        rows, docs = self.rows.setdefault("interaction", []), self.rows.setdefault("doc", [])
        links = self.rows.setdefault("with_contact", [])
        for number in range(INTERACTIONS):
            record = first + 2 + 2 * CONTACTS + number
            second = start + span * number // INTERACTIONS
            at = self.at(second)
            draw = pick()
            kind, direction = KINDS[int(draw * len(KINDS))]
            deal = None
            if draw * 1000 % 1 < 0.15:
                # about a deal, with the person of that deal
                other = int(pick() * (group + 1))
                deal, contact = other * GROUP + 2 + CONTACTS, other * CONTACTS
            else:
                contact = int(pick() * contacts)
            with_id = contact // CONTACTS * GROUP + 2 + contact % CONTACTS
            one, two = phrases[int(pick() * len(phrases))], phrases[int(pick() * len(phrases))]
            minutes = int(pick() * 60) if kind == "call" or kind == "meeting" else None
            rows.append(
                (record, kind, at, at[:10], direction, f"{one[0]} {two[0]}", minutes, deal,
                 OWNERS[number % len(OWNERS)], uid_of(second, record), at, at, op)
            )  # fmt: skip
            docs.append((record, "interaction", f"{one[1]} {two[1]}"))
            links.append((with_id, at, record, op))
            if kind != "note":
                people.note(contact, at, direction)
            if number == 0:
                company = int(pick() * (group + 1))
                self.add("with_company", company * GROUP + 1, at, record, op)
                if kind != "note":
                    self.companies.note(company, at, direction)

    def write(self, connection: sqlite3.Connection) -> None:
        """The rows kept are in the database."""
        for table, rows in self.rows.items():
            columns = COLUMNS[table]
            marks = ",".join("?" * len(rows[0]))
            # a record of one noun stands before another's of a lower id
            rows.sort(key=by_first)
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
            rows.clear()

    def write_marks(self, connection: sqlite3.Connection) -> None:
        """The last-touch marks are in the database."""
        for contact, company in self.links:
            self.companies.join(company, self.people, contact)
        places = (("contact", self.people, lambda n: n // CONTACTS * GROUP + 2 + n % CONTACTS),
                  ("company", self.companies, lambda n: n * GROUP + 1))  # fmt: skip
        for table, marks, id_at in places:
            connection.executemany(
                f"UPDATE {table} SET last_touch_at = ?, last_in_at = ?, last_out_at = ? WHERE id = ?",
                (
                    (marks.at[place], marks.into[place], marks.out[place], id_at(place))
                    for place in range(len(marks.at))
                    if marks.at[place] is not None
                ),
            )


def main() -> None:
    """The worlds asked for are in their folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=["10k"])
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    for text in options.sizes:
        begun = time.monotonic()
        path = world(size_of(text), options.folder, options.seed)
        size = path.stat().st_size / 1e6
        sys.stdout.write(f"{path}  {size:,.0f} MB, {time.monotonic() - begun:.0f} s\n")


if __name__ == "__main__":
    main()
