"""One key for every spelling of an e-mail address."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.email import looks_like_email, normalise_email
from tinycrm.errors import UsageError


@pytest.mark.parametrize(
    ("text", "key", "typed"),
    [
        ("Anna@X.example", "anna@x.example", "Anna@X.example"),
        ("  anna@x.example ", "anna@x.example", "anna@x.example"),
        ("a.b+tag_1@mail.x-y.example", "a.b+tag_1@mail.x-y.example", "a.b+tag_1@mail.x-y.example"),
        ("mailto:anna@x.example", "anna@x.example", "anna@x.example"),
        ("Anna Petrova <Anna@x.example>", "anna@x.example", "Anna@x.example"),
        ("<anna@x.example>", "anna@x.example", "anna@x.example"),
        ("a@x.test", "a@x.test", "a@x.test"),
        ("a@x.localhost", "a@x.localhost", "a@x.localhost"),
        ("Анна@Почта.рф", "анна@почта.рф", "Анна@Почта.рф"),
        ("anna@xn--80a1acny.xn--p1ai", "anna@почта.рф", "anna@xn--80a1acny.xn--p1ai"),
        ("jose\u0301@x.example", "jos\u00e9@x.example", "jose\u0301@x.example"),
        ("علی@مثال.example", "علی@مثال.example", "علی@مثال.example"),
    ],
)
def test_every_spelling_of_an_address_has_one_key(text: str, key: str, typed: str) -> None:
    assert (key, typed) == normalise_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "@x.example",
        "anna@",
        "anna@localhost",
        "é@localhost",
        "a b@x.example",
        "é b@x.example",
        "a@x..example",
        ".a@x.example",
        "a.@x.example",
        "a..b@x.example",
        "a@x.example.",
        "a@-x.example",
        "a@x.1",
        "a@[127.0.0.1]",
        "a@b@c.example",
        "a@x.example, b@x.example",
        "b@c.example <a@x.example>",
        "<a@x.example> <b@x.example>",
        "a@x\x1b.example",
        "a\u202e@x.example",
        "a@x.example\nBcc: b@x.example",
        "a" * 65 + "@x.example",
        "a@" + "x" * 64 + ".example",
        "a@" + "x." * 150 + "example",
        "a\ud800@x.example",
    ],
)
def test_what_is_not_one_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        normalise_email(text)
    assert caught.value.message.endswith("is not an e-mail address")
    assert len(caught.value.message) < 300


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("anna@x.example", True),
        ("анна@почта.рф", True),
        ("@anna", False),
        ("@anna@social.example", False),
        ("anna", False),
        ("anna@x", False),
        ("a b@x.example", False),
        ("https://user@x.example", False),
        ("", False),
    ],
)
def test_a_reference_looks_like_an_address_or_not(text: str, answer: bool) -> None:
    assert answer is looks_like_email(text)


@given(st.emails())
def test_a_key_is_its_own_key(text: str) -> None:
    try:
        key, _ = normalise_email(text)
    except UsageError:
        return
    assert normalise_email(key)[0] == key
    assert normalise_email(key.upper())[0] == key


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    looks_like_email(text)
    for candidate in (text, f"{text}@x.example", f"a@{text}.example"):
        try:
            key, typed = normalise_email(candidate)
        except UsageError:
            continue
        assert key.count("@") == typed.count("@") == 1


def test_a_plain_address_loads_no_library() -> None:
    code = (
        "import sys; import tinycrm.domain.email as e; e.normalise_email('Anna <a@x.example>');"
        "print(sorted(set(sys.modules) & {'email_validator', 'idna', 're', 'typing', 'email'}))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
