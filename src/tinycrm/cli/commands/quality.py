"""`tinycrm doctor data`: how good the records are."""

from __future__ import annotations

from tinycrm.cli.context import SOMETHING
from tinycrm.domain.results import Column, Listing, Page
from tinycrm.reports.quality import PARTS, share
from tinycrm.services.quality import measure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import ExitCode
    from tinycrm.domain.results import Json, Result, Row
    from tinycrm.services.quality import Gap, Quality

    Block = tuple[str, list[str] | Listing]


def data(ctx: Context, *, exit_code: ExitCode = False) -> Result:
    """Say how complete, valid and fresh the records are, and how to list what is to be mended.

    The score weighs filled key fields (setting key_fields) 40, records without a duplicate, valid contact points and
    records with a recent interaction 20 each. Nothing is changed.

    Examples:
      tinycrm doctor data
      tinycrm doctor data -f json
      tinycrm contact list --where 'phone is invalid' --columns id,name,phones
    """
    found = measure(ctx.work, _program(ctx))
    facts: dict[str, Json] = {
        "score": found.score,
        "parts": [*_parts(found)],
        "completeness": [*_fields(found)],
        "findings": [*(_gap(gap) for gap in found.gaps)],
    }
    people = ctx.format in ("", "text", "table")
    blocks = _for_people(found) if people else _for_files(found)
    title = "" if people else "Data quality"
    return Page(title, blocks, facts, notes=ctx.work.notes, exit_code=SOMETHING if exit_code and found.gaps else 0)


def _program(ctx: Context) -> list[str]:
    """Gives the words that lead to this database again: what the environment says need not be said."""
    words = ["tinycrm"]
    for option, value in (("--db", ctx.shared.db), ("--config", ctx.shared.config)):
        words += [option, value] if value else []
    return words


def _parts(found: Quality) -> list[Row]:
    rows: list[Row] = []
    for part, (good, every) in found.parts.items():
        weight, label = PARTS[part]
        one = share(good, every)
        ratio = one.number() if one else None
        rows.append({"part": part, "counted": label, "good": good, "of": every, "share": ratio, "weight": weight})
    return rows


def _fields(found: Quality) -> list[Row]:
    rows: list[Row] = []
    for noun, records, fields in found.fields:
        for one in fields:
            part = share(one.count, records)
            rows.append(
                {
                    "noun": noun.name,
                    "field": one.field.named,
                    "label": one.field.label,
                    "filled": one.count,
                    "of": records,
                    "share": part.number() if part else None,
                    "needed": one.needed,
                    "command": one.command if one.count < records else None,
                }
            )
    return rows


def _gap(gap: Gap) -> Row:
    return {
        "check": gap.check,
        "noun": gap.noun,
        "count": gap.count,
        "message": gap.message,
        "examples": [*gap.examples],
        "command": gap.command,
    }


def _for_people(found: Quality) -> list[Block]:
    blocks: list[Block] = []
    for noun, records, _ in found.fields:
        rows = [row for row in _fields(found) if row["noun"] == noun.name]
        shown: list[Row] = [{**row, "bar": row["share"], "mark": "key field" if row["needed"] else ""} for row in rows]
        columns = [
            Column("label"),
            Column("share", kind="ratio"),
            Column("filled", kind="int"),
            Column("bar", kind="bar", unit="ratio"),
            Column("mark"),
        ]
        blocks.append((f"{noun.plural.capitalize()} ({records:,})", Listing(noun.name, columns, shown)))
    if not found.fields:
        return [("", ["There are no records yet."])]
    lines = [line for gap in found.gaps for line in (_told(gap), f"      {gap.command}")]
    blocks.append(("To look at", lines or ["  Nothing: every check found all well."]))
    score = "-" if found.score is None else str(found.score)
    columns = [
        Column("counted", kind="text"),
        Column("share", kind="ratio"),
        Column("bar", kind="bar", unit="ratio"),
        Column("weight", kind="int"),
    ]
    shown = [{**row, "bar": row["share"], "weight": f"weight {row['weight']}"} for row in _parts(found)]
    blocks.append((f"Score: {score} of 100", Listing("part", columns, shown)))
    return blocks


def _told(gap: Gap) -> str:
    named: list[str] = []
    for row in gap.examples:
        values = row.get("values")
        told = ", ".join(map(str, values)) if isinstance(values, list) else ""
        named.append(f"{row['id']} {_short(str(row['name']))}" + (f" ({_short(told)})" if told else ""))
    more = " …" if gap.count > len(named) else ""
    return f"  {gap.message}: {'; '.join(named)}{more}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_LONGEST = 40


def _for_files(found: Quality) -> list[Block]:
    parts = [
        Column("part"),
        Column("counted"),
        Column("good", kind="int"),
        Column("of", kind="int"),
        Column("share", kind="ratio"),
        Column("weight", kind="int"),
    ]
    fields = [
        Column("noun"),
        Column("field"),
        Column("filled", kind="int"),
        Column("of", kind="int"),
        Column("share", kind="ratio"),
        Column("needed", kind="bool"),
        Column("command"),
    ]
    gaps = [Column("check"), Column("noun"), Column("count", kind="int"), Column("message"), Column("command")]
    total: Row = {"part": "score", "counted": "0-100", "good": found.score, "of": 100, "share": None, "weight": None}
    return [
        ("score", Listing("part", parts, [total, *_parts(found)])),
        ("completeness", Listing("field", fields, _fields(found))),
        ("findings", Listing("finding", gaps, [_gap(gap) for gap in found.gaps])),
    ]
