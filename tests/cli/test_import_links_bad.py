"""Rows that lead in a circle, or to more records than one: refused with their line, and nothing is changed."""

from __future__ import annotations

import pytest

CIRCLES = [
    ("name,parent\nA,A\n", 2, "A"),
    ("name,parent\nA,B\nB,A\n", 3, "B"),
    ("name,parent\nA,B\nB,C\nD,\nC,A\n", 5, "C"),
    ("id,name,parent\n1,A,B\n2,B,a\n", 3, "B"),
]


@pytest.mark.parametrize(("content", "line", "name"), CIRCLES)
def test_companies_that_stand_above_themselves_are_refused(crm, tmp_path, content, line, name):
    path = tmp_path / "firms.csv"
    path.write_text(content)
    answer = crm.fails(2, "import", str(path), "--as", "companies")
    assert f"firms.csv:{line}: company '{name}' would be its own parent" in answer.err
    assert not crm.db.exists()


def test_a_circle_through_companies_that_are_here_is_refused(crm, tmp_path):
    crm("company", "add", "Mother")
    crm("company", "add", "Child", "--parent", "Mother")
    before = crm.dump()
    (tmp_path / "a.csv").write_text("name,parent\nMother,Child\n")
    answer = crm.fails(2, "import", str(tmp_path / "a.csv"), "--as", "companies", "--update")
    assert "a.csv:2: company 'Mother' would be its own parent" in answer.err
    assert crm.dump() == before


def test_of_a_circle_the_other_rows_come_in_when_asked(crm, tmp_path):
    (tmp_path / "a.csv").write_text("name,parent\nA,B\nB,C\nC,A\n")
    rejects = tmp_path / "bad.csv"
    words = ("import", str(tmp_path / "a.csv"), "--as", "companies", "--skip-bad", "--rejects", str(rejects))
    assert crm(*words, ok=False).code == 8
    sql = "SELECT c.name, p.name FROM company AS c LEFT JOIN company AS p ON p.id = c.parent ORDER BY c.name"
    assert crm.sql(sql) == [("A", "B"), ("B", "C"), ("C", None)]
    assert rejects.read_text().splitlines()[1].startswith("C,A,company 'C' would be its own parent")


@pytest.mark.parametrize("company", ["Acme;Neva", "Acme; Neva", "Acme;Neva;Zeta"])
def test_a_deal_that_names_several_companies_is_refused(crm, tmp_path, company):
    (tmp_path / "a.csv").write_text(f'title,company\nA,Acme\nB,"{company}"\n')
    answer = crm.fails(2, "import", str(tmp_path / "a.csv"), "--as", "deals")
    count = company.count(";") + 1
    assert f"a.csv:3: names {count} companies: 'Acme', 'Neva'" in answer.err
    assert "a deal has one company" in answer.err
    assert not crm.db.exists()


def test_a_company_whose_own_name_holds_a_semicolon_is_one(crm, tmp_path):
    crm("company", "add", "Acme; Sons")
    (tmp_path / "a.csv").write_text("title,company\nB,Acme; Sons\n")
    crm("import", str(tmp_path / "a.csv"), "--as", "deals")
    assert crm.sql("SELECT company FROM deal") == [(1,)]


def test_a_name_that_several_have_is_refused_with_them(crm, tmp_path):
    crm("company", "add", "Acme")
    crm("company", "add", "ACME")
    (tmp_path / "a.csv").write_text("title,company\nB,acme\n")
    answer = crm.fails(2, "import", str(tmp_path / "a.csv"), "--as", "deals")
    assert "a.csv:2: 'acme' could be 2 records: 1, 2" in answer.err


def test_a_link_to_an_address_that_is_none_is_a_bad_row(crm, tmp_path):
    (tmp_path / "a.csv").write_text("title,contact\nA,anna@x.example\nB,bo@@\n")
    answer = crm.fails(2, "import", str(tmp_path / "a.csv"), "--as", "deals")
    assert "a.csv:3: 'bo@@' is not an e-mail address" in answer.err
    assert not crm.db.exists()
    done = crm("import", str(tmp_path / "a.csv"), "--as", "deals", "--skip-bad", ok=False)
    assert (done.code, len(done.ids)) == (8, 1)
    assert crm.sql("SELECT name FROM contact") == [("anna",)]
