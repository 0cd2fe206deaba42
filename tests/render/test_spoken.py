"""What is read in another language: words of the program, and never a record's."""

from __future__ import annotations

import pytest

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Labelled, Listing, Number, Page, Report, Said, Shown
from tinycrm.render.cells import Look
from tinycrm.render.spoken import spoken
from tinycrm.render.svg import html_line

RUSSIAN, PERSIAN = Look(language="ru"), Look(language="fa")


def card(**more: object) -> Report:
    rows = [{"key": "revenue", "name": "Revenue", "group": "Sales", "value": Number("5"), **more}]
    columns = [Column("name", "KPI"), Column("value", "Value", "measure")]
    return Report("kpi", "Scorecard", columns, rows, notes=["before: 2026-10-01 to 2026-10-22"])  # type: ignore[arg-type]


def test_a_report_is_said_and_stays_as_it_was() -> None:
    report = card()
    told = spoken(report, RUSSIAN)
    assert told.title == "Показатели"
    assert [column.label for column in told.columns] == ["Показатель", "Значение"]
    assert [column.key for column in told.columns] == ["name", "value"]
    assert told.rows[0] | {"value": None} == {"key": "revenue", "name": "Выручка", "group": "Продажи", "value": None}
    assert told.notes == ["ранее: с 2026-10-01 по 2026-10-22"]
    assert report.title == "Scorecard"
    assert report.columns[1].label == "Value"
    assert report.rows[0]["name"] == "Revenue"
    assert spoken(report, Look()) is report


def test_a_company_called_revenue_stays_revenue() -> None:
    report = Report(
        "revenue", "Revenue", [Column("company", "Company")], [{"company": "Revenue"}, {"company": "others"}]
    )
    told = spoken(report, PERSIAN)
    assert [row["company"] for row in told.rows] == ["Revenue", "دیگران"]
    people = Report(
        "next", "Next", [Column("name", "Who")], [{"name": "Revenue", "words": "silent for 9; silent for 8"}]
    )
    (row,) = spoken(people, PERSIAN).rows
    assert row == {"name": "Revenue", "words": "9 روز بی‌خبر؛ 8 روز بی‌خبر"}


def test_rows_of_several_and_of_all_are_said() -> None:
    report = Report("tasks", "Tasks", [Column("owner", "Person")], [{"owner": "anna"}], totals={"owner": "all"})
    assert spoken(report, RUSSIAN).totals == {"owner": "всего"}


def test_charts_and_sections_are_said() -> None:
    report = card()
    report.charts = [
        Chart("bars", "name", ["value"], title="Revenue by month", rows=[{"class": "loyal", "name": "Loyal"}])
    ]
    report.sections = [Report("goals", "Goals")]
    told = spoken(report, RUSSIAN)
    assert told.charts[0].title == "Выручка по месяцам"
    assert told.charts[0].rows == [{"class": "верный", "name": "Loyal"}]
    assert told.sections[0].title == "Цели"
    assert report.charts[0].title == "Revenue by month"


def test_only_lines_of_the_program_are_said_on_a_page() -> None:
    rows = [{"id": 1, "name": "Sales", "words": "turns 41", "kind": "call"}]
    page = Page(
        "Sales",
        [
            ("Overdue (2)", Listing("task", [Column("name", "Name")], rows)),
            ("", ["Revenue", "turns 41"]),
            ("Talk about", Said(["- Task 3 is 2 days overdue: Sales", "Agenda"])),
        ],
        None,
    )
    told = spoken(page, RUSSIAN)
    assert told.title == "Sales"
    assert [heading for heading, _ in told.blocks] == ["Просрочено (2)", "", "О чём поговорить"]
    listing = told.blocks[0][1]
    assert isinstance(listing, Listing)
    assert listing.rows == [{"id": 1, "name": "Sales", "words": "исполнится 41", "kind": "звонок"}]
    assert told.blocks[1][1] == ["Revenue", "turns 41"]
    assert told.blocks[2][1] == ["- Задача 3 просрочена на 2 дн.: Sales", "План дня"]


def test_facts_stand_beside_their_labels_also_those_that_go_on() -> None:
    lines = Labelled(["Who       Owner · 40 people", "          from fair", "Value     first 3 May"])
    told = spoken(Page("", [("", lines)], None), RUSSIAN).blocks[0][1]
    assert isinstance(told, Labelled)
    assert told == ["Кто       Owner · людей: 40", "          источник fair", "Сумма     первая 3 мая"]
    table = Listing("fact", [Column("what", "What")], [{"what": "Who", "text": "Owner · 40 people"}])
    told = spoken(Page("", [("", table)], None), RUSSIAN).blocks[0][1]
    assert isinstance(told, Listing)
    assert told.rows == [{"what": "Кто", "text": "Owner · людей: 40"}]


def test_of_a_list_and_a_record_the_labels_are_said_and_no_value() -> None:
    rows = [{"name": "Lost", "kind": "call"}]
    listing = Listing("contact", [Column("name", "Name"), Column("mine", "My own")], rows, empty="No contacts match.")
    told = spoken(listing, RUSSIAN)
    assert [column.label for column in told.columns] == ["Имя", "My own"]
    assert told.rows is rows
    assert told.empty == "Ничего не найдено (контакты)."
    shown = spoken(Shown("contact", [{"id": 1}], columns=[Column("id", "Id")], sections=[("Tasks", listing)]), RUSSIAN)
    assert [column.label for column in shown.columns] == ["№"]
    assert shown.sections[0][0] == "Задачи"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("MRR تازه", '<span dir="ltr">MRR</span> تازه'),
        ("7 مورد: --top 27", '<span dir="ltr">7</span> مورد: <span dir="ltr">--top 27</span>'),
        ("از 2026-10-01 تا فردا", 'از <span dir="ltr">2026-10-01</span> تا فردا'),
        ("خرید (7,040 EUR)", 'خرید (<span dir="ltr">7,040 EUR</span>)'),
        ("پیام: El menú, muy bien!", 'پیام: <span dir="ltr">El menú, muy bien!</span>'),
        ("سلام <b>&", 'سلام &lt;<span dir="ltr">b</span>&gt;&amp;'),
        ('سلام "x"\ny', 'سلام &quot;<span dir="ltr">x</span>&quot;<br><span dir="ltr">y</span>'),
        ("Anna & Co", "Anna &amp; Co"),
        ("Анна 5", "Анна 5"),
        ("سارا محمدی", "سارا محمدی"),
    ],
)
def test_in_a_line_from_the_right_other_letters_are_set_apart(text: str, html: str) -> None:
    assert html_line(text, PERSIAN) == html
    assert "span" not in html_line(text, RUSSIAN)
