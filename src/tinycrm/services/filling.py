"""Texts with `{{fields}}` filled from a record: those of templates, rules, stages and sequences."""

from __future__ import annotations

from tinycrm.domain.gap_fields import ME, TODAY, place_of
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import id_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.fields import Field
    from tinycrm.domain.results import Json, Row
    from tinycrm.domain.template import Gap
    from tinycrm.services.work import Work


class Filler:
    """One record, while texts are filled from it.

    Args:
        work: the command's work; its transaction may be open.
        noun: of the record.
        row: the record in JSON form.
        language: that amounts and days are written in, "" for that of the settings.
        typed: whether amounts and days are written as a field takes them, and not for people.
    """

    def __init__(self, work: Work, noun: str, row: Row, *, language: str = "", typed: bool = False) -> None:
        self._work = work
        self._noun = noun
        self._row = row
        self._language = language or work.settings.language
        self._typed = typed
        self._rows: dict[str, Row | None] = {noun: row}

    def words(self, gap: Gap) -> str | None:
        """Gives what fills a gap; None when all its fields are empty and nothing stands for them."""
        for name in gap.names:
            text = self._words(name).strip()
            if text:
                return text
        return gap.otherwise

    def filled(self, text: str, *, long: bool = False) -> str:
        """Gives a text that was checked with its gaps filled, an empty one with nothing; of one line unless `long`."""
        if "{{" not in text:
            return text
        from tinycrm.domain.template import gaps_in

        parts = [part if isinstance(part, str) else self._part(part, long=long) for part in gaps_in(text)]
        return "".join(parts)

    def _part(self, gap: Gap, *, long: bool) -> str:
        text = self.words(gap) or ""
        return text if long or ("\n" not in text and "\t" not in text) else " ".join(text.split())

    def _words(self, name: str) -> str:
        head, _, rest = name.partition(".")
        if head == "me" and rest in ME:
            return self._mine(rest)
        if name == TODAY:
            return self._day(self._work.today)
        place = place_of(self._noun, name, self._work.settings)
        if place is None:
            return ""
        noun, field = place
        row = self._row_of(noun)
        if row is None:
            return ""
        value = value_named(noun, row, field.named)
        items = value if isinstance(value, list) else [value]
        return ", ".join(word for word in (self._word(item, field, row) for item in items) if word)

    def _mine(self, key: str) -> str:
        from tinycrm.domain.address import read_address
        from tinycrm.mail.account import Account

        sender = Account(self._work.settings.mail).sender
        name, address = read_address(sender) if sender else ("", "")
        return address if key == "email" else name or self._work.reading.user

    def _row_of(self, noun: str) -> Row | None:
        if noun not in self._rows:
            found = linked(self._row, noun)
            self._rows[noun] = None if found is None else self._work.store.record(noun, id_of(found))
        return self._rows[noun]

    def _word(self, item: Json, field: Field, row: Row) -> str:
        if isinstance(item, dict):
            item = item.get("name") or item.get("title") or item.get("value") or item.get("product")
        if item is None:
            return ""
        if isinstance(item, bool):
            return "yes" if item else "no"
        text = str(item)
        if self._typed:
            return text
        if field.type == "money":
            return self._money(text, str(row.get(f"{field.key}_currency") or row.get("currency") or ""))
        if field.type in ("day", "when"):
            return self._day(text)
        if field.type == "birthday" and text.startswith("--"):
            # a leap year has every day
            return self._day(f"2000-{text[2:]}").rpartition(" ")[0]
        if field.type == "birthday":
            return self._day(text)
        if field.type == "instant":
            day, _, time = self._work.reading.clock.local(text).partition(" ")
            return f"{self._day(day)} {time}"
        if field.type == "ratio":
            return _percent(text)
        return text

    def _money(self, text: str, currency: str) -> str:
        from tinycrm.domain.money import from_decimal_text, human

        if not currency:
            return text
        return human(from_decimal_text(text, currency), currency, decimal=self._work.settings.decimal)

    def _day(self, text: str) -> str:
        if self._typed:
            return text
        from tinycrm.domain.mail_words import day_words

        return day_words(text, self._language, self._work.settings.calendar)


def _percent(text: str) -> str:
    from decimal import Decimal

    return f"{(Decimal(text) * 100).normalize():f}%"


def value_named(noun: str, row: Row, name: str) -> Json:
    """Gives what the field holds that a setting calls by any of its names."""
    field = NOUNS[noun].get(name)
    if field is not None and field.place != "custom":
        return row.get(field.key)
    fields = row["fields"]
    return fields.get(name.replace("-", "_").removeprefix("fields.")) if isinstance(fields, dict) else None


def linked(row: Row, noun: str) -> Row | None:
    """Gives the record of a noun that a record leads to, the first of several; None when there is none."""
    one = row.get(noun)
    if isinstance(one, dict):
        return one
    many = row.get(NOUNS[noun].plural)
    first = many[0] if isinstance(many, list) and many else None
    return first if isinstance(first, dict) else None
