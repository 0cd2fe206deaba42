"""Workbooks are read sheet by sheet, their days and numbers as text; what is no workbook is refused in one line."""

from __future__ import annotations

import datetime
import io
import subprocess
import sys
import zipfile

import pytest

from tinycrm.errors import UsageError
from tinycrm.formats.source import Source
from tinycrm.formats.workbook import is_workbook, read_pages

openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx is not installed")


def made(*sheets: tuple[str, list[list[object]]]) -> Source:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    raw = io.BytesIO()
    book.save(raw)
    return Source.of_bytes(raw.getvalue(), "b.xlsx")


def test_cells_come_as_people_would_type_them():
    day, noon = datetime.datetime(2026, 12, 31), datetime.datetime(2027, 1, 2, 10, 30)
    row = [day, noon, datetime.date(2027, 1, 2), datetime.time(9, 5), 0.1 + 0.2, 3.0, 12500.5, 10**14, True, " Я "]
    (page,) = read_pages(made(("S", [[f"c{n}" for n in range(10)], row])))
    expected = [
        "2026-12-31", "2027-01-02 10:30", "2027-01-02", "09:05", "0.3", "3", "12500.5", "100000000000000", "true", "Я",
    ]  # fmt: skip
    assert list(page.rows()) == [(2, expected, "")]


def test_every_sheet_that_holds_something_is_a_table():
    source = made(
        ("People", [["name", "email"], ["Anna", None], [None, None], ["Bo", "b@x.example"]]),
        ("Empty", []),
        ("Deals", [["Report"], [], ["title", "value", "x"], ["A", 1, 2], ["B", 2, 3, 4]]),
    )
    people, deals = read_pages(source)
    assert (people.name, people.header) == ("People", ["name", "email"])
    assert list(people.rows()) == [(2, ["Anna", ""], ""), (4, ["Bo", "b@x.example"], "")]
    assert (deals.name, deals.header) == ("Deals", ["title", "value", "x"])
    assert list(deals.rows()) == [
        (4, ["A", "1", "2"], ""),
        (5, ["B", "2", "3", "4"], "has 4 cells, and the header 3"),
    ]
    assert list(people.rows()) == [(2, ["Anna", ""], ""), (4, ["Bo", "b@x.example"], "")]


def test_a_workbook_without_any_cell_has_no_table():
    assert read_pages(made(("Empty", []))) == []


def test_a_workbook_is_known_by_what_it_holds():
    assert is_workbook(made(("S", [["a"]])))
    assert not is_workbook(Source.of_bytes(b"name\nAnna\n", "b.xlsx"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("people.csv", "name\nAnna\n")
    assert not is_workbook(Source.of_bytes(packed.getvalue(), "b.zip"))


@pytest.mark.parametrize("cut", [10, 500, 3000])
def test_a_workbook_that_was_cut_off_is_refused(cut):
    source = made(("S", [["a", "b"], *([n, "x" * 50] for n in range(200))]))
    short = Source.of_bytes(source.open().read()[:cut], "b.xlsx")
    assert is_workbook(short)
    with pytest.raises(UsageError, match=r"^b\.xlsx cannot be read as a workbook: "):
        read_pages(short)


def _packed(parts: dict[str, bytes]) -> Source:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return Source.of_bytes(raw.getvalue(), "bomb.xlsx")


def test_a_workbook_that_unpacks_to_more_than_a_table_is_refused_unread():
    bomb = _packed({"xl/workbook.xml": b"<workbook/>", "xl/sharedStrings.xml": b" " * 70_000_000})
    with pytest.raises(UsageError) as refused:
        read_pages(bomb)
    assert refused.value.message.startswith("bomb.xlsx unpacks to 70,000,011 bytes")
    assert bomb.size < 100_000


@pytest.mark.parametrize("xml", [b"", b"<", b"<workbook/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><workbook>&b;</workbook>"])
def test_parts_that_are_no_workbook_are_refused(xml):
    with pytest.raises(UsageError, match="cannot be read as a workbook"):
        read_pages(_packed({"xl/workbook.xml": xml, "[Content_Types].xml": b"<Types/>"}))


def test_without_openpyxl_the_way_to_it_is_named():
    code = (
        "import sys; sys.modules['openpyxl'] = None\n"
        "from tinycrm.errors import UsageError\nfrom tinycrm.formats.source import Source\n"
        "from tinycrm.formats.workbook import read_pages\n"
        "import io, zipfile\nraw = io.BytesIO()\n"
        "with zipfile.ZipFile(raw, 'w') as archive: archive.writestr('xl/workbook.xml', '<workbook/>')\n"
        "try: read_pages(Source.of_bytes(raw.getvalue(), 'b.xlsx'))\n"
        "except UsageError as error: print(error.message, '|', error.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == (
        "b.xlsx is a workbook, and openpyxl, which reads them, is not installed"
        " | pipx inject tinycrm openpyxl, or save the sheet as CSV\n"
    )
