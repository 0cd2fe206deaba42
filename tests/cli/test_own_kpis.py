"""A user's own KPIs and reports in config.yaml."""

from __future__ import annotations

import pytest

TODAY = {"TINYCRM_TODAY": "2026-06-15"}


def settings(crm):
    """Gives the settings folder, made."""
    folder = crm.home / ".config" / "tinycrm"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


CONFIG = """currency: EUR
rates: {USD: {2026-01-01: 0.5, 2026-06-01: 0.8}}
fields:
  deal: {hours: integer}
kpis:
  - {key: demo_rate, name: Demo rate, numerator: "count(interaction where kind = meeting)",
     denominator: "count(deal)", unit: ratio, period_field: {interaction: at, deal: opened_on}}
  - {key: won_value, value: "sum(deal.value where outcome = won)", period_field: closed_on}
  - {key: average_won, numerator: "sum(deal.value where outcome = won)", denominator: "count(deal where outcome = won)",
     period_field: {deal: closed_on}}
  - {key: hours_sold, value: "sum(deal.hours)", group: Work}
  - {key: loose, value: "count(deal where outcome = open)", period_field: none, less_is_better: true}
goals:
  - {kpi: demo_rate, target: 40%, period: month}
reports:
  weekly: [revenue, demo_rate]
  by_source:
    name: Deals by source
    by: source
    values: ["count(deal)", "sum(deal.value)"]
    period: year
"""


@pytest.fixture
def studio(crm):
    """Four deals of June and May, one meeting, one call."""
    crm.env.update(TODAY)
    (settings(crm) / "config.yaml").write_text(CONFIG, encoding="utf-8")
    crm("contact", "add", "Anna Petrova")
    for title, value, opened, source, hours in (
        ("A", "1000 EUR", "2026-06-02", "web", "10"),
        ("B", "300 USD", "2026-06-03", "Web", "5"),
        ("C", "50 EUR", "2026-06-30", "fair", "1"),
        ("D", "70 EUR", "2026-05-31", "fair", "7"),
    ):
        crm("deal", "add", title, "--value", value, "--opened", opened, "--source", source, "--set", f"hours={hours}")
    crm("deal", "won", "A", "--on", "2026-06-10")
    crm("deal", "won", "B", "--on", "2026-06-10")
    crm("log", "meeting", "anna", "Demo", "--at", "2026-06-05")
    crm("log", "call", "anna", "Hello", "--at", "2026-06-05")
    return crm


def value(crm, key, *words):
    return {row["currency"]: row["value"] for row in crm("report", key, *words, "-f", "json").json["rows"]}


def test_a_quotient_of_counts_is_a_ratio_over_the_period(studio):
    # one meeting, two deals opened in June up to today
    assert value(studio, "demo_rate", "--period", "month") == {None: 0.5}
    row = {row["key"]: row for row in studio("report", "kpi", "-f", "json").json["rows"]}["demo_rate"]
    assert (row["goal"], row["met"], row["group"]) == (0.4, True, "Own")


def test_a_sum_of_money_comes_once_per_currency_and_converts_at_its_own_day(studio):
    assert value(studio, "won_value") == {"EUR": 1000, "USD": 300}
    assert value(studio, "won_value", "--in", "EUR") == {"EUR": 1240}


def test_money_a_head_over_several_currencies_is_nothing_without_one_to_convert_into(studio):
    assert value(studio, "average_won") == {"EUR": None, "USD": None}
    assert value(studio, "average_won", "--in", "EUR") == {"EUR": 620}


def test_a_sum_of_a_custom_field_is_a_number(studio):
    assert value(studio, "hours_sold") == {None: 15}
    rows = studio("report", "hours_sold", "--period", "year", "--by", "month", "-f", "json").json["rows"]
    assert [(row["month"], row["value"]) for row in rows] == [("2026-05", 7), ("2026-06", 15)]


def test_what_has_no_period_is_of_today_alone_and_kept_for_later(studio):
    assert value(studio, "loose") == {None: 2}
    assert value(studio, "loose", "--period", "2026-05") == {}
    studio("report", "kpi", "--snapshot")
    studio.env["TINYCRM_TODAY"] = "2026-07-15"
    studio("deal", "lost", "C", "--reason", "price")
    row = studio("report", "loose", "--period", "month", "-f", "json").json["rows"][0]
    assert (row["value"], row["previous"], row["better"]) == (1, 2, True)


def test_an_own_report_is_a_scorecard_of_some_kpis(studio):
    answer = studio("report", "weekly", "-f", "json").json
    assert (answer["report"], [row["key"] for row in answer["rows"]][-1]) == ("weekly", "demo_rate")
    assert {row["key"] for row in answer["rows"]} == {"revenue", "demo_rate"}


def test_an_own_report_counts_and_adds_by_a_field(studio):
    answer = studio("report", "by-source", "-f", "json").json
    found = {(row["source"], row["currency"]): (row["count"], row["sum_value"]) for row in answer["rows"]}
    assert found == {("fair", "EUR"): (1, 70), ("web", "EUR"): (1, 1000), ("Web", "USD"): (1, 300)}
    assert "by-source" in studio("report", "list").out


def test_explain_shows_the_formula_and_what_went_in(studio):
    answer = studio("report", "explain", "demo_rate", "-f", "json").json
    assert answer["formula"] == "count(interaction where kind = meeting) / count(deal)"
    assert answer["figures"][0]["inputs"] == [
        {"name": "count(interaction where kind = meeting)", "value": 1},
        {"name": "count(deal)", "value": 2},
    ]
    assert "= Demo rate" in studio("report", "explain", "demo-rate").out


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ('{key: x, value: "average(deal.value)"}', "'average'"),
        ('{key: x, value: "count(deals where colour ="}', "neither a count nor a sum"),
        ('{key: x, value: "count(invoice)"}', "'invoice'"),
        ('{key: x, value: "sum(deal)"}', "does not say what to add"),
        ('{key: x, value: "sum(deal.title)"}', "cannot be added up"),
        ('{key: x, value: "sum(deal.valu)"}', "did you mean value?"),
        ('{key: x, value: "count(task where colour = red)"}', "'colour'"),
        ('{key: x, value: "count(deal)", unit: money}', "no amount"),
        ('{key: x, value: "count(deal)", unit: litres}', "'litres' is no unit"),
        ('{key: x, numerator: "count(deal)"}', "one of numerator and denominator"),
        ('{key: x, value: "count(deal)", colour: red}', "unknown key 'colour'"),
        ('{key: "two words", value: "count(deal)"}', "cannot be the key"),
        ('{key: x, value: "count(deal)", period_field: {deal: title}}', "is no day"),
        ('{key: revenue, value: "count(deal)"}', "has the name of one that TinyCRM computes"),
    ],
)
def test_a_kpi_that_cannot_be_read_is_told_with_its_place_and_mend(crm, item, told):
    (settings(crm) / "config.yaml").write_text(f"kpis:\n  - {item}\n", encoding="utf-8")
    answer = crm("report", "kpi", ok=False)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert told in answer.err
    if "TinyCRM computes" not in told:
        assert "config.yaml:2:5" in answer.err


def test_two_kpis_of_one_key_are_refused(crm):
    text = 'kpis:\n  - {key: x, value: "count(deal)"}\n  - {key: x, value: "count(task)"}\n'
    (settings(crm) / "config.yaml").write_text(text, encoding="utf-8")
    assert "config.yaml:3:5: 'x' is there twice" in crm("report", "kpi", ok=False).err


def test_a_report_by_month_has_every_month_between_the_first_and_the_last(crm):
    crm.env.update(TODAY)
    text = 'reports: {pace: {by: month, values: ["count(deal)", "count(deal where outcome = won)"], period: year}}'
    (settings(crm) / "config.yaml").write_text(text, encoding="utf-8")
    for title, opened in (("A", "2026-01-10"), ("B", "2026-04-10"), ("C", "2026-04-11")):
        crm("deal", "add", title, "--opened", opened)
    rows = crm("report", "pace", "-f", "json").json["rows"]
    assert [(row["month"], row["count"], row["count_of_2"]) for row in rows] == [
        ("2026-01", 1, None),
        ("2026-02", None, None),
        ("2026-03", None, None),
        ("2026-04", 2, None),
    ]


def test_a_count_without_any_record_is_no_data_and_not_nought(crm):
    crm.env.update(TODAY)
    text = 'kpis: [{key: k1, value: "count(deal)"}, {key: k2, value: "sum(sale.amount)"}]'
    (settings(crm) / "config.yaml").write_text(text, encoding="utf-8")
    crm("contact", "add", "Anna")
    assert value(crm, "k1") == {None: None}
    assert value(crm, "k2") == {"EUR": None}
    crm("deal", "add", "Later", "--opened", "2026-05-01")
    assert value(crm, "k1", "--period", "2026-06") == {None: 0}
    assert value(crm, "k1", "--period", "2026-04") == {None: None}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("reports: {kpi: [mrr]}", "'kpi' of config.yaml has the name of a report or KPI"),
        ("reports: {mrr: [nps]}", "'mrr' of config.yaml has the name of a report or KPI"),
        ("reports: {weekly: [revenue, mr]}", "shows a KPI that is none: 'mr'; did you mean mrr?"),
        ('kpis: [{key: next, value: "count(deal)"}]', "'next' of config.yaml has the name"),
        (
            'kpis: [{key: x, value: "count(contact where zork = 1)"}]',
            "the KPI 'x' of config.yaml: a contact has no field",
        ),
        (
            'kpis: [{key: x, value: "count(contact)", period_field: {deal: closed_on}}]',
            "names 'deal', which is not counted",
        ),
        ("kpis: [5]", "count(interaction)"),
        ("reports: {weekly: []}", "neither KPIs nor pairs"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_not_left_out(crm, text, told):
    (settings(crm) / "config.yaml").write_text(text + "\n", encoding="utf-8")
    crm("contact", "add", "Anna", ok=False)
    answer = crm("report", "kpi", ok=False)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert told in answer.err
