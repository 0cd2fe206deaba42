"""The report `data-quality`: the score, its parts, how filled the fields are, and what is to be mended."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import ratio
from tinycrm.reports.quality import PARTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.results import Row


def data_quality_report(
    score: int | None,
    parts: Mapping[str, tuple[int, int]],
    fields: Sequence[tuple[str, int, Sequence[tuple[str, int, bool]]]],
    gaps: Sequence[tuple[str, str, int, str, str]],
    today: str,
) -> Report:
    """Gives the score of the records, its parts, how filled their fields are, and what is to be mended.

    Formula: score = ⌊100 × Σ(weight × good / all) / Σ weight⌋ over the parts that have anything to count: key fields
        filled 40; contacts and companies without a duplicate, valid contact points, records not stale 20 each.
    Unit: 0-100; ratio; records.
    Empty: "-" without anything to count.
    Source: all records as they are now, or those of --owner, --segment and --where; the settings key_fields and
        stale_after_days.

    Args:
        score: 0-100, None without anything to count.
        parts: part → (good, all).
        fields: (noun in the plural, records, (field, how many have it, whether the settings ask for it)).
        gaps: (check, noun, records, what is so, the command that lists them).
        today: the business day, ISO.
    """
    rows = _parts(score, parts)
    columns = [
        Column("part", wide=True),
        Column("counted", "Part", "long"),
        Column("good", "Good", "int"),
        Column("of", "Of", "int"),
        Column("share", "Share", "ratio"),
        Column("weight", "Weight", "int"),
        Column("share", "", "bar", unit="ratio"),
    ]
    report = Report("data-quality", "Data quality", columns, rows, today=today)
    if score is not None:
        report.charts = [Chart("bars", "counted", ["share"])]
    for noun, records, found in fields:
        report.sections.append(_filled(noun, records, found))
    if gaps:
        report.sections.append(_gaps(gaps))
    return report


def _parts(score: int | None, parts: Mapping[str, tuple[int, int]]) -> list[Row]:
    share = None if score is None else ratio(score, 100)
    rows: list[Row] = [
        {"part": "score", "counted": "score of 100", "good": score, "of": 100, "share": share, "weight": None}
    ]
    for part, (good, every) in parts.items():
        weight, counted = PARTS[part]
        rows.append(
            {
                "part": part,
                "counted": counted,
                "good": good if every else None,
                "of": every,
                "share": ratio(good, every),
                "weight": weight,
            }
        )
    return rows


def _filled(noun: str, records: int, fields: Sequence[tuple[str, int, bool]]) -> Report:
    rows: list[Row] = [
        {
            "field": field,
            "filled": count,
            "of": records,
            "share": ratio(count, records),
            "key_field": needed,
        }
        for field, count, needed in fields
    ]
    columns = [
        Column("field", "Field"),
        Column("filled", "Filled", "int"),
        Column("of", "Of", "int", wide=True),
        Column("share", "Share", "ratio"),
        Column("key_field", "Key field", "bool"),
        Column("share", "", "bar", unit="ratio"),
    ]
    report = Report(f"data-quality-{noun}", f"{noun.capitalize()} ({records:,})", columns, rows)
    report.charts = [Chart("bars", "field", ["share"])]
    return report


def _gaps(gaps: Sequence[tuple[str, str, int, str, str]]) -> Report:
    rows: list[Row] = [
        {"check": check, "noun": noun, "records": count, "message": message, "command": command}
        for check, noun, count, message, command in gaps
    ]
    columns = [
        Column("check", wide=True),
        Column("noun", wide=True),
        Column("message", "What is so", "long"),
        Column("records", "Records", "int", wide=True),
        Column("command", "Lists them", "command"),
    ]
    return Report("data-quality-gaps", "To look at", columns, rows)
