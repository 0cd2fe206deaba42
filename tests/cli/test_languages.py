"""Every page, report and mail in Russian and in Persian: no English word is left but what never is another one."""

from __future__ import annotations

import re
import shlex
import sqlite3
from email import message_from_string
from email.policy import default as modern
from html import unescape
from html.parser import HTMLParser

import pytest
from tests.conftest import Crm

from tinycrm.reports.registry import REPORTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# what a business says in Latin letters in every language
ABBREVIATIONS = {
    "MRR",
    "ARR",
    "NRR",
    "GRR",
    "NPS",
    "CSAT",
    "CES",
    "ROI",
    "CAC",
    "LTV",
    "RFM",
    "FM",
    "EUR",
    "USD",
    "CNY",
}
# and a quarter in Russian
ABBREVIATIONS.add("IV")
# keys: of the stages of the demo, of a step, a quarter, of files and a setting that sentences name
KEYS = {"lead", "qualified", "proposal", "negotiation", "won", "lost", "sales", "Q"}
KEYS |= {"config.yaml", "pipelines.yaml", "stale_after_days"}
# the columns of records, in which people write what they like
TYPED = {
    "company": ("name", "industry", "country", "source", "owner", "note"),
    "contact": ("name", "given", "family", "title", "source", "owner", "note"),
    "contact_point": ("typed", "label"),
    "contact_company": ("role",),
    "relation": ("kind",),
    "deal": ("title", "reason", "source", "owner"),
    "interaction": ("summary", "outcome", "owner"),
    "task": ("title", "owner", "note"),
    "tagging": ("name",),
    "campaign": ("name", "channel", "owner", "note"),
    "subscription": ("product", "owner", "note"),
    "sale": ("product", "owner", "note"),
    "expense": ("title", "channel", "owner", "note"),
    "ticket": ("title", "channel", "owner", "note"),
    "feedback": ("comment", "owner"),
}
CYRILLIC = {ord(a) + place: ord(b) + place for a, b in ("aа", "AА") for place in range(26)}
# and keys that are cut
COMMAND = re.compile(r"tinycrm [!-~ ]*|--[a-z-]+( [A-Za-z]+)?|[a-z]+…")
LATIN = re.compile(r"[A-Za-z][A-Za-z_.'-]*[A-Za-z]|[A-Za-z]")


class Seen(HTMLParser):
    """What is read of pages: their texts, and the words for those who cannot see."""

    def __init__(self, pages: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = False
        self.feed(pages)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag == "style"
        self.texts += [text or "" for name, text in attrs if name in ("aria-label", "title", "alt")]

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


def english(texts: Iterable[str]) -> dict[str, str]:
    """Gives the words in Latin letters that are no abbreviation, key or command, each with where it stands."""
    return {
        word: text
        for text in texts
        for word in LATIN.findall(COMMAND.sub(" ", unescape(text).replace("\\", "")))
        if word not in ABBREVIATIONS and word not in KEYS
    }


def asked() -> list[str]:
    """Gives every report, split by all that it may be split by, of several periods, and with little to tell."""
    found: list[str] = []
    for kind in REPORTS:
        options = [[], ["--top", "3"], ["--owner", "nobody"], *(["--by", by] for by in kind.splits)]
        options += [["--period", period] for period in ("2026", "all", "2001") if kind.period]
        options += [["--in", "USD"]] if "in" in kind.takes else []
        options += [["--compare", "year"]] if "compare" in kind.takes else []
        found += [shlex.join(["report", kind.name, *more]) for more in options]
    pages = ["today", "today --days 30", *(f"brief {id}" for id in range(1, 58))]
    return [*found, *pages, "report revenue --by month --period 2026", "goal list", "report mrr"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, in which whatever a person typed has no letter of the Latin alphabet."""
    made = Crm(tmp_path_factory.mktemp("demo"))
    made.env["TINYCRM_TODAY"] = "2026-11-22"
    made("demo")
    stages = made.home / "data" / "crm.db.d" / "pipelines.yaml"
    stages.write_text(stages.read_text(encoding="utf-8").replace("name: Sales", "name: Продажи"), encoding="utf-8")
    # two of a kind, a person nobody can reach, and figures with a goal
    made("contact", "add", "نام", "--source", "web")
    made("company", "add", "شرکت")
    made("goal", "set", "revenue", "20000", "--period", "month")
    made("goal", "set", "mrr", "500")
    made("goal", "set", "churn", "1%")
    made("config", "set", "mail.from", "me@x.example")
    made("config", "set", "mail.command", "/bin/true")
    db = sqlite3.connect(made.db)
    db.create_function("hidden", 1, lambda text: text and text.translate(CYRILLIC))
    for table, columns in TYPED.items():
        names = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
        kept = [column for column in columns if column in names]
        db.execute(f"UPDATE {table} SET " + ", ".join(f"{column} = hidden({column})" for column in kept))
    db.commit()
    db.close()
    return made.home


@pytest.fixture(params=["ru", "fa"])
def crm(request: pytest.FixtureRequest, demo: Path) -> Crm:
    """Runs commands on the demo in a language other than English."""
    found = Crm(demo)
    found.env["TINYCRM_TODAY"] = "2026-11-22"
    found("config", "set", "language", request.param)
    return found


def say(crm: Crm, format: str) -> str:
    """Gives what all that is asked says in a format; one process runs it."""
    answer = crm("batch", "-", input="\n".join(f"{command} -f {format}" for command in asked()), ok=False)
    assert len(answer.out) > 50_000
    return answer.out


def test_a_page_has_no_english_word_left(crm: Crm) -> None:
    pages = say(crm, "html")
    assert english(Seen(pages).texts) == {}


@pytest.mark.parametrize("format", ["text", "md"])
def test_neither_has_a_screen_or_a_document(crm: Crm, format: str) -> None:
    assert english(say(crm, format).splitlines()) == {}


@pytest.mark.parametrize(
    "command", [["today"], *(["report", kind.name] for kind in REPORTS)], ids=lambda words: words[-1]
)
def test_a_mail_has_no_english_word_left_either(crm: Crm, command: list[str]) -> None:
    answer = crm(*command, "--mail-to", "a@x.example", "--dry-run")
    message = message_from_string(answer.out, policy=modern)
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert page is not None
    # commands are broken where a line ends
    assert english([message["Subject"], " ".join(text.get_content().split())]) == {}
    assert english(Seen(page.get_content()).texts) == {}


@pytest.mark.parametrize("format", ["json", "tsv"])
def test_programs_read_the_same_in_every_language(crm: Crm, format: str) -> None:
    told = say(crm, format)
    crm("config", "set", "language", "en")
    assert told == say(crm, format)


def test_a_list_and_a_record_have_labels_of_the_language(crm: Crm) -> None:
    listed = crm("deal", "list", "-f", "table", "--limit", "3").out.splitlines()[0]
    assert english([listed]) == {}
    assert english(crm("contact", "show", "13", "-f", "text").out.splitlines()[1:2]) == {}


def test_the_list_of_reports_tells_what_each_is(crm: Crm) -> None:
    names = {kind.name for kind in REPORTS}
    seen = Seen(crm("report", "list", "-f", "html").out).texts
    assert english(text for text in seen if text not in names) == {}
