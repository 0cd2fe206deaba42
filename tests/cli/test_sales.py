"""`tinycrm sale`, from outside."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _json(crm, id: int):
    return crm("sale", "show", id, "-f", "json").json


def _sale(crm, *words: str | int) -> int:
    return crm("sale", "add", *words).id


def test_add_is_of_today_in_the_currency_of_the_settings_and_yours(stocked) -> None:
    shown = _json(stocked, _sale(stocked, "bo li", "1 200,50", "--product", "Logo"))
    assert (shown["amount"], shown["currency"], shown["sold_on"]) == (1200.5, "EUR", "2026-11-16")
    assert (shown["contact"], shown["company"], shown["owner"]) == ({"id": BO, "name": "Bo Li"}, None, "tester")
    assert (shown["product"], shown["quantity"], shown["refund_of"]) == ("Logo", None, None)


def test_every_option_of_add_is_kept(stocked) -> None:
    words = ("--on", "yesterday", "--quantity", "2,5", "--contact", "anna petrova", "--deal", "website")
    more = ("--currency", "USD", "--owner", "Mia", "--note", "by hand", "--set", "paper=A4", "--product", "Афиша")
    shown = _json(stocked, _sale(stocked, "company:neva", "10k", *words, *more))
    assert (shown["amount"], shown["currency"], shown["sold_on"], shown["quantity"]) == (
        10000,
        "USD",
        "2026-11-15",
        2.5,
    )
    assert (shown["company"]["id"], shown["contact"]["id"], shown["deal"]["id"]) == (NEVA, ANNA, WEBSITE)
    assert (shown["owner"], shown["note"], shown["fields"]) == ("Mia", "by hand", {"paper": "A4"})
    assert shown["product"] == "Афиша"
    assert stocked.sql("SELECT party FROM sale") == [(NEVA,)]


@pytest.mark.parametrize("who", ["سارا", "سارا محمدی", str(SARA)])
def test_who_is_found_as_log_finds_them(stocked, who: str) -> None:
    assert _json(stocked, _sale(stocked, who, "5"))["contact"]["id"] == SARA


def test_a_sentence_says_what_was_sold_to_whom(stocked) -> None:
    answer = stocked("sale", "add", "company:neva", "480 EUR", "--product", "Logo", "--contact", ANNA, "-f", "table")
    assert answer.out == "Added sale 9 Logo: 480 EUR, Anna Petrova of Neva Trade\n"


def test_without_an_amount_it_is_the_deals_value_and_says_so(stocked) -> None:
    answer = stocked("sale", "add", "--deal", WEBSITE, "-f", "table")
    assert answer.out == "Added sale 9: 4,800 EUR, the value of deal 5, Anna Petrova of Neva Trade\n"
    assert "deal 5 is still open: tinycrm deal won 5" in answer.err
    shown = _json(stocked, 9)
    assert (shown["amount"], shown["company"]["id"], shown["contact"]["id"]) == (4800, NEVA, ANNA)


def test_a_dot_is_whom_the_deal_names(stocked) -> None:
    shown = _json(stocked, _sale(stocked, ".", "100", "--deal", WEBSITE))
    assert (shown["amount"], shown["company"]["id"], shown["contact"]["id"]) == (100, NEVA, ANNA)


def test_a_contact_of_the_deal_pays_for_its_company_and_that_is_told(stocked) -> None:
    answer = stocked("sale", "add", "anna petrova", "100", "--deal", WEBSITE)
    assert "company: Neva Trade, whom deal 5 names" in answer.err
    assert stocked.sql("SELECT company, contact, party FROM sale") == [(NEVA, ANNA, NEVA)]


def test_somebody_else_than_the_deals_is_kept_and_told_of(stocked) -> None:
    answer = stocked("sale", "add", "bo li", "100", "--deal", WEBSITE)
    assert "deal 5 is with somebody else" in answer.err
    assert stocked.sql("SELECT company, contact, party FROM sale") == [(None, BO, BO)]


def test_an_amount_read_in_another_currency_than_the_deals_is_told_of(stocked) -> None:
    stocked("deal", "edit", WEBSITE, "--value", "4800 USD")
    assert "the amount was read as EUR, and deal 5 is in USD" in stocked("sale", "add", "--deal", WEBSITE, ".", "9").err
    assert "was read as" not in stocked("sale", "add", "--deal", WEBSITE, ".", "9", "--currency", "EUR").err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "'sale add' needs WHO"),
        (("bo",), 2, "'sale add' needs AMOUNT"),
        (("bo", "many"), 2, "'many'"),
        (("nobody", "5"), 3, "no contact matches 'nobody'; --create makes it"),
        (("anna", "5"), 4, "'anna' could be 2 contacts"),
        ((".", "5"), 2, "none does; add --deal REF"),
        (("480", "--company", "neva"), 3, "tinycrm sale add . 480 --company"),
        (("bo", "5", "--contact", "سارا"), 2, "leave --contact out"),
        (("bo", "5", "--on", "tomorrow"), 2, "2026-11-17 is in the future"),
        (("bo", "5", "--on", "2026-02-30"), 2, "2026-02-30"),
        (("bo", "5", "--quantity", "0"), 2, "the quantity '0' is not above 0"),
        (("bo", "5", "--due", "2026-11-01"), 2, "has no subscription"),
        (("bo", "5", "--campaign", "spring"), 3, "no campaign matches 'spring'"),
        (("bo", "5 EUR", "--currency", "USD"), 2, "EUR and USD"),
        (("bo", "1.005 EUR"), 2, "1.005"),
        (("bo", "5", "--product", "a\x1bb"), 2, "control character"),
        (("bo", "5", "--refund-of", "99"), 3, "there is no sale 99"),
    ],
)
def test_what_is_no_sale_is_refused_in_one_line_and_nothing_is_written(stocked, words, code: int, told: str) -> None:
    before = stocked.dump()
    assert told in stocked.fails(code, "sale", "add", *words).err
    assert stocked.dump() == before


def test_create_makes_who_is_not_there(stocked) -> None:
    answer = stocked("sale", "add", "Мария Ким", "70", "--create", "-f", "json").json
    assert answer["contact"]["name"] == "Мария Ким"
    assert answer["also"] == [{"noun": "contact", "id": answer["contact"]["id"]}]


def test_undo_and_redo_of_a_sale(stocked) -> None:
    before = stocked.dump(without=("version",))
    sale = _sale(stocked, "bo li", "100")
    stocked("undo")
    assert "was deleted" in stocked.fails(3, "sale", "show", sale).err
    assert stocked("contact", "show", BO, "--get", "lifecycle").out == "\n"
    stocked("redo")
    assert _json(stocked, sale)["amount"] == 100
    assert stocked("contact", "show", BO, "--get", "lifecycle").out == "customer\n"
    stocked("undo")
    assert [line for line in stocked.dump(without=("version",)) if line.startswith(("contact ", "sale "))] == [
        line for line in before if line.startswith(("contact ", "sale "))
    ]


def test_list_narrows_by_its_shorthands(stocked) -> None:
    stocked("campaign", "add", "Spring")
    logo = _sale(stocked, "bo li", "100", "--product", "Logo", "--on", "2026-10-01", "--campaign", "spring")
    site = _sale(stocked, "company:neva", "200", "--contact", ANNA, "--product", "Site", "--on", "2026-11-01")
    deal = _sale(stocked, "--deal", WEBSITE)
    for words, found in (
        ((), [deal, site, logo]),
        (("--who", "bo li"), [logo]),
        (("--who", "neva"), [deal, site]),
        (("--company", "neva"), [deal, site]),
        (("--contact", ANNA), [deal, site]),
        (("--product", "logo"), [logo]),
        (("--deal", WEBSITE), [deal]),
        (("--campaign", "spring"), [logo]),
        (("--since", "2026-11-01"), [deal, site]),
        (("--until", "2026-11-01"), [site, logo]),
        (("--owner", "me"), [deal, site, logo]),
        (("--where", "amount > 150 EUR and deal is empty"), [site]),
        (("--sort", "amount"), [logo, site, deal]),
    ):
        assert stocked("sale", "list", *words, "-f", "ids").ids == found, words


def test_a_list_shows_who_paid_and_in_what(stocked) -> None:
    _sale(stocked, "bo li", "100 USD")
    assert stocked("sale", "list", "-f", "table").out.splitlines()[1].split() == [
        "9",
        "today",
        "Bo",
        "Li",
        "100",
        "USD",
    ]
    assert stocked("sale", "list", "--exit-code", ok=False).code == 10
    assert stocked("sale", "list", "--product", "x", "--exit-code").rows == []


def test_show_by_product_and_get(stocked) -> None:
    _sale(stocked, "bo li", "100", "--product", "Логотип")
    assert stocked("sale", "show", "логотип", "--get", "amount").out == "100.00\n"
    assert stocked("sale", "show", "=Логотип", "--get", "contact").out == "Bo Li\n"


def test_edit_changes_what_is_named_and_undo_takes_it_back(stocked) -> None:
    sale = _sale(stocked, "bo li", "100", "--product", "Logo")
    before = _json(stocked, sale)
    stocked("sale", "edit", sale, "--amount", "90", "--on", "2026-11-01", "--company", "neva", "--clear", "product")
    shown = _json(stocked, sale)
    assert (shown["amount"], shown["sold_on"], shown["company"]["id"], shown["product"]) == (
        90,
        "2026-11-01",
        NEVA,
        None,
    )
    assert stocked.sql("SELECT party FROM sale") == [(NEVA,)]
    stocked("undo")
    assert _json(stocked, sale) == before


def test_a_sale_without_a_product_is_told_by_its_id_alone(stocked) -> None:
    sale = _sale(stocked, "bo li", "100")
    assert stocked("sale", "edit", sale, "--amount", "90", "-f", "table").out == f"Changed sale {sale}\n"
    assert f"  {sale}   Amount: " in stocked("sale", "edit", "--where", "amount > 0", "--amount", "5", "--dry-run").err
    assert stocked("sale", "rm", sale, "-f", "table").out == f"Removed sale {sale} (tinycrm undo brings it back)\n"


def test_edit_by_a_filter_and_its_dry_run(stocked) -> None:
    one, two = _sale(stocked, "bo li", "100"), _sale(stocked, "bo li", "200")
    stocked("sale", "edit", "--where", "amount > 50", "--product", "Logo", "--dry-run")
    assert stocked("sale", "list", "--product", "logo", "-f", "ids").ids == []
    assert stocked("sale", "edit", "--where", "amount > 50", "--product", "Logo").ids == [one, two]
    assert stocked("sale", "list", "--product", "logo", "-f", "ids").ids == [two, one]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--clear", "amount"), "a sale needs an amount"),
        (("--clear", "sold_on"), "a sale needs its day"),
        (("--on", "2027-01-01"), "in the future"),
        (("--quantity", "-1"), "quantity"),
    ],
)
def test_an_edit_that_leaves_no_sale_is_refused(stocked, words, told: str) -> None:
    sale = _sale(stocked, "bo li", "100")
    before = _json(stocked, sale)
    assert told in stocked.fails(2, "sale", "edit", sale, *words).err
    assert _json(stocked, sale) == before


def test_rm_of_several_reads_stdin_and_needs_a_yes(stocked) -> None:
    ids = [_sale(stocked, "bo li", str(amount)) for amount in (1, 2)]
    lines = "".join(f"{id}\n" for id in ids)
    assert "needs a yes" in stocked.fails(2, "sale", "rm", "-", input=lines).err
    stocked("sale", "rm", "-", "--yes", input=lines)
    assert stocked("sale", "list", "-f", "ids").ids == []
    stocked("undo")
    assert stocked("sale", "list", "-f", "ids").ids == ids[::-1]
