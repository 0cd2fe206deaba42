import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.text import blank, clean, escape
from tinycrm.errors import UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Anna ", "Anna"),
        ("Cafe\u0301", "Café"),
        ("Anna\r\n", "Anna"),
        ("\ufeffAnna", "Anna"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200eb\u200fc", "a\u200eb\u200fc"),
        ("\u00a0x\u3000", "x"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("", ""),
    ],
)
def test_clean_text_is_nfc_and_stripped(text: str, expected: str) -> None:
    assert clean(text, what="name") == expected


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("a\x1b[31mb", "name holds a control character U+001B"),
        ("a\x00b", "name holds a control character U+0000"),
        ("a\tb", "name holds a control character U+0009"),
        ("a\rb", "name holds a control character U+000D"),
        ("a\x7fb", "name holds a control character U+007F"),
        ("a\x9bb", "name holds a control character U+009B"),
        ("a\nb", "name holds a line break"),
        ("a\u202eb", "name holds a bidirectional control U+202E"),
        ("a\u2066b", "name holds a bidirectional control U+2066"),
        ("a\u2028b", "name holds a line separator U+2028"),
        ("a\u2029", "name holds a line separator U+2029"),
        ("a\udcffb", "name is not valid UTF-8"),
    ],
)
def test_text_that_could_steer_a_terminal_is_refused(text: str, fact: str) -> None:
    with pytest.raises(UsageError) as caught:
        clean(text, what="name")
    assert caught.value.message.startswith(fact + ": '")


def test_long_text_keeps_tabs_and_line_breaks() -> None:
    assert clean("one\r\n\ttwo\n", what="note", long=True) == "one\n\ttwo"


@pytest.mark.parametrize("text", ["a\x1bb", "a\rb", "a\u202db", "a\x85b"])
def test_long_text_refuses_other_controls(text: str) -> None:
    with pytest.raises(UsageError):
        clean(text, what="note", long=True)


@pytest.mark.parametrize("text", ["", "  ", "\u200b\u200c", "\u3164", "\ufeff \u2060", "\u2800", "\n"])
def test_text_that_shows_nothing_is_blank(text: str) -> None:
    assert blank(text)


@pytest.mark.parametrize("text", ["a", "\u200ba", "0", "-"])
def test_text_that_shows_something_is_not_blank(text: str) -> None:
    assert not blank(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Анна 山田 می\u200cخواهم", "Анна 山田 می\u200cخواهم"),
        ("a\x1b[31m", "a\\x1b[31m"),
        ("a\u202eb", "a\\u202eb"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x00\x7f\x9b", "\\x00\\x7f\\x9b"),
        ("\udc80", "\\udc80"),
        ("\u2028\u2069", "\\u2028\\u2069"),
        ("back\\slash", "back\\slash"),
    ],
)
def test_control_characters_become_visible(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_long_text_is_shown_with_its_lines() -> None:
    assert escape("a\n\tb\r\x1b", long=True) == "a\n\tb\\r\\x1b"


@given(st.text(alphabet=st.characters()))
def test_escaped_text_holds_no_control_character_and_can_be_encoded(text: str) -> None:
    shown = escape(text)
    shown.encode("utf-8")
    assert not set(shown) & set("\x1b\x07\x00\n\r\t\x7f\x9b\u202e\u2028")


@given(st.text())
def test_clean_text_needs_no_escape_and_stays_clean(text: str) -> None:
    try:
        kept = clean(text, what="name")
    except UsageError:
        return
    assert escape(kept) == kept
    assert clean(kept, what="name") == kept
