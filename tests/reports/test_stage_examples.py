"""The worked examples of stages and the funnel, computed by hand, from the rows of a database."""

from __future__ import annotations

import pytest

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.reports.ledger import Ledger

STAGES = ("lead", "qualified", "proposal", "negotiation")
SHORT = {"L": "lead", "Q": "qualified", "P": "proposal", "N": "negotiation"}


def way(ledger: Ledger, letters: str, end: str = "", *, month: int = 6, **cells: object) -> int:
    """A deal with stays in stages, one a day from the first of a month, then won or lost; gives its id."""
    last = f"2026-{month:02}-{len(letters) + 1:02}"
    closed = {"closed_on": last, "outcome": end, "stage": end} if end else {"stage": SHORT[letters[-1]]}
    deal = ledger.add("deal", opened_on=f"2026-{month:02}-01", **closed, **cells)
    for at, letter in enumerate(letters, 1):
        stage = SHORT[letter]
        ledger.add(
            "stage_stay",
            deal=deal,
            seq=at,
            stage=stage,
            position=STAGES.index(stage),
            entered_on=f"2026-{month:02}-{at:02}",
            left_on=f"2026-{month:02}-{at + 1:02}" if end or at < len(letters) else None,
        )
    if end:
        place = 4 if end == "won" else 5
        more = {"stage": end, "position": place, "outcome": end, "entered_on": last}
        ledger.add("stage_stay", deal=deal, seq=len(letters) + 1, **more)
    return deal


def five_ways(ledger: Ledger) -> None:
    for letters, end in (("LQP", "won"), ("LQL", "lost"), ("LP", "lost"), ("QLQP", ""), ("L", "")):
        way(ledger, letters, end)


def test_stage_conversion_and_its_decided_part_of_five_deals(ledger: Ledger) -> None:
    five_ways(ledger)
    rows = ledger.report("stages").rows[:3]
    assert [(row["entered"], row["conversion"]) for row in rows] == [(5, "0.8"), (3, "0.666667"), (3, "0.333333")]
    assert [(row["decided"], row["conversion_decided"]) for row in rows] == [(4, "1"), (3, "0.666667"), (2, "0.5")]


def test_the_funnel_of_five_deals_counts_a_skipped_stage_as_reached(ledger: Ledger) -> None:
    five_ways(ledger)
    rows = ledger.report("funnel").rows
    assert [(row["stage"], row["reached"], row["beyond"], row["funnel"]) for row in rows] == [
        ("lead", 5, 4, "0.8"),
        ("qualified", 4, 3, "0.75"),
        ("proposal", 3, 1, "0.333333"),
        ("negotiation", 1, 1, "1"),
        ("won", 1, None, None),
    ]
    assert [row["of_all"] for row in rows] == ["1", "0.8", "0.6", "0.2", "0.2"]


def test_a_stage_counts_in_the_period_in_which_it_was_first_entered(ledger: Ledger) -> None:
    way(ledger, "LQ", month=5)
    way(ledger, "LQP", "won", month=6)
    rows = ledger.report("stages", period="2026-06").rows
    assert [row["entered"] for row in rows] == [1, 1, 1, 0]
    assert [row["reached"] for row in ledger.report("funnel", period="2026-05").rows] == [1, 1, 0, 0, 0]


def test_a_stay_counts_its_days_in_the_period_in_which_it_ended(ledger: Ledger) -> None:
    deal = ledger.add("deal", opened_on="2026-05-01")
    stay = {"deal": deal, "position": 0, "stage": "lead"}
    ledger.add("stage_stay", seq=1, entered_on="2026-05-01", left_on="2026-06-02", **stay)
    # moved to another pipeline: nothing was entered in June here
    assert [row["median_days"] for row in ledger.report("stages", period="2026-06").rows] == ["32", None, None, None]


def test_the_funnel_of_each_owner_is_of_that_owners_deals(ledger: Ledger) -> None:
    way(ledger, "LQ", owner="Ann")
    way(ledger, "L", owner="ann")
    way(ledger, "LP", owner="Bo")
    rows = ledger.report("funnel", by="owner").rows
    assert [(row["owner"], row["stage"], row["reached"]) for row in rows if row["reached"]] == [
        ("Ann", "lead", 2),
        ("Ann", "qualified", 1),
        ("Bo", "lead", 1),
        ("Bo", "qualified", 1),
        ("Bo", "proposal", 1),
    ]


def test_the_stages_of_all_pipelines_are_refused(ledger: Ledger) -> None:
    with pytest.raises(UsageError):
        ledger.report("stages", pipeline="all")


def test_stage_days_are_of_stays_that_ended(ledger: Ledger) -> None:
    for first, last in (("01", "05"), ("01", "02"), ("10", "15")):
        deal = ledger.add("deal", opened_on=f"2026-06-{first}", stage="qualified")
        ways: Sequence[tuple[str, str, str | None]] = [("lead", first, last), ("qualified", last, None)]
        for seq, (stage, entered, left) in enumerate(ways, 1):
            ended = left and f"2026-06-{left}"
            ledger.add(
                "stage_stay",
                deal=deal,
                seq=seq,
                stage=stage,
                position=seq - 1,
                entered_on=f"2026-06-{entered}",
                left_on=ended,
            )
    rows = ledger.report("stages").rows
    assert [(row["mean_days"], row["median_days"], row["stays"]) for row in rows] == [
        ("3.3333", "4", 3),
        (None, None, 0),
        (None, None, 0),
        (None, None, 0),
    ]
