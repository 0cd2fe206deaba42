"""`tinycrm company`, from outside."""

from __future__ import annotations

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def test_add_keeps_everything_it_is_given(crm):
    crm("company", "add", "Holding")
    id = crm(
        "company",
        "add",
        "Acme",
        "--website",
        "https://www.Acme.example/",
        "--phone",
        "+1 212 555 0100",
        "--parent",
        "holding",
        "--industry",
        "steel",
        "--size",
        "40",
        "--country",
        "DE",
        "--tag",
        "key",
        "--lifecycle",
        "customer",
        "--note",
        "n",
        "--set",
        "vat=1",
    ).id
    shown = crm("company", "show", id, "-f", "json").json
    assert shown["websites"][0]["value"].lower().startswith(("https://www.acme.example", "acme.example"))
    assert (shown["industry"], shown["size"], shown["country"], shown["tags"]) == ("steel", 40, "DE", ["key"])
    assert shown["parent"] == {"id": 1, "name": "Holding"}
    assert shown["fields"] == {"vat": "1"}


def test_if_absent_looks_at_the_website_then_the_name(stocked):
    assert stocked("company", "add", "Other name", "--website", "http://neva.example", "--if-absent").id == NEVA
    assert stocked("company", "add", "NEVA trade", "--if-absent").id == NEVA
    assert stocked.sql("SELECT count(*) FROM company") == [(1,)]


def test_a_company_is_not_above_itself_nor_in_a_circle(stocked):
    child = stocked("company", "add", "Child", "--parent", NEVA).id
    grandchild = stocked("company", "add", "Grandchild", "--parent", child).id
    before = stocked.dump()
    assert stocked.fails(1, "company", "edit", NEVA, "--parent", NEVA).code == 1
    assert stocked.fails(1, "company", "edit", NEVA, "--parent", grandchild).code == 1
    assert stocked.dump() == before


def test_the_page_shows_people_and_deals(stocked):
    page = stocked("company", "show", NEVA).out
    assert page.startswith("Neva Trade  company 1\n")
    assert "Anna Petrova" in page
    assert "Website for Neva" in page


def test_rm_refuses_while_a_deal_names_it_and_cascade_keeps_a_deal_that_has_people(stocked):
    assert "5 Website for Neva" in stocked.fails(1, "company", "rm", NEVA).err
    stocked("company", "rm", NEVA, "--cascade")
    deal = stocked("deal", "show", WEBSITE, "-f", "json").json
    assert (deal["company"], deal["contacts"]) == (None, [{"id": ANNA, "name": "Anna Petrova"}])
    assert stocked("contact", "show", ANNA, "-f", "json").json["companies"] == []


def test_merge_moves_people_and_deals(stocked):
    other = stocked("company", "add", "Neva Trade Ltd", "--website", "neva-trade.example").id
    stocked("contact", "edit", BO, "--company", other)
    stocked("company", "merge", NEVA, other)
    assert stocked("contact", "show", BO, "-f", "json").json["company"] == {"id": NEVA, "name": "Neva Trade"}
    assert len(stocked("company", "show", other, "-f", "json").json["websites"]) == 2
    assert stocked.sql("SELECT count(*) FROM company") == [(1,)]


def test_tags_and_timeline_work_as_for_people(stocked):
    stocked("company", "tag", NEVA, "key")
    assert stocked("company", "list", "--tag", "key", "-f", "ids").ids == [NEVA]
    stocked("log", "email", "company:neva", "Offer sent", "--at", "2026-11-12 10:00")
    assert "Offer sent" in stocked("company", "timeline", NEVA).out
