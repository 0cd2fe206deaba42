"""What the torture of output and surroundings shares: every command, and hostile texts.

`CASES` holds arguments that work for every command of the registry; what is hostile stands in `hostile`.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys

from tests.torture.forge import SOURCE
from tests.torture.seeds import seed_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA, VOLGA, ROOF, LETTER = range(1, 12)
# 12-14 are what the lines of `_MORE` before them make beside: a note, a task, an answer
LETTERS, LOGO, POSTER, BACK, FLYERS = range(15, 20)
HOSTING, CARE, LOGIN, FORM, PRAISE, BUYERS = range(20, 26)
TODAY = "2026-11-16"

FORMATS = ("table", "tsv", "csv", "json", "ndjson", "md", "html", "ids")


# --- every command, with arguments that work ---


class Case:
    """One call that ends with exit 0 on the database that `furnish` makes.

    Attributes:
        command: the words of the registry.
        words: the arguments; `@home`, `@backup`, `@csv`, `@json` and `@lines` stand for paths.
        stdin: what is piped in.
        writes: "" for a read, "db" when the database changes, "file" when other files are written.
        silent: whether it prints nothing on stdout when it is piped.
    """

    def __init__(
        self, command: str, arguments: str = "", *, stdin: str = "", writes: str = "", silent: bool = False
    ) -> None:
        import shlex

        self.command = command
        self.words = (*command.split(), *shlex.split(arguments))
        self.stdin = stdin.encode()
        self.writes = writes
        self.silent = silent

    def at(self, home: Path) -> list[str]:
        """Gives the arguments with their paths."""
        return [word.replace("@", f"{home}/", 1) if word.startswith("@") else word for word in self.words]

    def __repr__(self) -> str:
        return " ".join(self.words)

    @property
    def ends(self) -> str:
        """What stands before the line feed: cards, calendars and messages end their lines as their standards ask."""
        return "\r" if {"vcf", "ics", "--eml", "--mail-to"} & set(self.words) else ""


_NOUNS = ("contact", "company", "interaction", "task", "deal")
_ONE = {"contact": ANNA, "company": NEVA, "interaction": CALL, "task": QUOTE, "deal": WEBSITE}
CASES: tuple[Case, ...] = (
    Case("log", "call 2 'Wants a second offer' --next 'Send it' --due 2026-12-01", writes="db"),
    Case("log", "call 3 سلام", writes="db"),
    Case("log", "note 3 -", stdin="typed\nin two lines\n", writes="db"),
    Case("today", "--days 60"),
    Case("search", "anna"),
    Case("search", "سارا"),
    Case("contact add", "'Zoe Zed' --email zoe@zed.example --tag new --set size=3", writes="db"),
    Case("contact edit", "2 --title CTO --add-tag key", writes="db"),
    Case("contact edit", "--where 'company is not empty' --add-tag key", writes="db"),
    Case("contact rm", "4", writes="db"),
    Case("contact merge", "2 8", writes="db"),
    Case("contact merge", "2 8 --prefer newest --dry-run", writes="db", silent=True),
    Case("contact dupes", "--min 0"),
    Case("contact tag", "- newsletter", stdin="2\n3\n", writes="db"),
    Case("contact untag", "2 lead", writes="db"),
    Case("contact relate", "2 friend 8", writes="db"),
    Case("contact timeline", "2"),
    Case("company add", "'Don Ferries' --website don.example", writes="db"),
    Case("company edit", "1 --country NL", writes="db"),
    Case("company rm", "9", writes="db"),
    Case("company merge", "1 9", writes="db"),
    Case("company dupes"),
    Case("company tag", "1 partner", writes="db"),
    Case("company untag", "1 port", writes="db"),
    Case("company timeline", "1"),
    Case("interaction add", "meeting 3 'On the roof'", writes="db"),
    Case("interaction edit", "7 --minutes 20", writes="db"),
    Case("interaction rm", "7", writes="db"),
    Case("task add", "'Call the bank' --due 2026-12-02", writes="db"),
    Case("task edit", "6 --priority low", writes="db"),
    Case("task rm", "6", writes="db"),
    Case("task done", "6", writes="db"),
    Case("task reopen", "11", writes="db"),
    Case("task snooze", "6 +3d", writes="db"),
    Case("deal add", "'Second roof' --value '200 EUR' --contact 2", writes="db"),
    Case("deal edit", "5 --value '5000 EUR'", writes="db"),
    Case("deal rm", "10", writes="db"),
    Case("deal move", "5 qualified", writes="db"),
    Case("deal won", "5", writes="db"),
    Case("deal lost", "5 --reason price", writes="db"),
    Case("deal reopen", "10", writes="db"),
    Case("deal board"),
    Case("deal list", "--all"),
    Case("subscription add", "2 '25 EUR' --trial-until 2026-12-15 --product Backup", writes="db"),
    Case("subscription edit", f"{HOSTING} --product 'Hosting L'", writes="db"),
    Case("subscription rm", f"{CARE}", writes="db"),
    Case("subscription change", f"{HOSTING} 50 --on 2026-12-01", writes="db"),
    Case("subscription change", "- --every year --dry-run", stdin=f"{HOSTING}\n", writes="db", silent=True),
    Case("subscription pause", f"{HOSTING}", writes="db"),
    Case("subscription resume", f"{CARE} -f json", writes="db"),
    Case("subscription cancel", f"{CARE} --end 2026-12-31", writes="db"),
    Case("subscription renew", f"{CARE} --term '2 years'", writes="db"),
    Case("subscription list", "--all"),
    Case("subscription show", f"{HOSTING}"),
    Case("subscription history", f"{CARE}"),
    Case("subscription renewals"),
    Case("ticket add", "'No invoice' --who 3 --priority high", writes="db"),
    Case("ticket edit", f"{LOGIN} --priority low --add-tag mail", writes="db"),
    Case("ticket rm", f"{FORM}", writes="db"),
    Case("ticket answer", f"{LOGIN} --text -", stdin="A new password\n", writes="db"),
    Case("ticket resolve", f"{LOGIN} --minutes 20", writes="db"),
    Case("ticket reopen", f"{FORM}", writes="db"),
    Case("ticket list", "--all"),
    Case("ticket show", f"{LOGIN}"),
    Case("feedback add", f"5 --kind csat --ticket {FORM}", writes="db"),
    Case("feedback edit", f"{PRAISE} --score 8", writes="db"),
    Case("feedback rm", f"{PRAISE}", writes="db"),
    Case("feedback list"),
    Case("feedback show", f"{PRAISE}"),
    Case("brief", "2"),
    Case("brief", "company:1 -f html"),
    Case("segment add", "lapsed --where 'last_sale < 90d ago and sales >= 2' --note 'call them'", writes="db"),
    Case("segment edit", f"{BUYERS} --where 'sales >= 2'", writes="db"),
    Case("segment rm", f"{BUYERS}", writes="db"),
    Case("segment list"),
    Case("segment show", f"{BUYERS}"),
    Case("segment members", f"{BUYERS} --columns name,last_sale,total_sales,rfm_class"),
    Case("pipeline list"),
    Case("pipeline show"),
    Case("pipeline validate"),
    Case("pipeline sync", "-f json", writes="db"),
    Case("pipeline init", "--config @fresh", writes="file", silent=True),
    Case("pipeline rename-stage", "enquiry lead -f json", writes="db"),
    Case("report list"),
    *(Case("report", f"{name} --period year") for name in ("leads", "activity", "kpi", "win-loss")),
    *(Case("report", f"{name} --period year") for name in ("revenue", "customers", "rfm", "ltv", "cross-sell")),
    *(Case("report", name) for name in ("cohorts", "customers --by month", "revenue --by kind", "rfm --by customer")),
    *(Case("report", name) for name in ("pipeline", "forecast", "stages", "funnel", "velocity --by month")),
    Case("report", "sources --period year --top 3"),
    *(Case("report", f"acquisition{by} --period year") for by in ("", " --by campaign", " --by month --compare none")),
    *(Case("report", f"{name} --period year") for name in ("subscriptions", "satisfaction", "service", "tasks")),
    *(Case("report", name) for name in ("stale", "data-quality", "subscriptions --by month", "service --by channel")),
    Case("import", "@people.csv --as contacts", writes="db"),
    Case("export", ""),
    *(Case("export", f"{noun} -f csv") for noun in _NOUNS),
    *(Case("export", words) for words in ("contacts -f vcf", "tasks -f ics", "companies -f md")),
    Case("export", "contacts --output @people-out.csv", writes="file", silent=True),
    Case("undo", "--any", writes="db"),
    Case("redo", "", writes="db"),
    Case("history"),
    Case("history", "2"),
    Case("changes"),
    Case("changes", "--since 0 --noun contact --limit 3 --exit-code --until 0"),
    Case("changes", "--cursor"),
    Case("contact add", "'Anna Petrova' --tag again --if-exists update", writes="db"),
    Case("task add", "'Send quote' --contact 2 --due 2026-12-02 --if-exists update", writes="db"),
    Case("batch", "@commands.txt", writes="db"),
    Case("init", "--config @fresh", writes="file", silent=True),
    Case("demo", "--db @demo.db", writes="file"),
    Case("doctor"),
    Case("doctor data"),
    Case("backup", "@backups/now.db", writes="file"),
    Case("backup verify", "@backup.db"),
    Case("backup list", "@"),
    Case("restore", "@backup.db --yes", writes="db", silent=True),
    Case("config path"),
    Case("config show"),
    Case("config get", "currency"),
    Case("config set", "currency EUR --config @fresh", writes="file", silent=True),
    Case("goal set", "win_rate 40% --period month --config @goals", writes="file", silent=True),
    Case("goal rm", "win_rate --config @goals", writes="file", silent=True),
    Case("goal list", "--config @goals"),
    Case("goal show", "win_rate --config @goals"),
    Case("goal check", "--config @goals", silent=True),
    Case("mail test", "zoe@zed.example --db @mail/crm.db --config @mail", writes="file"),
    Case("mail list", "--db @mail/crm.db --config @mail"),
    Case("mail show", "1 --db @mail/crm.db --config @mail"),
    Case("mail show", "1 --eml --db @mail/crm.db --config @mail"),
    Case("mail send", "--db @mail/crm.db --config @mail", writes="file", silent=True),
    Case("mail resend", "2 --db @mail/crm.db --config @mail", writes="file"),
    Case("mail resolve", "3 sent --db @mail/crm.db --config @mail", writes="file"),
    Case("mail cancel", "4 --db @mail/crm.db --config @mail", writes="file"),
    Case("today", "--mail-to me --once-per day --db @mail/crm.db --config @mail", writes="file", silent=True),
    Case("today", "--mail-to me --attach html --dry-run --output @d.eml --config @mail", writes="file", silent=True),
    Case("report", "kpi --mail-to zoe@zed.example --db @mail/crm.db --config @mail", writes="file", silent=True),
    Case("report", "next --mail-to me --dry-run --output @n.eml --config @mail", writes="file", silent=True),
    Case("template list", "--config @mail"),
    Case("template show", "hi --for 2 --config @mail"),
    Case("template add", "fresh --config @fresh", writes="file", silent=True),
    Case("template edit", "hi --config @mail", silent=True),
    Case("template check", "--config @mail", silent=True),
    Case("template send", "hi zoe --db @mail/crm.db --config @mail", writes="file"),
    Case("sequence list", "--config @mail"),
    Case("sequence show", "course --config @mail"),
    Case("sequence start", "course 2 3 --config @mail", writes="db"),
    Case("sequence stop", "course 8 --config @mail"),
    Case("sequence validate", "--config @mail", silent=True),
    Case("rules list", "--config @mail"),
    Case("rules validate", "--config @mail", silent=True),
    Case("rules test", "greet 2 --config @mail"),
    Case("rules skip", "greet --dry-run --config @mail"),
    Case("run", "--dry-run --config @mail"),
    Case("run", "--db @mail/crm.db --config @mail", writes="file", silent=True),
    Case("report explain", "revenue --period year"),
    Case("report", "kpi --snapshot", writes="db", silent=True),
    Case("report", "next"),
    Case("hooks list", "--all"),
    Case("schedule list"),
    Case("schedule install", "backup --systemd --dry-run"),
    Case("schedule install", "--name weekly --on 'mon 9:00' --systemd --dry-run -f json -- report pipeline"),
    Case("schedule remove", "--dry-run", silent=True),
    Case("schedule exec", "nightly --check -- backup", writes="file", silent=True),
    Case("schedule exec", "nightly -- contact list -f ids", writes="file"),
    Case("completion show", "bash"),
    Case("completion install", "bash", writes="file", silent=True),
    *(Case(f"{noun} list", "") for noun in _NOUNS),
    Case("sale add", "2 '480 EUR' --product Logo", writes="db"),
    Case("sale edit", f"{LOGO} --product Letterhead", writes="db"),
    Case("sale refund", f"{LOGO} 80", writes="db"),
    Case("sale rm", f"{POSTER} --cascade", writes="db"),
    Case("sale list", "--company 1"),
    Case("sale show", f"{POSTER}"),
    Case("expense add", "'12 EUR' --kind sales", writes="db"),
    Case("expense edit", f"{FLYERS} --kind service", writes="db"),
    Case("expense rm", f"{FLYERS}", writes="db"),
    Case("expense list"),
    Case("expense show", f"{FLYERS}"),
    Case("campaign add", "'Autumn fair' --channel fair", writes="db"),
    Case("campaign edit", f"{LETTERS} --end 2026-04-01", writes="db"),
    Case("campaign rm", f"{LETTERS} --cascade", writes="db"),
    Case("campaign reach", f"{LETTERS} -", stdin="3\n8\n", writes="db"),
    Case("campaign answer", f"{LETTERS} 1", writes="db"),
    Case("campaign drop", f"{LETTERS} 1", writes="db"),
    Case("campaign members", f"{LETTERS}"),
    Case("campaign list"),
    Case("campaign show", f"{LETTERS}"),
    Case("contact list", "-f json"),
    Case("contact list", "-f html"),
    *(Case(f"{noun} show", str(_ONE[noun])) for noun in _NOUNS),
)
READS = tuple(case for case in CASES if not case.writes)


def missing_commands() -> list[str]:
    """Gives the commands of the registry that no case runs."""
    from tinycrm.cli.registry import COMMANDS

    known = {case.command for case in CASES}
    return [" ".join(command.words) for command in COMMANDS if " ".join(command.words) not in known]


# What is added to the database of the `stock` fixture, ids 1-8; the last operation is an undo.
_MORE = f"""\
company add "Volga Lines" --country RU --tag port
company tag {NEVA} port
deal add "Old roof" --value "100 EUR" --contact {BO} --tag roof --stage lead
task add "Old letter" --contact {BO} --repeat monthly --due 2026-11-10
contact relate {ANNA} colleague {BO}
contact edit {ANNA} --title Director --owner tester --source fair --note "met in Riga" --set room=12 --cadence 30
contact edit {BO} --given Bo --family Li --lifecycle customer
company edit {NEVA} --owner tester --source fair --note "by the river" --country RU --set dock=4
deal edit {WEBSITE} --owner tester --source fair --set colour=blue
task edit {QUOTE} --owner tester
interaction edit {CALL} --outcome agreed --owner tester
deal won {ROOF} --reason price --note "as agreed"
task done {LETTER}
log email {SARA} "An answer" --direction in --at 2026-11-12
campaign add "Spring letter" --channel mail --budget "800 EUR" --start 2026-03-01 --owner tester --note "two pages"
campaign reach {LETTERS} {ANNA} {NEVA} --on 2026-03-02
campaign answer {LETTERS} {ANNA} --on 2026-03-03
sale add {ANNA} "480 EUR" --product Logo --on 2026-11-02 --campaign {LETTERS} --note "in blue" --set paper=A4
sale add {NEVA} "1200 EUR" --product Poster --on 2026-11-03 --quantity 3
sale refund {POSTER} 200 --on 2026-11-04
expense add "120 EUR" --kind marketing --title Flyers --channel ads --campaign {LETTERS} --on 2026-10-01 --note "A5"
subscription add {NEVA} "40 EUR" --product Hosting --start 2026-01-15 --owner tester --note "two sites" --set disk=10
subscription add {ANNA} "480 EUR" --every year --product "Care plan" --start 2025-12-01
subscription pause {CARE} --on 2026-11-10
ticket add "Cannot log in" --who {ANNA} --channel email --at 2026-11-14 --tag login --note "since Monday" --set page=1
ticket add "Form sends twice" --company {NEVA} --at 2026-11-12
feedback add {ANNA} 9 --kind nps --comment "Quick and kind" --at 2026-11-13
ticket answer {FORM} --at 2026-11-13
ticket resolve {FORM} --at 2026-11-14
segment add buyers --where "sales >= 1" --note "of all years"
contact tag {SARA} short-lived
undo
"""


def furnish(stock: Path, home: Path) -> Path:
    """A home folder has a database on which every case works, with the files that cases read; gives its path."""
    home.mkdir(exist_ok=True)
    data = home / "data"
    shutil.copytree(stock, data)
    db = data / "crm.db"
    commands = home / "more.txt"
    commands.write_text(_MORE)
    done = subprocess.run(
        [sys.executable, "-m", "tinycrm", "batch", str(commands)],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done
    commands.unlink()
    seed_files(home, db)
    return db


def seed_files(home: Path, db: Path) -> None:
    """The files that cases read are in the home folder: a backup, a CSV file, a batch."""
    words = [sys.executable, "-m", "tinycrm", "--db", str(db), "backup", str(home / "backup.db")]
    subprocess.run(words, env=environment(home), capture_output=True, check=True)
    (home / "backups").mkdir(exist_ok=True)
    (home / "goals").mkdir(mode=0o700, exist_ok=True)
    (home / "goals" / "config.yaml").write_text("goals:\n  - {kpi: win_rate, target: 30%}\n")
    seed_mail(home)
    (home / "people.csv").write_text("Name,E-mail\nKim Doe,kim@doe.example\nAnna Petrova,anna@neva.example\n")
    (home / "commands.txt").write_text('contact add "Mia Novak"\ntask add "Call Mia" --contact "mia novak"\n')


def seed_mail(home: Path) -> None:
    """A database of its own holds mails 1-4: sent, failed, in doubt and queued; mail leaves it by a command."""
    folder = home / "mail"
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / "config.yaml").write_text("mail: {command: 'true', from: Me <me@x.example>}\n")
    seed_settings(folder)
    db = folder / "crm.db"
    words = [sys.executable, "-m", "tinycrm", "--db", str(db), "--config", str(folder), "batch"]
    lines = "".join(f"mail test a{number}@x.example\n" for number in range(1, 5))
    lines += "contact add 'Zoe Zed' --email zoe@zed.example\n"
    subprocess.run(words, env=environment(home), input=lines.encode(), capture_output=True, check=True)
    connection = sqlite3.connect(db)
    with connection:
        for id, state in ((2, "failed"), (3, "in doubt"), (4, "queued")):
            connection.execute("UPDATE outbox SET state = ? WHERE id = ?", (state, id))
    connection.close()


def environment(home: Path, **more: str) -> dict[str, str]:
    """Gives the whole environment of a call on the database of a home folder."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(home),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(SOURCE),
        "TINYCRM_DB": str(home / "data" / "crm.db"),
        "TINYCRM_USER": "tester",
        "EDITOR": "true",
        "TINYCRM_TODAY": TODAY,
        **more,
    }


def again(source: Path, target: Path) -> Path:
    """The target is a fresh copy of the source folder."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True)
    return target


def timeless(out: bytes) -> bytes:
    """Gives an answer without the moment of an export."""
    return re.sub(rb'"exported_at": "[^"]*"', b"", out)


def names_of(db: Path) -> set[str]:
    """Gives the names of the contacts; none where the file is gone or is no database."""
    if not db.exists():
        return set()
    connection = sqlite3.connect(db)
    try:
        return {str(row[0]) for row in connection.execute("SELECT name FROM contact")}
    except sqlite3.DatabaseError:
        return set()
    finally:
        connection.close()
