from __future__ import annotations

import csv
from pathlib import Path

import pytest

TODAY = {"TINYCRM_TODAY": "2026-06-15"}
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data"


def seed(crm) -> None:
    crm.env.update(TODAY)
    crm("company", "add", "Neva Trade")
    crm(
        "deal",
        "add",
        "Website",
        "--value",
        "4800",
        "--company",
        "neva",
        "--opened",
        "2026-05-01",
        "--close",
        "2026-06-30",
    )
    crm("deal", "add", "Retainer", "--value", "1000 USD", "--opened", "2026-06-01", "--stage", "proposal")
    crm("deal", "add", "Shop", "--value", "2000", "--opened", "2026-05-06", "--company", "neva")
    crm("deal", "won", "Shop")
    crm("deal", "add", "Logo", "--value", "500", "--opened", "2026-06-01")
    crm("deal", "lost", "Logo", "--reason", "price")


def rows(answer) -> dict[tuple[str, str | None], object]:
    return {(row["key"], row["currency"]): row["value"] for row in answer.json["rows"]}


def test_win_loss_counts_values_and_reasons(crm) -> None:
    seed(crm)
    answer = crm("report", "win-loss", "-f", "json")
    found = rows(answer)
    assert found["deals_won", None] == 1
    assert found["win_rate", None] == 0.5
    assert found["won_value", "EUR"] == 2000
    assert found["win_rate_value", "EUR"] == 0.8
    assert found["sales_cycle", None] == 40
    assert answer.json["sections"][0]["rows"] == [
        {"reason": "price", "deals": 1, "share": 1, "value": 500.00, "currency": "EUR"}
    ]


def test_pipeline_has_a_row_for_each_stage_and_currency(crm) -> None:
    seed(crm)
    found = crm("report", "pipeline", "-f", "json").json["rows"]
    assert [(row["stage"], row["deals"], row["value"], row["weighted"], row["currency"]) for row in found] == [
        ("lead", 1, 4800, 480, "EUR"),
        ("qualified", 0, None, None, None),
        ("proposal", 1, 1000, 600, "USD"),
        ("negotiation", 0, None, None, None),
    ]


def test_a_report_names_its_period_columns_and_totals(crm) -> None:
    seed(crm)
    data = crm("report", "forecast", "-f", "json").json
    assert list(data) == ["report", "from", "to", "columns", "rows", "totals"]
    assert data["report"] == "forecast"
    assert {"key": "weighted", "label": "Weighted", "unit": "money"} in data["columns"]
    assert [row["month"] for row in data["rows"]] == ["2026-06", "undated"]


def test_tsv_has_keys_and_no_drawings(crm) -> None:
    seed(crm)
    answer = crm("report", "pipeline", "-f", "tsv")
    assert answer.lines[0].split("\t") == [
        "pipeline",
        "stage",
        "deals",
        "value",
        "weighted",
        "age_days",
        "stage_days",
        "rotting",
        "currency",
    ]
    assert "█" not in answer.out


def test_the_scorecard_compares_and_holds_against_goals(crm) -> None:
    crm.env.update(TODAY)
    folder = Path(f"{crm.db}.d")
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(
        "goals:\n  - {kpi: win_rate, target: 60%, period: month}\n  - {kpi: revenue, target: 1500}\n"
        "  - {kpi: deals_lost, target: 1, period: month}\n  - {kpi: win_rate, target: 1%, period: quarter}\n"
    )
    seed(crm)
    data = {row["key"]: row for row in crm("report", "kpi", "-f", "json").json["rows"] if row["currency"] != "USD"}
    assert (data["win_rate"]["value"], data["win_rate"]["goal"], data["win_rate"]["met"]) == (0.5, 0.6, False)
    assert (data["revenue"]["value"], data["revenue"]["goal"], data["revenue"]["met"]) == (2000, 1500, True)
    assert data["deals_lost"]["met"] is True
    assert data["sales_growth"]["value"] is None
    assert data["win_rate"]["previous"] is None


def test_a_goal_for_no_kpi_is_refused(crm) -> None:
    folder = Path(f"{crm.db}.d")
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text("goals:\n  - {kpi: win_rat, target: 60%}\n")
    crm("contact", "add", "Anna Petrova")
    answer = crm("report", "kpi", ok=False)
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean win_rate?" in answer.err


def test_one_kpi_can_be_asked_for_by_its_key(crm) -> None:
    seed(crm)
    found = crm("report", "deals_won", "--period", "2026-06", "-f", "json").json["rows"]
    assert [(row["key"], row["value"]) for row in found] == [("deals_won", 1)]


def test_no_data_is_a_dash_and_never_zero(crm) -> None:
    crm.env.update(TODAY)
    crm("contact", "add", "Anna Petrova")
    answer = crm("report", "win-loss")
    assert answer.lines[2].split() == ["Won", "-", "0"]


@pytest.mark.parametrize(
    "words",
    [
        ("report", "nonsense"),
        ("report", "forecast", "--by", "owner"),
        ("report", "pipeline", "--period", "month"),
        ("report", "kpi", "--compare", "x"),
        ("report", "kpi", "--period", "x"),
        ("report", "win-loss", "--by", "x"),
        ("report", "win-loss", "--from", "2026-02-30"),
        ("report", "kpi", "--from", "2026-05-02", "--to", "2026-05-01"),
        ("report", "kpi", "--period", "month", "--from", "2026-05-02"),
        ("report", "stages", "--pipeline", "x"),
    ],
)
def test_what_a_report_cannot_be_asked_is_exit_2(crm, words: tuple[str, ...]) -> None:
    crm("contact", "add", "Anna Petrova")
    answer = crm(*words, ok=False)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1


def test_deals_of_other_pipelines_are_told_of(crm) -> None:
    crm.env.update(TODAY)
    folder = Path(f"{crm.db}.d")
    folder.mkdir(parents=True)
    (folder / "pipelines.yaml").write_text(
        "pipelines:\n  a: {stages: [x, {key: won, outcome: won}, {key: lost, outcome: lost}]}\n"
        "  b: {stages: [y, {key: won, outcome: won}, {key: lost, outcome: lost}]}\n"
    )
    crm("deal", "add", "One", "--pipeline", "b")
    crm("deal", "won", "One")
    assert "1 deal of other pipelines left out: --pipeline all" in crm("report", "win-loss").out
    assert rows(crm("report", "win-loss", "--pipeline", "all", "-f", "json"))["deals_won", None] == 1


def test_activity_counts_kinds_people_and_tasks_in_time(crm) -> None:
    crm.env.update(TODAY)
    crm("contact", "add", "Anna Petrova")
    crm("log", "call", "anna", "Hello", "--minutes", "5", "--at", "2026-06-10")
    crm("log", "note", "anna", "Nice", "--at", "2026-06-11")
    crm("task", "add", "Send quote", "--due", "2026-06-10")
    data = crm("report", "activity", "-f", "json").json
    found = {row["key"]: row["value"] for row in data["rows"]}
    assert found == {
        "interactions": 2,
        "touches_per_won_deal": None,
        "tasks_due": 1,
        "on_time": 0,
        "overdue_tasks": 1,
    }
    assert data["sections"][0]["rows"] == [
        {"kind": "call", "interactions": 1, "minutes": 5},
        {"kind": "note", "interactions": 1, "minutes": None},
    ]
    told = crm("report", "activity", "--where", "kind = call", "-f", "json")
    narrowed = {row["key"]: row["value"] for row in told.json["rows"]}
    assert (narrowed["interactions"], narrowed["on_time"], narrowed["overdue_tasks"]) == (1, None, None)
    left_out = "tasks and won deals left out: the filter is of interactions"
    assert left_out in crm("report", "activity", "--where", "kind = call", "-f", "table").out


def test_leads_are_counted_by_source_and_converted_through_their_company(crm) -> None:
    crm.env.update(TODAY)
    crm("company", "add", "Neva Trade")
    crm("contact", "add", "Anna Petrova", "--company", "neva", "--lead-on", "2026-06-01", "--source", "web")
    crm("contact", "add", "Bo Li", "--lead-on", "2026-06-02", "--source", "web")
    crm("deal", "add", "Website", "--company", "neva", "--value", "10")
    crm("deal", "won", "Website")
    (row,) = crm("report", "leads", "-f", "json").json["rows"]
    assert (row["source"], row["leads"], row["customers"], row["conversion"]) == ("web", 2, 1, 0.5)


@pytest.mark.skipif(not (SAMPLES / "maven").is_dir(), reason="the sample files (../shared/data/maven) are not here")
def test_the_public_sample_gives_its_published_figures(crm, tmp_path: Path) -> None:
    folder = Path(f"{crm.db}.d")
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text("currency: USD\n")
    (folder / "pipelines.yaml").write_text(
        "pipelines:\n  sales:\n    stages: [Prospecting, Engaging, {key: Won, outcome: won},"
        " {key: Lost, outcome: lost}]\n"
    )
    raw = (SAMPLES / "maven" / "sales_pipeline.csv").read_text("utf-8-sig")
    listed = list(csv.DictReader(raw.splitlines()))
    assert len(listed) == 1000
    source = SAMPLES / "maven" / "sales_pipeline.csv"
    pairs = {
        "opportunity_id": "foreign_id",
        "sales_agent": "owner",
        "product": "title",
        "account": "company",
        "deal_stage": "stage",
        "engage_date": "opened_on",
        "close_date": "closed_on",
        "close_value": "value",
    }
    maps = [word for pair in pairs.items() for word in ("--map", "=".join(pair))]
    crm("import", str(source), "--as", "deals", *maps, "--dates", "mdy")
    found = rows(crm("report", "win-loss", "-f", "json"))
    assert (found["deals_won", None], found["deals_lost", None]) == (598, 216)
    assert found["win_rate", None] == 0.734644
    assert found["won_value", "USD"] == 1363333
    assert found["average_deal", "USD"] == 2279.8211
    assert (found["sales_cycle", None], found["sales_cycle_median", None]) == (90.4365, 94)
    quarters = crm("report", "win-loss", "--by", "quarter", "-f", "json").json["rows"]
    assert [(row["quarter"], row["won_value"], row["won"]) for row in quarters] == [
        ("2017-Q1", 865001, 405),
        ("2017-Q2", 498332, 193),
    ]
    best = crm("report", "win-loss", "--by", "company", "--limit", "3", "-f", "json").json["rows"]
    assert [(row["company"], row["won_value"]) for row in best] == [
        ("Isdom", 37278),
        ("Groovestreet", 36638),
        ("Xx-holding", 36490),
    ]
    assert len(crm("deal", "list", "-f", "ids").ids) == 186
