"""The open deals of a pipeline as columns side by side."""

from __future__ import annotations

from tinycrm.domain.board import Board
from tinycrm.domain.fold import fold
from tinycrm.domain.money import human
from tinycrm.domain.results import Column, Listing
from tinycrm.reports.figures import money
from tinycrm.store.queries.deals import open_deals, open_elsewhere

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.facts import DealFact
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work


def pipeline_board(work: Work, pipeline: str, owner: str | None) -> Board:
    """Gives a column for each open stage, its deals most valuable first; stages not in the YAML come last.

    Args:
        work: the command's work.
        pipeline: key or name; "" is the default one.
        owner: only this user's deals; "me" is the user.

    Raises:
        UsageError: no such pipeline.
    """
    line = work.store.pipelines.get(pipeline) if pipeline else work.store.pipelines.default()
    deals = open_deals(work.store.db, line.key)
    if owner:
        wanted = fold(work.reading.user if fold(owner) == "me" else owner)
        deals = [deal for deal in deals if fold(deal.owner) == wanted]
    stages = [(stage.key, stage.name) for stage in line.stages if stage.outcome == "open"]
    known = {key for key, _ in stages}
    stages += [(key, f"{key} (?)") for key in dict.fromkeys(deal.stage for deal in deals) if key not in known]
    columns: list[tuple[str, str, list[tuple[str, str]]]] = []
    data: list[Json] = []
    rows: list[Row] = []
    for key, name in stages:
        own = sorted((deal for deal in deals if deal.stage == key), key=_rank)
        columns.append((name, _subtitle(work, own), [(deal.title, _words(work, deal)) for deal in own]))
        shown = [_row(deal) for deal in own]
        rows += shown
        data.append({"stage": key, "name": name, "count": len(own), "values": _values(own), "deals": [*shown]})
    plain = [
        Column("stage"),
        Column("id", kind="id"),
        Column("title"),
        Column("value", kind="money"),
        Column("currency"),
        Column("company"),
        Column("expected_close_on", kind="day"),
        Column("owner"),
    ]
    if any(key not in known for key, _ in stages):
        work.note("deals stand in stages that the pipeline does not have: tinycrm pipeline validate")
    _tell_stranded(work)
    whole: Json = {"pipeline": line.key, "name": line.name, "columns": data}
    return Board(line.name, columns, whole, Listing("deal", plain, rows), notes=work.notes)


def _tell_stranded(work: Work) -> None:
    """Deals of a pipeline that the YAML has dropped stand on no board: they are told of."""
    for pipeline, count in open_elsewhere(work.store.db, [line.key for line in work.store.pipelines]):
        deals = "1 open deal is" if count == 1 else f"{count} open deals are"
        work.note(
            f"{deals} in the pipeline '{pipeline}', which pipelines.yaml does not have:"
            f" tinycrm deal edit --where 'pipeline = {pipeline}' --pipeline {work.store.pipelines.default().key}"
        )


def _rank(deal: DealFact) -> tuple[bool, int, int]:
    return (deal.value is None, -(deal.value or 0), deal.id)


def _words(work: Work, deal: DealFact) -> str:
    return "-" if deal.value is None else human(deal.value, deal.currency, decimal=work.settings.decimal)


def _sums(deals: list[DealFact]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for deal in deals:
        if deal.value is not None:
            sums[deal.currency] = sums.get(deal.currency, 0) + deal.value
    return sums


def _subtitle(work: Work, deals: list[DealFact]) -> str:
    sums = [human(sum, currency, decimal=work.settings.decimal) for currency, sum in _sums(deals).items()]
    return " · ".join([str(len(deals)), *sums])


def _values(deals: list[DealFact]) -> list[Json]:
    return [{"currency": currency, "value": money(sum, currency)} for currency, sum in _sums(deals).items()]


def _row(deal: DealFact) -> Row:
    return {
        "id": deal.id,
        "title": deal.title,
        "stage": deal.stage,
        "value": None if deal.value is None else money(deal.value, deal.currency),
        "currency": deal.currency,
        "company": deal.company or None,
        "expected_close_on": deal.expected_on,
        "owner": deal.owner or None,
    }
