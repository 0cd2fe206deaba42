"""The report `stale`: who was not in touch for long."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import ratio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Row

_NEVER = "never"


def stale_report(
    rows: Sequence[tuple[str, str, int, int]],
    months: Sequence[tuple[str, int, int, int]],
    days: int,
    today: str,
    *,
    by: str = "",
) -> Report:
    """Gives how many contacts, companies and open deals had no interaction for longer than stale_after_days.

    Formula: stale = last interaction, or without one the creation (of a deal the opening), more than
        stale_after_days before today; notes are no interaction; a company is in touch through its people too.
    Unit: records; ratio.
    Empty: 0; the share "-" without records.
    Source: contacts, companies, open deals, interactions; the setting stale_after_days.

    Args:
        rows: (owner or "", noun in the plural, stale records, all of them).
        months: (month of the last interaction, "" without one; contacts, companies, deals), the oldest first.
        days: the setting.
        today: the business day, ISO.
        by: "owner" or "".
    """
    found: list[Row] = []
    for word, noun, stale, every in rows:
        split: Row = {by: word or None} if by else {}
        found.append({**split, "records": noun, "stale": stale, "of": every, "share": ratio(stale, every)})
    columns = [
        *([Column(by, "Person")] if by else []),
        Column("records", "Records"),
        Column("stale", "Stale", "int"),
        Column("of", "Of", "int"),
        Column("share", "Share", "ratio"),
        Column("share", "", "bar", unit="ratio"),
    ]
    report = Report("stale", "Stale records", columns, found, today=today)
    report.notes.append(f"no interaction for more than {days:,} days (setting stale_after_days)")
    report.notes.append("tinycrm doctor data names them, and the commands that list them")
    if not by:
        report.charts = [Chart("bars", "records", ["share"], title="Share of stale records")]
    if months:
        report.sections.append(_by_last(months))
    return report


def _by_last(months: Sequence[tuple[str, int, int, int]]) -> Report:
    rows: list[Row] = [
        {"last_touch": month or _NEVER, "contacts": contacts, "companies": companies, "deals": deals}
        for month, contacts, companies, deals in months
    ]
    columns = [
        Column("last_touch", "Last interaction"),
        Column("contacts", "Contacts", "int"),
        Column("companies", "Companies", "int"),
        Column("deals", "Open deals", "int"),
        Column("contacts", "", "bar"),
    ]
    report = Report("stale-since", "Stale records by their last interaction", columns, rows)
    report.charts = [Chart("stack", "last_touch", ["contacts", "companies", "deals"])]
    return report
