"""How two names of people or of companies are one."""

from __future__ import annotations

import pytest

from tinycrm.domain.likeness import Firm, Name, firm_form, percent, person_form


@pytest.mark.parametrize(
    ("one", "two", "form"),
    [
        ("Anna Petrova", "PETROVA  Anna", "same"),
        ("علي محمدي", "علی محمدی", "same"),
        ("Jean-Pierre Martin", "Jean Pierre Martin", "same"),
        ("Dr. John Smith", "Smith, John", "same"),
        ("Anna Petrova", "Анна Петрова", "sound"),
        ("محمدرضا احمدی", "Mohammad Reza Ahmadi", "sound"),
        ("王小明", "Xiaoming Wang", "homophone"),
        ("王小明", "Wang Xiao Ming", "homophone"),
        ("欧阳娜娜", "Ouyang Nana", "homophone"),
        ("王伟", "王薇", ""),
        ("Aleksandr Ivanov", "Alexander Ivanov", "typo"),
        ("Michael Brown", "Micheal Brown", "slip"),
        ("Anna Sergeevna Petrova", "Петрова Анна", "part"),
        ("Sasha Petrov", "Sasha Petrova", "gender"),
        ("A. Petrova", "Anna Petrova", "initial"),
        ("Anna", "Anna Petrova", "single"),
        ("Anna", "anna", "single"),
        ("John Smith", "John Smith Jr.", "suffix"),
        ("John Smith Sr", "John Smith Jr", "family"),
        ("John Smith Junior", "John Smith jr", "same"),
        ("Ivan Petrov", "Igor Petrov", "family"),
        ("Иван Иванович Петров", "Иван Петрович Петров", "family"),
        ("John A. Smith", "John B. Smith", "family"),
        ("Александр Петров", "Александра Петрова", ""),
        ("Anna Petrova", "Bo Li", ""),
        ("123", "Anna", ""),
        ("😀", "🎉", ""),
    ],
)
def test_two_names_are_one_in_this_form_whoever_is_named_first(one: str, two: str, form: str) -> None:
    assert (person_form(Name(one), Name(two)), person_form(Name(two), Name(one))) == (form, form)


@pytest.mark.parametrize(
    ("one", "two", "form"),
    [
        ("Acme Corp.", "ACME Corporation", "same"),
        ("L.L.C. Volga", "Volga", "same"),
        ("ООО «Ромашка»", "Ромашка", "same"),
        ("شرکت آریا", "آریا", "same"),
        ("北京科技有限公司", "北京科技", "same"),
        ("The Oak and Sons Ltd", "Oak & Sons", "same"),
        ("Ромашка ООО", "Romashka LLC", "sound"),
        ("Neva Trade", "NevaTrade Inc.", "sound"),
        ("Müller Bau GmbH", "Mueller Bau", "sound"),
        ("Orion Logistics", "Orion Logistic", "typo"),
        ("Stark Industries", "Stark Industreis", "typo"),
        ("Neva", "Neva Trade", "part"),
        ("Trade Neva", "Neva Trade", ""),
        ("School 12", "School 13", ""),
        ("Заря", "Заря-2", ""),
        ("Marin Consulting", "Martin Consulting", ""),
        ("KPMG", "KPN", ""),
        ("LLC", "Inc", ""),
        ("LLC", "LLC", "same"),
        ("&", "!", ""),
    ],
)
def test_companies_names_are_one_without_their_legal_form_in_their_order(one: str, two: str, form: str) -> None:
    assert (firm_form(Firm(one), Firm(two)), firm_form(Firm(two), Firm(one))) == (form, form)


def test_the_letters_that_are_the_same_are_counted() -> None:
    assert percent(("anna", "petrova"), ("anna", "petrova")) == 100
    assert percent(("abcd",), ("abce",)) == 75
    assert percent(("abcd",), ("efgh",)) == 0
