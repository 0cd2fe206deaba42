"""Lines of vCard and iCalendar as they are written, and their values as they are understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.formats.contenttext import content_line, escaped, is_own_uid, split_value, unescaped


@pytest.mark.parametrize("start", range(80))
def test_a_folded_line_parts_no_letter_and_has_75_octets_at_most(start):
    text = "x" * start + "я漢😀" * 30
    lines = content_line("NOTE", text).encode().split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert min(map(len, lines[:-1])) >= 72
    # each of them is UTF-8 by itself
    parts = [line.decode() for line in lines]
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == f"NOTE:{text}"
    assert all(part[0] == " " for part in parts[1:])


def test_a_line_that_fits_is_not_folded():
    assert content_line("FN", "x" * 72) == f"FN:{'x' * 72}\r\n"
    assert content_line("FN", "x" * 73) == f"FN:{'x' * 72}\r\n x\r\n"


def test_signs_of_the_format_are_escaped_and_controls_shown():
    assert escaped("a,b;c\\d\ne\tf\x1b\u202e\r") == "a\\,b\\;c\\\\d\\ne\tf\\\\x1b\\\\u202e\\\\r"


@given(st.text(st.sampled_from([*'ab\\,;:n N"\n', "я"]), max_size=12))
def test_what_is_escaped_is_understood(text):
    assert unescaped(escaped(text)) == text


@given(st.lists(st.text(st.sampled_from([*"ab\\,;n"]), max_size=6), min_size=1, max_size=4), st.sampled_from(";,"))
def test_parts_that_are_escaped_stay_whole(parts, sign):
    assert split_value(sign.join(map(escaped, parts)), sign) == parts


def test_an_escape_that_means_nothing_is_text_and_lenient_ones_are_read():
    assert unescaped('http\\://x \\"y\\" \\z \\N\\') == 'http://x "y" \\z \n\\'


def test_a_uid_of_ours_is_a_lower_case_uuid_of_version_7():
    assert is_own_uid("019a8c00-0000-7000-8000-000000000001")
    for other in (
        "019A8C00-0000-7000-8000-000000000001",
        "019a8c00-0000-4000-8000-000000000001",
        "019a8c00-0000-7000-8000",
        "t1@x.example",
        "",
    ):
        assert not is_own_uid(other)
