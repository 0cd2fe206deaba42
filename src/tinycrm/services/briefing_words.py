"""The page before a call in words: short lines that fit a terminal."""

from __future__ import annotations

from tinycrm.domain.interval import interval_words
from tinycrm.domain.money import from_decimal_text, human
from tinycrm.domain.results import Column, Labelled, Listing, Said
from tinycrm.domain.shown_days import human_day
from tinycrm.services.talking import days_words, rows_of, short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json, Kind, Row
    from tinycrm.services.work import Work

# lines break between facts before this many characters
_WIDTH = 78
_LABEL = 10
_DOT = " · "
_SHOWN = 3


def blocks_of(work: Work, facts: Row, *, as_table: bool = False) -> list[tuple[str, list[str] | Listing]]:
    """Gives the blocks of the page; those that are empty print nothing.

    Args:
        work: the command's work.
        facts: as `briefing.facts_of` gives them, with what to talk about.
        as_table: the first block is a list of labels and texts, not lines that are aligned.
    """
    lines = Labelled()
    rows: list[Row] = []
    for label, given in (
        ("Who", _who(work, facts)),
        ("Reach", _reach(facts)),
        ("Links", _links(facts)),
        ("Value", _value(work, facts)),
        ("People", _people_value(work, facts)),
        ("Touch", _touch(work, facts)),
        ("Feedback", _feedback(work, facts)),
        ("Note", [short(facts["note"])] if facts["note"] else []),
    ):
        parts = [part for part in given if part]
        lines += _wrapped(label, parts)
        if parts:
            rows.append({"what": label, "text": _DOT.join(parts)})
    talk = Said(f"- {row['text']}" for row in rows_of(facts["talk_about"]))
    about = Listing("fact", [Column("what", "What"), Column("text", "Text", "long")], rows)
    found: list[tuple[str, list[str] | Listing]] = [("", about if as_table else lines), ("Talk about", talk)]
    for key, heading, columns in _LISTS:
        listed = rows_of(facts[key])
        shown = [_in_words(row) for row in listed[:_SHOWN]]
        listing = Listing(key, columns, shown, total=len(listed), today=work.today)
        found.append((heading, listing))
    if not lines and not talk and not any(facts[key] for key, _, _ in _LISTS):
        noun, id = facts["noun"], facts["id"]
        found[0] = ("", Said((f"Nothing is known yet: tinycrm {noun} edit {id}, tinycrm log call {id} TEXT",)))
    return found


def _in_words(row: Row) -> Row:
    words = dict(row)
    days = row.get("days_in_stage")
    if isinstance(days, int):
        words["since"] = f"{days_words(days)} here" + (", too long" if row["rotting"] else "")
    if isinstance(row.get("interval"), str):
        words["interval"] = interval_words(str(row["interval"]))
    if row.get("priority") == "normal":
        words["priority"] = None
    return words


def _columns(*given: tuple[str, Kind]) -> list[Column]:
    return [Column(key, key.removesuffix("_on").replace("_", " ").capitalize(), kind) for key, kind in given]


_LISTS = (
    (
        "deals",
        "Open deals",
        _columns(("id", "id"), ("title", "text"), ("stage", "text"), ("value", "money"), ("since", "text")),
    ),
    ("tasks", "Open tasks", _columns(("id", "id"), ("due_on", "due"), ("title", "text"), ("priority", "text"))),
    ("tickets", "Open tickets", _columns(("id", "id"), ("opened_on", "day"), ("title", "text"), ("priority", "text"))),
    (
        "subscriptions",
        "Subscriptions",
        _columns(("id", "id"), ("product", "text"), ("amount", "money"), ("interval", "text"), ("status", "text")),
    ),
    (
        "interactions",
        "Latest",
        _columns(("at", "instant"), ("kind", "text"), ("direction", "text"), ("summary", "long")),
    ),
)


def _wrapped(label: str, parts: list[str]) -> list[str]:
    """The parts after their label, on as many lines as they need; a part is never broken."""
    lines: list[str] = []
    line = ""
    for part in parts:
        if line and _LABEL + len(line) + len(_DOT) + len(part) > _WIDTH:
            lines.append(line)
            line = ""
        line += _DOT + part if line else part
    lines += [line] if line else []
    return [f"{label if at == 0 else '':{_LABEL}}{text}" for at, text in enumerate(lines)]


def _name(value: Json) -> str:
    return str(value["name"]) if isinstance(value, dict) else ""


def _day(work: Work, value: Json) -> str:
    return human_day(str(value), work.today, work.settings.calendar) if value else ""


def _who(work: Work, facts: Row) -> list[str]:
    since = _day(work, facts["lifecycle_since"])
    stage = str(facts["lifecycle"] or "")
    tags = facts["tags"]
    parts = [f"{stage} since {since}" if stage and since else stage]
    if facts["noun"] == "contact":
        role = str(facts["role"] or facts["title"] or "")
        company = _name(facts["company"])
        parts.insert(0, f"{role} at {company}" if role and company else role or company)
    else:
        size = facts["size"]
        parts = [
            str(facts["industry"] or ""),
            f"{size} people" if size is not None else "",
            str(facts["country"] or ""),
            f"part of {_name(facts['parent'])}" if facts["parent"] else "",
            *parts,
        ]
    owner = f"owner {facts['owner']}" if facts["owner"] else ""
    source = f"from {facts['source']}" if facts["source"] else ""
    return [*parts, owner, source, " ".join(f"#{tag}" for tag in tags) if isinstance(tags, list) else ""]


def _reach(facts: Row) -> list[str]:
    parts: list[str] = []
    for key in ("emails", "phones", "handles", "websites"):
        for row in rows_of(facts.get(key)):
            label = f" ({row['label']})" if row["label"] else ""
            parts.append(f"{row['value']}{label}")
    return parts


def _links(facts: Row) -> list[str]:
    parts = [f"{row['kind']} {row['name']}" for row in rows_of(facts.get("relations"))]
    for row in rows_of(facts.get("people")):
        role = row["role"] or row["title"]
        parts.append(f"{row['name']}, {role}" if role else str(row["name"]))
    return parts


def _amounts(work: Work, value: Json) -> str:
    found: list[str] = []
    for row in rows_of(value):
        currency = str(row["currency"])
        found.append(human(from_decimal_text(str(row["amount"]), currency), currency, decimal=work.settings.decimal))
    return ", ".join(found)


def _value(work: Work, facts: Row) -> list[str]:
    value = facts["value"]
    if not isinstance(value, dict):
        return []
    parts = _bought(work, value)
    if value["won_deals"]:
        worth = _amounts(work, value["won"])
        deals = "1 deal won" if value["won_deals"] == 1 else f"{value['won_deals']} deals won"
        parts.append(f"{deals}, {worth}")
    if value["rfm_class"]:
        parts.append(f"{value['rfm_class']} (RFM {value['rfm']})")
    return parts


def _bought(work: Work, value: Row, whose: str = "") -> list[str]:
    """What was bought, when, and what is paid a month."""
    count = value["sales"]
    parts: list[str] = []
    if count:
        bought = "1 purchase" if count == 1 else f"{count} purchases"
        parts = [f"{_amounts(work, value['net'])} in {bought}{whose}", f"first {_day(work, value['first_sale'])}"]
        parts += [f"last {_day(work, value['last_sale'])}"] if value["last_sale"] != value["first_sale"] else []
    if value["mrr"]:
        parts.append(f"MRR {_amounts(work, value['mrr'])}")
    return parts


def _people_value(work: Work, facts: Row) -> list[str]:
    value = facts.get("people_value")
    if not isinstance(value, dict):
        return []
    people = value["people"]
    return _bought(work, value, f" of {'1 person' if people == 1 else f'{people} people'} of their own")


def _touch(work: Work, facts: Row) -> list[str]:
    touch = facts["touch"]
    if not isinstance(touch, dict):
        return []
    clock = work.reading.clock
    parts: list[str] = []
    for key, words in (("last_in_at", "from them"), ("last_out_at", "from us")):
        if touch[key]:
            parts.append(f"last {words} {_day(work, clock.local_day(str(touch[key])))}")
    if touch["last_touch_at"] and not parts:
        parts.append(f"last {_day(work, clock.local_day(str(touch['last_touch_at'])))}")
    days, left = touch["cadence_days"], touch["days_left"]
    if isinstance(days, int):
        rest = ""
        if isinstance(left, int):
            rest = f", run out {days_words(-left)} ago" if left < 0 else f", {days_words(left)} left"
        parts.append(f"every {days_words(days)}{rest}")
    tasks = [row for row in rows_of(facts["tasks"]) if row["due_on"]]
    if tasks:
        parts.append(f"next {_day(work, tasks[0]['due_on'])}: {short(tasks[0]['title'])}")
    return parts


def _feedback(work: Work, facts: Row) -> list[str]:
    row = facts["feedback"]
    if not isinstance(row, dict):
        return []
    day = _day(work, row["on_day"])
    said = f"{str(row['kind']).upper()} {row['score']} {f'on {day}' if day[:1].isdigit() else day}"
    return [said, short(row["comment"]) if row["comment"] else ""]
