"""How sure it is that two records are one; held against pairs that a person labelled."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tinycrm.domain.duplicates import (
    DEFAULT_SCORE,
    Company,
    Person,
    Verdict,
    expected_namesakes,
    judge_companies,
    judge_people,
)
from tinycrm.domain.points import normalise
from tinycrm.domain.whose import is_telling, local_part, mailbox, own_domain, own_host, phone_tail


def _labelled():
    spec = importlib.util.spec_from_file_location("labelled", Path(__file__).with_name("labelled.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LABELLED = _labelled()


def _cells(text: str, count: int) -> list[list[str]]:
    cells = [[part.strip() for part in cell.split(",") if part.strip()] for cell in text.split("|")[1:]]
    return cells + [[] for _ in range(count - len(cells))]


def person(text: str) -> Person:
    emails, phones, firms, birthday, handles = _cells(text, 5)
    points = [
        (kind, normalise(kind, one, "")[0])
        for kind, own in (("email", emails), ("phone", phones), ("handle", handles))
        for one in own
    ]
    return Person(1, text.split("|")[0].strip(), points, firms, "".join(birthday))


def company(text: str, *, id: int = 1, parent: int = 0) -> Company:
    sites, phones, emails, country = _cells(text, 4)
    points = [
        (kind, normalise(kind, one, "")[0]) for kind, own in (("website", sites), ("phone", phones)) for one in own
    ]
    domains = {domain for one in emails if (domain := own_domain(one))}
    return Company(id, text.split("|")[0].strip(), points, domains, "".join(country), parent)


def _people(one: str, two: str) -> Verdict:
    return judge_people(person(one), person(two))


def _firms(one: str, two: str) -> Verdict:
    return judge_companies(company(one), company(two))


def _rates(rows, judge) -> tuple[float, float]:
    found = [(is_one, judge(one, two).score >= DEFAULT_SCORE) for is_one, one, two in rows]
    right = sum(is_one and listed for is_one, listed in found)
    return right / sum(listed for _, listed in found), right / sum(is_one for is_one, _ in found)


def test_of_the_labelled_people_the_usual_score_finds_nearly_all_and_hardly_any_others() -> None:
    precision, recall = _rates(LABELLED.PEOPLE, _people)
    assert len(LABELLED.PEOPLE) >= 100
    # measured 1.0 and 0.983
    assert precision >= 0.98
    assert recall >= 0.96


def test_of_the_labelled_companies_the_usual_score_finds_nearly_all_and_hardly_any_others() -> None:
    precision, recall = _rates(LABELLED.COMPANIES, _firms)
    assert len(LABELLED.COMPANIES) >= 40
    # measured 1.0 and 1.0
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.parametrize(
    ("rows", "judge"), [(LABELLED.PEOPLE, _people), (LABELLED.COMPANIES, _firms)], ids=["people", "companies"]
)
def test_the_order_of_two_records_changes_nothing(rows, judge) -> None:
    for _, one, two in rows:
        first, second = judge(one, two), judge(two, one)
        assert (first.score, set(first.signs)) == (second.score, set(second.signs)), (one, two)


# --- what the score is made of ---


def test_a_phone_is_no_sign_without_a_name_that_fits() -> None:
    assert _people("John Smith | | +1 555 0100", "Mary Jones | | +1 555 0100").score == 40
    assert _people("John Smith | | +1 555 0100", "Mary Smith | | +1 555 0100").score == 45
    assert _people("John Smith | | +1 555 0100", "J. Smith | | +1 555 0100").score == 92


def test_the_signs_are_told_the_surest_first() -> None:
    verdict = _people("Anna Petrova | | +7 921 555 1212 | Neva", "Анна Петрова | | +7 921 555 1212 | ООО Нева")
    assert (verdict.form, verdict.signs) == ("sound", ("phone", "name_alike"))
    verdict = _people("Anna Petrova | | +7 921 555 1212 | Нева", "Anna Petrova | | +7 921 555 1212 | ООО Нева")
    assert verdict.signs == ("phone", "name", "company")


def test_father_and_son_are_two_unless_they_share_more() -> None:
    assert _people("John Smith | | | Smith", "John Smith Jr | | | Smith").score == 50
    assert _people("Ivan Petrov | | | Petrov", "Igor Petrov | | | Petrov").score == 30


def test_a_birthday_tells_two_apart_and_one_together() -> None:
    alone = _people("Chris Evans", "Chris Evans").score
    assert alone == 83
    assert _people("Chris Evans |||| 1975-01-02", "Chris Evans |||| 1991-07-30").score == alone - 35
    assert _people("Chris Evans |||| 1975-01-02", "Chris Evans |||| 1976-01-02").score == alone - 35
    assert _people("Chris Evans |||| 1975-01-02", "Chris Evans |||| --01-02").score == alone + 6
    assert _people("Chris Evans |||| 1975-01-02", "Chris Evans |||| 1975-01-02").score == alone + 12


def test_people_of_two_firms_are_less_likely_one() -> None:
    assert _people("Anna Petrova | | | Neva", "Anna Petrova | | | Acme").score == 74
    assert _people("Anna Petrova | anna@neva.example", "Anna Petrova | anna@acme.example").score == 74
    # a provider is no firm
    assert _people("Anna Petrova | anna@gmail.com", "Anna Petrova | anna@mail.ru").score == 83


def test_colleagues_have_an_address_each() -> None:
    assert _people("John Smith | | | Acme", "John Smith | | | Acme").score == 96
    two = ("John Smith | john@acme.example | | Acme", "John Smith | js@acme.example | | Acme")
    assert _people(*two).score == 88


def test_a_common_name_says_less_than_a_rare_one() -> None:
    one, two = person("John Smith"), person("John Smith")
    one.namesakes = two.namesakes = 0.05
    assert judge_people(one, two).score == 83
    one.namesakes = 0.1
    assert judge_people(one, two).score == 77
    one.namesakes = 3.0
    assert judge_people(one, two).score < 50


def test_namesakes_are_expected_by_how_common_the_words_are() -> None:
    counts = {"john": 2000, "smith": 500, "zebulon": 1}
    assert expected_namesakes(("john", "smith"), counts, 100_000) == 10.0
    assert expected_namesakes(("zebulon", "smith"), counts, 100_000) == 0.005
    # of few people nothing can be told: they count as a thousand
    assert expected_namesakes(("john", "smith"), {"john": 3, "smith": 2}, 10) == 0.006
    # the family name of two words comes as one
    assert expected_namesakes(("van", "berg", "john"), {"van": 50, "berg": 40, "john": 2000}, 100_000) == 0.8
    assert expected_namesakes(("anna",), {"anna": 7}, 10) == 7.0
    assert expected_namesakes((), {}, 10) == 0.0


def test_names_of_posts_are_nobodys() -> None:
    assert _people("Sales Team | sales@acme.example", "Sales Team | sales@beta.example").score == 44


def test_companies_share_a_site_a_domain_or_a_name() -> None:
    assert _firms("Neva Trade | neva.example", "Neva Two | www.neva.example/en").score == 84
    assert _firms("Globex ||| a@globex.example", "Globex International ||| b@globex.example").score == 76
    assert _firms("Acme ||| a@gmail.com", "Zenith ||| b@gmail.com").score == 0
    assert _firms("Acme | facebook.com/acme", "Zenith | facebook.com/zenith").score == 0
    assert _firms("Orion", "Orion").score == 83
    assert _firms("Orion | orion.example", "Orion | orion-travel.example").score == 65
    assert _firms("Siemens AG", "Siemens Inc").score == 78
    assert _firms("Orion |||| DE", "Orion |||| US").score == 71


def test_a_company_and_the_one_above_it_are_two() -> None:
    mother = company("Neva | neva.example", id=1)
    child = company("Neva Nord | neva.example", id=2, parent=1)
    sister = company("Neva Nord | neva.example", id=3, parent=1)
    assert [judge_companies(*pair).score for pair in ((mother, child), (child, mother), (child, sister))] == [45] * 3


# --- whose an address is ---


def test_what_a_provider_ignores_leads_to_one_mailbox() -> None:
    assert mailbox("anna.petrova+crm@gmail.com") == "annapetrova@gmail.com"
    assert mailbox("annapetrova@googlemail.com") == "annapetrova@gmail.com"
    assert mailbox("anna.petrova@ya.ru") == "anna-petrova@yandex.ru"
    assert mailbox("anna.petrova+x@neva.example") == "anna.petrova@neva.example"
    assert mailbox("+x@neva.example") == "+x@neva.example"


def test_what_stands_before_the_at_may_say_who_it_is() -> None:
    name = ("anna", "petrova")
    assert local_part("anna.petrova@x.example", name) == "annapetrova"
    assert local_part("anna@x.example", name) == ""
    assert local_part("sergey@x.example", ("сергей", "иванов")) == ""
    assert local_part("info@x.example", name) == ""
    assert local_part("sales@x.example", name) == ""
    assert local_part("jarcher99@x.example", name) == "jarcher99"


def test_an_address_that_repeats_the_name_says_no_more_than_the_name() -> None:
    for local in ("annapetrova", "petrovaanna", "apetrova", "petrovaa", "annapetrova1"):
        assert not is_telling(local, ("anna", "petrova")), local
    for local in ("annapetrova77", "wonderwoman"):
        assert is_telling(local, ("anna", "petrova")), local
    assert not is_telling("scherbakovs", ("сергей", "щербаков"))


def test_domains_hosts_and_tails() -> None:
    assert own_domain("a@neva.example") == "neva.example"
    assert own_domain("a@yandex.ru") == own_domain("a@gmail.com") == ""
    assert own_host("neva.example:8080/shop") == "neva.example"
    assert own_host("vk.com/neva") == own_host("m.facebook.com/neva") == own_host("t.me/neva") == ""
    assert own_host("x.example") == "x.example"
    assert phone_tail("+79215551212") == phone_tail("89215551212") == "5551212"
    assert phone_tail("112") == ""
