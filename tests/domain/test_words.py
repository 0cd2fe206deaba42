"""What is said in other languages: found by the English words, and said of nothing that is somebody's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tinycrm.domain import words
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.words import LANGUAGES, day, fact, say

FOLDER = Path(words.__file__).parent
HOLE = re.compile(r"\{(\w+)\}")


def lines(language: str) -> dict[str, str]:
    """Gives the lines of a file: English → other."""
    text = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
    pairs = [line.split(" | ") for line in text.splitlines() if line and not line.startswith("#")]
    assert all(len(pair) == 2 for pair in pairs)
    found = dict(pairs)
    assert len(found) == len(pairs), "a line stands twice"
    return found


@pytest.mark.parametrize(
    ("english", "russian", "persian"),
    [
        ("Revenue", "Выручка", "درآمد"),
        ("revenue", "выручка", "درآمد"),
        ("MRR", "MRR", "MRR"),
        ("Sales growth, EUR", "Рост продаж, EUR", "رشد فروش، EUR"),
        ("Overdue (2)", "Просрочено (2)", "عقب‌افتاده (2)"),
        ("Next 7 days (20+)", "Ближайшие 7 дн. (20+)", "7 روز آینده (20+)"),
        ("before: 2026-10-01 to 2026-10-22", "ранее: с 2026-10-01 по 2026-10-22", "پیش‌تر: از 2026-10-01 تا 2026-10-22"),
        ("Funnel of Revenue", "Воронка: Revenue", "قیف Revenue"),
        ("in EUR: USD at 0.92 EUR since 2026-01-01", "в EUR: USD по 0.92 EUR с 2026-01-01", None),
        ("silent for 18 days, wanted every 14", "молчит 18 дн., нужно раз в 14", "18 روز بی‌خبر، باید هر 14 روز"),
        (
            "wrote last (email): Revenue?",
            "ждёт ответа (эл. почта): Revenue?",
            "آخرین پیام از اوست (رایانامه): Revenue?",
        ),
        ("Neva Trade", "Neva Trade", "Neva Trade"),
        ("سارا محمدی", "سارا محمدی", "سارا محمدی"),
        ("{n} days", "{n} days", "{n} days"),
        ("(.*", "(.*", "(.*"),
        ("", "", ""),
    ],
)
def test_a_label_or_a_sentence_is_said_in_another_language(english, russian, persian) -> None:
    assert say(english, "ru") == russian
    assert persian is None or say(english, "fa") == persian
    assert say(english, "en") == english
    assert say(english, '"><script>') == english


def test_of_a_long_text_the_beginning_is_said_and_the_rest_stays() -> None:
    letter = "so many days in a long letter. " * 1000
    assert say(f"wrote last (email): {letter}", "ru") == f"ждёт ответа (эл. почта): {letter}"
    # the end is part of what would have to be understood
    hostile = "deal " + "1 days in " * 5000 + ", 2 allowed"
    assert say(hostile, "fa") == hostile


def test_one_word_over_amounts_and_another_over_measures() -> None:
    assert say("Value", "ru", of="money") == "Сумма"
    assert say("Value", "ru", of="measure") == "Значение"


def test_a_fact_is_said_after_its_label_only_and_somebodys_words_stay() -> None:
    assert fact("Who", "40 people", "ru") == "людей: 40"
    assert fact("Who", "customer since 22 Dec 2024", "fa") == "مشتری از 22 دسامبر 2024"
    assert fact("Value", "last 17 Nov", "ru") == "последний раз 17 ноя"
    # a title of somebody, and a name
    assert fact("Who", "Owner", "ru") == "Owner"
    assert fact("Links", "Anna Petrova, Head of sales", "fa") == "Anna Petrova, Head of sales"
    assert fact("Who", "40 people", "en") == "40 people"


def test_days_have_the_months_of_the_language() -> None:
    assert day("26 Nov 2027", "ru") == "26 ноя 2027"
    assert day("tomorrow", "fa") == "فردا"
    assert day("2027-11-26", "fa") == "2027-11-26"
    assert day("1406/09/05", "fa") == "1406/09/05"


def test_the_files_say_the_same_lines_with_the_same_parts() -> None:
    first = lines(LANGUAGES[0])
    for language in LANGUAGES:
        own = lines(language)
        assert list(own) == list(first)
        for english, other in own.items():
            assert other.strip()
            assert set(HOLE.findall(other)) <= set(HOLE.findall(english)), english
            # a year or a number is no reason to leave out another one
            assert {name for name in HOLE.findall(english) if name[0] in "tk"} <= set(HOLE.findall(other)), english


def test_every_field_and_every_noun_has_a_name() -> None:
    told = {field.label for noun in NOUNS.values() for field in noun.fields}
    told |= {name for noun in NOUNS.values() for name in (noun.name, noun.plural)}
    for language in LANGUAGES:
        assert {text for text in told if say(text, language) == text} == {"Uid"}


def test_every_kpi_has_a_name_a_group_and_what_it_is() -> None:
    from tinycrm.reports.kpis import all_kpis
    from tinycrm.reports.plain_words import about

    told = {text for kpi in all_kpis() for text in (kpi.name, kpi.group, about(kpi.key, window=365)) if text}
    for language in LANGUAGES:
        assert {text for text in told if say(text, language) == text} <= {"MRR", "ARR", "NPS"}


SENTENCES = """
    deal ж 40 days in ж, 14 allowed
    bought 12 times (7 EUR), about every 40 days
    has ж and not ж, as most who have it do
    ж ends 3 days ago
    the subscription ends in 3 days
    Ticket 5 waits for an answer since today: ж
    Ticket 5 waits for an answer for 1 day: ж
    Deal 3 ж has been in ж for 40 days
    Deal 3 ж was to close on 3 May
    The trial of ж ends; the first paid day is 3 May 2027
    Silent for 18 days, wanted every 14 days
    Birthday in 3 days, turns 41
    Birthday today
    Last bought 400 days ago, on 3 May 2025
    ж is cancelled and ends in 3 days
    ж is cancelled and ends today
    ж is up for renewal since 3 days
    subscription 8 is up for renewal today
    ж ends since 2 days
    trial ends today
    term ended, undecided
    Unhappy on yesterday, CSAT 2 of 5
    1 contact of 37 has no company
    3 contacts of 37 have no e-mail, phone or handle
    1 contact has an invalid e-mail
    5 contacts of 10 have an invalid phone
    3 companies look the same as another
    1 deal is open and has no open task
    3 companies in ж have no open task, deal or people
    1 interaction is about nobody: no contact, company or deal
    2 companies have no people and no deals
    2 deals have no company or contact
    12 KPIs need one currency: --in EUR
    1 deal of other pipelines left out: --pipeline all
    win rates and velocity: pipeline ж; the rest: all pipelines
    4 of the leads are known by their day only: no hours to the first answer
    in USD: CNY at 0.14 EUR since 2026-01-01, USD at 0.9 EUR since 2026-01-01
    won deals and subscription dues left out: the filter is of sales
    No deals match.
"""


@pytest.mark.parametrize("english", [line.strip() for line in SENTENCES.strip().splitlines()])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_few_records_bring_about_is_said_too(english: str, language: str) -> None:
    told = say(english, language)
    assert re.findall("[A-Za-z]+", re.sub("--[a-z]+( [a-zA-Z]+)?|EUR|USD|CNY|CSAT", "", told)) == []
    assert sorted(re.findall(r"\d+", told)) == sorted(re.findall(r"\d+", english))
