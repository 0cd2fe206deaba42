"""Messages with fields in them, from the folder templates/ of the settings, filled from records."""

from __future__ import annotations

from tinycrm.config.letters import read_template, template_names
from tinycrm.domain.gap_fields import hint_for, is_known
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Listing
from tinycrm.domain.template import Gap
from tinycrm.errors import RuleError, UsageError
from tinycrm.services.filling import Filler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.domain.settings import Settings
    from tinycrm.domain.template import Template
    from tinycrm.services.work import Work


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
    row = work.store.need(noun, id)
    filler = Filler(work, noun, row, language=language)

    def filled(gap: Gap) -> str:
        text = filler.words(gap)
        if text is None:
            raise _empty(template, gap, noun, row)
        return text

    subject = " ".join("".join(part if isinstance(part, str) else filled(part) for part in template.subject).split())
    values: list[str] = []
    parts: list[str | int] = []
    for part in template.body:
        parts.append(len(values) if isinstance(part, Gap) else part)
        values += [filled(part)] if isinstance(part, Gap) else []
    text, html = render_markdown(parts, values, language=language, title=subject)
    return Filled(subject, text, html, language=language, reply_to=template.reply_to)


def _empty(template: Template, gap: Gap, noun: str, row: Row) -> RuleError:
    told = f"{noun} {row['id']} {row[NOUNS[noun].title] or ''}".strip()
    what = f"{told} has no {gap.told}, which {template.path}:{gap.line} asks for"
    hint = f'fill it, or write {{{{{" or ".join(gap.names)} or "…"}}}}'
    return RuleError(what, code="empty_field", hint=hint)


# --- what fields there are ---


def check_fields(template: Template, noun: str, settings: Settings) -> None:
    """Every field in the template is one that records of the noun have.

    Raises:
        UsageError: one is not; the message begins with FILE:LINE.
    """
    for gap in template.gaps():
        for name in gap.names:
            if not is_known(noun, name, settings):
                raise _unknown(template, gap, name, [noun], settings)


def _unknown(template: Template, gap: Gap, name: str, nouns: Sequence[str], settings: Settings) -> UsageError:
    whose = f"{'an' if nouns[0][0] in 'aeiou' else 'a'} {nouns[0]}" if len(nouns) == 1 else "no kind of record"
    has = "has no" if len(nouns) == 1 else "has the"
    what = f"{template.path}:{gap.line}: {whose} {has} field '{name}'"
    return UsageError(what, code="unknown_field", hint=hint_for(nouns[0], name, settings))


def about(template: Template, settings: Settings) -> list[str]:
    """Gives the nouns whose records the template can be about: those that have all of its fields.

    Raises:
        UsageError: none has; the message begins with FILE:LINE.
    """
    nouns = [noun for noun in NOUNS if noun != "segment"]
    nouns.sort(key=lambda noun: noun != "contact")
    for gap in template.gaps():
        for name in gap.names:
            left = [noun for noun in nouns if is_known(noun, name, settings)]
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
