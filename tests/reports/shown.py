"""A whole report as text: what tests compare with text that was written by hand."""

from __future__ import annotations

import shlex
from textwrap import dedent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json, Report


def columns(report: Report) -> str:
    """Gives a report's columns: key, * when wide, 'label', kind and unit."""
    return "; ".join(
        f"{column.key}{'*' if column.wide else ''} '{column.label}' {column.kind}"
        f"{f' [{column.unit}]' if column.unit else ''}"
        for column in report.columns
    )


def pictures(report: Report) -> list[str]:
    """Gives a report's charts, one a line: kind, label: values, 'title', the split; then the rows of its own."""
    lines: list[str] = []
    for chart in report.charts:
        lines.append(f"{chart.kind} {chart.label}: {', '.join(chart.values)} '{chart.title}'")
        if chart.split:
            lines[-1] += f" by {chart.split}"
        lines += [" | ".join(f"{key}={cell(value)}" for key, value in row.items()) for row in chart.rows or ()]
    return lines


def form(report: Report) -> list[str]:
    """Gives everything about a report and its sections that is no number, a line each."""
    span = f"{report.date_from or '…'} to {report.date_to or '…'}" if report.date_to else "no period"
    lines = [f"{report.name}: {report.title} ({span}; {report.today or 'no day'})", columns(report), *pictures(report)]
    for section in report.sections:
        lines += form(section)
    return lines


def cell(value: Json) -> str:
    """Gives a value as text: - for none."""
    return "-" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def values(report: Report) -> list[str]:
    """Gives the keys of a report's rows, the rows, the totals and the notes, then those of its sections."""
    lines = [f"{report.name}:"]
    if report.rows:
        keys = list(report.rows[0])
        assert all(list(row) == keys for row in report.rows)
        lines += [" | ".join(keys), *(" | ".join(cell(row[key]) for key in keys) for row in report.rows)]
    if report.totals is not None:
        lines.append("all: " + " | ".join(f"{key}={cell(value)}" for key, value in report.totals.items()))
    lines += [f"note: {note}" for note in report.notes]
    for section in report.sections:
        lines += values(section)
    return lines


def written(text: str) -> list[str]:
    """Gives the lines of text in a test; what is set in further goes on with the line above."""
    lines: list[str] = []
    for line in dedent(text).strip().splitlines():
        if line.startswith("    "):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return lines


def asked(line: str) -> tuple[str, dict[str, str]]:
    """Gives a report's name and what it is asked, from "revenue by=product period=2026-06"."""
    name, *words = shlex.split(line)
    return name, dict(word.split("=", 1) for word in words)
