"""Reads who was not in touch for long."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.reports.stale import stale_report
from tinycrm.store.queries import stale as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Report
    from tinycrm.services.reporting.question import Question

_PARTIES = ("contact", "company")
_NOUNS = (*_PARTIES, "deal")
# no record is older
_FIRST_YEAR = 1900
# more months than that are told by the year
_MONTHS = 24


def since_of(q: Question) -> tuple[str, str]:
    """Gives the instant and the day since which a record must have been in touch not to be stale."""
    try:
        day = date.fromisoformat(q.today) - timedelta(days=q.work.settings.stale_after_days)
    except OverflowError:
        day = date(_FIRST_YEAR, 1, 1)
    day = max(day, date(_FIRST_YEAR, 1, 1))
    return q.work.reading.clock.to_instant(day.isoformat(), "00:00"), day.isoformat()


def stale_records(q: Question) -> list[tuple[str, int, int]]:
    """Gives (noun in the plural, stale records, all of them) of contacts and companies."""
    since, _ = since_of(q)
    return [
        (
            NOUNS[noun].plural,
            rows.stale(q.db, noun, since, q.narrow(noun)),
            rows.records(q.db, noun, q.narrow(noun))[""],
        )
        for noun in _PARTIES
    ]


def stale(q: Question) -> Report:
    """Gives who was not in touch for long, as it is today."""
    since, day = since_of(q)
    by = q.asked.by
    found: list[tuple[str, str, int, int]] = []
    if by:
        found = _by_owner(q, since, day)
    else:
        found = [("", noun, count, every) for noun, count, every in stale_records(q)]
        deals = sum(count for _, count in rows.stale_deals(q.db, since, day, "", q.narrow("deal")))
        found.append(("", "open deals", deals, rows.records(q.db, "deal", q.narrow("deal"))[""]))
    months = [] if by else _months(q, since, day)
    return stale_report(found, months, q.work.settings.stale_after_days, q.today, by=by)


def _by_owner(q: Question, since: str, day: str) -> list[tuple[str, str, int, int]]:
    found: list[tuple[str, str, int, int]] = []
    names: dict[str, str] = {}
    for noun in _NOUNS:
        narrow = q.narrow(noun)
        if noun == "deal":
            late = dict(rows.stale_deals(q.db, since, day, "owner", narrow))
        else:
            late = dict(rows.stale_by(q.db, noun, since, "owner", narrow))
        counts: dict[str, tuple[int, int]] = {}
        for word, every in rows.records(q.db, noun, narrow, "owner").items():
            key = fold(word)
            names.setdefault(key, word)
            old = counts.get(key, (0, 0))
            counts[key] = old[0] + late.get(word, 0), old[1] + every
        told = "open deals" if noun == "deal" else NOUNS[noun].plural
        found += [(names[key], told, *both) for key, both in counts.items()]
    # the persons with most of them first, without anybody last
    sums: dict[str, int] = {}
    for word, _, count, _ in found:
        sums[word] = sums.get(word, 0) + count
    return sorted(found, key=lambda row: (not row[0], -sums[row[0]], row[0]))


def _months(q: Question, since: str, day: str) -> list[tuple[str, int, int, int]]:
    """Stale records by the month of their last interaction, by the year when there are many months."""
    found: dict[str, list[int]] = {}
    for place, noun in enumerate(_NOUNS):
        if noun == "deal":
            counts = rows.stale_deals(q.db, since, day, "month", q.narrow(noun))
        else:
            counts = rows.stale_by(q.db, noun, since, "month", q.narrow(noun))
        for month, count in counts:
            found.setdefault(month, [0, 0, 0])[place] += count
    if len(found) > _MONTHS:
        years: dict[str, list[int]] = {}
        for month, own in found.items():
            held = years.setdefault(month[:4], [0, 0, 0])
            for place, count in enumerate(own):
                held[place] += count
        found = years
    return [(month, own[0], own[1], own[2]) for month, own in sorted(found.items())]
