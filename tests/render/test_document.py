"""Documents run nothing that came from data."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from tinycrm.domain.results import Column, Listing, Number, Page, Report, Shown
from tinycrm.render import render
from tinycrm.render.cells import Look
from tinycrm.render.document import md_text

if TYPE_CHECKING:
    from conftest import Place

EVIL = "<script>alert(1)</script> <img src=x onerror=y> [a](javascript:b) `c` | \" ' & \x1b[31m\u202e"


class Reader(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_list_is_a_markdown_table(place: Place, deals: Listing) -> None:
    output = place()
    assert render(deals, output.sink, format="md") == 2
    assert output.out == (
        "| id | title | company | value | prob. | close |\n"
        "| ---: | --- | --- | ---: | ---: | --- |\n"
        "| 7 | 40 seats | Нева | 4,800.50 EUR | 60% | 30 May |\n"
        "| 12 | 審査 two |  |  | 12.5% | tomorrow |\n"
    )


def test_markdown_shows_markup_from_data_letter_by_letter() -> None:
    assert md_text("a|b <b> `c` *d* [e](f)\ng") == "a\\|b &lt;b&gt; \\`c\\` \\*d\\* \\[e\\](f)<br>g"


def test_a_report_in_markdown_has_its_period_totals_and_notes(place: Place) -> None:
    report = Report(
        "won",
        "Won",
        [Column("owner"), Column("value", kind="money", unit="EUR")],
        [{"owner": "me", "value": Number("10.00")}, {"owner": "you", "value": None}],
        date_from="2026-01-01",
        date_to="2026-01-31",
        totals={"owner": "total", "value": Number("10.00")},
        notes=["n = 2"],
    )
    output = place()
    render(report, output.sink, format="md")
    assert output.out == (
        "# Won\n\n| owner | value |\n| --- | ---: |\n| me | 10 EUR |\n| you | - |\n| total | 10 EUR |\n"
        "\n1–31 Jan 2026\n\nn = 2\n\n"
    )


def test_html_holds_no_script_handler_or_remote_address_from_data(place: Place) -> None:
    listing = Listing(EVIL, [Column("name", EVIL), Column("note", kind="long")], [{"name": EVIL, "note": EVIL}])
    for result in (
        listing,
        Report(EVIL, EVIL, [Column("a", EVIL)], [{"a": EVIL}], notes=[EVIL], date_from=EVIL),
        Page(EVIL, [(EVIL, [EVIL]), (EVIL, listing)], None),
        Shown(EVIL, [{"id": 1, "name": EVIL, EVIL: EVIL}]),
    ):
        output = place()
        render(result, output.sink, format="html", look=lambda: Look(language='"><script>'))
        reader = Reader()
        reader.feed(output.out)
        assert reader.tags <= {
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "h1",
            "h2",
            "p",
            "br",
            "div",
            "main",
            "table",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "th",
            "td",
        }
        assert reader.attributes <= {"lang", "charset", "name", "content", "http-equiv", "dir", "class", "scope"}
        assert "<script>alert(1)</script>" in reader.text
        assert not set(output.out) & set("\x1b\u202e")
        assert "http://" not in output.out
        assert "https://" not in output.out


def test_html_marks_numbers_late_days_and_either_writing_direction(place: Place, deals: Listing) -> None:
    output = place()
    render(deals, output.sink, format="html", look=lambda: Look(language="fa"))
    assert output.out.startswith('<!DOCTYPE html>\n<html lang="fa" dir="rtl">')
    assert '<td class="n w" dir="auto">4,800.50 EUR</td>' in output.out
    assert '<td class="w late" dir="auto"><span dir="ltr">30</span> مه</td>' in output.out


def test_a_record_is_a_document_of_its_fields(place: Place) -> None:
    output = place()
    render(Shown("task", [{"id": 5, "title": "Call", "note": "a\nb"}]), output.sink, format="md")
    assert output.out == ("# Call\n\n|   |   |\n| --- | --- |\n| id | 5 |\n| title | Call |\n| note | a<br>b |\n")
