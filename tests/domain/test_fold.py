import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinycrm.domain.fold
from tinycrm.domain.fold import fold, to_ascii_digits, words


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        ("  Anna \t Petrova\n", "anna petrova"),
        ("Café Zoë", "cafe zoe"),
        ("Cafe\u0301", "cafe"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("Đorđe", "dorde"),
        ("Ærø Œuvre", "aero oeuvre"),
        ("IŞIK ışık", "isik isik"),
        ("İstanbul", "istanbul"),
        ("Фёдор", "федор"),
        ("Сергей", "сергей"),
        ("ΜΆΡΙΟΣ", "μαριοσ"),
        ("ﬁn", "fin"),
        ("ℌans", "hans"),
        ("علي", "علی"),
        ("كتاب", "کتاب"),
        ("فاطمة", "فاطمه"),
        ("محـــمد", "محمد"),
        ("مُحَمَّد", "محمد"),
        ("می\u200cخواهم", "میخواهم"),
        ("آرش", "ارش"),
        ("۱۲۳ ٤٥٦ １２", "123 456 12"),
        ("O’Brien", "o'brien"),
        ("A\u00a0B\u2003C", "a b c"),
        ("ab\u00adc\u200e", "abc"),
    ],
)
def test_what_people_read_as_the_same_folds_to_the_same_key(text: str, key: str) -> None:
    assert fold(text) == key


@pytest.mark.parametrize(("one", "other"), [("й", "и"), ("Й", "И"), ("ї", "і"), ("ў", "у"), ("が", "か"), ("कि", "क")])
def test_letters_of_their_own_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_short_i_is_the_same_composed_and_decomposed() -> None:
    assert fold("и\u0306") == "й"
    assert fold("\u0419") == "й"


def test_a_korean_name_comes_back_composed() -> None:
    assert fold("김철수") == "김철수"


@given(st.text())
def test_folding_a_key_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="иИ\u0306\u0308іуё\u0301\u0323Йℌİıſß\u200c\u0345か\u3099\u094dكي\u0654 "))
def test_folding_a_key_of_marks_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_is_stable_for_every_character() -> None:
    unstable = [point for point in range(0x110000) if fold(fold(chr(point))) != fold(chr(point))]
    assert unstable == []


def test_a_lone_surrogate_is_folded_and_not_a_failure() -> None:
    assert fold("A\udcff") == "a\udcff"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("...", []),
        ("Анна Петрова-Ёлкина", ["анна", "петрова", "елкина"]),
        ("ООО «Нева», 2-й этаж", ["ооо", "нева", "2", "й", "этаж"]),
        ("anna_m@x.example", ["anna", "m", "x", "example"]),
        ("हिन्दी", ["हिन्दी"]),
        ("Plain", ["plain"]),
    ],
)
def test_words_are_parted_by_all_that_is_not_letter_or_digit(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_only_digits_change_to_ascii() -> None:
    assert to_ascii_digits("Ёж ۴٬۸۰۰ ٣ ９") == "Ёж 4٬800 3 9"
    assert to_ascii_digits("plain 1") == "plain 1"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Łódź ÆŒ", "lodz aeoe"),
        ("می\u200cخواهم", "میخواهم"),
        ("a\u0338b", "ab"),
        ("שְׁלוֹם", "שלום"),
        ("ܐܑܒ", "ܐܒ"),
        ("a\u0321", "a"),
        ("a\u0323\u0307", "a"),
        ("か\u3099", "が"),
        ("कि\u093c", "कि\u093c"),
        ("क\u094d", "क\u094d"),
        ("ab\u00adc\u200e", "abc"),
        ("a\ufe0fb", "ab"),
        ("محـــمد", "محمد"),
        ("۱۲ ٤ ９", "12 4 9"),
        ("½ Ⅳ", "1⁄2 iv"),
    ],
)
def test_a_character_met_for_the_first_time_folds_as_ever_after(text: str, key: str, monkeypatch) -> None:
    monkeypatch.setattr(tinycrm.domain.fold, "_folds", type(tinycrm.domain.fold._folds)())
    assert fold(text) == key
    assert fold(text) == key


def test_a_digit_met_for_the_first_time_is_ascii_as_ever_after(monkeypatch) -> None:
    monkeypatch.setattr(tinycrm.domain.fold, "_digits", type(tinycrm.domain.fold._digits)())
    assert to_ascii_digits("Ёж ۴٬۸ ½²") == "Ёж 4٬8 ½²"
    assert to_ascii_digits("Ёж ۴٬۸ ½²") == "Ёж 4٬8 ½²"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("и\u0323\u0306x", "йx"),
        ("і\u0323\u0308x", "їx"),
        ("а\u0323\u0308\u0306и\u0306б", "айб"),
        ("\u0323\u0306x", "x"),
    ],
)
def test_a_mark_between_parts_no_letter_from_its_own_mark(text: str, key: str) -> None:
    assert fold(text) == key
