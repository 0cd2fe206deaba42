"""A scorecard on a terminal and in Markdown: groups, changes with a direction, goals, tints."""

from __future__ import annotations

import pytest

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Number, Report
from tinycrm.render import render
from tinycrm.render.cells import Look, change
from tinycrm.render.width import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from conftest import Place
    from tinycrm.domain.results import Row

GREEN, RED, DIM, BOLD, END = "\x1b[32m", "\x1b[31m", "\x1b[2m", "\x1b[1m", "\x1b[0m"


def scorecard(*extra: Column) -> Report:
    rows: list[Row] = [
        {
            "name": "Win rate",
            "group": "Sales",
            "value": Number("0.5"),
            "unit": "ratio",
            "change": Number("0.12"),
            "better": True,
            "met": True,
            "progress": Number("1"),
        },
        {
            "name": "Sales cycle",
            "group": "Sales",
            "value": Number("30"),
            "unit": "days",
            "change": Number("0.034"),
            "better": False,
            "met": False,
            "progress": Number("0.5"),
        },
        {
            "name": "Churn",
            "group": "Customers",
            "value": None,
            "unit": "ratio",
            "change": Number("-0.03"),
            "better": None,
            "met": None,
        },
    ]
    columns = [
        Column("name", "KPI"),
        Column("value", "Value", "measure"),
        Column("change", "Change", "change"),
        Column("met", "Met", "bool"),
        *extra,
    ]
    return Report("kpi", "Scorecard", columns, rows, notes=["3 KPIs"])


def test_a_change_is_read_without_colour() -> None:
    texts = ("0.12", "-0.03", "0", "-0.0001", "12.5", "-0.0005")
    assert [change(text, Look()) for text in texts] == ["▲ +12%", "▼ -3%", "= 0%", "= 0%", "▲ +1250%", "▼ -0.1%"]
    assert change("0.125", Look(decimal="comma")) == "▲ +12,5%"
    assert change("hostile", Look()) == "hostile"


def test_each_group_has_a_heading_and_a_blank_line_before(place: Place) -> None:
    output = place(terminal=True, width=80)
    render(scorecard(), output.sink)
    assert output.out == (
        "Scorecard\n"
        "KPI            Value     Change  Met\n"
        "\n"
        "Sales\n"
        "Win rate         50%   ▲ +12%    ✓\n"
        "Sales cycle  30 days  ▲ +3.4% !  ✗\n"
        "\n"
        "Customers\n"
        "Churn              -    ▼ -3%\n"
        "\n"
        "3 KPIs\n"
        "! worse than before\n"
    )


def test_a_pipe_has_words_where_a_terminal_has_signs(place: Place) -> None:
    output = place()
    render(scorecard(), output.sink)
    assert "Win rate         50%   ▲ +12%    yes\n" in output.out
    assert "Sales cycle  30 days  ▲ +3.4% !  no\n" in output.out


def test_a_change_has_the_colour_of_what_it_means(place: Place) -> None:
    output = place(terminal=True, width=80, colour=True)
    render(scorecard(), output.sink)
    assert f"{GREEN} ▲ +12%  {END}  {GREEN}✓{END}\n" in output.out
    assert f"{RED}▲ +3.4% !{END}  {RED}✗{END}\n" in output.out
    assert f"{DIM}  ▼ -3%  {END}" in output.out
    assert f"\n{BOLD}Customers{END}\n" in output.out


def test_a_column_that_shows_the_group_takes_the_place_of_headings(place: Place) -> None:
    output = place()
    render(scorecard(Column("group", "Group")), output.sink)
    assert "\nSales\n" not in output.out
    assert "Customers\n" in output.out


def test_a_group_kept_for_programs_is_a_heading_for_people(place: Place) -> None:
    output = place()
    render(scorecard(Column("group", "Group", wide=True)), output.sink)
    assert "\n\nCustomers\n" in output.out


def test_programs_see_the_group_as_a_value_and_no_heading(place: Place) -> None:
    output = place()
    render(scorecard(Column("group", "Group", wide=True)), output.sink, format="tsv")
    assert output.out.splitlines() == [
        "name\tvalue\tchange\tmet\tgroup",
        "Win rate\t0.5\t0.12\ttrue\tSales",
        "Sales cycle\t30\t0.034\tfalse\tSales",
        "Churn\t\t-0.03\t\tCustomers",
    ]


def test_markdown_has_a_bold_row_for_each_group(place: Place) -> None:
    output = place()
    report = scorecard()
    report.totals = {"name": "all", "value": Number("2"), "unit": "days"}
    render(report, output.sink, format="md")
    assert "| Churn | - | ▼ -3% | - |\n| all | 2 days | - | - |\n" in output.out
    assert "| **Sales** | | | |\n| Win rate | 50% | ▲ +12% | yes |\n" in output.out
    assert "| **Customers** | | | |\n" in output.out


def test_a_bar_shrinks_before_a_column_is_lost(place: Place) -> None:
    for columns, bar in ((80, 20), (50, 14), (42, 6)):
        output = place(terminal=True, width=columns)
        render(scorecard(Column("progress", "", "bar", unit="ratio")), output.sink)
        line = next(line for line in output.out.splitlines() if line.startswith("Win rate"))
        assert line.count("█") == bar
        assert "✓" in line


@pytest.mark.parametrize("columns", [20, 33, 40, 80, 200])
def test_nothing_is_broader_than_the_terminal(place: Place, columns: int) -> None:
    long = "A heading of a good sixty letters, which is more than a phone has"
    report = scorecard(Column("progress", "", "bar", unit="ratio"), Column("trend", "", "spark"))
    report.title = long
    report.date_from, report.date_to = "2026-01-01", "2026-12-31"
    report.notes = [f"{long} {long}"]
    report.sections = [Report("part", long, [Column("a")], [{"a": long, "group": long}])]
    for row in report.rows:
        row["group"] = long
        row["trend"] = [1, 2, 3, 2, 1, None, 4]
    output = place(terminal=True, width=columns)
    render(report, output.sink)
    assert max(width(line) for line in output.out.splitlines()) <= columns


def test_a_pipe_keeps_a_long_note_in_one_line(place: Place) -> None:
    report = scorecard()
    report.notes = ["word " * 60]
    output = place()
    render(report, output.sink)
    assert ("\n" + "word " * 60 + "\n") in output.out


def cohorts() -> Report:
    columns = [Column("cohort", "Cohort"), Column("m0", "M0", "ratio"), Column("m1", "M1", "ratio")]
    rows: list[Row] = [
        {"cohort": "2026-01", "m0": Number("1"), "m1": Number("0.1")},
        {"cohort": "2026-02", "m0": Number("0.7"), "m1": None},
    ]
    return Report("cohorts", "Cohorts", columns, rows, charts=[Chart("heat", "cohort", ["m0", "m1"])])


def test_the_cells_of_a_heat_map_are_tinted_by_their_value(place: Place) -> None:
    output = place(terminal=True, width=80, colour=True)
    render(cohorts(), output.sink)
    assert f"2026-01  \x1b[1;36m100%{END}  {DIM}10%{END}\n" in output.out
    assert f"2026-02  \x1b[36m 70%{END}    -\n" in output.out


def test_a_heat_map_without_colour_is_a_table(place: Place) -> None:
    output = place(terminal=True, width=80)
    render(cohorts(), output.sink)
    assert output.out == "Cohorts\nCohort     M0   M1\n2026-01  100%  10%\n2026-02   70%    -\n"
