"""Cells of every script, held against wcwidth."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from tinycrm.render.width import clusters, fit, is_rtl, pad, width, wrap

CORPUS = [
    "plain",
    "Анна Петрова",
    "سلام دنیا",
    "می\u200cخواهم",
    "日本語",
    "한국어",
    "각",
    "e\u0301",
    "Zoë",
    "👩\u200d👩\u200d👧",
    "👍🏽",
    "🇩🇪",
    "🇩🇪🇫🇷",
    "a🇩🇪b",
    "❤\ufe0f",
    "❤",
    "☀\ufe0f",
    "1\ufe0f\u20e3",
    "🏳\ufe0f\u200d🌈",
    "✈",
    "✈\ufe0f",
    "👨🏿\u200d💻",
    "ｱｲｳ",
    "ＡＢ",
    "नमस्ते",
    "हिन्दी",
    "বাংলা",
    "தமிழ்",
    "ไทย",
    "กำ",
    "မြန်မာ",
    "שלום",
    "לְ",
    "🧑🏻\u200d🤝\u200d🧑🏿",
    "©\ufe0f",
    "☺\ufe0e",
    "🫠",
    "№ …—",
    "\u0600",
    "ﷺ",
    "🏴\U000e0067\U000e0062\U000e007f",
    "€ 4.800,50",
    "ё й",
    "\u200e",
    "🏽",
    "‼\ufe0f",
]


@pytest.mark.parametrize("text", CORPUS)
def test_a_text_takes_the_cells_that_wcwidth_says(text: str) -> None:
    assert width(text) == wcswidth(text)


@given(st.lists(st.sampled_from(CORPUS)).map(" ".join))
def test_texts_side_by_side_take_the_sum_of_their_cells(text: str) -> None:
    assert width(text) == wcswidth(text)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"))), st.integers(1, 30))
def test_a_fitted_text_never_exceeds_its_cells(text: str, cells: int) -> None:
    assert width(fit(text, cells)) <= cells


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))))
def test_pieces_put_together_are_the_text(text: str) -> None:
    assert "".join(piece for piece, _ in clusters(text)) == text


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("Anna", 4, "Anna"),
        ("Anna Petrova", 6, "Anna…"),
        ("Anna Petrova", 8, "Anna Pe…"),
        ("日本語テスト", 6, "日本…"),
        ("日本語", 6, "日本語"),
        ("👩\u200d👩\u200d👧👍🏽x", 4, "👩\u200d👩\u200d👧…"),
        ("🇩🇪🇫🇷🇮🇹", 4, "🇩🇪…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_a_cut_never_splits_what_belongs_together(text: str, cells: int, expected: str) -> None:
    assert fit(text, cells) == expected


def test_padding_counts_cells_and_not_letters() -> None:
    assert pad("日本", 6) == "日本  "
    assert pad("日本", 6, "right") == "  日本"


def test_right_to_left_text_is_closed_by_a_mark_only_when_asked() -> None:
    assert pad("سلام", 6, isolate=True) == "سلام\u200e  "
    assert pad("سلام", 6) == "سلام  "
    assert pad("Анна", 6, isolate=True) == "Анна  "


def test_hebrew_and_persian_run_from_the_right_and_cyrillic_does_not() -> None:
    assert [is_rtl(text) for text in ("שלום", "فارسی", "Анна", "Anna", "日本")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_long_words_are_wrapped_between_words_and_cut_only_when_they_must() -> None:
    assert wrap("wants forty seats", 11) == ["wants forty", "seats"]
    assert wrap("a\n\nb", 10) == ["a", "", "b"]
    assert wrap("abcdefghij xy", 4) == ["abcd", "efgh", "ij", "xy"]
    assert wrap("日本語テスト", 4) == ["日本", "語テ", "スト"]


@given(st.text(alphabet="ab 日\n"), st.integers(2, 9))
def test_no_wrapped_line_is_longer_than_its_room(text: str, cells: int) -> None:
    assert all(width(line) <= cells for line in wrap(text, cells))


def test_measuring_loads_no_foreign_library() -> None:
    code = "import sys; from tinycrm.render.width import width; width('日本🇩🇪'); print('wcwidth' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
