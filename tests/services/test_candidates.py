"""Blocks: who is compared with whom, and that a common name does not make everybody meet everybody."""

from __future__ import annotations

from tinycrm.domain.duplicates import Company, Person, Verdict, judge_people
from tinycrm.services import candidates
from tinycrm.services.candidates import LARGEST, Found, company_passes, people_passes


def _person(id: int, name: str, *points: tuple[str, str], firms=()) -> Person:
    return Person(id, name, points, firms, "")


def _found(people: list[Person], least: int = 70) -> Found:
    found = Found(lambda one, two: judge_people(people[one], people[two]), least)
    found.add_all(people_passes(people))
    return found


def _meets(one: Person, two: Person) -> bool:
    people = [one, two]
    found = Found(lambda a, b: Verdict(100, "same", ()), 1)
    found.add_all(people_passes(people))
    return bool(found.pairs)


def test_names_meet_in_any_order_spelling_and_script() -> None:
    for one, two in (
        ("Anna Petrova", "Петрова Анна"),
        ("Mohammad Reza Ahmadi", "محمدرضا احمدی"),
        ("Katherine Jonson", "Catherine Johnson"),
        ("Xiaoming Wang", "王小明"),
        ("A. Petrova", "Anna Petrova"),
        ("Anna Petrova", "Petrova Anna Sergeevna"),
        ("Christopher Wallace", "Christoper Wallace"),
        ("Cher", "Cher"),
        ("Abdul Rahman", "Abdulrahman"),
    ):
        assert _meets(_person(1, one), _person(2, two)), (one, two)


def test_what_is_shared_makes_people_meet_whatever_their_names() -> None:
    for point in (("phone", "+49301111111"), ("handle", "telegram:anna"), ("email", "wonderwoman@x.example")):
        other = ("email", "wonderwoman@y.example") if point[0] == "email" else point
        assert _meets(_person(1, "Anna", point), _person(2, "Bo", other)), point
    assert _meets(_person(1, "Anna", firms=["Neva"]), _person(2, "Bo", firms=["ООО Neva"]))
    assert not _meets(_person(1, "Anna Petrova"), _person(2, "Bo Li"))


def test_five_hundred_of_one_name_are_not_compared_with_each_other() -> None:
    people = [_person(number, "John Smith", ("email", f"p{number}@firm{number}.example")) for number in range(500)]
    found = _found(people)
    assert (found.compared, len(found.crowded)) == (0, 500)


def test_of_five_hundred_of_one_name_those_that_share_more_are_found() -> None:
    people = [_person(number, "John Smith", firms=[f"Firm {number // 2}"]) for number in range(500)]
    found = _found(people)
    assert len(found.pairs) == 250
    assert found.compared < 1000


def test_at_a_switchboard_of_many_those_with_one_name_are_found() -> None:
    names = [f"{chr(65 + number % 26)}{'bcdfgklmnprst'[number // 26]}ov Ivan" for number in range(300)]
    people = [_person(number, name, ("phone", "+49301111111")) for number, name in enumerate([*names, names[7]])]
    found = _found(people, 99)
    assert sorted(found.pairs) == [(7, 300)]


def test_a_block_of_the_largest_size_is_compared_and_one_more_is_not() -> None:
    for count, compared in ((LARGEST, LARGEST * (LARGEST - 1) // 2), (LARGEST + 1, 0)):
        found = _found([_person(number, "John Smith") for number in range(count)], 101)
        # the blocks of the two words and of the whole name hold the same people
        assert (found.compared > 0) is (compared > 0)
        assert len(found.crowded) == (0 if compared else count)


def test_a_pair_that_is_found_is_judged_once() -> None:
    judged: list[tuple[int, int]] = []

    def judge(one: int, two: int) -> Verdict:
        judged.append((one, two))
        return Verdict(99, "same", ())

    point = ("phone", "+49301111111")
    people = [_person(1, "Anna Petrova", point, firms=["Neva"]), _person(2, "Anna Petrova", point, firms=["Neva"])]
    found = Found(judge, 70)
    found.add_all(people_passes(people))
    assert judged == [(0, 1)]


def test_of_too_many_pairs_the_surest_are_kept(monkeypatch) -> None:
    monkeypatch.setattr(candidates, "_MOST", 100)
    people = [_person(number, "John Smith") for number in range(40)]
    found = Found(lambda one, two: Verdict(70 + (one == 0) * 20, "same", ()), 70)
    found.add_all(people_passes(people))
    assert len(found.pairs) <= 100
    assert found.dropped > 0
    assert sum(verdict.score == 90 for verdict in found.pairs.values()) == 39


def test_keys_of_one_hash_do_not_hide_each_other(monkeypatch) -> None:
    # a table of eight bits: everything falls together, and is compared all the same
    monkeypatch.setattr(candidates, "_SLOTS", 8)
    people = [_person(1, "Anna Petrova"), _person(2, "Bo Li"), _person(3, "Анна Петрова")]
    assert sorted(_found(people).pairs) == [(0, 2)]


def test_companies_meet_by_name_host_and_phone() -> None:
    def firm(id: int, name: str, *points: tuple[str, str], domains=()) -> Company:
        return Company(id, name, points, domains, "", 0)

    def meets(one: Company, two: Company) -> bool:
        found = Found(lambda a, b: Verdict(100, "same", ()), 1)
        found.add_all(company_passes([one, two]))
        return bool(found.pairs)

    assert meets(firm(1, "Ромашка ООО"), firm(2, "Romashka LLC"))
    assert meets(firm(1, "Neva Trade"), firm(2, "NevaTrade"))
    assert meets(firm(1, "Blue Sky Travel"), firm(2, "Blue Sky"))
    assert meets(firm(1, "A", ("website", "x.example")), firm(2, "B", domains=["x.example"]))
    assert meets(firm(1, "A", ("phone", "+1")), firm(2, "B", ("phone", "+1")))
    assert meets(firm(1, "Stark Industries"), firm(2, "Stark Industreis"))
    assert not meets(firm(1, "Neva"), firm(2, "Acme"))
