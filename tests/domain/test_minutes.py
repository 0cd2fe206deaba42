"""How long something took: minutes, or hours and minutes as phones write them."""

from __future__ import annotations

import pytest

from tinycrm.domain.values import parse_minutes
from tinycrm.errors import UsageError


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("25", 25),
        ("0", 0),
        (" ۲۵ ", 25),
        ("1:05", 65),
        ("01:05", 65),
        ("0:00", 0),
        ("00:12:30", 13),
        ("00:12:01", 13),
        ("00:12:00", 12),
        ("00:00:00", 0),
        ("00:59:59", 60),
        ("26:00:00", 1560),
        ("۱:۰۵", 65),
    ],
)
def test_seconds_count_as_a_minute_begun(text, minutes):
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize(
    "text", ["1:75", "1:5", "00:12:60", "1:02:03:04", ":30", "1:", "-1:30", "1:3x", "1:²0", "9999999:00", "long", "-5"]
)
def test_what_is_no_span_is_refused_with_its_text(text):
    with pytest.raises(UsageError) as caught:
        parse_minutes(text)
    assert f"'{text}'" in caught.value.message
