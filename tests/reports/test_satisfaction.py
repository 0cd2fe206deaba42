"""NPS, CSAT and CES: published examples, and against a slow recomputation."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JUNE = {"period": "2026-06"}


def value(figure) -> Fraction | None:
    return None if figure.value is None else Fraction(figure.value.over, figure.value.under)


def answer(ledger, kind: str, score: int, day: str = "2026-06-10", time: str = "10:00:00", **more) -> int:
    return ledger.add("feedback", kind=kind, score=score, at=f"{day}T{time}Z", on_day=day, **more)


def test_the_published_nps_of_seventy_promoters_and_twenty_detractors(ledger) -> None:
    for person in range(100):
        answer(ledger, "nps", 9 if person < 70 else 6 if person < 90 else 7, contact=person + 1_000)
    figure = ledger.figures("satisfaction", **JUNE)["nps", ""]
    assert (value(figure), figure.n) == (50, 100)


def test_the_published_csat_of_150_in_250(ledger) -> None:
    for at in range(250):
        answer(ledger, "csat", 4 + at % 2 if at < 150 else 3)
    figure = ledger.figures("satisfaction", **JUNE)["csat", ""]
    assert (value(figure), figure.n) == (Fraction(3, 5), 250)


def test_the_bounds_of_promoters_detractors_and_passives(ledger) -> None:
    for score in range(11):
        answer(ledger, "nps", score, contact=score + 100)
    # 9 and 10 against 0 to 6, of eleven
    assert value(ledger.figures("satisfaction", **JUNE)["nps", ""]) == Fraction(-500, 11)


def test_ces_is_a_mean_and_a_share_of_five_and_more(ledger) -> None:
    for score in (1, 4, 5, 7, 7):
        answer(ledger, "ces", score)
    found = ledger.figures("satisfaction", **JUNE)
    assert [value(found[key, ""]) for key in ("ces", "ces_easy")] == [Fraction(24, 5), Fraction(3, 5)]


def test_only_the_last_nps_answer_of_a_respondent_counts(ledger) -> None:
    answer(ledger, "nps", 0, "2026-06-01", contact=7)
    answer(ledger, "nps", 10, "2026-06-02", "08:00:00", contact=7)
    answer(ledger, "nps", 8, "2026-06-02", "07:00:00", contact=7)
    figure = ledger.figures("satisfaction", **JUNE)["nps", ""]
    assert (value(figure), figure.n) == (100, 1)


def test_of_two_answers_at_one_instant_the_later_record_counts(ledger) -> None:
    answer(ledger, "nps", 10, contact=7)
    answer(ledger, "nps", 0, contact=7)
    assert value(ledger.figures("satisfaction", **JUNE)["nps", ""]) == -100


def test_two_people_of_a_company_are_two_respondents_and_strangers_are_each_one(ledger) -> None:
    answer(ledger, "nps", 10, contact=7, company=5, party=5)
    answer(ledger, "nps", 10, contact=8, company=5, party=5)
    answer(ledger, "nps", 10, company=5, party=5)
    answer(ledger, "nps", 0)
    answer(ledger, "nps", 0)
    figure = ledger.figures("satisfaction", **JUNE)["nps", ""]
    assert (value(figure), figure.n) == (20, 5)


def test_the_last_answer_is_that_of_the_period(ledger) -> None:
    answer(ledger, "nps", 10, "2026-05-31", contact=7)
    answer(ledger, "nps", 0, "2026-06-01", contact=7)
    assert value(ledger.figures("satisfaction", period="2026-05")["nps", ""]) == 100
    assert value(ledger.figures("satisfaction", **JUNE)["nps", ""]) == -100
    report = ledger.report("satisfaction", by="month", period="2026")
    assert [(row["month"], row["nps"], row["nps_n"]) for row in report.rows][-2:] == [
        ("2026-05", "100", 1),
        ("2026-06", "-100", 1),
    ]


def test_without_answers_there_is_no_figure(ledger) -> None:
    answer(ledger, "nps", 10, "2026-04-01")
    found = ledger.figures("satisfaction", **JUNE)
    assert [(key, figure.value, figure.n) for (key, _), figure in found.items()] == [
        ("nps", None, 0),
        ("csat", None, 0),
        ("ces", None, 0),
        ("ces_easy", None, 0),
    ]
    assert ledger.report("satisfaction", **JUNE).rows[0]["value"] is None


def test_answers_are_split_by_the_channel_of_their_ticket_and_the_product_of_their_sale(ledger) -> None:
    ticket = ledger.add(
        "ticket", channel="Chat", opened_at="2026-06-01T08:00:00Z", opened_on="2026-06-01", status="open"
    )
    sale = ledger.add("sale", product="Hosting", sold_on="2026-06-01")
    answer(ledger, "csat", 5, ticket=ticket)
    answer(ledger, "csat", 1, sale=sale)
    by_channel = ledger.report("satisfaction", by="channel", **JUNE).rows
    assert [(row["channel"], row["csat"], row["csat_n"]) for row in by_channel] == [(None, "0", 1), ("Chat", "1", 1)]
    by_product = ledger.report("satisfaction", by="product", **JUNE).rows
    assert [(row["product"], row["csat"]) for row in by_product] == [(None, "1"), ("Hosting", "0")]


def test_with_top_the_rest_is_one_row_and_adds_up(ledger) -> None:
    for owner, scores in {"ann": (5, 5, 5), "bo": (1, 1), "cy": (5,)}.items():
        for score in scores:
            answer(ledger, "csat", score, owner=owner)
    rows = ledger.report("satisfaction", by="owner", top=1, **JUNE).rows
    assert [(row["owner"], row["csat"], row["csat_n"]) for row in rows] == [
        ("ann", "1", 3),
        ("others", "0.333333", 3),
    ]


def test_people_see_the_latest_comments_and_programs_do_not(ledger) -> None:
    anna = ledger.add("contact", name="Анна")
    answer(ledger, "csat", 1, "2026-06-01", comment="late")
    answer(ledger, "nps", 9, "2026-06-03", comment="خوب", contact=anna)
    answer(ledger, "nps", 9, "2026-06-04", comment="")
    answer(ledger, "ces", 7, "2026-05-31", comment="before")
    report = ledger.report("satisfaction", form="screen", **JUNE)
    (said,) = (section.rows for section in report.sections if section.name == "satisfaction-comments")
    assert [(row["day"], row["kind"], row["score"], row["who"], row["comment"]) for row in said] == [
        ("2026-06-03", "NPS", 9, "Анна", "خوب"),
        ("2026-06-01", "CSAT", 1, None, "late"),
    ]
    names = [section.name for section in ledger.report("satisfaction", form="data", **JUNE).sections]
    assert "satisfaction-comments" not in names


def test_every_score_of_the_scale_stands_in_the_table_of_scores(ledger) -> None:
    answer(ledger, "csat", 5)
    answer(ledger, "csat", 4)
    report = ledger.report("satisfaction", **JUNE)
    (section,) = (section for section in report.sections if section.name == "satisfaction-scores")
    assert [(row["kind"], row["score"], row["answers"], row["share"]) for row in section.rows] == [
        ("CSAT", 5, 1, "0.5"),
        ("CSAT", 4, 1, "0.5"),
        ("CSAT", 3, 0, "0"),
        ("CSAT", 2, 0, "0"),
        ("CSAT", 1, 0, "0"),
    ]


answers = st.tuples(
    st.sampled_from((("nps", 0), ("nps", 6), ("nps", 7), ("nps", 9), ("csat", 3), ("csat", 4), ("ces", 4), ("ces", 5))),
    st.sampled_from(("2026-05-31", "2026-06-01", "2026-06-15", "2026-06-30", "2026-07-01")),
    st.sampled_from(("08", "09")),
    st.sampled_from((11, 12, None)),
    st.sampled_from((21, None)),
)


@given(st.lists(answers, max_size=14))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_figures_are_what_counting_answer_by_answer_gives(ledger, given_answers) -> None:
    ledger.clear()
    last: dict[object, tuple[str, int, int]] = {}
    plain: dict[str, list[int]] = {"csat": [], "ces": []}
    for (kind, score), day, hour, contact, company in given_answers:
        id = answer(ledger, kind, score, day, f"{hour}:00:00", contact=contact, company=company)
        if not "2026-06-01" <= day <= "2026-06-30":
            continue
        if kind != "nps":
            plain[kind].append(score)
            continue
        who = contact or company or f"stranger {id}"
        if who not in last or (f"{day} {hour}", id) > last[who][:2]:
            last[who] = (f"{day} {hour}", id, score)
    scores = [score for _, _, score in last.values()]
    found = {key: value(figure) for (key, _), figure in ledger.figures("satisfaction", **JUNE).items()}
    rate = [1 if score >= 9 else -1 if score <= 6 else 0 for score in scores]
    assert found["nps"] == (Fraction(100 * sum(rate), len(rate)) if rate else None)
    for key, kind, least in (("csat", "csat", 4), ("ces_easy", "ces", 5)):
        own = plain[kind]
        assert found[key] == (Fraction(sum(score >= least for score in own), len(own)) if own else None)
    assert found["ces"] == (Fraction(sum(plain["ces"]), len(plain["ces"])) if plain["ces"] else None)
