"""A report and the digest as letters: subject, both parts of the mail, what is attached."""

from __future__ import annotations

from tinycrm.cli.posting import Draft
from tinycrm.domain.letter import Letter
from tinycrm.domain.mail_words import day_words, period_words, report_words
from tinycrm.render import render
from tinycrm.render.cells import cell
from tinycrm.render.document import html
from tinycrm.render.mailform import mail_form
from tinycrm.render.sink import Sink
from tinycrm.render.span import period
from tinycrm.render.spoken import spoken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.cli.context import Context
    from tinycrm.cli.posting import Posting
    from tinycrm.domain.letter import Attachment
    from tinycrm.domain.results import Page, Report, Row

# Excel takes a file without it for one of the machine's old code page
_MARK = b"\xef\xbb\xbf"
_MEASURED = frozenset(("int", "number", "money", "measure", "ratio"))
# what a row of nothing holds all the same: of how many it is, what the settings say
_GIVEN = frozenset(("id", "n", "of", "probability", "stage_days"))
_EXPLAINED = frozenset(("ltv-value",))
_ALWAYS = frozenset(("data_quality",))
_PREVIEWED = 4


def digest_draft(ctx: Context, posting: Posting, *, days: int | None, owner: str | None) -> Draft:
    """Gives the digest of today as a mail."""
    from tinycrm.services.mail.digest import make_digest

    digest = make_digest(ctx.work, days=days, owner=owner)
    attached = _attachments(
        ctx, posting, f"agenda-{ctx.work.today}", digest.subject, lambda _: digest.page, days=days, owner=owner
    )
    return _draft(ctx, posting, digest.page, digest.subject, digest.preview, attached, says=digest.says)


def report_draft(ctx: Context, posting: Posting, make: Callable[[str], Report], *, owner: str | None) -> Draft:
    """Gives a report as a mail.

    Args:
        ctx: the context.
        posting: what was asked for of the mail.
        make: makes the report in a form: "page" for people, "plain" for tables.
        owner: whose due tasks are attached.
    """
    settings = ctx.settings
    language, calendar = settings.language, settings.calendar
    report = make("page")
    name = report_words(report.name, report.title, language)
    if report.date_from or report.date_to:
        of = period_words(report.date_from, report.date_to, language, calendar)
    else:
        of = day_words(ctx.work.today, language, calendar)
    parted = " " if name == "KPI" else "، " if language == "fa" else ", "
    subject = f"{name}{parted}{of}"
    file = _file_name(report, ctx.work.today)
    attached = _attachments(
        ctx, posting, file, subject, lambda form: make(form) if form != "page" else report, days=None, owner=owner
    )
    return _draft(ctx, posting, report, subject, _preview(ctx, spoken(report, ctx.look)), attached, says=_says(report))


def _draft(
    ctx: Context,
    posting: Posting,
    result: Report | Page,
    subject: str,
    preview: str,
    attached: list[Attachment],
    *,
    says: bool,
) -> Draft:
    title = subject if posting.subject is None else posting.subject
    text, page = mail_form(result, ctx.look, title=title, preview=preview)

    def letter_to(address: str) -> Letter:
        return Letter(address, title, text, page, attached)

    return Draft(title, letter_to, says=says)


def _attachments(
    ctx: Context,
    posting: Posting,
    name: str,
    title: str,
    make: Callable[[str], Report | Page],
    *,
    days: int | None,
    owner: str | None,
) -> list[Attachment]:
    made: list[Attachment] = []
    for kind in posting.attach:
        if kind == "csv":
            made.append((f"{name}.csv", "text/csv", _MARK + _csv(make("plain"))))
        elif kind == "html":
            page = "".join(html(make("page"), ctx.look, title=title))
            made.append((f"{name}.html", "text/html", page.encode("utf-8", "backslashreplace")))
        else:
            from tinycrm.formats.icswriter import write_todos
            from tinycrm.services.mail.digest import due_tasks

            tasks = due_tasks(ctx.work, days=days, owner=owner)
            if tasks:
                text = "".join(write_todos(tasks, ctx.clock))
                made.append((f"tasks-{ctx.work.today}.ics", "text/calendar", text.encode("utf-8", "backslashreplace")))
    return made


def _csv(result: Report | Page) -> bytes:
    from io import BytesIO

    out = BytesIO()
    sink = Sink(out, None, {})
    render(result, sink, format="csv", quiet=True)
    sink.flush()
    return out.getvalue()


def _file_name(report: Report, today: str) -> str:
    """kpi-2026-10, revenue-2026, pipeline-2026-11-16."""
    first, last = report.date_from, report.date_to
    for length in (4, 7):
        whole = period_words(first, last, "en", "gregorian") if first and last else ""
        if whole and first[:length] == last[:length] and len(whole.split()) == (1 if length == 4 else 2):
            return f"{report.name}-{first[:length]}"
    return f"{report.name}-{first}_{last}" if first and last and first != last else f"{report.name}-{last or today}"


def _says(report: Report) -> bool:
    """Whether there is a row that says more than that there is nothing."""
    measured = [column.key for column in report.columns if column.kind in _MEASURED and column.key not in _GIVEN]
    if report.name in _EXPLAINED:
        return False
    rows = [row for row in report.rows if row.get("key") not in _ALWAYS]
    own = any(_is_something(row, key) for row in rows for key in measured) if measured else bool(rows)
    return own or any(_says(section) for section in report.sections)


def _is_something(row: Row, key: str) -> bool:
    value = row.get(key)
    return value is not None and bool(str(value).strip("-0."))


def _preview(ctx: Context, report: Report) -> str:
    """The period, and the first figures that say something."""
    look = ctx.look.on(report.today)
    words = [period(report, look)]
    shown = [column for column in report.columns if not column.wide]
    named = next((column for column in shown if column.kind == "text"), None)
    known = [column for column in shown if column.kind in _MEASURED and column.key not in _GIVEN]
    if named is not None and known:
        rows = [row for row in report.rows if _is_something(row, known[0].key)][:_PREVIEWED]
        words += [f"{cell(row, named, look)[0]} {cell(row, known[0], look)[0]}" for row in rows]
    return " · ".join(word for word in words if word.strip())
