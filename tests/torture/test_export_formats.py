"""Rule 3 and 11 for address books, calendars and Markdown: nothing in a record becomes a line or a code of its own."""

from __future__ import annotations

import io

import icalendar
import pytest
from tests.torture.furnish import environment
from tests.torture.hostile import FREE, HOSTILE, WORST, codes, plant, plant_column

from tinycrm.formats.vcard import CardReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    import random

    from tests.torture.field import Field

_INJECTED = (
    "x\nEND:VCARD\nBEGIN:VCARD\nFN:evil",
    "x\r\nEND:VTODO\r\nBEGIN:VTODO\r\nSUMMARY:evil",
    "x\\nEND:VCARD;y,z:w\\",
    "| evil | <b>x</b> [a](http://evil.example)\n\n# evil",
    'a"b;TYPE=evil:c',
)
# columns whose form only the program keeps
_FORMED = {"contact": ("birthday",), "task": ("repeat", "due_on", "due_time")}
_CASES = (("contacts", "vcf"), ("tasks", "ics"), ("contacts", "md"), ("deals", "md"), ("interactions", "md"))


def _sound(noun: str, format: str, out: bytes, count: int) -> None:
    """The file is one of its kind, with as many records as there are."""
    assert codes(out, allowed="\n" if format == "md" else "\r\n\t") == [], (noun, format)
    text = out.decode()
    if format == "md":
        assert len(text.splitlines()) == count + 2
        assert "<b>" not in text
        return
    assert text.count("\n") == text.count("\r") == text.count("\r\n")
    assert max(len(line) for line in out.split(b"\r\n")) <= 75
    if format == "vcf":
        items = list(CardReader(lambda: io.BytesIO(out), "out.vcf"))
        assert [item.error for item in items] == [""] * count
        assert all(len(str(item.cells["uid"])) == 36 for item in items)
    else:
        assert len(list(icalendar.Calendar.from_ical(out).walk("VTODO"))) == count


def _counts(field: Field) -> dict[str, int]:
    run = field.forge.run
    env = environment(field.home)
    return {
        noun: run(["export", noun, "-f", "ndjson"], env).out.count(b"\n")
        for noun in ("contacts", "deals", "tasks", "interactions")
    }


@pytest.mark.parametrize("texts", [(WORST,), HOSTILE, _INJECTED], ids=["worst", "hostile", "injected"])
def test_hostile_texts_stay_values(field: Field, rng: random.Random, texts: tuple[str, ...]) -> None:
    counts = _counts(field)
    assert min(counts.values()) > 0
    plant(field.db, texts, rng)
    for noun, format in _CASES:
        outcome = field.forge.run(["export", noun, "-f", format], environment(field.home))
        assert outcome.code == 0, outcome
        _sound(noun, format, outcome.out, counts[noun])


def test_a_hostile_text_in_any_one_column_stays_a_value_or_is_refused(field: Field) -> None:
    planted = 0
    for table in ("contact", "contact_point", "contact_company", "tagging", "task"):
        for column in (
            *FREE[table],
            *{"contact": ("birthday",), "task": ("repeat", "due_on", "due_time")}.get(table, ()),
        ):
            field.fresh()
            planted += plant_column(field.db, table, column, "evil\x1b[31m\u202e\r\nEND:VCARD\n;,:")
            for noun, format in (("contacts", "vcf"), ("tasks", "ics")):
                outcome = field.forge.run(["export", noun, "-f", format], environment(field.home))
                assert not outcome.crashed, (table, column, outcome)
                assert codes(outcome.out, allowed="\r\n\t") == [], (table, column)
                assert b"\r\nEND:VCARD\r\n;" not in outcome.out
    assert planted > 10
