"""How bytes are read as text: by their mark, as UTF-8 or UTF-16, else in the likeliest code page, and it is said."""

from __future__ import annotations

import pytest

from tinycrm.errors import UsageError
from tinycrm.formats.encoding import find_text
from tinycrm.formats.source import Source


def read(raw: bytes, encoding: str = "") -> tuple[str, str]:
    """Gives the text, and the encoding when it was guessed."""
    found = find_text(Source.of_bytes(raw, "f"), encoding)
    with found.open() as stream:
        return stream.read(), found.guessed


def refused(raw: bytes, encoding: str = "") -> str:
    with pytest.raises(UsageError) as error:
        read(raw, encoding)
    return error.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_recognised_without_a_guess(encoding):
    assert read("имя,نام\n".encode(encoding)) == ("имя,نام\n", "")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["name\temail\nAnna\ta@x.example\n", "Имя;Город\r\nАнна;Омск\r\nБорис;Пермь, 2\r\n"])
def test_utf_16_without_its_mark_is_recognised(encoding, text):
    assert read(text.encode(encoding)) == (text, "")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "José"),
        ("cp1252", "François Núñez\nSøren Kierkegård"),
        ("cp1252", "name;city\nMüller;Köln\nStraße;Größe"),
        ("cp1252", "Ségolène;O’Brien"),
        ("latin-1", "name,note\nZoë,naïve café\n"),
        ("cp1251", "Анна"),
        ("cp1251", "имя;город\nАнна Петрова;Санкт-Петербург\n«Нева»;ООО\n"),
        ("cp1251", "ООО Ромашка"),
        ("cp1250", "Łukasz Wiśniewski\nŻółć"),
        ("koi8-r", "Анна Петрова, Омск"),
        ("cp1256", "محمد کريمي"),
        ("gb18030", "王伟,北京星辰科技"),
        ("shift_jis", "株式会社ソニー"),
    ],
)
def test_a_few_words_in_a_code_page_are_enough(encoding, text):
    found, guessed = read(text.encode(encoding))
    assert found == text
    assert guessed


def test_a_guess_is_made_of_the_lines_that_need_one_however_late_they_come():
    raw = b"name\n" + b"Anna\n" * 400_000 + "Зоя Иванова\n".encode("cp1251")
    text, guessed = read(raw)
    assert (text[-12:], guessed) == ("Зоя Иванова\n", "cp1251")


def test_utf_8_and_something_else_in_one_file_is_refused_with_the_line():
    mixed = b"name\nAnna\n" + "José\n".encode() + b"Mu\xf1oz\n"
    assert refused(mixed) == "f:4: this line is not UTF-8, and other lines are"
    text, _ = read(mixed, "cp1252")
    assert text.endswith("Muñoz\n")


def test_a_line_of_chinese_that_could_be_utf_8_is_no_mixture():
    # two bytes of GBK that are one Cyrillic letter of UTF-8
    odd = b"\xd0\xb0\n"
    text, guessed = read("王伟\n张伟\n李娜\n".encode("gb18030") + odd)
    assert (guessed, text[:2]) == ("gb18030", "王伟")


def test_bytes_of_no_code_page_are_still_read():
    text, guessed = read(b"name\n\x81\x8d\x8f\x90\x9d\n")
    assert text.startswith("name\n")
    assert guessed


def test_an_encoding_that_was_named_is_obeyed():
    assert read("José".encode("cp1250"), "cp1250") == ("José", "")
    assert read(b"\xef\xbb\xbfname", "utf8") == ("name", "")


def test_bytes_that_the_named_encoding_cannot_hold_are_told_with_their_line():
    assert refused(b"name\nAnna\n\xff\n", "utf-8") == "f:3: not valid utf-8: byte 0xff"
    assert refused(b"name\n" + b"x" * 3_000_000 + b"\n\xe9\n", "ascii") == "f:3: not valid ascii: byte 0xe9"


@pytest.mark.parametrize("name", ["hex", "klingon", "", "base64"])
def test_an_encoding_of_bytes_is_no_encoding_of_text(name):
    if not name:
        assert read(b"00", name) == ("00", "")
        return
    assert "is no encoding of text" in refused(b"00", name)


def test_a_nul_is_refused_with_its_line():
    assert refused(b"name\nAnna\nB\0o\n") == "f:3: holds a NUL character"
    assert refused(b"name\n" + b"x" * 2_000_000 + b"\n\n\0") == "f:4: holds a NUL character"


def test_a_byte_order_mark_alone_is_no_text():
    assert read(b"\xef\xbb\xbf") == ("", "")
    assert read(b"") == ("", "")
