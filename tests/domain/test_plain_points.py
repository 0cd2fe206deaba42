"""What a look settles is what the rules of contact points say too; everything else is left to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.plain_points import doubtful
from tinycrm.domain.points import normalise
from tinycrm.errors import UsageError

KINDS = ("email", "phone", "website", "handle")
# what people type, what other programs wrote, and what only looks like a contact point
ODD = (
    "anna@x.example", "Anna.Petrova+crm@Mail.Example", "-anna@x.example", "anna-@x.example", "a@b.co",
    ".anna@x.example", "anna.@x.example", "an..na@x.example", "anna@x", "anna@x.e", "anna@x.1e", "anna@-x.example",
    "anna@x-.example", "anna@x..example", "anna@.example", "anna@xn--80ak6aa92e.example", "anna@x.xn--p1ai",
    "anna@b@x.example", "anna @x.example", "anna@x.example\n", "a" * 65 + "@x.example", "a@" + "b" * 64 + ".example",
    "анна@пример.рф", "anna@пример.рф", "Anna <anna@x.example>", "mailto:anna@x.example", "@", "", " ", "\n", "x",
    "+49301234567", "+49 30 123-45-67", "+049301234567", "+4930", "+49301", "+493012345678901234", "0049301234567",
    "00", "000000", "0 0 1 2 3 4", "030 123456", "12345", "1234", "1-2-3-4-5", "+7 (921) 123-45-67", "+1 212 555 x 12",
    "۰۲۱۱۲۳۴۵۶۷", "+98 21 1234567", "phone", "+12345678901234567", "123456789012345", "1234567890123456",
    "x.example", "www.x.example", "https://x.example/", "http://x.example", "https://x.example/a?b=1", "x..example",
    "-x.example", "x-.example", "x.-example", "1.2.3.4", "1.2.3", "1.2.3.256", "x.2", "ftp://x.example", "x",
    "xn--p1ai.example", "https://", "x." + "e" * 64, "b" * 64 + ".example", "https://x", "x example", "x.example//",
    "@anna", "@анна", "@anna_p.1-2", "telegram:@anna", "tg:anna", "tg:@@anna", "tg:", ":anna", "tg:@", "https:anna",
    "linkedin:anna-petrova", "https://t.me/anna", "t.me/anna", "anna", "@.", "@-", "@anna@social.example", "tg:a b",
    "@anna:server.example", "http:x", "tg:a:b", "@a<b", "سارا@x.example", "@سارا",
)  # fmt: skip


def is_sound(kind: str, text: str) -> bool:
    try:
        normalise(kind, text, "")
    except UsageError:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_doubtful_is_sound_by_the_rules(kind) -> None:
    marked = [f"c{kind[0]}{text}" for text in ODD if "\n" not in text]
    left = set(doubtful(marked))
    wrong = [text for at, text in enumerate(marked) if at not in left and not is_sound(kind, text[2:])]
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_feed_within_a_point_moves_no_other(kind) -> None:
    marked = [f"c{kind[0]}{text}" for text in ODD]
    assert doubtful(marked) == [at for at, text in enumerate(marked) if doubtful([text])]


def test_plain_points_are_settled_by_the_look() -> None:
    plain = ["ceanna@x.example", "fp+49301234567", "cp030 123456", "fwx.example", "fwhttps://x.example/", "ch@anna"]
    assert doubtful([*plain, "chtelegram:@anna"]) == []


def test_the_places_are_those_of_the_doubtful_ones() -> None:
    assert doubtful(["cex", "ceanna@x.example", "ce", "fwx.example", "fwx"]) == [0, 2, 4]
    assert doubtful([]) == []
    assert doubtful(["cex"]) == [0]


def test_a_point_of_one_kind_is_no_plain_point_of_another() -> None:
    assert doubtful(["cpanna@x.example", "ce+49301234567", "fwanna@x.example", "ch+49301234567"]) == [0, 1, 2, 3]


LETTERS = st.sampled_from("ab1Z.@-_+:/ 0()\n،é۱<x")


@given(st.sampled_from(KINDS), st.text(LETTERS, max_size=20))
def test_no_text_that_is_settled_is_refused_by_the_rules(kind: str, text: str) -> None:
    if not doubtful([f"c{kind[0]}{text}"]):
        assert is_sound(kind, text)
