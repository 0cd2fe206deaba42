"""A report by its name: what it may be asked, and who reads it."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.results import Column, Listing
from tinycrm.errors import UsageError
from tinycrm.reports.kpis import all_kpis
from tinycrm.reports.registry import REPORTS, find_report
from tinycrm.services.reporting.question import Question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Report, Row
    from tinycrm.reports.registry import ReportKind
    from tinycrm.services.reporting.asked import Asked
    from tinycrm.services.work import Work


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
        for kind in REPORTS
    ]
    return Listing("report", columns, rows, notes=work.notes)


def make_report(work: Work, name: str, asked: Asked) -> Report:
    """Gives a report by name, or the one KPI whose key is given.

    Raises:
        UsageError: no such report, or something it cannot be asked.
    """
    kind, only = find_report(name, tuple(kpi.key for kpi in all_kpis()))
    asked.by = _split(kind, asked.by)
    _refuse(kind, asked)
    question = Question(work, kind, asked)
    with work.store.snapshot():
        if only:
            from tinycrm.services.reporting.scorecard import kpi

            report = kpi(question, only)
        else:
            module, _, function = kind.reader.partition(".")
            found = __import__(f"tinycrm.services.reporting.{module}", fromlist=[function])
            report = getattr(found, function)(question)
    report.notes += question.exchange.notes()
    report.notes += work.notes
    work.notes.clear()
    return report


def _split(kind: ReportKind, by: str) -> str:
    if not by:
        return ""
    word = fold(by)
    if word not in kind.splits:
        known = f"one of: {', '.join(kind.splits)}" if kind.splits else "leave --by out"
        raise UsageError(f"the report {kind.name} cannot be split by '{by}'", code="unknown_field", hint=known)
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
