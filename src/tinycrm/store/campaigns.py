"""The members of a campaign: whom it reached, and who answered."""

from __future__ import annotations

from tinycrm.errors import UsageError
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.domain.results import Row
    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.unit import Unit

    # (noun, id) of a contact or company
    Party = tuple[str, int]


def reach_member(unit: Unit, campaign: int, party: Party, at: str, day: str) -> bool:
    """The campaign has reached a contact or company; says whether anything changed. An earlier time stays.

    Args:
        unit: an open transaction.
        campaign: the campaign.
        party: (noun, id) of the contact or company.
        at: the instant.
        day: its local day.
    """
    row = unit.get("campaign_member", (campaign, party[1]))
    if row is None:
        _insert(unit, campaign, party, {"reached_at": at, "reached_on": day})
        return True
    if row["reached_on"] is not None:
        return False
    return unit.update("campaign_member", (campaign, party[1]), {"reached_at": at, "reached_on": day})


def answer_member(unit: Unit, campaign: int, party: Party, at: str, day: str) -> bool:
    """A contact or company has answered the campaign; says whether anything changed. An earlier time stays.

    Whom the campaign had not reached it has reached by then.

    Raises:
        UsageError: it reached them only later.
    """
    row = unit.get("campaign_member", (campaign, party[1]))
    changes: dict[str, Cell] = {"answered_at": at, "answered_on": day}
    if row is None:
        _insert(unit, campaign, party, {"reached_at": at, "reached_on": day, **changes})
        return True
    if row["answered_on"] is not None:
        return False
    if row["reached_on"] is None:
        changes |= {"reached_at": at, "reached_on": day}
    elif str(row["reached_on"]) > day:
        noun, id = party
        raise UsageError(
            f"{noun} {id} was reached on {row['reached_on']}, after {day}", hint=f"--on {row['reached_on']} or later"
        )
    return unit.update("campaign_member", (campaign, party[1]), changes)


def _insert(unit: Unit, campaign: int, party: Party, times: dict[str, Cell]) -> None:
    noun, id = party
    row: dict[str, Cell] = {"contact": None, "company": None, noun: id, "answered_at": None, "answered_on": None}
    unit.insert("campaign_member", {"campaign": campaign, "record": id, **row, **times})


def drop_member(unit: Unit, campaign: int, record: int) -> bool:
    """The record is no member of the campaign; says whether it was."""
    return unit.delete("campaign_member", (campaign, record))


def member_rows(db: Database, campaign: int, limit: int | None) -> Iterator[Row]:
    """Yields {"id", "noun", "name", "reached_on", "answered_on", "reached_at", "answered_at"} of each member.

    Those who answered last come first, then those who were reached last.
    """
    keys = ("id", "noun", "name", "reached_on", "answered_on", "reached_at", "answered_at")
    sql = (
        "SELECT m.record, CASE WHEN m.contact IS NULL THEN 'company' ELSE 'contact' END, coalesce(c.name, o.name),"
        " m.reached_on, m.answered_on, m.reached_at, m.answered_at FROM campaign_member AS m"
        " LEFT JOIN contact AS c ON c.id = m.contact LEFT JOIN company AS o ON o.id = m.company"
        " WHERE m.campaign = :campaign"
        " ORDER BY m.answered_at DESC NULLS LAST, m.reached_at DESC NULLS LAST, m.record LIMIT :limit"
    )
    for chunk in db.stream(sql, {"campaign": campaign, "limit": -1 if limit is None else limit}):
        for cells in chunk:
            yield dict(zip(keys, cells, strict=True))


def count_members(db: Database, campaign: int) -> tuple[int, int]:
    """Gives how many a campaign reached, and how many of them answered."""
    sql = "SELECT count(reached_on), count(answered_on) FROM campaign_member WHERE campaign = :campaign"
    row = db.one(sql, {"campaign": campaign}) or (0, 0)
    return whole(row[0]), whole(row[1])
