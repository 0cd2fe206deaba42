"""A report and an agenda as the two parts of a mail."""

from __future__ import annotations

import re

import pytest
from tests.render.drawn import HOSTILE, report
from tests.render.test_reportpage import KINDS, Tree, hostile

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Listing, Number, Page, Report
from tinycrm.render.cells import Look
from tinycrm.render.mailform import mail_form
from tinycrm.render.width import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.chart import ChartKind
    from tinycrm.domain.results import Row

LOOK = Look(today="2026-06-01")
_TAGS = frozenset(
    ("html", "head", "meta", "title", "body", "table", "tr", "td", "th", "h1", "h2", "h3", "p", "div", "span")
)


def mail(result: Report | Page, language: str = "en") -> tuple[str, str]:
    return mail_form(result, Look(today="2026-06-01", language=language), title="Weekly")


def bars(page: str) -> list[list[tuple[int, str]]]:
    """Gives the cells of each bar: its per cent of the row, and its colour."""
    made = re.findall(r'line-height:12px"><tr>(.*?)</tr></table>', page)
    cells = [re.findall(r'<td width="(\d+)%"(?: bgcolor="(#\w+)")?>', row) for row in made]
    return [[(int(size), colour) for size, colour in row] for row in cells]


def test_a_bar_is_a_coloured_cell_as_broad_as_its_value() -> None:
    _, page = mail(report("bars", {"v": ["20", "5", "0", None]}))
    assert bars(page) == [[(100, "#2f6db5")], [(25, "#2f6db5"), (75, "")], [(100, "")], [(100, "")]]
    assert re.findall(r'align="right">([^<]*)</td>', page)[:4] == ["20", "5", "0", "-"]


def test_a_bar_below_zero_lies_on_its_other_side() -> None:
    _, page = mail(report("columns", {"v": ["-10", "30"]}))
    assert bars(page) == [[(25, "#2f6db5"), (75, "")], [(25, ""), (75, "#2f6db5")]]


def test_small_is_not_nothing() -> None:
    _, page = mail(report("bars", {"v": ["1", "100000"]}))
    assert bars(page)[0] == [(1, "#2f6db5"), (99, "")]


def test_several_values_of_a_row_have_a_colour_each_and_a_key() -> None:
    _, page = mail(report("stack", {"won": ["4"], "lost": ["2"]}))
    assert bars(page) == [[(100, "#2f6db5")], [(50, "#e08a1e"), (50, "")]]
    assert '<span style="color:#e08a1e">&#9632;</span> lost' in page


def test_a_heat_map_is_made_of_coloured_cells() -> None:
    _, page = mail(report("heat", {"m0": ["1"], "m1": ["0"], "m2": [None], "m3": ["-1"]}))
    filled = re.findall(r'<td dir="auto" align="center" bgcolor="(#\w+)" style="color:(#\w+)">([^<]*)</td>', page)
    assert filled == [("#2f6db5", "#ffffff", "1"), ("#edf0f3", "#1b1f24", "0"), ("#e08a1e", "#1b1f24", "-1")]


def test_the_text_part_is_a_page_of_76_cells_without_colour() -> None:
    one = report("bars", {"v": ["20", "5"]}, labels=["審査部門の長い名前の会社" * 5, "x"])
    one.columns.append(Column("v", "", "bar"))
    one.notes = ["a note that is rather long " * 5]
    text, _ = mail(one)
    assert max(width(line) for line in text.splitlines()) <= 76
    assert "\x1b" not in text
    assert "█" in text
    assert text.startswith("Report\nName")


def test_a_page_is_a_mail_and_its_lists_are_read_once() -> None:
    tasks = Listing("task", [Column("id", kind="id"), Column("due_on", kind="due")], [], total=3, today="2026-06-01")
    tasks.rows = iter([{"id": 9, "due_on": "2026-05-30"}])
    text, page = mail(Page("Today", [("Overdue", tasks), ("Nothing", []), ("Birthdays", ["Anna, 40"])], {}))
    assert text == "Today\n\nOverdue\n  9  30 May\n  … 2 more\n\nBirthdays\nAnna, 40\n"
    assert 'style="border-bottom:1px solid #dfe3e8;color:#b3391f">30 May</td>' in page
    assert "… 2 more</p>" in page
    assert "Anna, 40</p>" in page
    assert "Nothing" not in page


def test_a_page_without_anything_is_an_empty_text() -> None:
    text, page = mail(Page("Today", [("Overdue", Listing("task", [], []))], {}))
    assert text == ""
    assert "Overdue" not in page


def test_a_change_has_the_colour_of_what_it_means_and_groups_have_headings() -> None:
    rows: list[Row] = [
        {"name": "Win rate", "group": "Sales", "change": Number("0.1"), "better": True, "met": True},
        {"name": "Churn", "group": "Customers", "change": Number("0.1"), "better": False, "met": None},
    ]
    columns = [Column("name", "KPI"), Column("change", "Change", "change"), Column("met", "Met", "bool")]
    one = Report("kpi", "Scorecard", columns, rows, charts=[Chart("tiles", "name", ["change"])])
    _, page = mail(one)
    assert 'color:#0b7a55;white-space:nowrap">▲ +10%</td>' in page
    assert 'color:#b3391f;white-space:nowrap">▲ +10%</td>' in page
    assert re.findall(r'<td colspan="3"[^>]*>(.*?)</td>', page) == ["Sales", "Customers"]
    assert "✓\u00a0met" in page


def test_a_mail_reads_from_the_right_when_its_language_does() -> None:
    _, page = mail(report("bars", {"v": ["1"]}), "fa")
    assert '<html lang="fa" dir="rtl">' in page
    assert '<td dir="auto" width="30%" align="right">row 1</td>' in page
    assert '<body dir="ltr"' in mail(report("bars", {"v": ["1"]}))[1]


def test_a_long_report_stays_a_short_mail() -> None:
    _, page = mail(report("bars", {"v": [str(place) for place in range(1, 1001)]}))
    assert "… 900 more</p>" in page
    assert bars(page) == []
    assert len(page) < 50_000


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_holds_nothing_but_tables_words_and_inline_styles(kind: ChartKind) -> None:
    one = hostile(kind)
    one.sections = [report(kind, {"v": ["1", "2"]})]
    for result in (one, Page(HOSTILE, [(HOSTILE, [HOSTILE]), (HOSTILE, Listing("x", one.columns, one.rows))], None)):
        text, page = mail(result, "fa")
        tree = Tree(page)
        assert tree.tags <= _TAGS
        for name, value in tree.attributes:
            assert name in (
                *("lang", "dir", "charset", "name", "content", "style", "align", "valign", "width", "bgcolor"),
                *("role", "cellpadding", "cellspacing", "border", "colspan"),
            )
            assert re.fullmatch(r"[-\w .%#:;,'=]*", value), (name, value)
        assert "url(" not in page
        assert "://" not in page
        assert not set(text + page) & set("\x1b\u202e")
        assert "<script>alert(1)</script>" in tree.text


def test_a_mail_is_at_most_640_pixels_broad_everywhere() -> None:
    _, page = mail(report("bars", {"v": ["1"]}))
    assert "max-width:640px" in page
    assert '<!--[if mso]><table role="presentation" cellpadding="0" cellspacing="0" border="0" width="640">' in page
    assert max(int(size) for size in re.findall(r'width="(\d+)"', page)) == 640


def test_what_is_seen_beside_the_subject_is_hidden_in_the_mail_and_escaped() -> None:
    one = report("bars", {"v": ["1"]})
    _, page = mail_form(one, LOOK, title="Weekly", preview='<b>"Anna"</b>')
    hidden = re.search(r'<div style="display:none;[^"]*mso-hide:all">(.*?)</div>', page)
    assert hidden is not None
    assert hidden.group(1).startswith("&lt;b&gt;&quot;Anna&quot;&lt;/b&gt;&#847;")
    assert "mso-hide" not in mail(one)[1]


def test_a_mail_that_large_services_would_cut_off_leaves_out_tables_beside_charts_first() -> None:
    one = report("bars", {"v": ["1"]})
    one.sections = [report("bars", {"v": [str(n) for n in range(1, 41)]}) for _ in range(4)]
    _, page = mail(one)
    assert page.count("<th ") == 5 * 2
    assert "shortened" not in page
    one.sections = [report("bars", {"v": [str(n) for n in range(1, 41)]}) for _ in range(6)]
    text, page = mail(one)
    assert len(page.encode()) < 100_000
    # the report's own table stays, and every bar
    assert page.count("<th ") == 2
    assert len(bars(page)) == 1 + 6 * 40
    assert "This mail is shortened" in page
    assert text.count("row 40") == 6


def test_a_mail_of_tables_alone_has_fewer_rows_each_when_it_is_too_long() -> None:
    one = Report("own", "Own")
    columns = [Column("name"), Column("v", kind="number")]
    rows: list[Row] = [{"name": "a name of some length " * 3, "v": Number(str(n))} for n in range(90)]
    one.sections = [Report("part", f"Part {n}", columns, rows) for n in range(12)]
    _, page = mail(one)
    assert len(page.encode()) < 100_000
    assert page.count("… 65 more</p>") == 12
    assert "This mail is shortened" in page
