"""The home folder that the torture works in: a database on which every case works, and the files that cases read."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys

from tests.torture.corpus import (
    ANNA,
    BO,
    CALL,
    CARE,
    FORM,
    LETTER,
    LETTERS,
    NEVA,
    POSTER,
    QUOTE,
    ROOF,
    SARA,
    WEBSITE,
)
from tests.torture.forge import SOURCE
from tests.torture.seeds import seed_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

TODAY = "2026-11-16"

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
