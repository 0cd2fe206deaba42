"""A report as a page: pictures, the tables behind them, nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from tests.render.drawn import HOSTILE, html, report

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Number, Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.chart import ChartKind
    from tinycrm.domain.results import Row

KINDS: tuple[ChartKind, ...] = ("bars", "columns", "stack", "line", "funnel", "heat", "tiles")
_EMPTY = frozenset(("meta", "br"))


class Tree(HTMLParser):
    """The elements of a page, which must all be closed in their order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile(kind: ChartKind) -> Report:
    rows: list[Row] = [
        {"name": HOSTILE, "v": Number("3"), "w": Number("-1"), "unit": HOSTILE, "group": HOSTILE, "currency": HOSTILE},
        {"name": HOSTILE, "v": Number("2"), "w": None, "unit": HOSTILE, "currency": "EUR", "goal": Number("4")},
    ]
    columns = [Column("name", HOSTILE), Column("v", HOSTILE, "measure"), Column("w", HOSTILE, "money")]
    charts = [Chart(kind, "name", ["v", "w"], title=HOSTILE, split=split) for split in ("", "currency")]
    return Report(HOSTILE, HOSTILE, columns, rows, notes=[HOSTILE], date_from=HOSTILE, totals=rows[0], charts=charts)


@pytest.mark.parametrize("kind", KINDS)
def test_data_is_text_wherever_it_is_drawn(kind: ChartKind) -> None:
    page = html(hostile(kind), language='"><script>')
    tree = Tree(page)
    assert tree.tags.isdisjoint(("script", "img", "a", "link", "use", "image", "foreignobject", "iframe", "animate"))
    for name, value in tree.attributes:
        assert not name.startswith("on"), name
        assert name not in ("style", "href", "src", "xlink:href"), name
        if name not in ("content", "lang"):
            assert re.fullmatch(r"[-\w .%#]*", value), (name, value)
    assert "<script>alert(1)</script>" in tree.text
    assert not set(page) & set("\x1b\u202e")
    assert "://" not in page


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [0, 1, 2, 90, 400])
def test_a_page_is_well_formed_and_its_ids_are_its_own(kind: ChartKind, count: int) -> None:
    values = {
        "v": [str(place) if place % 7 else None for place in range(count)],
        "w": [f"-{place}.5" for place in range(count)],
    }
    part = report(kind, values)
    page = html(Report("all", "All", sections=[part, report(kind, values)]))
    tree = Tree(page)
    ids = [value for name, value in tree.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    for name, value in tree.attributes:
        if name == "aria-labelledby":
            assert set(value.split()) <= set(ids)
    assert ('<p class="dim">No data</p>' in page) == (count == 0)


def test_headings_go_down_one_step_at_a_time() -> None:
    inner = Report("inner", "Inner", [Column("name"), Column("v", kind="int")], [{"name": "a", "v": 1, "group": "G"}])
    inner.charts = [Chart("tiles", "name", ["v"], title="Cards")]
    page = html(Report("outer", "Outer", sections=[Report("middle", "Middle", sections=[inner])]))
    assert re.findall(r"<(h\d)", page) == ["h1", "h2", "h3", "h4", "h5"]


def test_a_long_table_below_a_chart_is_folded_and_a_short_one_is_not() -> None:
    short, long = (html(report("bars", {"v": ["1"] * count})) for count in (15, 16))
    assert "<details>" not in short
    assert "<details><summary>All 16 rows</summary>" in long
    plain = report("bars", {"v": ["1"] * 16})
    plain.charts = []
    assert "<details>" not in html(plain)


def test_the_table_names_its_columns_rows_and_groups() -> None:
    one = Report(
        "kpi",
        "Scorecard",
        [Column("name", "KPI"), Column("change", "Change", "change"), Column("met", "Met", "bool")],
        [
            {"name": "Win rate", "change": Number("0.1"), "better": True, "met": True, "group": "Sales"},
            {"name": "Churn", "change": Number("0.1"), "better": False, "met": False, "group": "Customers"},
        ],
        totals={"name": None},
    )
    page = html(one)
    assert '<th scope="col" dir="auto">KPI</th><th scope="col" class="n" dir="auto">Change</th>' in page
    assert '<tr class="gr"><th scope="rowgroup" colspan="3" dir="auto">Customers</th></tr>' in page
    assert '<th scope="row" class="l" dir="auto">Win rate</th>' in page
    assert '<td class="n w good" dir="auto">▲ +10%</td><td class="w" dir="auto">✓\u00a0met</td>' in page
    assert '<td class="n w late" dir="auto">▲ +10%</td><td class="w" dir="auto">✗\u00a0not met</td>' in page
    assert '<th scope="row" class="l" dir="auto">total</th>' in page


def test_the_page_has_its_period_and_its_notes() -> None:
    one = report("bars", {"v": ["1"]})
    one.date_from, one.date_to, one.notes = "2026-01-01", "2026-03-31", ["2 deals have no value"]
    page = html(one)
    assert '<p class="lead" dir="auto">1 Jan – 31 Mar 2026</p>' in page
    assert '<p class="dim" dir="auto">2 deals have no value</p>' in page


def test_an_empty_report_says_so() -> None:
    page = html(Report("r", "R", [Column("a")], [], charts=[Chart("bars", "a", ["b"])]))
    assert page.count('<p class="dim">No data</p>') == 1
    assert "<table" not in page


def test_the_policy_of_the_page_allows_nothing_but_its_own_style() -> None:
    page = html(report("bars", {"v": ["1"]}))
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'\"" in page
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0]
    assert not re.search(r"url\(|@import|expression|https?:", style)
