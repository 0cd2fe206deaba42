"""Finds the records that a contact point, a name, or the words of one mean."""

from __future__ import annotations

from tinycrm.errors import UsageError
from tinycrm.store.cells import whole
from tinycrm.store.lookup import ENOUGH, Answer, find
from tinycrm.store.sqlite import dialect
from tinycrm.store.tables import key_of, title_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.refs import Ref
    from tinycrm.store.lookup import Candidate
    from tinycrm.store.sqlite.connect import Cell, Database, Tuple

# So many hits of the search index are looked at for a name.
_HITS = 1000
_CHUNK = 100
# what was said is no name
_UNNAMED = ("interaction", "feedback")
_POINTS = {"contact": ("email", "phone", "handle"), "company": ("website", "phone")}


def find_named(db: Database, noun: str, ref: Ref, *, country: str = "", status: str = "") -> Answer:
    """Gives the records of a noun that a reference means which is neither an id nor a uid; as `find` does.

    Args:
        db: the connection.
        noun: whose records.
        ref: the reference.
        country: for local phone numbers.
        status: "open" or "done" looks among those tasks only.
    """
    if ref.kind == "point" and noun in _POINTS:
        points = _by_point(db, noun, ref.text, country)
        if points:
            return Answer(points, sure=True)
    exact = list(_exact(db, noun, ref, status))
    if exact or ref.exact:
        return Answer(exact, sure=True)
    return Answer(_beginning(db, noun, ref, status), sure=False)


def _by_point(db: Database, noun: str, text: str, country: str) -> list[Candidate]:
    from tinycrm.domain.points import normalise

    found: dict[int, Candidate] = {}
    for kind in _POINTS[noun]:
        try:
            key, _ = normalise(kind, text, country)
        except UsageError:
            continue
        sql = (
            f"SELECT r.id, r.name FROM contact_point AS p JOIN {noun} AS r ON r.id = p.{noun}"
            f" WHERE p.kind = :kind AND p.key IN (:key, :plus) AND p.{noun} IS NOT NULL"
            f" ORDER BY r.name_key, r.id LIMIT {ENOUGH}"
        )
        # a number is often written without the plus of its country code
        plus = f"+{key}" if kind == "phone" and not key.startswith("+") else key
        for id, name in db.rows(sql, {"kind": kind, "key": key, "plus": plus}):
            found[whole(id)] = (whole(id), noun, str(name))
    return list(found.values())


def _exact(db: Database, noun: str, ref: Ref, status: str) -> Iterator[Candidate]:
    if noun in _UNNAMED or not ref.folded:
        return
    key = key_of(noun, noun)
    narrow = f" AND status = '{status}'" if status else ""
    sql = f"SELECT id, {title_of(noun)} FROM {noun} WHERE {key} = :key{narrow} ORDER BY id LIMIT {ENOUGH}"
    for id, name in db.rows(sql, {"key": ref.folded}):
        yield whole(id), noun, str(name)


def _beginning(db: Database, noun: str, ref: Ref, status: str) -> list[Candidate]:
    if not ref.words or noun in _UNNAMED:
        return []
    from tinycrm.domain.refs import begins
    from tinycrm.store.sqlite.search import beginning

    title = title_of(noun)
    narrow = f" AND r.status = '{status}'" if status else ""
    sql = f"SELECT r.id, r.{title} FROM {noun} AS r WHERE r.id IN ({{}}){narrow} ORDER BY r.id"
    found: list[Candidate] = []
    ids = beginning(db, ref.words, _HITS)
    for rows in _named(db, sql, ids[:_HITS]):
        found += [(whole(id), noun, str(name)) for id, name in rows if name and begins(ref, str(name))]
        if len(found) >= ENOUGH:
            return found[:ENOUGH]
    if len(ids) < _HITS:
        return found
    # words of half the database: the names alone are looked through, which an index holds side by side
    words = {f"n{at}": word for at, word in enumerate(ref.words)}
    tests = " AND ".join(dialect.contains(key_of(noun, noun), mark) for mark in words)
    found = []
    for chunk in db.stream(f"SELECT {noun}.id FROM {noun} WHERE {tests}", words):
        for rows in _named(db, sql, [whole(row[0]) for row in chunk]):
            found += [(whole(id), noun, str(name)) for id, name in rows if name and begins(ref, str(name))]
        if len(found) >= ENOUGH:
            break
    return sorted(found)[:ENOUGH]


def _named(db: Database, sql: str, ids: Sequence[int]) -> Iterator[list[Tuple]]:
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        yield db.rows(sql.format(",".join("?" * len(chunk))), tuple(chunk))


# by whom: first what such a word most likely means, in an order that tells the latest first
_MEANT = {
    "sale": (
        (
            "r.amount_minor > 0 AND r.refund_of IS NULL AND r.amount_minor >"
            " (SELECT coalesce(-sum(b.amount_minor), 0) FROM sale AS b WHERE b.refund_of = r.id)"
        ),
        "r.sold_on DESC, r.id DESC",
    ),
    "subscription": (
        "r.start_on <= :today AND (r.end_on IS NULL OR r.end_on >= :today)",
        "r.start_on DESC, r.id DESC",
    ),
    "ticket": ("r.status <> 'resolved'", "r.id DESC"),
}


def find_theirs(db: Database, noun: str, ref: Ref, *, today: str, country: str = "", status: str = "") -> Answer:
    """Gives the records of a noun that belong to the contact or company that a reference means.

    Those that are meant first: subscriptions that run, open tickets, sales of which something may be given back;
    where there are none of these, all.

    Args:
        db: the connection.
        noun: one of WHOSE.
        ref: the reference.
        today: the business day, ISO.
        country: for local phone numbers.
        status: looks among those tickets only.
    """
    if ref.kind in ("id", "uid"):
        return Answer([], sure=True)
    found = [(who, find(db, who, ref, country=country)) for who in ("contact", "company")]
    sure = any(answer.sure and answer.candidates for _, answer in found)
    parts: list[str] = []
    params: dict[str, Cell] = {}
    for who, answer in found:
        # the exact name of a company beats the beginning of a person's
        for at, (id, _, _) in enumerate(answer.candidates if answer.sure or not sure else ()):
            parts.append(f"r.{who} = :{who}{at}")
            params[f"{who}{at}"] = id
    if not parts:
        return Answer([], sure=True)
    meant, order = _MEANT[noun]
    if status:
        meant, params["status"] = "r.status = :status", status
    elif noun == "subscription":
        params["today"] = today
    head = f"SELECT r.id, r.{title_of(noun)} FROM {noun} AS r WHERE ({' OR '.join(parts)})"
    tail = f" ORDER BY {order} LIMIT {ENOUGH}"
    rows = db.rows(f"{head} AND {meant}{tail}", params)
    if not rows and not status:
        rows = db.rows(f"{head}{tail}", {name: value for name, value in params.items() if name != "today"})
    return Answer([(whole(id), noun, str(name or "")) for id, name in rows], sure=sure)
