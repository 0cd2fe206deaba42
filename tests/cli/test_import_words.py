"""What an import says of files that it does not know: their words, their broken helpmates, what they really are."""

from __future__ import annotations

import zipfile

import pytest

BROKEN = "as: contacts\ncolums: {Who: name}\n"
SPREADSHEETS = {
    "ru": (
        "Имя;Фамилия;Почта;Телефон;Компания\nАнна;Петрова;anna@neva.example;+7 921 123-45-67;Нева\n",
        ("Анна Петрова", "Анна", "Петрова", "anna@neva.example", "+7 921 123-45-67", "Нева"),
    ),
    "fa": (
        "نام,نام خانوادگی,ایمیل,تلفن,شرکت\nسارا,محمدی,sara@x.example,+98 21 8888 0000,نوین\n",
        ("سارا محمدی", "سارا", "محمدی", "sara@x.example", "+98 21 8888 0000", "نوین"),
    ),
    "fa with Arabic letters": (
        "نام,نام‌خانوادگي,ايميل,تلفن همراه,شركت\nسارا,محمدی,sara@x.example,+98 21 8888 0000,نوین\n",
        ("سارا محمدی", "سارا", "محمدی", "sara@x.example", "+98 21 8888 0000", "نوین"),
    ),
    "de": (
        "Vorname;Name;E-Mail-Adresse;Telefonnummer;Firma\nJörg;Müller;j@x.example;+49 30 1111111;Müller GmbH\n",
        ("Jörg Müller", "Jörg", "Müller", "j@x.example", "+49 30 1111111", "Müller GmbH"),
    ),
    "fr": (
        "NOM;PRENOM;Courriel;Numéro de téléphone;Société\nDupont;Zoé;z@x.example;+33 1 23 45 67 89;Dupont SA\n",
        ("Zoé Dupont", "Zoé", "Dupont", "z@x.example", "+33 1 23 45 67 89", "Dupont SA"),
    ),
    "es": (
        "Nombre,Apellidos,Correo electrónico,Teléfono móvil,Empresa\nJosé,Núñez,n@x.example,+34911234567,Núñez SL\n",
        ("José Núñez", "José", "Núñez", "n@x.example", "+34911234567", "Núñez SL"),
    ),
}


@pytest.fixture
def write(crm, tmp_path):
    """Writes a file; gives its path."""

    def made(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return made


def settings(crm) -> dict[str, str]:
    return {"TINYCRM_CONFIG": str(crm.home / "settings")}


# --- a broken profile ---


@pytest.mark.parametrize("words", [(), ("--as", "contacts")])
def test_a_broken_profile_is_told_and_other_files_come_in(crm, write, words):
    broken = write("settings/profiles/broken.yaml", BROKEN)
    path = write("people.csv", "name\nAnna\n")
    answer = crm("import", path, *words, env=settings(crm))
    assert len(answer.ids) == 1
    assert answer.err == f"{broken}:2:1: unknown key 'colums': this profile is passed over\n"


def test_a_broken_profile_does_not_keep_our_own_export_out(crm, write):
    crm("contact", "add", "Anna")
    whole = crm("export", "-f", "json").out
    write("settings/profiles/broken.yaml", BROKEN)
    path = write("all.json", whole)
    answer = crm("import", path, env={**settings(crm), "TINYCRM_DB": str(crm.home / "new.db")})
    assert len(answer.ids) == 1
    assert "broken.yaml:2:1: unknown key 'colums'" in answer.err


def test_a_sound_profile_beside_a_broken_one_is_found(crm, write):
    write("settings/profiles/broken.yaml", BROKEN)
    write("settings/profiles/firm.yaml", "as: contacts\nneeds: [Who, Wire]\ncolumns: {Who: name, Wire: emails}\n")
    answer = crm("import", write("a.csv", "Who,Wire\nAnna,a@x.example\n"), env=settings(crm))
    assert "firm contacts (2 of 2 columns" in answer.err
    assert crm("contact", "show", "Anna", "--get", "email").out == "a@x.example\n"


def test_a_broken_profile_that_stands_for_ours_leaves_ours_standing(crm, write):
    write("settings/profiles/linkedin.yaml", BROKEN)
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    row = "Anna,Petrova,https://www.linkedin.com/in/anna,,Neva,Boss,16 Nov 2026"
    answer = crm("import", write("Connections.csv", f"{header}\n{row}\n"), env=settings(crm))
    assert (
        "linkedin.yaml:2:1: unknown key 'colums': this profile is passed over; ours of the name linkedin" in answer.err
    )
    assert "Connections.csv: LinkedIn " in answer.err


def test_a_broken_profile_that_is_asked_for_is_refused_with_its_place(crm, write):
    broken = write("settings/profiles/broken.yaml", BROKEN)
    answer = crm.fails(2, "import", write("a.csv", "name\nAnna\n"), "--from", "broken", env=settings(crm))
    assert answer.err.startswith(f"tinycrm: {broken}:2:1: unknown key 'colums'; did you mean columns?")


# --- columns in other languages ---


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("text", "expected"), SPREADSHEETS.values(), ids=SPREADSHEETS)
def test_a_spreadsheet_of_people_needs_no_english_header(crm, write, text, expected, language):
    write("settings/config.yaml", f"language: {language}\n")
    answer = crm("import", write("a.csv", text), env=settings(crm))
    assert answer.err == ""
    person = crm("contact", "show", str(answer.ids[0]), "-f", "json").json
    told = person["name"], person["given"], person["family"], person["email"]
    assert (*told, person["phones"][0]["value"], person["company"]["name"]) == expected
    assert person["fields"] == {}


@pytest.mark.parametrize("header", ["Имя", "ФИО", "نام", "Nombre", "Nom", "Name"])
def test_a_name_without_its_other_part_is_the_whole_one(crm, write, header):
    [id] = crm("import", write("a.csv", f"{header},Email\nAnna Petrova,a@x.example\n"), "--as", "contacts").ids
    anna = crm("contact", "show", str(id), "-f", "json").json
    assert (anna["name"], anna["given"], anna["family"]) == ("Anna Petrova", None, None)


def test_companies_of_a_german_list_are_found_out(crm, write):
    text = "Firma;Webseite;Branche;Mitarbeiter;Bemerkung\nMüller GmbH;mueller.example;Bau;40;alt\n"
    [id] = crm("import", write("liste.csv", text)).ids
    firm = crm("company", "show", str(id), "-f", "json").json
    told = firm["name"], firm["website"], firm["industry"], firm["size"], firm["note"]
    assert told == ("Müller GmbH", "mueller.example", "Bau", 40, "alt")


def test_deals_of_a_russian_list_stand_where_its_status_says(crm, write):
    text = (
        "Сделка;Сумма;Валюта;Статус;Дата создания;Дата закрытия\n"
        "Сайт;4800;EUR;Выиграна;2026-01-05;2026-03-01\nРеклама;100;EUR;Открыта;2026-01-06;2026-12-01\n"
    )
    crm("import", write("a.csv", text))
    rows = crm("deal", "list", "--all", "--sort", "title", "-f", "json").json
    told = [(row["title"], row["value"], row["outcome"], row["closed_on"], row["expected_close_on"]) for row in rows]
    assert told == [
        ("Реклама", 100.0, "open", None, "2026-12-01"),
        ("Сайт", 4800.0, "won", "2026-03-01", None),
    ]


def test_tasks_and_interactions_of_a_french_and_a_persian_list_come_with_their_words(crm, write):
    text = "Tâche,Échéance,Priorité,Statut\nRappeler,2027-01-05,Haute,\nÉcrire,2026-01-05,Basse,Terminée\n"
    crm("import", write("taches.csv", text))
    rows = crm("task", "list", "--all", "--sort", "title", "-f", "json").json
    told = {(row["title"], row["due_on"], row["priority"], row["status"]) for row in rows}
    assert told == {("Rappeler", "2027-01-05", "high", "open"), ("Écrire", "2026-01-05", "low", "done")}
    text = "نوع,تاریخ,مخاطب,خلاصه\nتماس,2026-03-01,سارا محمدی,سلام\n"
    [id] = crm("import", write("a.csv", text), "--as", "interactions").ids[:1]
    row = crm("interaction", "show", str(id), "-f", "json").json
    assert (row["kind"], row["summary"], row["contacts"][0]["name"]) == ("call", "سلام", "سارا محمدی")


# --- people without a name ---


def test_people_called_by_their_e_mail_are_told_once(crm, write):
    path = write("a.csv", "email\na@x.example\nb@x.example\n")
    answer = crm("import", path)
    assert len(answer.ids) == 2
    assert answer.err == (
        f"{path}: 2 rows have no name: their people are called by the e-mail up to the @; "
        '--map "HEADER=name" says which column is\n'
    )


def test_one_blank_name_is_told_and_a_file_with_all_names_says_nothing(crm, write):
    path = write("a.csv", "name,email\n,a@x.example\nBo,b@x.example\n")
    assert crm("import", path).err == f"{path}: 1 row has no name: its person is called by the e-mail up to the @\n"
    assert crm("import", write("b.csv", "name,email\nCy,c@x.example\n")).err == ""


# --- two orders of day and month in one column ---


def test_a_column_of_days_written_both_ways_is_refused_with_both_lines(crm, write):
    path = write("a.csv", "title,close\nA,13/4/2026\nB,4/5/2026\nC,5/16/2026 10:00\n")
    answer = crm.fails(2, "import", path, "--as", "deals")
    assert f"{path}:4: close '5/16/2026' begins with the month, and line 2 '13/4/2026' with the day" in answer.err
    assert "--dates dmy or --dates mdy" in answer.err
    assert not crm.db.exists() or crm("deal", "list", "-f", "ids").ids == []


def test_two_columns_of_days_may_each_have_their_order(crm, write):
    crm("import", write("a.csv", "title,opened,close\nA,13/4/2026,12/31/2026\n"), "--as", "deals")
    [row] = crm("deal", "list", "-f", "json").json
    assert (row["opened_on"], row["expected_close_on"]) == ("2026-04-13", "2026-12-31")


# --- what is no text ---

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
CUT = "\x02"
# what a program looks like: bytes of every value, the same number of each
NOISE = bytes((number * 167 + 13) % 256 for number in range(4096))
FOREIGN = [
    ("a.xls", OLD, "is an old workbook (.xls) or another old document of Office; save it as .xlsx or CSV"),
    ("a.csv", OLD, "is an old workbook (.xls) or another old document of Office; save it as .xlsx or CSV"),
    ("a.xlsx", OLD, "is a workbook that is locked with a password, or an old one; save it as .xlsx or CSV"),
    ("a.xlsx", b"name\nAnna\n", "is no workbook, though its name says so; save it as .xlsx or CSV"),
    ("a.xlsx", NOISE, "is no workbook, though its name says so; save it as .xlsx or CSV"),
    ("a.xlsx", b"", "is no workbook, though its name says so; save it as .xlsx or CSV"),
    ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture (PNG); save it as .xlsx or CSV"),
    ("a.csv", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "is a picture (JPEG); save it as .xlsx or CSV"),
    ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "is a PDF document; save it as .xlsx or CSV"),
    ("a.xls", b"<html><table><tr><td>name</td></tr></table>", "is a web page or XML that is called .xls; open it in"),
    ("a.gz", b"\x1f\x8b\x08\0\0\0\0\0", "is a packed file (gzip); unpack it"),
    ("a.csv", NOISE, "is no text: a program, a picture, a document or a packed file; save it as .xlsx or CSV"),
    ("a.csv", b"PK\x03\x04" + bytes(20), "is a ZIP archive that is cut off or damaged; fetch it anew"),
]


@pytest.mark.parametrize(("name", "content", "message"), FOREIGN, ids=[f"{case[0]} {case[2]}" for case in FOREIGN])
def test_a_file_that_is_no_text_is_refused_by_what_it_is(crm, write, name, content, message):
    path = write(name, content)
    answer = crm.fails(2, "import", path, "--as", "contacts")
    assert answer.err.startswith(f"tinycrm: {path} {message}")
    assert "NUL" not in answer.err


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("content.xml", "is an OpenDocument file; save it as .xlsx or CSV"),
        ("xl/workbook.bin", "is a binary workbook (.xlsb); save it as .xlsx or CSV"),
        ("word/document.xml", "is a text document (.docx); save it as .xlsx or CSV"),
        ("people.csv", "is a ZIP archive; give it a name that ends in .zip, or unpack it"),
    ],
)
def test_a_document_that_is_packed_is_refused_by_what_it_holds(crm, tmp_path, part, message):
    path = tmp_path / "a.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "name\nAnna\n")
    assert f"{path} {message}" in crm.fails(2, "import", str(path)).err


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", "Имя\tПочта\nАнна\ta@x.example\n".encode(), ()),
        ("a.csv", "Имя,Почта\nАнна,a@x.example\n".encode("utf-16-le"), ()),
        ("a.csv", "Имя,Почта\nАнна,a@x.example\n".encode("utf-16"), ()),
        ("a.csv", "Имя,Почта\nАнна,a@x.example\n".encode("utf-16-be"), ("--encoding", "utf-16-be")),
        ("a.csv", ("name,email\n" + "Анна,a@x.example\n").encode("cp866"), ("--encoding", "cp866")),
        ("a.csv", f"name{CUT}{CUT.join(map(str, range(19)))}\nАнна{19 * CUT}\n".encode(), ("--delimiter", CUT)),
    ],
    ids=["tabs called .xls", "utf-16-le", "utf-16", "utf-16-be", "cp866", "a control parts the cells"],
)
def test_what_only_looks_odd_is_still_read(crm, write, name, content, words):
    [id] = crm("import", write(name, content), "--as", "contacts", *words).ids
    assert crm("contact", "show", str(id), "--get", "name").out == "Анна\n"
