"""Labels of e-mails and phones that nobody could type: another program wrote them, or an older import."""

from __future__ import annotations

import sys

import pytest

STRANGE = ("wo\x1brk\nx", "Büro", "a:b", " ", "work:home")


def _label(crm, label: str) -> None:
    crm.sql("UPDATE contact_point SET label = ? WHERE record = 2", (label,))


def _labels(crm) -> list[tuple[object, ...]]:
    return crm.sql("SELECT kind, key, label FROM contact_point WHERE record = 2 ORDER BY kind, position")


@pytest.mark.parametrize("label", STRANGE)
def test_a_strange_label_is_not_in_the_way_of_another_point(stocked, label):
    _label(stocked, label)
    stocked("contact", "edit", "2", "--add-email", "home:new@neva.example", "--add-phone", "+49 30 1234567")
    assert _labels(stocked) == [
        ("email", "anna@neva.example", label),
        ("email", "new@neva.example", "home"),
        ("phone", "+79211234567", label),
        ("phone", "+49301234567", None),
    ]


@pytest.mark.parametrize("label", STRANGE)
def test_a_point_with_a_strange_label_can_be_removed(stocked, label):
    _label(stocked, label)
    stocked("contact", "edit", "2", "--rm-email", "anna@neva.example")
    assert _labels(stocked) == [("phone", "+79211234567", label)]


def test_a_strange_label_of_a_company_is_not_in_the_way(stocked):
    stocked("company", "edit", "1", "--phone", "+49 30 7654321")
    stocked.sql("UPDATE contact_point SET label = ? WHERE record = 1 AND kind = 'phone'", ("a\nb",))
    stocked("company", "edit", "1", "--add-phone", "+49 30 1234567")
    rows = stocked.sql("SELECT key, label FROM contact_point WHERE record = 1 AND kind = 'phone' ORDER BY position")
    assert rows == [("+49307654321", "a\nb"), ("+49301234567", None)]


def test_a_usual_label_stays_when_another_point_is_added(stocked):
    _label(stocked, "work")
    stocked("contact", "edit", "2", "--add-email", "new@neva.example")
    assert _labels(stocked)[:2] == [("email", "anna@neva.example", "work"), ("email", "new@neva.example", None)]


def test_a_value_that_nobody_could_type_is_named(stocked):
    stocked.sql("UPDATE contact_point SET typed = ? WHERE record = 2 AND kind = 'email'", ("anna@neva\x1b.example",))
    answer = stocked.fails(2, "contact", "edit", "2", "--add-email", "new@neva.example")
    assert "holds a control character U+001B" in answer.err
    stocked("contact", "edit", "2", "--email", "anna@neva.example", "--email", "new@neva.example")
    assert stocked("contact", "show", "2", "--get", "email").out == "anna@neva.example\n"


def test_the_form_in_the_editor_leaves_a_strange_label_as_it_is(stocked, tmp_path):
    pexpect = pytest.importorskip("pexpect")
    _label(stocked, "Büro\x1b")
    (tmp_path / "editor.py").write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[-1])\n"
        "(line,) = [line for line in path.read_text().splitlines() if 'anna@neva.example' in line]\n"
        "more = line.replace('anna@', 'new@')\n"
        "path.write_text(path.read_text().replace(line, line + '\\n' + more))\n"
    )
    python, *rest = stocked.command("contact", "edit", "2")
    env = stocked.environment({"TERM": "dumb", "EDITOR": f"{sys.executable} {tmp_path}/editor.py"})
    child = pexpect.spawn(python, [str(word) for word in rest], env=env, encoding="utf-8", timeout=30)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    assert _labels(stocked)[:2] == [("email", "anna@neva.example", "Büro\x1b"), ("email", "new@neva.example", None)]
