"""vCards as telephones, mail programs and people wrote them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tinycrm.errors import UsageError
from tinycrm.formats.vcard import CardReader, looks_like_vcard

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "vcard"


def read(data: bytes | str, encoding: str = ""):
    """Gives the items of a file and what is told of them."""
    raw = data.encode() if isinstance(data, str) else data
    reader = CardReader(lambda: io.BytesIO(raw), "x.vcf", encoding)
    items = list(reader)
    return items, reader.notes


def card(*lines: str, version: str = "3.0"):
    """Gives the cells of one card with these lines."""
    (item,), _ = read("\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]))
    assert item.error == ""
    return item.cells


@pytest.mark.parametrize(
    ("file", "name", "expected"),
    [
        (
            "John_Doe_GMAIL.vcf",
            "Mr. John Richter, James Doe Sr.",
            {
                "given": "John",
                "family": "Doe",
                "companies": ["IBM"],
                "title": "Money Counter",
                "birthday": "1980-03-22",
                "emails": ["home:john.doe@ibm.com"],
                "phones": ["mobile:905-555-1234", "home:905-666-1234"],
                "fields.website": "http://www.ibm.com",
                "fields.anniversary": "1975-03-01",
                "fields.spouse": "Jenny",
                "fields.phonetic_first_name": "Jon",
            },
        ),
        (
            "John_Doe_IPHONE.vcf",
            "Mr. John Richter James Doe Sr.",
            {
                "companies": ["IBM"],
                "fields.department": "Accounting",
                "fields.nickname": "Johny",
                "birthday": "2012-06-06",
                "emails": ["john.doe@ibm.com"],
                "phones": [
                    "mobile:905-555-1234",
                    "home:905-666-1234",
                    "work:905-777-1234",
                    "fax:905-888-1234",
                    "fax:905-999-1234",
                    "other:905-111-1234",
                    "other:905-222-1234",
                ],
            },
        ),
        (
            "rfc6350-example.vcf",
            "Simon Perreault",
            {
                "birthday": "--02-03",
                "companies": ["Viagenie"],
                "phones": ["work:+1-418-656-9254 ext. 102", "mobile:+1-418-262-6501"],
                "emails": ["work:simon.perreault@viagenie.ca"],
                "fields.address": "Suite D2-630, 2875 Laurier, Quebec, QC, G1V 2M2, Canada",
            },
        ),
        (
            "v30_iphone_persian_folded.vcf",
            "رضا کریمی",
            {
                "given": "رضا",
                "family": "کریمی",
                "companies": ["شرکت آفتاب"],
                "title": "مدیر فروش",
                "birthday": "--03-21",
                "emails": ["other:reza@aftab.example"],
                "phones": ["mobile:+98 912 555 0101", "work:+98 21 5550 0101"],
                "note": "A long note that is folded by the exporting device because it is longer than "
                "seventy-five octets, with an escaped comma\nand a newline",
            },
        ),
        (
            "v40_noyear_bday.vcf",
            "Ada Lovelace",
            {
                "birthday": "--12-10",
                "companies": ["Acme, Inc."],
                "fields.department": "Research",
                "tags": ["Clients", "VIP"],
                "emails": ["work:ada@acme.example", "home:ada@home.example"],
                "phones": ["work:+1-212-555-0101"],
            },
        ),
    ],
)
def test_a_card_of_the_samples_is_the_person_it_says(file, name, expected):
    if not SHARED.is_dir():
        pytest.skip("the sample data of ../shared is not here")
    (item,), _ = read((SHARED / file).read_bytes())
    assert (item.number, item.error, item.cells["name"]) == (1, "", name)
    assert {key: item.cells.get(key) for key in expected} == expected


def test_the_sample_with_a_photo_tells_of_it_and_two_cards_of_one_file_know_their_lines():
    if not SHARED.is_dir():
        pytest.skip("the sample data of ../shared is not here")
    assert read((SHARED / "John_Doe_IPHONE.vcf").read_bytes())[1] == ["x.vcf: left out: 1 photo"]
    items, notes = read((SHARED / "rfc2426-example.vcf").read_bytes())
    assert [(item.number, item.cells["name"]) for item in items] == [(1, "Frank Dawson"), (13, "Tim Howes")]
    assert items[0].cells["phones"] == ["work:+1-919-676-9515", "fax:+1-919-676-9564"]
    assert items[0].cells["emails"] == ["Frank_Dawson@Lotus.com", "fdawson@earthlink.net"]
    assert notes == []


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("N:Petrova;Anna;Ivanovna;Dr.;",), "Anna Ivanovna Petrova"),
        (("FN:", "N:Petrova;;;;"), "Petrova"),
        (("ORG:Acme\\, Inc.;Sales",), "Acme, Inc."),
        (("NICKNAME:Anya", "EMAIL:a@x.example"), "Anya"),
        (("EMAIL;TYPE=HOME:a@x.example",), "a@x.example"),
        (("TEL;TYPE=CELL:+49 30 123456",), "+49 30 123456"),
    ],
)
def test_somebody_without_fn_is_named_by_what_the_card_has(lines, name):
    assert card(*lines)["name"] == name


def test_a_card_without_any_name_has_none_for_the_import_to_refuse():
    assert card("NOTE:hello") == {"note": "hello"}


def test_quoted_printable_with_soft_breaks_and_charsets_is_read():
    data = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\n"
        b"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9F=D0=B5=D1=82=D1=80=D0=BE=\r\n"
        b"=D0=B2=D0=B0;=D0=90=D0=BD=D0=BD=D0=B0;;;\r\n"
        b"FN;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=C0=ED=ED=E0\r\n"
        b"ORG;CHARSET=windows-1251:\xca\xee\xf0\xe0\xe1\xeb\xfc\r\n"
        b"NOTE;QUOTED-PRINTABLE:one=0D=0A=\r\ntwo =3D 2\r\n"
        b"TEL;CELL;PREF:+7 921 123-45-67\r\nTEL;WORK;VOICE:+7 812 1234567\r\n"
        b"TITLE;ENCODING=QUOTED-PRINTABLE:boss=\r\nEND:VCARD\r\n"
    )
    (item,), notes = read(data)
    assert item.error == ""
    assert item.cells == {
        "name": "Анна",
        "family": "Петрова",
        "given": "Анна",
        "companies": ["Корабль"],
        "note": "one\ntwo = 2",
        "title": "boss",
        "phones": ["mobile:+7 921 123-45-67", "work:+7 812 1234567"],
    }
    assert notes == []


def test_a_line_folded_in_the_middle_of_a_letter_is_whole_again():
    raw = "FN:Анна Петрова".encode()
    (item,), _ = read(b"BEGIN:VCARD\r\n" + raw[:6] + b"\r\n " + raw[6:] + b"\r\nEND:VCARD\r\n")
    assert item.cells["name"] == "Анна Петрова"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_file_in_another_unicode_is_recognised(encoding):
    data = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:سارا محمدی\r\nEND:VCARD\r\n".encode(encoding)
    assert looks_like_vcard(data)
    assert read(data)[0][0].cells == {"name": "سارا محمدی"}


def test_a_file_in_a_code_page_is_guessed_and_told_or_named():
    data = "BEGIN:VCARD\nVERSION:2.1\nFN:Анна Петрова\nNOTE:Работает в Москве\nEND:VCARD\n".encode("cp1251")
    items, notes = read(data)
    assert items[0].cells == {"name": "Анна Петрова", "note": "Работает в Москве"}
    assert notes == ["x.vcf:3: not UTF-8, read as cp1251; --encoding names another"]
    items, notes = read(data, "cp1251")
    assert (items[0].cells["name"], notes) == ("Анна Петрова", [])
    with pytest.raises(UsageError, match="is no encoding"):
        read(data, "base64")


def test_two_encodings_in_one_file_name_the_line():
    data = b"BEGIN:VCARD\nFN:\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0\nNOTE:\xd0\xe0\xe1\xee\xf2\xe0\xe5\xf2\nEND:VCARD\n"
    with pytest.raises(UsageError, match=r"x\.vcf:3: this line is not UTF-8, and other lines are"):
        read(data)


@pytest.mark.parametrize(
    ("line", "birthday"),
    [
        ("BDAY:19900312", "1990-03-12"),
        ("BDAY;VALUE=date:1990-03-12", "1990-03-12"),
        ("BDAY:1990-03-12T00:00:00Z", "1990-03-12"),
        ("BDAY:--1210", "--12-10"),
        ("BDAY:--12-10", "--12-10"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29", "--02-29"),
        ("BDAY;VALUE=date:1604-05-09", "--05-09"),
        ("BDAY;X-APPLE-OMIT-YEAR=1900:1900-05-09", "--05-09"),
    ],
)
def test_birthdays_of_every_form_are_read(line, birthday):
    assert card("FN:A", line)["birthday"] == birthday


@pytest.mark.parametrize("value", ["1990-02-30", "circa 1800", "18000101", "1990", "---12"])
def test_what_is_no_birthday_stays_as_text(value):
    (item,), notes = read(f"BEGIN:VCARD\nFN:A\nBDAY:{value}\nEND:VCARD\n")
    assert item.cells == {"name": "A", "fields.birthday_as_written": value}
    assert notes == ["x.vcf: 1 birthday is none; kept as written in a custom field"]


def test_a_label_of_a_group_counts_more_than_the_type_and_the_preferred_is_first():
    cells = card(
        "FN:A",
        "item1.TEL;type=pref:+49 30 111111",
        "item1.X-ABLabel:_$!<Mobile>!$_",
        "TEL;TYPE=WORK:+49 30 222222",
        "item2.EMAIL;TYPE=HOME:a@x.example",
        "item2.X-ABLabel:Ski cabin",
        "EMAIL;PREF=2:b@x.example",
        "EMAIL;PREF=1;TYPE=work:c@x.example",
    )
    assert cells["phones"] == ["mobile:+49 30 111111", "work:+49 30 222222"]
    assert cells["emails"] == ["work:c@x.example", "b@x.example", "other:a@x.example"]


def test_ways_to_write_to_somebody_become_handles():
    cells = card(
        "FN:A",
        "IMPP;X-SERVICE-TYPE=Skype;type=pref:skype:anna.p",
        "X-JABBER:anna@jabber.example",
        "X-SOCIALPROFILE;type=twitter:http://twitter.com/annap",
        "URL:https://www.linkedin.com/in/anna-petrova",
        "URL:https://anna.example/blog",
        "IMPP:telegram:@anna",
    )
    assert cells["handles"] == [
        "Skype:anna.p",
        "xmpp:anna@jabber.example",
        "http://twitter.com/annap",
        "https://www.linkedin.com/in/anna-petrova",
        "telegram:@anna",
    ]
    assert cells["fields.website"] == "https://anna.example/blog"


def test_what_no_field_takes_becomes_a_custom_field_and_the_same_again_a_numbered_one():
    cells = card(
        "FN:A",
        "ADR;TYPE=HOME:;;Main st 1\\, flat 2\\,;Berlin;;10115;Germany",
        "ADR;TYPE=WORK,PREF:;;Unter den Linden 1;Berlin;;;",
        "X-CUSTOMER-NUMBER:17",
        "X-CUSTOMER-NUMBER:18",
        "ROLE:Programmer",
        "item1.X-ABRELATEDNAMES:Boris",
        "item1.X-ABLabel:_$!<Brother>!$_",
    )
    assert cells == {
        "name": "A",
        "fields.address": "Unter den Linden 1, Berlin",
        "fields.address_2": "Main st 1, flat 2, Berlin, 10115, Germany",
        "fields.customer_number": "17",
        "fields.customer_number_2": "18",
        "fields.role": "Programmer",
        "fields.brother": "Boris",
    }


def test_numbers_and_addresses_that_are_none_stay_as_text_and_are_told():
    (item,), notes = read(
        "BEGIN:VCARD\nFN:A\nTEL:*100#\nTEL:112\nEMAIL:anna at x\nTEL:\u202a+98 21 5550 0101\u202c\nEND:VCARD\n"
    )
    assert item.cells == {
        "name": "A",
        "fields.phone_as_written": "*100#",
        "fields.phone_as_written_2": "112",
        "fields.email_as_written": "anna at x",
        "phones": ["+98 21 5550 0101"],
    }
    assert notes == [
        "x.vcf: 2 telephone numbers are none; kept as written in a custom field",
        "x.vcf: 1 e-mail is none; kept as written in a custom field",
    ]


def test_a_uid_of_ours_comes_back_and_another_is_a_foreign_id():
    own = "019a8c00-0000-7000-8000-000000000001"
    assert card("FN:A", f"UID:urn:uuid:{own}")["uid"] == own
    assert card("FN:A", "UID:4FBE8971-0BC3-424C-9C26-36C3E1EFF6B1")["foreign_id"] == (
        "4FBE8971-0BC3-424C-9C26-36C3E1EFF6B1"
    )


def test_groups_are_left_out_and_companies_told():
    items, notes = read(
        "BEGIN:VCARD\nKIND:group\nFN:Friends\nMEMBER:urn:uuid:1\nEND:VCARD\n"
        "BEGIN:VCARD\nX-ABShowAs:COMPANY\nORG:Acme\nFN:Acme\nEND:VCARD\n"
    )
    assert [item.cells["name"] for item in items] == ["Acme"]
    assert notes == ["x.vcf: left out: 1 card of a group", "x.vcf: 1 card of companies came in as contacts"]


def test_pictures_are_skipped_whatever_their_size_and_form():
    line = b"A" * 74
    huge = b"PHOTO;ENCODING=b;TYPE=JPEG:" + b"\r\n ".join([line] * 150_000)
    old = b"LOGO;BASE64;GIF:\r\nR0lGODdhAAAA\r\nR0lGODdhAAAA\r\n"
    data = (
        b"BEGIN:VCARD\r\nFN:A\r\n" + huge + b"\r\nPHOTO:data:image/jpeg;base64," + b"B" * 9_000_000 + b"\r\n" + old
    ) + b"\r\nNOTE:after\r\nEND:VCARD\r\n"
    (item,), notes = read(data)
    assert (item.error, item.cells) == ("", {"name": "A", "note": "after"})
    assert notes == ["x.vcf: left out: 2 photos, 1 logo"]
