"""How long `contact dupes` takes, how much memory, and how much of what was planted it finds.

    python benchmarks/dupes.py [100k] [--seed 7] [--keep FILE]

Makes a CSV file of so many contacts with names as unevenly spread as real ones (500 of 100,000 are called John Smith),
every twentieth a second record of another: with the same telephone in another spelling, a letter wrong, the words
turned round, in Latin letters instead of its own, with initials, at another mail provider. Brings it in, looks for
duplicates with the usual score, and compares what was found with what was planted.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from random import Random

from names import CITIES, family_names, given_names, latin
from world import size_of

_SMITHS = 200
_PROVIDERS = ("gmail.com", "mail.ru", "outlook.com", "qq.com", "yahoo.com")
_HEADER = ("name", "email", "phone", "company", "foreign_id")


class Maker:
    """Makes people and second records of some of them."""

    def __init__(self, count: int, seed: int) -> None:
        self.pick = Random(seed)
        self.given = given_names()
        self.family = family_names(Random(seed))
        # as unevenly spread as real ones: the commonest family name has one in a hundred
        self.given_weights = list(accumulate(1 / (rank + 10) for rank in range(len(self.given))))
        self.family_weights = list(accumulate(1 / (rank + 12) for rank in range(len(self.family))))
        self.count = count
        self.taken: set[str] = set()

    def person(self, number: int) -> tuple[str, str, str, str, str]:
        """Gives (given, family, e-mail, phone, company) of somebody new."""
        pick = self.pick
        (given,) = pick.choices(self.given, cum_weights=self.given_weights)
        (family,) = pick.choices(self.family, cum_weights=self.family_weights)
        if number % _SMITHS == 0:
            given, family = "John", "Smith"
        firm = number // 6
        company = f"{self.family[firm * 31 % len(self.family)]} {CITIES[firm % len(CITIES)]} {firm}"
        if number % 3 == 0:
            email = f"{latin(given)}{latin(family)}{number}@{pick.choice(_PROVIDERS)}"
        else:
            email = f"{latin(given)}.{latin(family)}.{number % 6}@firm{firm}.example"
        phone = f"+49 30 {10_000_000 + number}" if number % 2 else ""
        return given, family, email, phone, company

    def second(self, one: tuple[str, str, str, str, str]) -> tuple[str, str, str, str] | None:
        """Gives (name, e-mail, phone, company) of a second record, or None where this kind does not apply."""
        pick = self.pick
        given, family, email, phone, company = one
        kind = pick.randrange(7)
        if kind == 0 and phone:
            return f"{given} {family}", "", "0" + phone[4:].replace(" ", "") if pick.random() < 0.3 else phone, ""
        if kind == 1 and len(family) > 7:
            at = pick.randrange(2, len(family) - 3)
            wrong = family[:at] + family[at + 1] + family[at] + family[at + 2 :]
            return f"{given} {wrong}", "", phone, company
        if kind == 2:
            return f"{family} {given}", "", "", company
        if kind == 3 and not (given + family).isascii() and given[0] > "\u0400" and given[0] < "\u0500":
            return f"{latin(given).title()} {latin(family).title()}", "", phone, company
        if kind == 4:
            return f"{given[0]}. {family}", "", "", company
        if kind == 5 and email.rpartition("@")[2] in _PROVIDERS:
            other = f"{email.partition('@')[0]}@proton.me"
            if other in self.taken:
                return None
            self.taken.add(other)
            return f"{given} {family}", other, "", ""
        if kind == 6:
            return f"{given.upper()} {family.upper()}", "", phone, company
        return None

    def write(self, path: Path) -> dict[str, str]:
        """The file is there; gives which second record is whose: foreign id → foreign id."""
        truth: dict[str, str] = {}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADER)
            number = 0
            recent: list[tuple[int, tuple[str, str, str, str, str]]] = []
            for _ in range(self.count):
                if number % 20 == 19:
                    origin, one = self.pick.choice(recent)
                    made = self.second(one)
                    if made is not None:
                        writer.writerow((*made, f"p{number}"))
                        truth[f"p{number}"] = f"p{origin}"
                        number += 1
                        continue
                person = self.person(number)
                recent.append((number, person))
                writer.writerow((f"{person[0]} {person[1]}", *person[2:], f"p{number}"))
                number += 1
        return truth


def _run(words: list[str], env: dict[str, str]) -> tuple[str, float, float, float]:
    """Gives stdout, seconds, CPU seconds and megabytes of a command."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([sys.executable, "-m", "tinycrm", *words], env=env, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{' '.join(words)} ended with {os.waitstatus_to_exitcode(status)}")
        out.seek(0)
        text = out.read().decode()
    return text, time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """The figures are printed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", nargs="?", default="100k")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, default=None, help="the database, made if it is not there")
    parser.add_argument("--wrong", type=int, default=0, help="show so many pairs that were not planted")
    options = parser.parse_args()
    count = size_of(options.size)
    with tempfile.TemporaryDirectory(prefix="tinycrm-dupes-") as folder:
        database = options.keep or Path(folder) / "crm.db"
        file = Path(folder) / "contacts.csv"
        truth = Maker(count, options.seed).write(file)
        env = {**os.environ, "HOME": folder, "TINYCRM_DB": str(database), "TINYCRM_USER": "bench"}
        if not database.exists():
            _run(["import", str(file), "--as", "contacts", "--from", "bench"], env)
        text, seconds, cpu, memory = _run(["contact", "dupes", "--min", "70", "-f", "json"], env)
        refs = json.loads(_run(["export"], env)[0])["foreign_refs"]
    names = {row["id"]: row["foreign_id"] for row in refs if row["source"] == "bench" and row["noun"] == "contact"}
    groups: dict[int, set[int]] = {}
    for row in json.loads(text):
        groups.setdefault(row["group"], set()).add(row["id"])
    found = {
        tuple(sorted((names[one], names[two]))) for ids in groups.values() for one in ids for two in ids if one < two
    }
    families: dict[str, set[str]] = {}
    for second, origin in truth.items():
        families.setdefault(origin, {origin}).add(second)
    planted = {tuple(sorted(pair)) for pair in truth.items()}
    right = {tuple(sorted((a, b))) for own in families.values() for a in own for b in own if a < b}
    if options.wrong:
        by_id = {row["id"]: row for row in json.loads(text)}
        ids = {foreign: id for id, foreign in names.items()}
        for one, two in sorted(found - right)[: options.wrong]:
            first, second = by_id[ids[one]], by_id[ids[two]]
            sys.stdout.write(f"{first['score']} {first['why']} {first['name']} / {second['name']}\n")
    sys.stdout.write(
        f"{count:,} contacts: {seconds:.1f} s ({cpu:.1f} s of CPU), {memory:.0f} MB\n"
        f"{len(found):,} pairs found, {len(planted):,} planted:"
        f" recall {len(planted & found) / len(planted):.3f},"
        f" precision {len(found & right) / max(1, len(found)):.3f}\n"
    )


if __name__ == "__main__":
    main()
