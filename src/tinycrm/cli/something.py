"""What `--exit-code` means for every command that reads: whether there is something to show."""

from __future__ import annotations

from itertools import chain, islice

from tinycrm.cli.context import SOMETHING
from tinycrm.domain.results import Listing, Page, Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Result


def with_exit_code(result: Result, *, wanted: bool) -> Result:
    """Gives the result as it is; if `wanted`, the process ends with 10 when it holds anything.

    A list holds something when it has a row, a report when it or one of its sections has one, a page when it has a
    block. A list is looked into and not held: there may be a million rows.
    """
    if not wanted:
        return result
    if isinstance(result, Listing):
        if isinstance(result.rows, list):
            found = bool(result.rows)
        else:
            rows = iter(result.rows)
            first = list(islice(rows, 1))
            result.rows, found = chain(first, rows), bool(first)
    elif isinstance(result, Report):
        found = _has_rows(result)
    else:
        found = isinstance(result, Page) and bool(result.blocks)
    result.exit_code = SOMETHING if found else 0
    return result


def _has_rows(report: Report) -> bool:
    return bool(report.rows) or any(_has_rows(section) for section in report.sections)
