"""What may share an axis, and what may not."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Number, Report
from tinycrm.render.cells import Look
from tinycrm.render.plot import Panel, charts_of, panels

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Row


def drawn(columns: Sequence[Column], rows: list[Row], *values: str, split: str = "") -> list[Panel]:
    return panels(Report("r", "R", columns, rows), Chart("bars", "stage", values, split=split), Look())


STAGE, VALUE = Column("stage", "Stage"), Column("value", "Value", "money")
DEALS: list[Row] = [
    {"stage": "lead", "value": Number("10.00"), "currency": "EUR"},
    {"stage": "offer", "value": None, "currency": None},
    {"stage": "deal", "value": Number("5.00"), "currency": "EUR"},
    {"stage": "deal", "value": Number("7.00"), "currency": "USD"},
    {"stage": "dead", "value": None, "currency": "USD"},
]


def test_currencies_never_share_an_axis_even_when_nobody_asked() -> None:
    for split in ("currency", ""):
        euro, dollar = drawn([STAGE, VALUE], DEALS, "value", split=split)
        assert (euro.part, euro.labels, euro.series[0].texts) == (
            "EUR",
            ["lead", "offer", "deal"],
            ["10 EUR", "-", "5 EUR"],
        )
        assert (dollar.part, dollar.labels, dollar.series[0].values) == (
            "USD",
            ["offer", "deal", "dead"],
            [None, 7, None],
        )


def test_values_of_different_units_have_panels_of_their_own() -> None:
    columns = [STAGE, Column("churn", "Churn", "ratio"), Column("mrr", "MRR", "money", unit="EUR")]
    rows: list[Row] = [
        {"stage": "a", "churn": Number("0.1"), "mrr": Number("5.00")},
        {"stage": "b", "churn": Number("0.2"), "mrr": None},
    ]
    churn, mrr = drawn(columns, rows, "churn", "mrr")
    assert (churn.percent, churn.part, churn.series[0].values) == (True, "", [0.1, 0.2])
    assert (mrr.percent, mrr.part, mrr.series[0].values) == (False, "EUR", [5.0, None])


def test_values_of_one_unit_share_a_panel() -> None:
    columns = [STAGE, Column("won", "Won", "int"), Column("lost", "Lost", "int")]
    (panel,) = drawn(columns, [{"stage": "a", "won": 1, "lost": 2}], "won", "lost")
    assert [series.name for series in panel.series] == ["Won", "Lost"]
    assert panel.whole


def test_the_rows_of_a_scorecard_are_split_by_their_units() -> None:
    rows: list[Row] = [
        {"stage": "revenue", "value": Number("10.00"), "unit": "money", "currency": "EUR"},
        {"stage": "velocity", "value": Number("2.00"), "unit": "money/day", "currency": "EUR"},
        {"stage": "deals", "value": 3, "unit": "count"},
        {"stage": "rate", "value": Number("0.5"), "unit": "ratio"},
    ]
    found = drawn([STAGE, Column("value", "Value", "measure")], rows, "value")
    assert [(panel.part, panel.labels) for panel in found] == [
        ("EUR", ["revenue"]),
        ("EUR/day", ["velocity"]),
        ("", ["deals"]),
        ("", ["rate"]),
    ]
    assert [panel.percent for panel in found] == [False, False, False, True]


def test_any_other_key_splits_too() -> None:
    rows: list[Row] = [{"stage": "a", "n": 1, "owner": "me"}, {"stage": "b", "n": 2, "owner": "you"}]
    mine, yours = drawn([STAGE, Column("n", "n", "int")], rows, "n", split="owner")
    assert (mine.part, mine.labels, yours.part, yours.labels) == ("me", ["a"], "you", ["b"])


def test_without_a_number_there_is_one_empty_panel() -> None:
    (panel,) = drawn([STAGE, VALUE], [{"stage": "a", "value": None}, {"stage": "b", "value": "no number"}], "value")
    assert panel.empty
    assert panel.about(Look()) == "No data."


def test_a_key_without_a_column_is_drawn_as_a_number() -> None:
    (panel,) = drawn([], [{"stage": "a", "late_days": Number("2.5")}], "late_days")
    assert (panel.labels, panel.series[0].name, panel.series[0].texts) == (["a"], "late days", ["2.5"])


def test_a_picture_of_text_does_not_hide_the_column_it_was_made_from() -> None:
    (panel,) = drawn([STAGE, Column("n", "", "bar"), Column("n", "Deals", "int")], [{"stage": "a", "n": 3}], "n")
    assert (panel.title, panel.series[0].texts) == ("Deals", ["3"])


def test_a_report_with_bars_on_a_terminal_has_them_on_a_page() -> None:
    columns = [Column("line", wide=True), STAGE, VALUE, Column("value", "", "bar")]
    (chart,) = charts_of(Report("r", "R", columns, DEALS))
    assert (chart.kind, chart.label, chart.values) == ("bars", "stage", ("value",))
    assert charts_of(Report("r", "R", columns, DEALS[:1])) == []
    assert charts_of(Report("r", "R", columns[:3], DEALS)) == []
    # what is drawn only, such as the progress of a goal, is no figure
    assert charts_of(Report("r", "R", [STAGE, VALUE, Column("progress", "", "bar")], DEALS)) == []


def test_the_charts_a_report_has_are_all_it_has() -> None:
    own = Chart("line", "stage", ["value"])
    report = Report("r", "R", [STAGE, VALUE, Column("value", "", "bar")], DEALS, charts=[own])
    assert charts_of(report) == [own]


def test_rows_of_one_name_say_which_currency_they_are_of() -> None:
    rows: list[Row] = [{**row, "deals": place} for place, row in enumerate(DEALS)]
    (panel,) = drawn([STAGE, Column("deals", "Deals", "int")], rows, "deals")
    assert panel.labels == ["lead", "offer", "deal, EUR", "deal, USD", "dead"]
