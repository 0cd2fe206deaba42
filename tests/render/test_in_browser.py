"""Pages as a browser shows them: on a desk and on a phone, by day and by night, from the left and from the right."""

from __future__ import annotations

import pytest
from tests.render.browser import Browser, found
from tests.render.drawn import HOSTILE, html, report

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Number, Report
from tinycrm.render.cells import Look
from tinycrm.render.mailform import mail_form

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tinycrm.domain.results import Row

pytestmark = pytest.mark.skipif(not found(), reason="no chromium on this machine")

WIDTHS = (1280, 375)
NAMES = [
    "lead",
    "سارا محمدی",
    "審査部門の長い名前の会社",
    "A company with a name of sixty letters, which is hardly short",
    HOSTILE,
    "договор подписан",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlung",
]
MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]
# each picture that is not there to be seen
HIDDEN = """[...document.querySelectorAll('svg')].filter(s => {
  const b = s.getBoundingClientRect(); return !(b.width > 0 && b.height > 0) }).length"""
PICTURES = "document.querySelectorAll('svg[role=img]').length"
TOO_BROAD = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# pixels by which two names below an axis overlap, or a text leaves the window
OVERLAP = """(() => { let worst = 0;
  for (const svg of document.querySelectorAll('svg.c')) {
    const seen = [...svg.querySelectorAll(':scope > text')].map(t => t.getBoundingClientRect()).filter(b => b.width);
    for (const a of seen) { for (const b of seen) if (a !== b && a.left <= b.left)
      if (Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3) worst = Math.max(worst, a.right - b.left);
      if (!svg.closest('.s')) worst = Math.max(worst, a.right - document.documentElement.clientWidth, -a.left) } }
  return worst })()"""


def scorecard() -> Report:
    rows: list[Row] = [
        {
            "name": name,
            "group": "Sales" if place < 3 else "Customers",
            "value": Number(f"{place * 1234567}.50") if place else None,
            "unit": "money",
            "currency": "EUR",
            "previous": Number("1000.00"),
            "change": Number(f"{place - 2}.125"),
            "better": (True, False, None)[place % 3],
            "goal": Number("4000000"),
            "met": place > 3,
            "n": place,
            "trend": [1, None, 2, 3],
        }
        for place, name in enumerate(NAMES)
    ]
    columns = [
        Column("name", "KPI"),
        Column("value", "Value", "measure"),
        Column("change", "Change", "change"),
        Column("goal", "Goal", "measure"),
        Column("met", "Met", "bool"),
    ]
    return Report("kpi", "Scorecard", columns, rows, charts=[Chart("tiles", "name", ["value"])])


def everything() -> Report:
    """Gives a report with a chart of every kind, of easy and of hard rows."""
    hard: dict[str, list[str | None]] = {
        "v": ["1234567.5", "-50000", None, "0", "1", "999999", "20"],
        "w": ["1", "2", "3", None, "-5", "6", "7"],
    }
    months: dict[str, list[str | None]] = {"v": [str(place * place + 1) for place in range(12)]}
    long: dict[str, list[str | None]] = {"v": [str(place % 37) for place in range(90)]}
    cohorts: dict[str, list[str | None]] = {f"m{month}": [f"0.{month}5"] * 4 for month in range(10)}
    # numbers of a word's length would be a table's matter
    easy = {"v": ["5", "3", "2", None, "1", "1", "2"], "w": ["9", "4", "4", "2", "1", "0", "3"]}
    parts = [scorecard(), report("heat", cohorts, of="ratio"), report("heat", easy, labels=NAMES)]
    for kind in ("bars", "columns", "stack", "line", "funnel"):
        parts.append(report(kind, hard, labels=NAMES, of="money", unit="EUR"))
        parts.append(report(kind, months, labels=MONTHS))
        parts.append(report(kind, long))
    return Report("all", "Everything", sections=parts, date_from="2026-01-01", date_to="2026-12-31")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    made = Browser(tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {language: folder / f"{language}.html" for language in ("en", "fa")}
    for language, path in made.items():
        path.write_text(html(everything(), look=Look(today="2026-11-22", language=language)), encoding="utf-8")
    return made


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_is_seen_whole_and_asks_for_nothing(
    browser: Browser, pages: dict[str, Path], width: int, dark: bool, language: str
) -> None:
    browser.load(pages[language], width=width, dark=dark)
    assert browser.value(PICTURES) >= 20
    assert browser.value(HIDDEN) == 0
    assert browser.value(TOO_BROAD) <= 0
    assert browser.value(OVERLAP) <= 1
    assert browser.said == []
    paper = browser.value("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(20, 23, 27)" if dark else "rgb(255, 255, 255)")
    assert browser.value("getComputedStyle(document.body).direction") == ("rtl" if language == "fa" else "ltr")


@pytest.mark.parametrize("language", ["en", "fa"])
def test_numbers_stand_at_the_right_and_words_where_lines_begin(
    browser: Browser, pages: dict[str, Path], language: str
) -> None:
    browser.load(pages[language], width=1280)
    sides = "[...new Set([...document.querySelectorAll('%s')].map(e => getComputedStyle(e).textAlign))]"
    assert browser.value(sides % "th.n, td.n") == ["right"]
    begins = "right" if language == "fa" else "left"
    assert browser.value(sides % "tbody th, h1, h2, p, figcaption, .ls b, .tile") == [begins]


def test_words_are_read_by_night_and_by_day(browser: Browser, pages: dict[str, Path]) -> None:
    contrast = """(() => { const lit = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v =>
        (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b };
      const paper = lit(getComputedStyle(document.body).backgroundColor);
      return Math.min(...[...document.querySelectorAll('p, th, td, .t, .v, .good, .bad, summary, .ls b')].map(e => {
        const s = getComputedStyle(e), ink = lit(e.namespaceURI.endsWith('svg') ? s.fill : s.color);
        return (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05) })) })()"""
    for dark in (False, True):
        browser.load(pages["en"], width=1280, dark=dark)
        assert browser.value(contrast) >= 4.5


def test_bars_are_as_long_on_the_screen_as_their_values(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "bars.html"
    lengths = "[...document.querySelectorAll('svg.c rect')].map(r => r.getBoundingClientRect()[%r])"
    for kind, side in (("bars", "width"), ("columns", "height")):
        page.write_text(html(report(kind, {"v": ["25", "100", "50"]})), encoding="utf-8")
        for width in WIDTHS:
            browser.load(page, width=width)
            first, longest, last = browser.value(lengths % side)
            assert longest > 100
            assert first / longest == pytest.approx(0.25, abs=0.01)
            assert last / longest == pytest.approx(0.5, abs=0.01)


def test_the_axis_keeps_its_labels_beside_the_plot(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "columns.html"
    page.write_text(html(report("columns", {"v": ["123456", "999999"]})), encoding="utf-8")
    browser.load(page, width=375)
    texts = browser.value("[...document.querySelectorAll('.c text.t')].map(t => t.getBoundingClientRect().right)")
    lines = browser.value("[...document.querySelectorAll('.c line')].map(t => t.getBoundingClientRect().left)")
    assert max(texts[:6]) < min(lines)
    assert (
        browser.value("Math.min(...[...document.querySelectorAll('text')].map(t => t.getBoundingClientRect().left))")
        > 0
    )


def test_on_paper_folded_tables_are_open_and_the_page_is_light(browser: Browser, pages: dict[str, Path]) -> None:
    browser.load(pages["en"], width=688, dark=True)  # A4 without its margins
    closed = "[...document.querySelectorAll('details table')].filter(t => !t.checkVisibility()).length"
    assert browser.value(closed) > 0
    night = {"name": "prefers-color-scheme", "value": "dark"}
    browser.ask("Emulation.setEmulatedMedia", media="print", features=[night])
    try:
        assert browser.value(closed) == 0
        assert browser.value(TOO_BROAD) <= 0
        assert browser.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert browser.value(OVERLAP) <= 1
    finally:
        browser.ask("Emulation.setEmulatedMedia", media="", features=[])


def test_a_page_works_without_script_because_there_is_none(browser: Browser, pages: dict[str, Path]) -> None:
    browser.load(pages["en"], width=1280)
    assert browser.value("document.querySelectorAll('script, link, img, iframe, [onload], [onerror]').length") == 0
    assert browser.value("performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_mail_fits_a_phone_and_640_pixels(browser: Browser, tmp_path: Path, language: str) -> None:
    page = tmp_path / "mail.html"
    text, content = mail_form(everything(), Look(today="2026-11-22", language=language), title="Weekly")
    assert text
    page.write_text(content, encoding="utf-8")
    for width in WIDTHS:
        browser.load(page, width=width)
        assert browser.value(TOO_BROAD) <= 0
        assert browser.value("document.querySelector('h1').getBoundingClientRect().width") <= 640
        assert browser.said == []
