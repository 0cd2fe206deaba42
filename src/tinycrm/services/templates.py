"""Messages with fields in them, from the folder templates/ of the settings, filled from records."""

from __future__ import annotations

from tinycrm.config.letters import read_template, template_names
from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Listing, id_of
from tinycrm.domain.template import Gap
from tinycrm.errors import RuleError, UsageError
from tinycrm.services.effects import linked, value_named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.fields import Field
    from tinycrm.domain.results import Json, Row
    from tinycrm.domain.settings import Settings
    from tinycrm.domain.template import Template
    from tinycrm.services.work import Work

_ME = ("name", "email")
_TODAY = "today"


class Filled:
    """A message about one record.

    Attributes:
        subject: of one line.
        text, html: the two parts; the HTML is a whole document.
        language: of what it says: en, ru, fa.
        reply_to: where answers go, "" for where the settings say.
    """

    __slots__ = ("html", "language", "reply_to", "subject", "text")

    def __init__(self, subject: str, text: str, html: str, *, language: str = "", reply_to: str = "") -> None:
        self.subject = subject
        self.text = text
        self.html = html
        self.language = language
        self.reply_to = reply_to


def fill_template(work: Work, name: str, noun: str, id: int) -> Filled:
    """Gives a message about one record.

    Args:
        work: the command's work; its transaction may be open.
        name: the template's file without its ending.
        noun, id: the record whose fields stand in it.

    Raises:
        NotFound: there is no such template, or no such record.
        UsageError: the template is broken, or has a field that no such record has.
        RuleError: a field in it is empty, and has nothing to stand for it.
    """
    template = read_template(work.folder, name)
    check_fields(template, noun, work.settings)
    return fill_in(work, template, noun, id)


def fill_in(work: Work, template: Template, noun: str, id: int) -> Filled:
    """Gives the message that a template, whose fields were checked, makes of one record. Raises as `fill_template`."""
    from tinycrm.mail.markdown import render_markdown

    language = template.language or work.settings.language
    record = _Record(work, template, noun, id, language)
    subject = "".join(part if isinstance(part, str) else record.filled(part, long=False) for part in template.subject)
    values: list[str] = []
    parts: list[str | int] = []
    for part in template.body:
        parts.append(len(values) if isinstance(part, Gap) else part)
        values += [record.filled(part, long=True)] if isinstance(part, Gap) else []
    subject = " ".join(subject.split())
    text, html = render_markdown(parts, values, language=language, title=subject)
    return Filled(subject, text, html, language=language, reply_to=template.reply_to)


class _Record:
    """One record, while a template is filled from it."""

    def __init__(self, work: Work, template: Template, noun: str, id: int, language: str) -> None:
        self._work = work
        self._template = template
        self._noun = noun
        self._language = language
        self._row = work.store.need(noun, id)
        self._rows: dict[str, Row | None] = {noun: self._row}

    def filled(self, gap: Gap, *, long: bool) -> str:
        for name in gap.names:
            text = self._words(name)
            if text.strip():
                return text.strip() if long else " ".join(text.split())
        if gap.otherwise is not None:
            return gap.otherwise
        id, title = self._row["id"], self._row[NOUNS[self._noun].title] or ""
        told = f"{self._noun} {id} {title}".strip()
        what = f"{told} has no {gap.told}, which {self._template.path}:{gap.line} asks for"
        hint = f'fill it, or write {{{{{" or ".join(gap.names)} or "…"}}}}'
        raise RuleError(what, code="empty_field", hint=hint)

    def _words(self, name: str) -> str:
        head, _, rest = name.partition(".")
        if head == "me" and rest in _ME:
            return self._mine(rest)
        if name == _TODAY:
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
        from tinycrm.domain.mail_words import day_words

        return day_words(text, self._language, self._work.settings.calendar)


def _percent(text: str) -> str:
    from decimal import Decimal

    return f"{(Decimal(text) * 100).normalize():f}%"


# --- what fields there are ---


def place_of(noun: str, name: str, settings: Settings) -> tuple[str, Field] | None:
    """Gives whose field a name means, and the field: the record's own, that of a record it leads to, its contact's.

    Args:
        noun: of the record.
        name: "value", "given", "contact.name", "fields.room".
        settings: for custom fields.
    """
    head, dot, rest = name.partition(".")
    if dot and head in NOUNS:
        if head != noun and head not in _linked_nouns(noun):
            return None
        field = _field(head, rest, settings)
        return None if field is None else (head, field)
    field = _field(noun, name, settings)
    if field is not None:
        return noun, field
    if noun != "contact" and "contact" in _linked_nouns(noun):
        field = _field("contact", name, settings)
        return None if field is None else ("contact", field)
    return None


def _field(noun: str, name: str, settings: Settings) -> Field | None:
    field = NOUNS[noun].get(name, settings.custom(noun))
    return None if field is None or field.place in ("custom_all", "computed") else field


def _linked_nouns(noun: str) -> list[str]:
    return list(dict.fromkeys(field.noun for field in NOUNS[noun].fields if field.noun in NOUNS and field.noun != noun))


def _is_known(noun: str, name: str, settings: Settings) -> bool:
    head, _, rest = name.partition(".")
    return name == _TODAY or (head == "me" and rest in _ME) or place_of(noun, name, settings) is not None


def check_fields(template: Template, noun: str, settings: Settings) -> None:
    """Every field in the template is one that records of the noun have.

    Raises:
        UsageError: one is not; the message begins with FILE:LINE.
    """
    for gap in template.gaps():
        for name in gap.names:
            if not _is_known(noun, name, settings):
                raise _unknown(template, gap, name, [noun], settings)


def _unknown(template: Template, gap: Gap, name: str, nouns: Sequence[str], settings: Settings) -> UsageError:
    head, dot, rest = name.partition(".")
    noun = head if dot and head in NOUNS else nouns[0]
    known = [field.key for field in NOUNS[noun].fields if field.place != "custom_all"] + sorted(settings.custom(noun))
    near = did_you_mean(rest if noun == head else name, known)
    others = "" if noun == head else f"; {', '.join(f'{other}.…' for other in _linked_nouns(noun))}, me.name, today"
    whose = f"{'an' if nouns[0][0] in 'aeiou' else 'a'} {nouns[0]}" if len(nouns) == 1 else "no kind of record"
    has = "has no" if len(nouns) == 1 else "has the"
    what = f"{template.path}:{gap.line}: {whose} {has} field '{name}'"
    return UsageError(what, code="unknown_field", hint=f"{near}fields of a {noun}: {', '.join(known)}{others}")


def about(template: Template, settings: Settings) -> list[str]:
    """Gives the nouns whose records the template can be about: those that have all of its fields.

    Raises:
        UsageError: none has; the message begins with FILE:LINE.
    """
    nouns = [noun for noun in NOUNS if noun != "segment"]
    nouns.sort(key=lambda noun: noun != "contact")
    for gap in template.gaps():
        for name in gap.names:
            left = [noun for noun in nouns if _is_known(noun, name, settings)]
            if not left:
                everything = len(nouns) == len(NOUNS) - 1
                raise _unknown(template, gap, name, nouns if everything else nouns[:1], settings)
            nouns = left
    return nouns


def list_templates(work: Work) -> Listing:
    """Gives the templates: name, subject, what records they can be about, and what is wrong with one."""
    rows: list[Row] = []
    for name in template_names(work.folder):
        row: Row = {"name": name, "subject": None, "about": [], "language": None, "problem": None}
        try:
            template = read_template(work.folder, name)
            row |= {"subject": subject_of(template), "language": template.language or None}
            row["about"] = [*about(template, work.settings)]
        except UsageError as error:
            row["problem"] = error.message
        rows.append(row)
    columns = [
        Column("name", "Name", weight=1),
        Column("subject", "Subject"),
        Column("about", "About", "list", wide=True),
        Column("language", "Language", wide=True),
        Column("problem", "Problem"),
    ]
    if not any(row["problem"] for row in rows):
        columns[-1] = Column("problem", "Problem", wide=True)
    return Listing("template", columns, rows, empty="No templates. tinycrm template add NAME begins one.")


def subject_of(template: Template) -> str:
    """Gives the subject with its fields named in braces."""

    def told(gap: Gap) -> str:
        words = [*gap.names, *([f'"{gap.otherwise}"'] if gap.otherwise is not None else [])]
        return f"{{{{{' or '.join(words)}}}}}"

    return "".join(part if isinstance(part, str) else told(part) for part in template.subject)


def check_templates(work: Work, name: str | None = None) -> int:
    """Every template, or the one that is named, can be read, and all its fields are known; gives how many.

    Raises:
        NotFound: no such template.
        UsageError: one is broken; the message begins with FILE:LINE, and says how many more are.
    """
    names = [name] if name is not None else template_names(work.folder)
    problems = list(_problems(work, names))
    if problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise UsageError(first.message + more, code=first.code, hint=first.hint)
    return len(names)


def _problems(work: Work, names: Sequence[str]) -> Iterator[UsageError]:
    for name in names:
        try:
            about(read_template(work.folder, name), work.settings)
        except UsageError as error:
            yield error
