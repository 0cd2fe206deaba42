"""Sales, subscriptions, expenses, tickets, answers, campaigns and segments come in from tables."""

from __future__ import annotations

from pathlib import Path

import pytest

TODAY = "2026-06-30"


@pytest.fixture
def load(crm, tmp_path: Path):
    """`load("a,b\\n1,2\\n", "--as", "sales")` writes the file and imports it; gives the counts."""

    def run(content: str, *words: str, name: str = "file.csv", code: int = 0):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        answer = crm("--today", TODAY, "import", str(path), "-f", "json", *words, ok=False)
        assert answer.code == code, answer
        return answer.json if answer.out else answer.error

    return run


def counts(answer) -> tuple[int, int, int, int, int]:
    return tuple(answer[kind] for kind in ("new", "changed", "same", "different", "skipped"))


SALES = """Order ID,Order date,Customer,Email,Contact,Product,Qty,Unit price,Total,Currency,Refund of
S-3,2026-06-03,Neva Trade,anna@neva.example,Анна Петрова,Hosting,1,-20,-20.00,EUR,S-1
S-1,2026-06-01,Neva Trade,anna@neva.example,Анна Петрова,Hosting,2,10,20.00,EUR,
S-2,2026-06-02,,sara@x.example,سارا محمدی,Logo,1,150,"1,234.50",USD,
"""
PARTIES = (
    "SELECT s.product, s.amount_minor, s.currency, s.sold_on, s.quantity, c.name, p.name, s.party IN (c.id, p.id)"
    " FROM sale AS s LEFT JOIN company AS c ON c.id = s.company LEFT JOIN contact AS p ON p.id = s.contact"
    " ORDER BY s.sold_on"
)


def test_orders_become_sales_with_their_company_and_contact(crm, load):
    answer = load(SALES, name="orders.csv")
    assert counts(answer) == (3, 0, 0, 0, 0)
    assert sorted(row["noun"] for row in answer["also"]) == ["company", "contact", "contact"]
    assert crm.sql(PARTIES) == [
        ("Hosting", 2000, "EUR", "2026-06-01", 2, "Neva Trade", "Анна Петрова", 1),
        ("Logo", 123450, "USD", "2026-06-02", 1, None, "سارا محمدی", 1),
        ("Hosting", -2000, "EUR", "2026-06-03", 1, "Neva Trade", "Анна Петрова", 1),
    ]
    assert crm.sql("SELECT DISTINCT party = company FROM sale WHERE company IS NOT NULL") == [(1,)]
    assert crm.sql("SELECT key FROM contact_point ORDER BY key") == [("anna@neva.example",), ("sara@x.example",)]


def test_a_refund_names_its_sale_though_it_comes_before_it(crm, load):
    load(SALES, name="orders.csv")
    sql = "SELECT r.sold_on, o.sold_on FROM sale AS r JOIN sale AS o ON o.id = r.refund_of"
    assert crm.sql(sql) == [("2026-06-03", "2026-06-01")]


def test_the_same_orders_twice_add_nothing(crm, load):
    load(SALES, name="orders.csv")
    before = crm.dump()
    assert counts(load(SALES, name="orders.csv")) == (0, 0, 3, 0, 0)
    assert crm.dump() == before


def test_two_equal_sales_of_a_day_are_two_and_stay_two(crm, load):
    rows = "Дата;Клиент;Сумма;Товар\n" + "01.06.2026;Нева;1 200,50;Запчасти\n" * 2
    assert counts(load(rows, "--as", "sales", "--dates", "dmy")) == (2, 0, 0, 0, 0)
    assert counts(load(rows, "--as", "sales", "--dates", "dmy")) == (0, 0, 2, 0, 0)
    assert crm.sql("SELECT count(*), sum(amount_minor), count(DISTINCT party) FROM sale") == [(2, 240_100, 1)]


def test_two_rows_of_one_foreign_id_are_refused(load):
    rows = "Order ID,Date,Amount\nA,2026-06-01,5\nA,2026-06-01,5\n"
    assert "the foreign id 'A' is that of line 2 too" in load(rows, "--as", "sales", code=2)["message"]


def test_an_import_of_sales_makes_nobody_a_customer_and_undo_takes_all_back(crm, load):
    crm("contact", "add", "Sara", "--email", "sara@x.example", "--lifecycle", "lead")
    before = crm.dump(without=("undone_by",))
    load(SALES, name="orders.csv")
    assert crm.sql("SELECT lifecycle FROM contact WHERE name = 'Sara'") == [("lead",)]
    crm("undo")
    tables = ("contact ", "company ", "sale ", "contact_point ", "foreign_ref ", "doc ", "lifecycle_change ")
    after = crm.dump(without=("undone_by",))
    assert [row for row in after if row.startswith(tables)] == [row for row in before if row.startswith(tables)]


def test_a_sale_that_differs_is_left_alone_unless_it_is_to_be_changed(crm, load):
    load("Order ID,Date,Amount\nA,2026-06-01,5.00\n", "--as", "sales")
    changed = "Order ID,Date,Amount,Customer\nA,2026-06-01,7.00,Neva Trade\n"
    assert counts(load(changed, "--as", "sales")) == (0, 0, 0, 1, 0)
    assert counts(load(changed, "--as", "sales", "--update")) == (0, 1, 0, 0, 0)
    assert crm.sql("SELECT amount_minor, party = company FROM sale") == [(700, 1)]
    crm("undo")
    assert crm.sql("SELECT amount_minor, party FROM sale") == [(500, None)]


@pytest.mark.parametrize(
    ("noun", "rows", "message"),
    [
        ("sales", "Date,Amount\n2026-06-01,\n", "the amount is blank"),
        ("sales", "Date,Amount\n,5\n", "the sold is blank"),
        ("sales", "Date,Amount,Refund of\n2026-06-01,5,X-1\n", "it refunds a sale with '5'"),
        ("sales", "Date,Amount,Quantity\n2026-06-01,5,0\n", "the quantity '0' is not above 0"),
        ("sales", "Date,Amount,Due date\n2026-06-01,5,2026-06-01\n", "it names a due day and no subscription"),
        ("sales", "Date,Amount\n2026-02-30,5\n", "2026-02-30"),
        ("sales", "Date,Amount,Campaign\n2026-06-01,5,Spring\n", "there is no campaign 'Spring'"),
        ("subscriptions", "Start,Amount,Every\n2026-06-01,-5,month\n", "the amount '-5' is below 0"),
        ("subscriptions", "Start,Amount,Every\n2026-06-01,5,often\n", "'often' is no interval"),
        ("subscriptions", "Start,End,Amount,Every\n2026-06-01,2026-05-01,5,month\n", "before it starts on 2026-06-01"),
        ("subscriptions", "Start,Amount,Every,Changes\n2026-06-01,5,month,nonsense\n", "'nonsense' is no change"),
        (
            "subscriptions",
            "Start,Amount,Every,Changes\n2026-06-01,5,month,2026-06-02 start 5.00 EUR month\n",
            "do not begin with the start on 2026-06-01",
        ),
        ("expenses", "Date,Amount,Kind\n2026-06-01,5,fun\n", "'fun' is no kind"),
        ("tickets", "Title,Opened\nSlow,\n", "the opened is blank"),
        ("tickets", "Title,Opened,Resolved\nSlow,2026-06-02,2026-06-01\n", "it was resolved on 2026-06-01, before"),
        ("feedback", "Date,Kind,Score\n2026-06-01,nps,11\n", "the score '11' is none of nps"),
        ("feedback", "Date,Kind,Score\n2026-06-01,csat,0\n", "the score '0' is none of csat"),
        ("campaigns", "Name,Budget\nSpring,-1\n", "the budget '-1' is below 0"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line_and_nothing_is_written(crm, load, noun, rows, message):
    error = load(rows, "--as", noun, code=2)
    assert message in error["message"]
    assert ":2: " in error["message"]
    assert not crm.db.exists() or crm.sql(f"SELECT count(*) FROM {noun.removesuffix('s')}") == [(0,)]


@pytest.mark.parametrize(
    ("noun", "header", "needed"),
    [
        ("sales", "Date,Customer", "amount"),
        ("sales", "Amount,Customer", "sold_on"),
        ("subscriptions", "Start,Amount", "interval"),
        ("expenses", "Date,Amount", "kind"),
        ("tickets", "Title,Status", "opened_at"),
        ("feedback", "Date,Score", "kind"),
        ("segments", "Name", "where"),
    ],
)
def test_a_table_without_a_column_that_is_needed_is_refused(load, noun, header, needed):
    error = load(f"{header}\n" + ",".join("1" for _ in header.split(",")) + "\n", "--as", noun, code=2)
    assert f"no column is the {needed} that a" in error["message"]


def test_what_every_row_shares_may_be_set(crm, load):
    load("Date,Score\n2026-06-01,9\n", "--as", "feedback", "--set", "kind=nps")
    assert crm.sql("SELECT kind, score, on_day FROM feedback") == [("nps", 9, "2026-06-01")]


def test_bad_rows_stay_out_and_go_to_their_file(crm, load, tmp_path):
    rows = "Date,Amount,Kind\n2026-06-01,5,fun\n2026-06-02,6,marketing\n"
    rejects = tmp_path / "bad.csv"
    answer = load(rows, "--as", "expenses", "--skip-bad", "--rejects", str(rejects), code=8)
    assert (answer["new"], [row["line"] for row in answer["bad"]]) == (1, [2])
    assert rejects.read_text().splitlines()[1].startswith("2026-06-01,5,fun")


def test_a_dry_run_writes_nothing(crm, load):
    assert counts(load(SALES, "--dry-run", name="orders.csv")) == (3, 0, 0, 0, 0)
    assert not crm.db.exists() or crm.sql("SELECT count(*) FROM sale") == [(0,)]


# --- what is recognised ---


@pytest.mark.parametrize(
    ("name", "rows", "noun"),
    [
        ("table.csv", "Date,Amount,Product,Customer\n2026-06-01,5,Logo,Neva\n", "sale"),
        (
            "table.csv",
            "Plan,Customer,Price,Billing period,Start date\nGold,Neva,5,monthly,2026-06-01\n",
            "subscription",
        ),
        ("expenses.csv", "Datum;Betrag;Bezeichnung;Art\n2026-06-01;5,50;Anzeige;Werbung\n", "expense"),
        ("table.csv", "Subject,Created at,Closed at,Requester,Channel\nSlow,2026-06-01,,Tom,phone\n", "ticket"),
        ("nps.csv", "Date,Score,Survey,Comment\n2026-06-01,9,nps,fine\n", "feedback"),
        ("campaigns.csv", "Name,Channel,Budget\nSpring,newsletter,100\n", "campaign"),
        ("segments.csv", "Name,Where\nkeys,tag = key\n", "segment"),
        ("فروش.csv", "تاریخ,مبلغ,محصول,مشتری\n2026-06-01,5,نصب,نوآوران\n", "sale"),
        ("продажи.csv", "Дата продажи,Сумма,Товар\n2026-06-01,5,Логотип\n", "sale"),
        ("ventes.csv", "Date de vente,Montant,Produit\n2026-06-01,5,Logo\n", "sale"),
        ("ventas.csv", "Fecha,Importe,Producto\n2026-06-01,5,Logo\n", "sale"),
        # and what was recognised before still is
        ("table.csv", "Name,Email,Company\nBo,bo@x.example,Neva\n", "contact"),
        ("table.csv", "Title,Value,Stage,Company\nSite,5,lead,Neva\n", "deal"),
        ("table.csv", "Subject,Due date,Status,Priority\nCall,2026-07-01,open,high\n", "task"),
    ],
)
def test_a_table_is_known_by_its_columns_and_its_name(load, name, rows, noun):
    answer = load(rows, name=name)
    assert list(answer["nouns"]) == [noun]
    assert answer["new"] == 1


def test_of_two_columns_that_may_be_the_amount_the_surest_is(crm, load):
    load("Date,Price,Total,Product\n2026-06-01,10,30,Logo\n", "--as", "sales")
    assert crm.sql("SELECT amount_minor, fields FROM sale") == [(3000, '{"price":"10"}')]


# --- links ---


def test_foreign_ids_lead_to_companies_contacts_deals_and_campaigns(crm, load):
    load("Account ID,Name\nC1,Neva Trade\n", "--as", "companies", "--map", "Account ID=foreign_id", "--from", "shop")
    load("Contact ID,Name\nP1,Anna\n", "--as", "contacts", "--map", "Contact ID=foreign_id", "--from", "shop")
    load("Deal ID,Title,Value\nD1,Site,5\n", "--as", "deals", "--from", "shop")
    load("Campaign ID,Name,Channel\nK1,Spring,fair\n", "--as", "campaigns", "--from", "shop")
    rows = "Date,Amount,Company ID,Contact ID,Deal ID,Campaign ID\n2026-06-01,5,C1,P1,D1,K1\n"
    load(rows, "--as", "sales", "--from", "shop")
    sale = crm("sale", "list", "-f", "json").json[0]
    names = tuple(sale[key]["name"] for key in ("company", "contact", "deal", "campaign"))
    assert names == ("Neva Trade", "Anna", "Site", "Spring")


def test_a_contact_is_found_by_the_email_whatever_the_name_says(crm, load):
    anna = crm("contact", "add", "Anna Petrova", "--email", "anna@neva.example").id
    load("Date,Amount,Contact,Email\n2026-06-01,5,A. Petrova,ANNA@neva.example\n", "--as", "sales")
    assert crm.sql("SELECT contact FROM sale") == [(anna,)]


def test_answers_lead_to_their_tickets_by_the_tickets_ids(crm, load):
    load("Ticket ID,Title,Opened\nT1,Slow,2026-06-01\n", "--as", "tickets")
    load("Date,Score,Type,Ticket ID\n2026-06-02,4,csat,T1\n", "--as", "feedback")
    assert crm("feedback", "list", "-f", "json").json[0]["ticket"]["name"] == "Slow"


# --- tickets ---


def test_a_ticket_with_a_day_of_resolution_is_resolved(crm, load):
    rows = (
        "Ticket ID,Title,Opened,First response,Resolved,Status,Priority\n"
        "1,Slow,2026-06-01 10:00,2026-06-01 11:30,2026-06-02 09:00,closed,urgent\n"
        "2,Dark,2026-06-05 10:00,,,open,medium\n"
        "3,Late,2026-06-06 10:00,,2026-06-06,solved,low\n"
    )
    load(rows, "--as", "tickets")
    sql = "SELECT status, opened_at, first_answered_at, resolved_at, resolved_on, priority FROM ticket ORDER BY id"
    assert crm.sql(sql) == [
        ("resolved", "2026-06-01T10:00:00Z", "2026-06-01T11:30:00Z", "2026-06-02T09:00:00Z", "2026-06-02", "high"),
        ("open", "2026-06-05T10:00:00Z", None, None, None, "normal"),
        ("resolved", "2026-06-06T10:00:00Z", None, "2026-06-06T12:00:00Z", "2026-06-06", "low"),
    ]


def test_a_ticket_that_was_resolved_meanwhile_is_resolved_by_an_update(crm, load):
    load("Ticket ID,Title,Opened\n1,Slow,2026-06-01\n", "--as", "tickets")
    later = "Ticket ID,Title,Opened,Resolved\n1,Slow,2026-06-01,2026-06-03\n"
    assert counts(load(later, "--as", "tickets", "--update")) == (0, 1, 0, 0, 0)
    assert crm.sql("SELECT status, resolved_on FROM ticket") == [("resolved", "2026-06-03")]
    crm("undo")
    assert crm.sql("SELECT status, resolved_on FROM ticket") == [("open", None)]


def test_a_segment_of_the_same_name_is_the_same_segment(crm, load):
    load("Name,Where\nkeys,tag = key\n", "--as", "segments")
    assert counts(load("Name,Where,Note\nKEYS,tag = key,mine\n", "--as", "segments", "--update")) == (0, 1, 0, 0, 0)
    assert crm.sql("SELECT noun, filter, note FROM segment") == [("contact", "tag = key", "mine")]
