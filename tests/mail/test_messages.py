"""A letter becomes a message that every server takes and that says exactly what the letter says."""

from __future__ import annotations

from email import message_from_string
from email.header import decode_header, make_header
from email.policy import default as modern
from email.utils import parseaddr

import pytest

from tinycrm.domain.letter import Letter
from tinycrm.errors import UsageError
from tinycrm.mail.account import Account
from tinycrm.mail.message import compose, new_message_id, read_message, renewed

ME = Account({"host": "smtp.x.example", "from": '"Müller, Ich" <me@пример.example>'})
WHEN = "2026-11-16T08:00:00Z"


def _compose(letter: Letter, *, account: Account = ME, language: str = "en", rtl: bool = False) -> str:
    return compose(letter, account, message_id="<1@x.example>", at=WHEN, language=language, rtl=rtl)


def test_a_message_is_ascii_of_seven_bits_with_short_lines_whatever_it_says() -> None:
    letter = Letter(
        "Анна Петрова <anna@x.example>",
        "Привет " * 60,
        "Строка €" * 400 + "\n" + "x" * 5_000 + "\n",
        "<p>سلام</p>\n" * 50,
        [
            ("отчёт за ноябрь.csv", "text/csv", "имя\r\nАнна\r\n".encode()),
            ("a.bin", "application/octet-stream", b"\xff\0"),
        ],
    )
    message = _compose(letter)
    assert message.isascii()
    assert max(len(line) for line in message.split("\r\n")) <= 998
    assert "\n" not in message.replace("\r\n", "")
    read = message_from_string(message, policy=modern)
    assert read["To"] == "Анна Петрова <anna@x.example>"
    assert read["From"].addresses[0].display_name == "Müller, Ich"
    assert read["From"].addresses[0].addr_spec == "me@xn--e1afmkfd.example"
    assert read["Subject"] == ("Привет " * 60).strip()
    assert read["Date"].datetime.isoformat() == "2026-11-16T08:00:00+00:00"
    assert (read["Auto-Submitted"], read["Content-Language"]) == ("auto-generated", "en")
    assert read["Message-ID"] == "<1@x.example>"
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == letter.text
    assert html.get_content().replace("\r\n", "\n") == letter.html
    attached = [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in read.iter_attachments()
    ]
    assert attached == [
        ("отчёт за ноябрь.csv", "text/csv", "имя\r\nАнна\r\n".encode()),
        ("a.bin", "application/octet-stream", b"\xff\0"),
    ]
    assert read.defects == []


@pytest.mark.parametrize(
    "text",
    [
        # where a line ended, a space was lost
        "наступление (2026-11) 😀 😀 показателей (2026-11) за 50% Отчёт ? электрификации",
        "за ключевых Трейд» é за 😀 سارا _ за за 50% : محمدی گزارش — é",
        "Отчёт Компании «Северо-Западное пароходство» за ноябрь 2026 года, продажи и обращения клиентов",
        "گزارش فروش شرکت نوا در آبان ۱۴۰۵ و مقایسه با ماه گذشته برای سارا محمدی و همکاران",
        "Report of «Нева» and of many more companies, with figures (2026-11), 50 % and a_b = c",
    ],
)
def test_a_long_text_beyond_ascii_keeps_every_space_of_a_header(text) -> None:
    head = _compose(Letter(f'"{text}" <anna@x.example>', text, "Text\n")).partition("\r\n\r\n")[0]
    read = message_from_string(head + "\r\n\r\n")
    assert max(map(len, head.split("\r\n"))) <= 78
    assert str(make_header(decode_header(read["Subject"]))) == text
    name, address = parseaddr(read["To"])
    assert (str(make_header(decode_header(name))), address) == (text, "anna@x.example")


def test_a_name_of_one_long_word_makes_no_line_that_servers_refuse() -> None:
    message = _compose(Letter("W" * 3_000 + " <anna@x.example>", "W" * 3_000, "Text\n"))
    assert max(map(len, message.split("\r\n"))) <= 998
    name, address = parseaddr(message_from_string(message)["To"])
    assert str(make_header(decode_header(name))).startswith("W" * 150)
    assert address == "anna@x.example"


def test_a_long_name_in_quotes_stays_one_name_of_one_address() -> None:
    name = 'Petrova, Anna (Jr.); of "Oak & Sons", Ltd. \\ Neva Trade, Shipping, and the Archive of the Harbour'
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    message = _compose(Letter(f'"{quoted}" <anna@x.example>', "Hi", "Text\n"))
    [to] = message_from_string(message, policy=modern)["To"].addresses
    assert (to.display_name, to.addr_spec) == (name, "anna@x.example")


@pytest.mark.parametrize(
    "evil", ["Hi\r\nBcc: eve@x.example", "Hi\nBcc: eve@x.example", "Hi\rBcc: x", "Hi\x0bx", "Hi\u2028x", "a\0b"]
)
def test_a_line_break_in_a_subject_makes_no_header(evil) -> None:
    with pytest.raises(UsageError, match="subject holds"):
        _compose(Letter("anna@x.example", evil, "Text"))


@pytest.mark.parametrize("place", ["to", "from", "reply_to", "file"])
def test_a_line_break_in_a_name_makes_no_header(place) -> None:
    evil = "Anna\r\nBcc: eve@x.example"
    plain = {"host": "h", "from": "me@x.example"}
    letter = Letter("anna@x.example", "Hi", "Text")
    if place == "to":
        letter = Letter(f"{evil} <anna@x.example>", "Hi", "Text")
    elif place == "file":
        letter = Letter("anna@x.example", "Hi", "Text", attachments=[(evil, "text/csv", b"")])
    else:
        plain[place] = f"{evil} <me@x.example>"
    with pytest.raises(UsageError):
        _compose(letter, account=Account({**plain}))


@pytest.mark.parametrize(
    "evil", ["=?utf-8?q?Hi=0D=0ABcc=3A_eve=40x.example?=", "Hi =?utf-8?b?DQpCY2M6IGV2ZUB4LmV4YW1wbGU=?=", "x" * 900]
)
def test_a_text_that_is_dressed_as_encoded_makes_no_header(evil) -> None:
    letter = Letter(f'"{evil}" <anna@x.example>', evil, "Text", attachments=[(evil, "text/csv", b"")])
    message = _compose(letter, account=Account({"host": "h", "from": f"{evil} <me@x.example>"}))
    assert "\nBcc" not in message
    read = message_from_string(message, policy=modern)
    assert read["Bcc"] is None
    assert [name for name, _ in read.items()].count("Subject") == 1


def test_control_characters_of_a_text_are_shown_and_not_sent() -> None:
    message = _compose(Letter("anna@x.example", "Hi", "a\x1b[31mb\0c\u202ed\te\r\nf"))
    read = message_from_string(message, policy=modern)
    assert read.get_content().replace("\r\n", "\n") == "a\\x1b[31mb\\x00c\\u202ed\te\nf\n"


def test_persian_without_html_is_laid_out_from_the_right() -> None:
    read = message_from_string(
        _compose(Letter("a@x.example", "سلام", "سلام <b>\n"), language="fa", rtl=True), policy=modern
    )
    html = read.get_body(("html",))
    assert html is not None
    assert '<html lang="fa" dir="rtl">' in html.get_content()
    assert "سلام &lt;b&gt;" in html.get_content()
    assert read["Content-Language"] == "fa"


def test_a_mail_without_a_subject_is_refused() -> None:
    with pytest.raises(UsageError, match="needs a subject"):
        _compose(Letter("a@x.example", "  ", "Text"))


def test_the_message_id_is_that_of_the_mail_at_the_domain_of_who_writes() -> None:
    assert new_message_id("01a2", ME) == "<01a2@xn--e1afmkfd.example>"


def test_a_renewed_message_differs_in_its_id_date_and_sender_alone() -> None:
    letter = Letter(
        "Анна Петрова <anna@x.example>", "Привет " * 30, "Text\n", "<p>x</p>", [("a.csv", "text/csv", b"a")]
    )
    first = _compose(letter, account=Account({"host": "h", "from": "old@x.example", "reply_to": "r@x.example"}))
    second = renewed(first, ME, message_id="<2@x.example>", at="2026-12-01T00:00:00Z")
    read = message_from_string(second, policy=modern)
    assert read["Message-ID"] == "<2@x.example>"
    assert read["From"].addresses[0].addr_spec == "me@xn--e1afmkfd.example"
    assert read["Reply-To"] is None
    assert read["Date"].datetime.isoformat() == "2026-12-01T00:00:00+00:00"
    assert (read["To"], read["Subject"]) == ("Анна Петрова <anna@x.example>", ("Привет " * 30).strip())
    assert first.partition("\r\n\r\n")[2] == second.partition("\r\n\r\n")[2]
    assert read_message(second)[1:] == ("Text\n", [{"name": "a.csv", "type": "text/csv", "bytes": 1}])
