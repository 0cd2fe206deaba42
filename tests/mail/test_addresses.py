"""Addresses: one person each, and no name that passes for another address."""

from __future__ import annotations

import pytest

from tinycrm.domain.address import read_address, recipient_key, write_address
from tinycrm.errors import UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anna@x.example", ("", "anna@x.example")),
        ("  Anna@X.Example ", ("", "Anna@x.example")),
        ("Anna Petrova <anna@x.example>", ("Anna Petrova", "anna@x.example")),
        ("<anna@x.example>", ("", "anna@x.example")),
        ('"Petrova, Anna" <anna@x.example>', ("Petrova, Anna", "anna@x.example")),
        (r'"The \"Boss\" \\ Anna" <anna@x.example>', (r'The "Boss" \ Anna', "anna@x.example")),
        ("Анна Петрова <anna@пример.example>", ("Анна Петрова", "anna@xn--e1afmkfd.example")),
        ("سارا محمدی <sara@x.example>", ("سارا محمدی", "sara@x.example")),
        ("анна@x.example", ("", "анна@x.example")),
        ("root@localhost", ("", "root@localhost")),
        ("o'neil+crm@x.example", ("", "o'neil+crm@x.example")),
    ],
)
def test_an_address_is_read(text, expected) -> None:
    assert read_address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "anna@",
        "@x.example",
        "a@b@x.example",
        "anna@x.example, bo@x.example",
        "anna@x.example; bo@x.example",
        "anna@x.example bo@x.example",
        "Anna <anna@x.example>, Bo <bo@x.example>",
        "Anna <anna@x.example> <bo@x.example>",
        '"boss@bank.example" <anna@x.example>',
        "boss@bank.example <anna@x.example>",
        "Anna, Bo <anna@x.example>",
        '"Anna <anna@x.example>',
        'An"na <anna@x.example>',
        "Anna <anna@x.example",
        "Anna anna@x.example>",
        "Friends: anna@x.example;",
        "mailto:anna@x.example",
        "anna@x.example\r\nBcc: eve@x.example",
        "Anna\nBcc: eve@x.example <anna@x.example>",
        "Anna\0 <anna@x.example>",
        "Anna \u202egro.knab <anna@x.example>",
        "-oProxy=x@localhost",
        "a b@x.example",
        "anna@[127.0.0.1]",
        "a" * 65 + "@x.example",
        "anna@x.example>",
        "anna @x.example",
        "=?utf-8?q?a=0D=0ABcc?=@x.example",
    ],
)
def test_what_is_not_one_address_is_refused_in_one_line(text) -> None:
    with pytest.raises(UsageError) as caught:
        read_address(text)
    assert "\n" not in caught.value.message or "holds" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anna Petrova", "Anna Petrova <a@x.example>"),
        ("Petrova, Anna", '"Petrova, Anna" <a@x.example>'),
        ('The "Boss" \\', '"The \\"Boss\\" \\\\" <a@x.example>'),
        ("", "a@x.example"),
        ("  ", "a@x.example"),
        ("boss@bank.example", "a@x.example"),
        ("Anna <b@x.example>", "a@x.example"),
        ("Anna\r\nBcc: eve@x.example", "a@x.example"),
        ("An\x1bna", "a@x.example"),
        ("Анна  Петрова", "Анна Петрова <a@x.example>"),
    ],
)
def test_a_name_and_an_address_become_a_text_that_reads_back(name, expected) -> None:
    written = write_address(name, "a@x.example")
    assert written == expected
    assert read_address(written)[1] == "a@x.example"


def test_every_spelling_of_a_recipient_has_one_key() -> None:
    spellings = ("Anna@X.example", "Anna P. <anna@x.EXAMPLE>", " anna@x.example ")
    assert {recipient_key(text) for text in spellings} == {"anna@x.example"}
    assert recipient_key("anna@пример.example") == recipient_key("Anna@xn--e1afmkfd.example")
    assert recipient_key("ROOT@localhost") == "root@localhost"
