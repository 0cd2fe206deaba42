"""A report by its name: what it may be asked, and who reads it."""

from __future__ import annotations

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.fold import fold
from tinycrm.domain.results import Column, Listing
from tinycrm.errors import UsageError
from tinycrm.reports.explain import explained, told
from tinycrm.reports.groups import TIMES
from tinycrm.reports.registry import REPORTS, ReportKind, find_report
from tinycrm.reports.told import ALIASES, TOLD, find_told
from tinycrm.services.reporting.explaining import tell_more
from tinycrm.services.reporting.known import find_known, known_kpis
from tinycrm.services.reporting.own import check_segments, own_reports, report
from tinycrm.services.reporting.question import Question
from tinycrm.services.reporting.scorecard import figures_of, kpi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tinycrm.domain.measures import OwnReport
    from tinycrm.domain.results import Page, Report, Row
    from tinycrm.services.reporting.asked import Asked
    from tinycrm.services.work import Done, Work

    Reader = Callable[[Question], Report]


def list_reports(work: Work) -> Listing:
    """Gives the reports there are."""
    columns = [
        Column("name", "Name"),
        Column("about", "About", "long"),
        Column("by", "--by", "list", wide=True),
        Column("period", "Period unless given", wide=True),
    ]
    rows: list[Row] = [
        {"name": kind.name, "about": kind.about, "by": [*kind.splits], "period": kind.period or None}
        for kind in (*REPORTS, *map(_of_own, own_reports(work)))
    ]
    return Listing("report", columns, rows, notes=work.notes)


def make_report(work: Work, name: str, asked: Asked) -> Report:
    """Gives a report by name, or the one KPI whose key is given; those of config.yaml too.

    Raises:
        UsageError: no such report, or something it cannot be asked.
    """
    own = next((own for own in own_reports(work) if own.key == name.strip().lower().replace("_", "-")), None)
    if own is not None:
        question = Question(work, _of_own(own), _asked(_of_own(own), asked))
        return _made(question, lambda: report(question, own))
    key = _key(name)
    row_of = find_told(key)
    known = ALIASES.get(key, name) if row_of is None else row_of.report
    kind, only = find_report(known, tuple(kpi.key for kpi in known_kpis(work)))
    question = Question(work, kind, _asked(kind, asked, only))
    if only:
        return _made(question, lambda: kpi(question, only))
    module, _, function = kind.reader.partition(".")
    found = __import__(f"tinycrm.services.reporting.{module}", fromlist=[function])
    read: Reader = getattr(found, function)
    return _made(question, lambda: read(question))


def _key(name: str) -> str:
    return name.strip().lower().replace("-", "_")


def _of_own(own: OwnReport) -> ReportKind:
    """Gives what a report of config.yaml may be asked."""
    noun = own.values[0][1].noun if own.values else "party"
    takes = ("compare", "in", "pipeline") if own.kpis else ("in",)
    return ReportKind(own.key, own.name, "", "", reader="", noun=noun, period=own.period or "month", takes=takes)


def _made(question: Question, make: Callable[[], Report]) -> Report:
    work = question.work
    _check_begun(question)
    with work.store.snapshot():
        made = make()
    if question.asked.form in ("screen", "page"):
        from tinycrm.services.reporting.naming import name_for_people

        name_for_people(made)
    made.notes += [*question.exchange.notes(), *work.notes]
    work.notes.clear()
    return made


def _check_begun(question: Question) -> None:
    """The period has a day that counts.

    Raises:
        UsageError: it begins after today.
    """
    first = question.span.first
    if first > question.today:
        what = f"the period begins on {first}, after today ({question.today})"
        raise UsageError(what, hint="reports look back; report forecast and today look ahead")


def explain_kpi(work: Work, key: str, asked: Asked) -> Page:
    """Gives a KPI's formula, unit, empty value and source, and the very numbers that go into it.

    Of one that is rows of a report and no single figure, it names the report.

    Raises:
        UsageError: no such KPI.
    """
    word = _key(key)
    word = ALIASES.get(word, word)
    found = find_known(work, word)
    if found is None:
        row_of = find_told(word)
        if row_of is not None:
            return told(row_of)
        names = [*(kpi.key for kpi in known_kpis(work)), *(row.key for row in TOLD)]
        hint = f"{did_you_mean(word, names)}tinycrm report kpi -f tsv lists the keys"
        raise UsageError(f"there is no KPI '{key}'", code="unknown_report", hint=hint)
    kind, _ = find_report("kpi")
    question = Question(work, kind, _asked(kind, asked))
    _check_begun(question)
    with work.store.snapshot():
        figures = [figure for figure in figures_of(question, [found], [question.span])[0] if figure.key == word]
        check_segments(question, word)
        tell_more(question, figures)
    page = explained(found, figures, question.span)
    page.notes += [*question.exchange.notes(), *work.notes]
    work.notes.clear()
    return page


def keep_figures(work: Work, asked: Asked) -> Done:
    """What cannot be computed later is kept as it is today.

    Raises:
        UsageError: a part of the records or another day was asked for.
    """
    kind, _ = find_report("kpi")
    from tinycrm.services.reporting.scorecard import keep_today
    from tinycrm.services.work import Done

    count, changed = keep_today(Question(work, kind, asked))
    sentence = f"Kept {count} figures of {work.today}" if changed else f"Nothing to do: kept already for {work.today}"
    return Done("kpi_snapshot", [], sentence, changed=bool(changed), rows=[])


def _asked(kind: ReportKind, asked: Asked, only: str = "") -> Asked:
    """Gives what was asked for, if the report can answer it.

    Raises:
        UsageError: it cannot.
    """
    asked.by = _split(f"KPI {only}" if only else f"report {kind.name}", asked.by, TIMES if only else kind.splits)
    _refuse(kind, asked)
    return asked


def _split(called: str, by: str, splits: Sequence[str]) -> str:
    if not by:
        return ""
    word = fold(by)
    if word not in splits:
        known = f"one of: {', '.join(splits)}" if splits else "leave --by out"
        raise UsageError(f"the {called} cannot be split by '{by}'", code="unknown_field", hint=known)
    return word


def _refuse(kind: ReportKind, asked: Asked) -> None:
    """What was asked for is something that the report can answer.

    Raises:
        UsageError: it is not.
    """
    if not kind.period:
        for option, text in (("--period", asked.period), ("--from", asked.first), ("--to", asked.last)):
            if text:
                raise UsageError(
                    f"the report {kind.name} shows what is so today and takes no {option}",
                    hint="leave it out; report win-loss and report kpi look back",
                )
    if asked.compare and "compare" not in kind.takes:
        raise UsageError(f"the report {kind.name} compares nothing", hint="leave --compare out; report kpi compares")
    if asked.pipeline and "pipeline" not in kind.takes:
        raise UsageError(f"the report {kind.name} is of no pipeline", hint="leave --pipeline out")
    if asked.currency and "in" not in kind.takes:
        raise UsageError(f"the report {kind.name} has no amounts to convert", hint="leave --in out")
