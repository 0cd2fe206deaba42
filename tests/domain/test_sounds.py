"""One name in two spellings or scripts, and two names that only look so."""

from __future__ import annotations

import pytest

from tinycrm.domain.fold import fold
from tinycrm.domain.sounds import likeness, script_of, sound_of, split_han

SAME_SOUND = """
    Иван Ivan · Юлия Julia · Юлия Iuliia · Юлия Yulia · Юрий Jurij · Щербаков Shcherbakov · Щербаков Sherbakov
    Чайковский Tchaikovsky · Пётр Pyotr · Фёдор Fyodor · Ксения Xenia · Дмитрий Dmitry · Сергей Sergei
    Алексей Alexey · Хабаров Khabarov · Соловьёв Solovyov · Евгений Evgeny · Наталья Natalia · Джон John
    محمد Mohammad · محمد Muhammad · محمد Мухаммад · محمود Mahmoud · سارا Sara · سارا Sarah · سارا Сара · علی Ali
    نوید Navid · حسین Hossein · حسین Husain · رضایی Rezaei · رضایی Rezai · محمدی Mohammadi · احمدی Ahmadi
    فاطمه Fatemeh · فاطمه Fatima · زهرا Zahra · نژاد Nejad · زاده Zadeh · لیلا Leila · مریم Maryam · کیان Kian
    یاسمن Yasaman · جعفری Jafari · عبدالله Abdullah · پریسا Parisa · کریمی Karimi · مهدی Mahdi · بهرام Bahram
    شیرین Shirin · حسن Hassan · رضا Reza · قاسم Ghasem · قاسم Qasim · چنگیز Changiz · امیر Amir
    Müller Mueller · Schmidt Шмидт · Johnson Jonson · Katherine Catherine · Smith Smyth · Jon John · Philip Filip
"""
TWO_NAMES = """
    محمد Mahmud · محمود Mohammad · سارا Soraya · حسن Hossein · حسین Sven · حسن حسین · زهرا زهره · رضا رضوی
    Elena Alina · Maria Mario · Maria Marina · Oleg Olga · Daniel Daniela · Christian Christina · Gerald Gerard
    Martin Marvin · Anna Hanna · Ann Anna · Tom Tim · Kim Tim · Иван Ивана · Пётр Павел · Paul Paula
"""
KINDS = """
    typo Mohamed Muhammad · typo Karen Karin · typo Aleksandr Alexander · typo Tomlinson Tomlinsen
    typo Christopher Christoper · slip Micheal Michael · slip Marina Martina · gender Petrov Petrova
    gender Чайковский Чайковская · initial А Анна · initial A Anna · initial Ю Yulia · same anna anna
"""


def _pairs(text: str) -> list[list[str]]:
    return [part.split() for line in text.strip().splitlines() for part in line.split("·")]


@pytest.mark.parametrize(("one", "two"), _pairs(SAME_SOUND))
def test_one_name_in_two_spellings_sounds_the_same_whoever_is_named_first(one: str, two: str) -> None:
    assert (likeness(fold(one), fold(two)), likeness(fold(two), fold(one))) == ("sound", "sound")


@pytest.mark.parametrize(("one", "two"), _pairs(TWO_NAMES))
def test_two_names_are_not_one(one: str, two: str) -> None:
    assert likeness(fold(one), fold(two)) == ""


@pytest.mark.parametrize(("kind", "one", "two"), _pairs(KINDS))
def test_a_letter_wrong_a_gender_and_an_initial_are_told_apart(kind: str, one: str, two: str) -> None:
    assert likeness(fold(one), fold(two)) == kind


def test_the_consonants_are_the_same_in_every_script() -> None:
    assert [sound_of(fold(word)).skeleton for word in ("Mohammad", "محمد", "Мухаммад")] == ["md", "md", "md"]
    assert [sound_of(fold(word)).skeleton for word in ("Petrova", "Петрова")] == ["ptr", "ptr"]


def test_a_chinese_name_is_read_as_family_and_given_name() -> None:
    assert split_han("王小明") == ["wang", "xiaoming"]
    assert split_han("欧阳娜娜") == ["ouyang", "nana"]
    assert split_han("王") == ["wang"]
    assert split_han("wang") == ["wang"]
    assert split_han("анна") == ["анна"]


def test_words_without_a_sound_are_no_defect() -> None:
    for word in ("😀", "۱۲۳", "٣", "ـ", "\u0301", "ء", "ۀ", "x" * 5000, "؟"):
        sound_of(word)
        assert likeness(word, "anna") in ("", "initial")
    assert likeness("12", "13") == ""


def test_the_script_is_that_of_the_first_letter() -> None:
    assert [script_of(text) for text in ("1 Анна", "Anna", "سارا", "王", "123", "")] == [
        "CYRILLIC",
        "LATIN",
        "ARABIC",
        "CJK",
        "",
        "",
    ]
