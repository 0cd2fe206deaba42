"""What mails are called, in three languages and two calendars."""

from __future__ import annotations

from datetime import date

import pytest

from tinycrm.domain.mail_words import (
    days_of_wins,
    digest_words,
    heading,
    period_words,
    report_words,
    weekday_words,
)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-10-01", "2026-10-31", {"en": "October 2026", "ru": "октябрь 2026", "fa": "اکتبر 2026"}),
        ("2026-07-01", "2026-09-30", {"en": "Q3 2026", "ru": "III квартал 2026", "fa": "سه‌ماهه سوم 2026"}),
        ("2024-02-01", "2024-02-29", {"en": "February 2024", "ru": "февраль 2024"}),
        ("2023-02-01", "2023-02-27", {"en": "1 February 2023 – 27 February 2023"}),
        ("2026-01-01", "2026-12-31", {"en": "2026", "ru": "2026", "fa": "2026"}),
        ("2026-11-16", "2026-11-16", {"en": "16 November 2026", "ru": "16 ноября 2026", "fa": "16 نوامبر 2026"}),
        ("2026-11-16", "2026-11-22", {"en": "16 November 2026 – 22 November 2026"}),
        ("1900-01-01", "2200-12-31", {"en": "all time", "ru": "всё время", "fa": "از آغاز تاکنون"}),
        ("", "2026-11-16", {"en": "up to 16 November 2026", "ru": "по 16 ноября 2026", "fa": "تا 16 نوامبر 2026"}),
        ("2026-11-16", "", {"en": "since 16 November 2026", "ru": "с 16 ноября 2026"}),
    ],
)
def test_a_period_is_named_as_people_name_it(first, last, words) -> None:
    for language, said in words.items():
        assert period_words(first, last, language, "gregorian") == said


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-09-23", "2026-10-22", {"en": "Mehr 1405", "ru": "мехр 1405", "fa": "مهر 1405"}),
        ("2026-03-21", "2026-06-21", {"en": "Q1 1405", "fa": "سه‌ماهه اول 1405"}),
        ("2026-03-21", "2027-03-20", {"fa": "1405"}),
        ("2026-10-01", "2026-10-31", {"fa": "9 مهر 1405 – 9 آبان 1405"}),
    ],
)
def test_with_the_jalali_calendar_jalali_months_have_their_names(first, last, words) -> None:
    for language, said in words.items():
        assert period_words(first, last, language, "jalali") == said


def test_a_day_with_its_weekday() -> None:
    assert weekday_words("2026-11-16", "en", "gregorian") == "Monday 16 November 2026"
    assert weekday_words("2026-11-16", "ru", "gregorian") == "Понедельник, 16 ноября 2026"
    assert weekday_words("2026-11-16", "fa", "jalali") == "دوشنبه 25 آبان 1405"


def test_the_subject_of_a_digest_counts_what_there_is() -> None:
    said = digest_words("2026-11-16", {"overdue": 2, "due": 3}, "en", "gregorian")
    assert said == "Agenda, Monday 16 November 2026: overdue 2, today 3"
    assert digest_words("2026-11-16", {"overdue": 0, "due": 1}, "en", "gregorian").endswith(": today 1")
    assert digest_words("2026-11-16", {"overdue": 0, "due": 0}, "en", "gregorian") == "Agenda, Monday 16 November 2026"


def test_a_report_has_a_name_in_every_language_and_the_users_own_keeps_its_title() -> None:
    assert report_words("kpi", "Scorecard", "en") == "KPI"
    assert report_words("kpi", "Scorecard", "ru") == "Показатели"
    assert report_words("pipeline", "Open deals: Продажи", "fa") == "معامله‌های باز: Продажи"
    assert report_words("my-own", "Мой отчёт", "fa") == "Мой отчёт"


def test_every_heading_is_there_in_every_language() -> None:
    from tinycrm.services.agenda import KEYS

    for language in ("en", "ru", "fa"):
        for key in (*KEYS, "mails", "wins", "agenda", "more", "nothing"):
            assert heading(key, language)


@pytest.mark.parametrize(
    ("today", "week_starts", "days"),
    [
        ("2026-11-18", "monday", ("2026-11-17", "2026-11-17")),
        ("2026-11-16", "monday", ("2026-11-13", "2026-11-15")),
        ("2026-11-15", "sunday", ("2026-11-13", "2026-11-14")),
        ("2026-11-14", "saturday", ("2026-11-11", "2026-11-13")),
        ("2026-11-15", "saturday", ("2026-11-14", "2026-11-14")),
    ],
)
def test_wins_go_back_to_the_last_working_day(today, week_starts, days) -> None:
    assert days_of_wins(date.fromisoformat(today), week_starts) == days
