"""Deals as boards and pipelines read them."""

from __future__ import annotations

from tinycrm.domain.facts import DealFact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.store.sqlite.connect import Cell, Database, Tuple

_DEAL = (
    "d.id, d.title, d.value_minor, d.currency, d.pipeline, d.stage, d.outcome, d.probability,"
    " d.expected_close_on, d.opened_on, d.closed_on, d.stage_entered_on, d.reason, d.source, d.owner,"
    " c.name, d.party"
)
_FROM = "FROM deal AS d LEFT JOIN company AS c ON c.id = d.company"


def _facts(db: Database, where: str, params: dict[str, Cell], order: str = "d.id") -> list[DealFact]:
    sql = f"SELECT {_DEAL} {_FROM} WHERE {where} ORDER BY {order}"
    return [_fact(row) for chunk in db.stream(sql, params) for row in chunk]


def _fact(row: Tuple) -> DealFact:
    return DealFact(
        int(str(row[0])),
        _int(row[2]),
        str(row[3]),
        str(row[6]),
        title=str(row[1]),
        pipeline=str(row[4]),
        stage=str(row[5]),
        probability=_int(row[7]),
        expected_on=_day(row[8]),
        opened_on=str(row[9]),
        closed_on=_day(row[10]),
        entered_on=str(row[11]),
        reason=str(row[12] or ""),
        source=str(row[13] or ""),
        owner=str(row[14] or ""),
        company=str(row[15] or ""),
        party=_int(row[16]),
    )


def _int(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None


def _day(cell: Cell) -> str | None:
    return cell if isinstance(cell, str) else None


def open_deals(db: Database, pipeline: str = "") -> list[DealFact]:
    """Gives the open deals, of one pipeline or of all; the most valuable first within each stage."""
    where = "d.outcome = 'open'" + (" AND d.pipeline = :pipeline" if pipeline else "")
    order = "d.pipeline, d.position, d.value_minor DESC NULLS LAST, d.id"
    return _facts(db, where, {"pipeline": pipeline} if pipeline else {}, order)


def any_deal(db: Database, day: str) -> bool:
    """Says whether any deal had been opened by a day."""
    return db.one("SELECT 1 FROM deal WHERE opened_on <= :day LIMIT 1", {"day": day}) is not None


# a sum of values in two parts, so that none can overflow: the dialects have no wider integer in common
_PART = 2**32


class StageCount:
    """How many deals stand in a stage in one currency.

    Attributes:
        pipeline, stage, outcome, position: as the deals store them.
        currency: of these deals.
        deals: how many; valued: how many of them have a value.
        value: their sum in minor units.
        weighted: the sum of value times own probability, in minor units times 10,000, of deals that have one.
        unweighted: the sum of the values of deals without an own probability, in minor units.
    """

    __slots__ = (
        "currency",
        "deals",
        "outcome",
        "pipeline",
        "position",
        "stage",
        "unweighted",
        "value",
        "valued",
        "weighted",
    )

    def __init__(self, pipeline: str, stage: str, outcome: str, position: int, currency: str) -> None:
        self.pipeline = pipeline
        self.stage = stage
        self.outcome = outcome
        self.position = position
        self.currency = currency
        self.deals = self.valued = self.value = self.weighted = self.unweighted = 0

    def add(self, deals: int, valued: int, value: int, points: int | None) -> None:
        """The counts include further deals that share an own probability in basis points, or have none."""
        self.deals += deals
        self.valued += valued
        self.value += value
        if points is None:
            self.unweighted += value
        else:
            self.weighted += value * points


def stage_counts(db: Database) -> list[StageCount]:
    """Gives the deals of every stage that any deal stands in, whatever the YAML says."""
    sql = (
        "SELECT pipeline, stage, outcome, position, currency, probability, count(*), count(value_minor),"
        f" coalesce(sum(value_minor / {_PART}), 0), coalesce(sum(value_minor % {_PART}), 0)"
        " FROM deal GROUP BY pipeline, stage, outcome, position, currency, probability"
        " ORDER BY pipeline, position, stage, currency, outcome"
    )
    found: dict[tuple[Cell, ...], StageCount] = {}
    for row in db.rows(sql):
        pipeline, stage, outcome, position, currency, points = row[:6]
        count = found.get(row[:5])
        if count is None:
            count = StageCount(str(pipeline), str(stage), str(outcome), _whole(position), str(currency))
            found[row[:5]] = count
        value = _whole(row[8]) * _PART + _whole(row[9])
        count.add(_whole(row[6]), _whole(row[7]), value, _int(points))
    return list(found.values())


def _whole(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def stages_ever(db: Database) -> list[tuple[str, str, str, int]]:
    """Gives (pipeline, stage, outcome, position) of every present stage of a deal and every stay."""
    sql = (
        "SELECT pipeline, stage, outcome, position FROM deal UNION"
        " SELECT pipeline, stage, outcome, position FROM stage_stay ORDER BY 1, 2, 3, 4"
    )
    return [(str(row[0]), str(row[1]), str(row[2]), int(str(row[3]))) for row in db.rows(sql)]


def deals_standing(db: Database, pipeline: str, stage: str) -> list[tuple[int, str, str, int, str | None, str]]:
    """Gives (id, title, outcome, position, closed_on, stage_entered_on) of the deals in a stage."""
    sql = (
        "SELECT id, title, outcome, position, closed_on, stage_entered_on FROM deal"
        " WHERE pipeline = :pipeline AND stage = :stage ORDER BY id"
    )
    return [
        (int(str(row[0])), str(row[1]), str(row[2]), int(str(row[3])), _day(row[4]), str(row[5]))
        for row in db.rows(sql, {"pipeline": pipeline, "stage": stage})
    ]


def open_elsewhere(db: Database, known: Sequence[str]) -> list[tuple[str, int]]:
    """Gives (pipeline, open deals) of the pipelines that deals stand in and that are none of these."""
    marks = {f"p{at}": key for at, key in enumerate(known)}
    names = ", ".join(f":{mark}" for mark in marks)
    sql = (
        f"SELECT pipeline, count(*) FROM deal WHERE outcome = 'open' AND pipeline NOT IN ({names})"
        " GROUP BY pipeline ORDER BY pipeline"
    )
    return [(str(pipeline), _whole(count)) for pipeline, count in db.rows(sql, marks)]
