"""The scorecard: KPIs over time, explained, kept for later, narrowed."""

from __future__ import annotations

import pytest

TODAY = {"TINYCRM_TODAY": "2026-06-15"}


@pytest.fixture
def shop(crm):
    """Deals won in April and June and lost in May and June, sums by hand below."""
    crm.env.update(TODAY)
    crm("contact", "add", "Anna Petrova", "--tag", "key")
    crm("contact", "add", "Bo Li")
    for title, value, verb, opened, closed, who, owner in (
        ("A", "1000", "won", "2026-03-01", "2026-04-10", "anna", "sam"),
        ("B", "500", "lost", "2026-04-01", "2026-05-20", "bo", "sam"),
        ("C", "3000", "won", "2026-05-01", "2026-06-02", "anna", "kim"),
        ("D", "200", "lost", "2026-05-01", "2026-06-03", "bo", "kim"),
        ("E", "800", "won", "2026-06-04", "2026-06-04", "bo", "kim"),
    ):
        crm("deal", "add", title, "--value", value, "--opened", opened, "--contact", who, "--owner", owner)
        words = ("--reason", "price") if verb == "lost" else ()
        crm("deal", verb, f"={title}", "--on", closed, *words)
    return crm


def kpis(crm, *words):
    return {(row["key"], row["currency"]): row for row in crm("report", "kpi", *words, "-f", "json").json["rows"]}


def test_a_kpi_by_month_has_a_row_for_each_month_and_the_change_between_them(shop):
    rows = shop("report", "win_rate", "--period", "year", "--by", "month", "-f", "json").json["rows"]
    assert [(row["month"], row["value"], row["n"]) for row in rows] == [
        ("2026-03", None, 0),
        ("2026-04", 1, 1),
        ("2026-05", 0, 1),
        ("2026-06", 0.666667, 3),
    ]
    assert [(row["change"], row["better"]) for row in rows] == [(None, None), (None, None), (-1, False), (None, None)]


def test_a_kpi_by_quarter_and_year(shop):
    rows = shop("report", "deals_won", "--period", "year", "--by", "quarter", "-f", "json").json["rows"]
    assert [(row["quarter"], row["value"]) for row in rows] == [("2026-Q1", 0), ("2026-Q2", 3)]
    rows = shop("report", "deals_won", "--period", "all", "--by", "year", "-f", "json").json["rows"]
    assert [(row["year"], row["value"]) for row in rows] == [("2026", 3)]


def test_a_direction_is_good_or_bad_by_what_the_kpi_means(shop):
    found = kpis(shop, "--period", "month")
    won, lost = found["deals_won", None], found["deals_lost", None]
    # May up to the 15th: nothing won, nothing lost; no change from nothing
    assert (won["value"], won["previous"], won["change"], won["better"]) == (2, 0, None, None)
    assert (lost["value"], lost["previous"]) == (1, 0)
    found = kpis(shop, "--period", "2026-06", "--compare", "none")
    assert found["deals_won", None]["previous"] is None
    found = kpis(shop, "--from", "2026-05-17", "--to", "2026-06-15")
    # 30 days before: 17 April to 16 May
    assert (found["deals_won", None]["previous"], found["deals_lost", None]["previous"]) == (0, 0)
    assert found["deals_lost", None]["value"] == 2


def test_a_figure_kept_for_later_is_what_is_compared_with(shop):
    shop("deal", "add", "Open", "--value", "100", "--opened", "2026-06-01", "--stage", "lead")
    assert kpis(shop)["open_pipeline", "EUR"]["value"] == 100
    shop("report", "kpi", "--snapshot")
    shop("report", "kpi", "--snapshot")
    assert shop.sql("SELECT count(*) FROM kpi_snapshot WHERE key = 'open_pipeline'") == [(1,)]
    shop.env["TINYCRM_TODAY"] = "2026-07-20"
    shop("deal", "edit", "=Open", "--value", "150")
    now = kpis(shop)["open_pipeline", "EUR"]
    assert (now["value"], now["previous"], now["change"], now["better"]) == (150, 100, 0.5, True)
    past = kpis(shop, "--period", "2026-06")["open_pipeline", "EUR"]
    assert (past["value"], past["previous"]) == (100, None)
    # what was kept is of all records
    assert kpis(shop, "--owner", "kim").get(("open_pipeline", "EUR"), {}).get("previous") is None


def test_keeping_figures_is_nothing_that_a_person_undoes(shop):
    shop("contact", "edit", "anna", "--title", "Director")
    before = shop.sql("SELECT next FROM sequence")
    shop("report", "kpi", "--snapshot")
    kept = shop.sql("SELECT count(*) FROM kpi_snapshot")
    assert kept[0][0] > 0
    # no number that a person would type was taken
    assert shop.sql("SELECT next FROM sequence") == before
    shop("undo")
    assert shop("contact", "show", "anna", "--get", "title").out.strip() == ""
    assert shop.sql("SELECT count(*) FROM kpi_snapshot") == kept


def test_only_the_whole_scorecard_of_today_is_kept(shop):
    answer = shop("report", "win-loss", "--snapshot", ok=False)
    assert (answer.code, "keeps nothing" in answer.err) == (2, True)
    for words in (("--owner", "kim"), ("--where", "tag = key"), ("--period", "2025"), ("--in", "EUR")):
        answer = shop("report", "kpi", "--snapshot", *words, ok=False)
        assert (answer.code, "over all records" in answer.err) == (2, True), words


def test_explain_tells_formula_and_the_very_numbers(shop):
    answer = shop("report", "explain", "win_rate", "--period", "month", "-f", "json").json
    assert (answer["key"], answer["unit"], answer["from"], answer["to"]) == (
        "win_rate",
        "ratio",
        "2026-06-01",
        "2026-06-30",
    )
    assert answer["figures"][0]["value"] == 0.666667
    assert {item["value"] for item in answer["figures"][0]["inputs"]} >= {2}
    said = shop("report", "explain", "win-rate", "--period", "month").out
    assert "Formula" in said
    assert "won / (won + lost)" in said
    assert "66.7%" in said


def test_every_kpi_can_be_explained(shop):
    for row in shop("report", "kpi", "-f", "json").json["rows"]:
        answer = shop("report", "explain", row["key"], "-f", "json").json
        assert answer["formula"], row["key"]
        assert answer["source"], row["key"]


def test_an_unknown_kpi_is_told_with_the_nearest(shop):
    answer = shop("report", "explain", "win_rat", ok=False)
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean win_rate?" in answer.err


def test_owner_and_filter_narrow_the_scorecard(shop):
    assert kpis(shop, "--owner", "kim")["deals_won", None]["value"] == 2
    assert kpis(shop, "--owner", "sam", "--period", "2026-04")["deals_won", None]["value"] == 1
    assert kpis(shop, "--where", "tag = key")["deals_won", None]["value"] == 1
    shop("segment", "add", "keys", "--where", "tag = key")
    assert kpis(shop, "--segment", "keys")["deals_lost", None]["value"] == 0


def test_a_person_sees_only_what_has_data_and_a_program_every_row(shop):
    people = shop("report", "kpi", "-f", "table").out
    assert "Win rate" in people
    assert "have no data yet" in people
    keys = {row["key"] for row in shop("report", "kpi", "-f", "json").json["rows"]}
    assert {"win_rate", "lead_response", "nps"} <= keys


def test_an_empty_database_has_no_figures_and_no_fall(crm):
    crm.env.update(TODAY)
    crm("config", "set", "currency", "EUR")
    crm("contact", "add", "Anna")
    crm("contact", "rm", "anna@x", ok=False)
    crm("contact", "rm", "=Anna")
    for row in crm("report", "kpi", "-f", "json").json["rows"]:
        assert row["value"] is None, row["key"]
        assert row["previous"] is None


def test_a_kpi_over_time_is_of_the_last_year_unless_told_otherwise(shop):
    rows = shop("report", "deals_won", "--by", "month", "-f", "json").json["rows"]
    assert [row["month"] for row in rows] == ["2026-03", "2026-04", "2026-05", "2026-06"]
    rows = shop("report", "deals_won", "--by", "year", "-f", "json").json["rows"]
    assert [row["year"] for row in rows] == ["2026"]


def _inputs(shop, key, *words):
    (figure,) = shop("report", "explain", key, *words, "-f", "json").json["figures"]
    return {item["name"]: item["value"] for item in figure["inputs"]}


def test_explain_names_the_sums_of_revenue_and_of_what_is_open(shop):
    shop("sale", "add", "anna", "70.50", "--on", "2026-06-01")
    shop("sale", "refund", "70.50", "20.50", "--on", "2026-06-02", ok=False)
    shop("subscription", "add", "bo", "40", "--start", "2026-06-10")
    shop("deal", "add", "F", "--value", "250", "--probability", "20", "--contact", "bo")
    assert _inputs(shop, "revenue") == {
        "sales and refunds": 1,
        "sum of these sales": 70.50,
        "won deals without sales": 2,
        "value of these deals": 3800.00,
        "subscription dues without a sale": 1,
        "amount of these dues": 40.00,
    }
    assert _inputs(shop, "weighted_pipeline") == {
        "open deals": 1,
        "open deals with a value": 1,
        "value of these deals": 250.00,
    }


def test_explain_names_who_pays_at_which_interval_and_the_way_of_mrr(shop):
    shop("subscription", "add", "bo", "40", "--start", "2026-06-10")
    shop("subscription", "add", "anna", "120", "--every", "year", "--start", "2026-05-10")
    assert _inputs(shop, "mrr") == {
        "subscribers that pay every 12 months": 1,
        "MRR of what is paid every 12 months": 10.00,
        "subscribers that pay every month": 1,
        "MRR of what is paid every month": 40.00,
        "MRR": 50.00,
        "subscribers": 2,
    }
    assert _inputs(shop, "expansion") == {
        "start MRR": 10.00,
        "new parties": 1,
        "+ their MRR": 40.00,
        "parties that came back": 0,
        "+ MRR that came back": 0.00,
        "parties that pay more": 0,
        "+ what they pay more": 0.00,
        "parties that pay less": 0,
        "- what they pay less": 0.00,
        "parties lost": 0,
        "- MRR lost": 0.00,
        "end MRR": 50.00,
    }


def test_explain_names_expenses_by_kind_and_leads_that_nobody_knows_the_day_of(shop, tmp_path):
    shop("expense", "add", "30", "--kind", "sales", "--on", "2026-06-01")
    shop("expense", "add", "10", "--kind", "marketing", "--on", "2026-06-01")
    found = _inputs(shop, "cac")
    assert found["expenses for marketing, 1 of them"] == {"amount": 10.00, "currency": "EUR"}
    assert found["expenses for sales, 1 of them"] == {"amount": 30.00, "currency": "EUR"}
    path = tmp_path / "contacts.csv"
    path.write_text("name,lifecycle\nEva Lund,lead\n")
    shop("import", path, "--as", "contacts", "--yes")
    shop("contact", "edit", "bo", "--lifecycle", "lead")
    assert _inputs(shop, "new_leads")["imported without the day they became leads, left out"] == 1


def test_explain_writes_plain_numbers_as_they_are_and_a_dash_for_none(shop):
    said = [line.split() for line in shop("report", "explain", "ltv").out.splitlines()]
    assert ["margin", "0.8"] in said
    assert ["=", "Lifetime", "value", "-"] in said
    assert _inputs(shop, "ltv")["margin"] == 0.8
    assert not any(line.endswith("number") for line in shop("report", "explain", "data_quality").out.splitlines())


@pytest.mark.parametrize(
    ("key", "report", "words"),
    [
        ("stage_conversion", "stages", "won / entered"),
        ("stage-days", "stages", "mean and median"),
        ("funnel", "funnel", "skipped stage counts as reached"),
        ("forecast", "forecast", "value × probability"),
        ("reasons", "win-loss", "by reason"),
        ("cohorts", "cohorts", "k = 0 is 1"),
        ("rfm", "rfm", "strictly worse"),
        ("rfm_class", "rfm", "FM 4-5 champion"),
        ("cross_sell", "cross-sell", "P(both)"),
        ("by_source", "sources", "new leads"),
    ],
)
def test_a_kpi_that_is_rows_of_a_report_is_explained_and_its_report_named(shop, key, report, words):
    answer = shop("report", "explain", key, "-f", "json").json
    assert answer["command"] == f"tinycrm report {report}"
    assert words in answer["formula"]
    assert words in shop("report", "explain", key, env={"PYTHONOPTIMIZE": "2"}).out
    assert shop("report", key, "-f", "json").json["report"] == report


def test_loyalty_is_the_repeat_rate(shop):
    assert shop("report", "loyalty").out == shop("report", "repeat_rate").out
    assert shop("report", "explain", "loyalty", "-f", "json").json["key"] == "repeat_rate"


def test_money_given_back_on_a_won_deal_lessens_it_and_leaves_the_purchase(shop):
    shop("sale", "add", "--deal", "=C", "--on", "2026-06-05", "--", ".", "-500")
    found = kpis(shop)
    # C 3,000 and E 800, less 500
    assert found["revenue", "EUR"]["value"] == 3300
    assert found["repeat_rate", None]["n"] == 2
    assert found["average_order", "EUR"]["value"] == 1650


def test_what_a_kpi_cannot_be_split_by_is_told_with_its_own_name(shop):
    answer = shop("report", "win_rate", "--by", "product", ok=False)
    assert (answer.code, answer.out) == (2, "")
    assert "the KPI win_rate cannot be split by 'product'; one of: month, quarter, year" in answer.err
