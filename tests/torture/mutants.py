"""Files to import, and mutations of them: the seed of the run and a number say which."""

from __future__ import annotations

import copy
import json
import random

from tests.torture.conftest import SEED

SEEDS: tuple[tuple[str, str, bytes], ...] = (
    (
        "people.csv",
        "contacts",
        (
            b"name,email,phone,company,tags,birthday,lifecycle,note\n"
            b'Anna,anna@x.example;a2@x.example,+7 921 123-45-67,"Neva, Ltd",lead;vip,1990-12-10,lead,"two\nlines"\n'
            b"Bo Li,bo@x.example,,Li & Co,,--12-10,customer,\n"
            b"\xd8\xb3\xd8\xa7\xd8\xb1\xd8\xa7,,,,,,,=1+1\n"
        ),
    ),
    (
        "hubspot.csv",
        "contacts",
        (
            b"Record ID,First Name,Last Name,Email,Phone Number,Job Title,Create Date,Lifecycle Stage\n"
            b"101,Anna,Petrova,anna@x.example,(921) 123-45-67,CTO,2026-01-31 10:00,lead\n"
            b"102,Bo,Li,bo@x.example,,,2026-02-01 11:30,customer\n"
        ),
    ),
    (
        "firms.csv",
        "companies",
        b"name;website;industry;size;country\nNeva Trade;neva.example;shipping;1 200;RU\nZeta;https://z.example/x;;;DE\n",
    ),
    (
        "deals.csv",
        "deals",
        (
            b"title,value,currency,stage,contact,company,opened,close,closed,probability\n"
            b'Site,"4,800.50",EUR,proposal,Anna,Neva Trade,2026-01-05,2026-12-31,,60%\n'
            b"Shop,1200,USD,won,Bo Li,,2026-02-01,,2026-03-01,\n"
            b"Roof,,EUR,lost,,Zeta,2026-02-03,,2026-03-04,\n"
        ),
    ),
    (
        "money.csv",
        "deals",
        "title\tvalue\topened\nA\t1.234,50 €\t31.01.2026\nB\t10 тыс\t01.02.2026\nC\t۱۲٬۳۴۵٫۵۰\t\n".encode(),
    ),
    (
        "tasks.csv",
        "tasks",
        (
            b"title,due,priority,status,repeat,contact,done\nCall,2026-12-01 15:00,high,open,weekly,Anna,\n"
            b"Pay,2026-11-01,low,done,,,2026-11-02\n"
        ),
    ),
    (
        "log.csv",
        "interactions",
        (
            b"kind,at,direction,summary,contacts,minutes\ncall,2026-11-10 10:00,in,Wants seats,Anna;Bo,30\n"
            b"note,2026-11-11,,Remember,,\n"
        ),
    ),
    ("cp1251.csv", "contacts", "name,note\nАнна Петрова,Привет из Москвы\nБорис,ещё\n".encode("cp1251")),
    ("utf16.csv", "contacts", "name\temail\nAnna\ta@x.example\nBo\tb@x.example\n".encode("utf-16")),
    (
        "people.json",
        "contacts",
        (
            b'[{"name": "Anna", "emails": [{"value": "a@x.example", "label": "work"}], "tags": ["a", "b"],'
            b' "fields": {"k": 1}},\n'
            b' {"name": "Bo", "email": "b@x.example", "company": {"id": 1, "name": "Li"}, "birthday": "1990-02-28"}]'
        ),
    ),
    (
        "deals.ndjson",
        "deals",
        (
            b'{"title": "A", "value": 10.50, "currency": "EUR", "stage": "lead"}\n'
            b'{"title": "B", "value": "1000", "probability": 0.5, "contacts": [{"name": "Anna"}]}\n'
        ),
    ),
    (
        "whole.json",
        "",
        (
            b'{"schema_version": 1, "exported_at": "2026-11-16T10:00:00Z", "next_id": 30,\n'
            b'"companies": [{"id": 1, "uid": "u1", "name": "Neva", "tags": ["x"]},\n'
            b' {"id": 6, "uid": "u6", "name": "Neva South", "parent": {"id": 1, "name": "Neva"}, "size": 5}],\n'
            b'"contacts": [{"id": 2, "uid": "u2", "name": "Anna", "emails": [{"value": "a@x.example"}],'
            b' "companies": [{"id": 1, "name": "Neva"}], "birthday": "1990-12-10", "fields": {"k": 1}},\n'
            b' {"id": 7, "uid": "u7", "name": "Bo", "lifecycle": "lead", "cadence_days": 30, "lead_on": "2026-11-01"}],'
            b'"deals": [{"id": 3, "uid": "u3", "title": "D", "value": 10.00, "currency": "EUR", "pipeline": "sales",'
            b' "stage": "won", "outcome": "won", "opened_on": "2026-11-01", "closed_on": "2026-11-05",'
            b' "contacts": [{"id": 2, "name": "Anna"}], "own_probability": 0.5, "stages":'
            b' [{"seq": 1, "pipeline": "sales", "stage": "lead", "position": 0, "outcome": "open",'
            b' "entered_at": "2026-11-01T10:00:00Z", "entered_on": "2026-11-01",'
            b' "left_at": "2026-11-05T10:00:00Z", "left_on": "2026-11-05"},'
            b' {"seq": 2, "pipeline": "sales", "stage": "won", "position": 4, "outcome": "won",'
            b' "entered_at": "2026-11-05T10:00:00Z", "entered_on": "2026-11-05", "left_at": null}]}],\n'
            b'"interactions": [{"id": 4, "uid": "u4", "kind": "call", "at": "2026-11-10T10:00:00Z",'
            b' "on_day": "2026-11-10", "summary": "Hi", "contacts": [{"id": 2, "name": "Anna"}], "minutes": 5}],\n'
            b'"tasks": [{"id": 5, "uid": "u5", "title": "T", "due_on": "2026-12-01", "due_time": "09:30",'
            b' "status": "open", "priority": "low", "repeat": "FREQ=WEEKLY", "deal": {"id": 3, "title": "D"}},\n'
            b' {"id": 8, "uid": "u8", "title": "Old", "status": "done", "priority": "normal",'
            b' "done_at": "2026-11-02T10:00:00Z", "done_on": "2026-11-02"}],\n'
            b'"relations": [{"contact": 2, "other": 7, "kind": "colleague"}],\n'
            b'"lifecycle_changes": [{"record": 7, "seq": 1, "noun": "contact", "old": null, "new": "lead",'
            b' "at": "2026-11-01T10:00:00Z", "on_day": "2026-11-01"}],\n'
            b'"foreign_refs": [{"source": "import", "noun": "contact", "foreign_id": "F1", "id": 2, "gone_at": null},'
            b' {"source": "import", "noun": "contact", "foreign_id": "F2", "id": 9,'
            b' "gone_at": "2026-11-02T10:00:00Z"}],\n'
            b'"merged": [{"id": 10, "uid": "u10", "noun": "contact", "survivor": 2}]}'
        ),
    ),
)
_NASTY = (
    *(
        b'"',
        b'""',
        b",",
        b";",
        b"\t",
        b"|",
        b"\n",
        b"\r",
        b"\r\n",
        b"\\",
        b"'",
        b"\0",
        b"\x1b[2J",
        b"\x7f",
        b"\xff",
        b"\xc3",
    ),
    *(
        b"\xe2\x80\xae",
        b"\xe2\x80\x8b",
        b"\xc2\xa0",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xff\xfe",
    ),
    *(
        b"[",
        b"]",
        b"{",
        b"}",
        b":",
        b"null",
        b"true",
        b"NaN",
        b"Infinity",
        b"-0",
        b"1e999",
        b"1e-999",
        b"0x10",
        b'"\\ud800"',
    ),
    *(
        b"99999999999999999999",
        b"9223372036854775807",
        b"9223372036854775808",
        b"-1",
        b"0.1",
        b"1.234",
        b"1,234",
        b"10k",
    ),
    *(
        b"2026-02-30",
        b"0000-00-00",
        b"31/12/99",
        b"9999-12-31",
        b"24:00",
        b"12:60",
        b"tomorrow",
        b"2026-13-01T99:99:99Z",
    ),
    *(text.encode() for text in ("٣", "１２", "½", "Ⅷ", "ß", "e\u0301", "\U0001f600", "\u2028", "€", "10 EUR USD")),
    *(
        b"=cmd|' /C calc'!A0",
        b"+1",
        b"-1+1",
        b"@SUM(1)",
        b"%s%n",
        b"{{7*7}}",
        b"$(touch x)",
        b"../../etc/passwd",
        b"FREQ=DAILY",
    ),
    *(
        b"sep=;",
        b"name",
        b"id",
        b"uid",
        b"fields.x",
        b"foreign_id",
        b"schema_version",
        b"a@b@c",
        b"@",
        b"x@y.z",
        b"http://[",
    ),
)
_VALUES = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**25,
    "",
    " ",
    "x",
    "2026-02-30",
    [],
    {},
    [None],
    [[]],
    {"a": {}},
    "\0",
    "\ud800",
    1,
)


def mutant(number: int) -> tuple[str, str, bytes]:
    """Gives the name, the noun and the bytes of a mutated file; the seed and the number say which."""
    rng = random.Random(f"{SEED} mutant {number}")
    name, noun, content = rng.choice(SEEDS)
    if name.endswith("json") and rng.random() < 0.5:
        return name, noun, _reshaped(content, rng)
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 12))):
        _mutate(data, rng)
    return name, noun, bytes(data)


def _mutate(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data) + 1)
    end = min(len(data), at + rng.choice((1, 1, 2, 8, 40)))
    how = rng.randrange(8)
    if how == 0 and data:
        data[at % len(data)] ^= 1 << rng.randrange(8)
    elif how == 1:
        del data[at:end]
    elif how == 2:
        data[at:at] = data[at:end] * rng.choice((1, 2, 50))
    elif how == 3:
        data[at:end] = rng.choice(_NASTY)
    elif how == 4:
        data[at:at] = rng.choice(_NASTY)
    elif how == 5:
        del data[at:]
    elif how == 6:
        lines = data.split(b"\n")
        rng.shuffle(lines)
        data[:] = b"\n".join(lines)
    else:
        other = rng.choice(SEEDS)[2]
        begin = rng.randrange(len(other))
        data[at:end] = other[begin : begin + rng.choice((3, 20, 100))]


def _reshaped(content: bytes, rng: random.Random) -> bytes:
    """JSON that is well formed, with other values in it than it should have."""
    lines = content.split(b"\n") if not content.startswith((b"[", b'{"schema')) else [content]
    values = [json.loads(line) for line in lines if line.strip()]
    for _ in range(rng.choice((1, 1, 2, 4))):
        node: object = values
        for _ in range(12):
            places = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
            if not places:
                break
            place = rng.choice(places)
            inner = node[place]  # type: ignore[index]
            if isinstance(inner, (dict, list)) and inner and rng.random() < 0.8:
                node = inner
                continue
            how = rng.randrange(4)
            if how == 0:
                del node[place]  # type: ignore[attr-defined]
            elif how == 1 and isinstance(node, list):
                node.append(copy.deepcopy(inner))
            elif how == 2 and isinstance(node, dict):
                node[rng.choice(("id", "name", "uid", "x", "tags", "value", "stages", ""))] = copy.deepcopy(inner)
            else:
                node[place] = copy.deepcopy(rng.choice(_VALUES))  # type: ignore[index]
            break
    return b"\n".join(json.dumps(value).encode() for value in values)
