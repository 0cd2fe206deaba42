"""Records that share a contact point or a name, as `dupes` lists them."""

from __future__ import annotations

ANNA = 2


def groups(rows) -> list[tuple[str, str, list[int]]]:
    """Gives (reason, shared, ids) of every group in order."""
    found: dict[int, tuple[str, str, list[int]]] = {}
    for row in rows:
        found.setdefault(row["group"], (row["reason"], row["shared"], []))[2].append(row["id"])
    return list(found.values())


def test_people_with_the_same_words_in_their_names_are_one_group(stocked) -> None:
    other = stocked("contact", "add", "PETROVA  Anna").id
    third = stocked("contact", "add", "Anna Petrová").id
    rows = stocked("contact", "dupes", "-f", "json").json
    assert groups(rows) == [("name", "Anna Petrova", [ANNA, other, third])]


def test_a_phone_in_another_spelling_is_the_same(stocked) -> None:
    other = stocked("contact", "add", "Somebody Else", "--phone", "+79211234567").id
    (group,) = groups(stocked("contact", "dupes", "-f", "json").json)
    assert group == ("phone", "+7 921 123-45-67", [ANNA, other])


def test_a_group_that_shares_several_things_is_listed_once(stocked) -> None:
    other = stocked("contact", "add", "Petrova Anna", "--phone", "+79211234567").id
    (group,) = groups(stocked("contact", "dupes", "-f", "json").json)
    assert group == ("phone, name", "+7 921 123-45-67, Anna Petrova", [ANNA, other])


def test_a_handle_is_a_surer_sign_than_a_name(stocked) -> None:
    stocked("contact", "add", "Anna Petrova")
    stocked("contact", "add", "Bob", "--handle", "telegram:boli")
    reasons = [group[0] for group in groups(stocked("contact", "dupes", "-f", "json").json)]
    assert reasons == ["handle", "name"]


def test_companies_share_websites_and_names_in_the_same_order_only(stocked) -> None:
    site = stocked("company", "add", "Neva Two", "--website", "https://www.neva.example/").id
    stocked("company", "add", "Trade Neva")
    same = stocked("company", "add", "NEVA TRADE").id
    found = groups(stocked("company", "dupes", "-f", "json").json)
    assert [(reason, ids) for reason, _, ids in found] == [("website", [1, site]), ("name", [1, same])]


def test_a_person_at_the_phone_of_the_company_is_no_duplicate(stocked) -> None:
    stocked("company", "edit", "1", "--phone", "+7 921 123-45-67")
    assert stocked("company", "dupes", "-f", "json").json == []
    assert stocked("contact", "dupes", "-f", "json").json == []


def test_no_duplicates_is_an_empty_answer(crm) -> None:
    assert crm("contact", "dupes", "-f", "json", env={"TINYCRM_DB": None}).json == []


def test_the_list_has_one_header_whatever_it_holds(stocked) -> None:
    header = stocked("contact", "dupes").lines[0]
    assert header.split("\t") == ["group", "reason", "shared", "id", "name", "email", "phone"]
    stocked("contact", "add", "Anna Petrova")
    assert stocked("contact", "dupes").lines[0] == header


def test_merging_a_group_empties_the_list(stocked) -> None:
    other = stocked("contact", "add", "Anna Petrova").id
    stocked("contact", "merge", ANNA, other)
    assert stocked("contact", "dupes", "-f", "ids").out == ""
