"""Who applies the changes from the beginning has the records as they are: nothing is missing, nothing is told twice."""

from __future__ import annotations

import json

import pytest

# keys that no change tells: bookkeeping, and what follows from other records
UNTOLD = {"id", "uid", "created_at", "updated_at", "last_touch_at", "last_in_at", "last_out_at", "probability"}
# what hangs on a record beside the keys of its JSON
BESIDE = {"relations", "members", "changes", "terms"}
LISTS = {"emails", "phones", "websites", "handles", "tags", "contacts", "companies"}
NOUNS = (
    *("company", "contact", "deal", "interaction", "task", "campaign", "subscription", "sale", "expense", "ticket"),
    *("feedback", "segment"),
)
EDITS = """\
contact edit 'Bo Li' --title CTO --add-tag z --add-email x@y.example --set size=3 --set room=5
contact edit 'Bo Li' --rm-tag z --set size=4 --clear phones --add-company Aftab
contact add 'Mia Novak' --email mia@novak.example --tag a --company Aftab
contact edit 'Mia Novak' --name 'Mia N' --email m@n.example --email mia@novak.example
undo
contact rm 'Mia Novak'
undo
redo
undo
contact relate 'Bo Li' colleague 'Anna Petrova'
contact merge 'Anna Petrova' 'Bo Li'
undo
contact merge 'Ada Lovelace' 'Bo Li'
deal add Web --value 480.25 --contact 'Anna Petrova' --company 'Neva Trade' --close 2026-12-24 --tag a
deal edit Web --value '500 JPY' --clear close
deal move Web qualified
undo --steps 2
deal lost Web --reason price
task add T --due 2026-12-01 --repeat monthly
task done T
subscription change 178 '50 EUR'
campaign answer 157 'Ute Nordlicht'
contact rm 'Yusuf Kaya' --cascade
company rm 'Aftab' --cascade
undo
ticket resolve 496
ticket reopen 496
contact tag --where 'name ~ a' everyone
undo
segment edit lapsed --note x
"""


def key(item: object) -> str:
    return json.dumps(item, sort_keys=True, default=str)


def apply(record: dict, changed: dict) -> None:
    for name, pair in changed.items():
        before, after = pair["before"], pair["after"]
        if name in BESIDE:
            continue
        if name == "fields":
            held = record.setdefault("fields", {})
            assert all(held[one] == value for one, value in before.items()), (held, before)
            for one in before:
                held.pop(one)
            held.update(after)
        elif name in LISTS:
            held = record.setdefault(name, [])
            for item in before:
                place = next(at for at, one in enumerate(held) if same(one, item))
                held.pop(place)
            held += after
        else:
            assert same(record.get(name), before), (name, record.get(name), before)
            record[name] = after


def same(one: object, two: object) -> bool:
    """Whether two values are one; a linked record may be called otherwise by now."""
    if isinstance(one, dict) and isinstance(two, dict) and "id" in one and "id" in two:
        return one["id"] == two["id"]
    return one == two


@pytest.fixture
def lived(crm):
    """The demonstration, after some days of work."""
    crm.env["TINYCRM_TODAY"] = "2026-11-22"
    crm("demo", env={"TINYCRM_DB": None})
    folder = crm.home / ".local" / "share" / "tinycrm"
    crm.env["TINYCRM_DB"] = str(folder / "demo.db")
    answer = crm("batch", input=EDITS)
    assert answer.code == 0
    return crm


def test_the_changes_from_the_beginning_make_the_records_that_are_there(lived):
    records: dict[int, tuple[str, dict]] = {}
    uids: dict[int, str] = {}
    for line in lived("changes", "-f", "ndjson").lines:
        row = json.loads(line)
        id = row["id"]
        assert (row["action"] == "added") == (id not in records), row
        if row["action"] == "added":
            records[id] = (row["noun"], {})
            assert uids.setdefault(id, row["uid"]) == row["uid"]
        assert records[id][0] == row["noun"]
        apply(records[id][1], row["changed"])
        if row["action"] == "removed":
            rest = {name: value for name, value in records.pop(id)[1].items() if value not in (None, [], {})}
            assert rest == {}, row
    for noun in NOUNS:
        everything = ["--all"] if noun in ("deal", "task", "subscription", "ticket") else []
        shown = {one["id"]: one for one in lived(noun, "list", *everything, "-f", "json").json}
        assert sorted(shown) == sorted(id for id, (of, _) in records.items() if of == noun), noun
        for id, record in shown.items():
            built = records[id][1]
            for name, value in record.items():
                if name in UNTOLD:
                    continue
                told = built.get(name)
                if name in LISTS:
                    assert sorted(map(bare, told or [])) == sorted(map(bare, value)), (noun, id, name)
                elif name == "fields":
                    assert (told or {}) == value, (noun, id)
                else:
                    assert same(told, value), (noun, id, name, told, value)


def bare(item: object) -> str:
    return str(item["id"]) if isinstance(item, dict) and "id" in item else key(item)


def test_reading_in_pages_tells_what_reading_at_once_tells(lived):
    whole = lived("changes", "--since", "0", "-f", "ndjson").lines
    paged: list[str] = []
    at = "0"
    while True:
        page = lived("changes", "--since", at, "--limit", "40", "-f", "ndjson").lines
        if not page:
            break
        paged += page
        at = json.loads(page[-1])["cursor"]
    assert paged == whole
    assert len(whole) > 600
