"""Sales: adding them, and giving money back."""

from __future__ import annotations

from tinycrm.domain.party import party_of
from tinycrm.domain.results import id_of
from tinycrm.domain.text import blank
from tinycrm.errors import Ambiguous, NotFound, RuleError, UsageError
from tinycrm.services.drafts import make_draft, move_money
from tinycrm.services.lifecycle import bought
from tinycrm.services.paying import THE_DEALS, parties_of
from tinycrm.services.records import insert_draft
from tinycrm.services.references import resolve, resolve_who
from tinycrm.services.sale_rules import check_refundable, latest_unpaid, left_of, settle_sale
from tinycrm.services.work import Done
from tinycrm.store.cells import whole
from tinycrm.store.sales import changes_of, dues_paid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.services.drafts import Given
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

_PARTY = ("company", "contact")


def add_sale(work: Work, given: Given, *, who: str = "") -> Done:
    """A sale is there, and who paid is a customer.

    What is not said is taken from the deal, the subscription or the sale that it is about, and told: whom it was
    with, the amount, the product, the due day.

    Args:
        work: the command's work.
        given: amount, currency, product, sold_on, quantity, company, contact, deal, subscription, due_on,
            campaign, refund_of, owner, note and set, as typed.
        who: a contact or company; "" or "." is whom the others name.

    Raises:
        UsageError: nobody or no amount was named, or a value is none.
        NotFound, Ambiguous: whom or what it is about.
        RuleError: no due day of the subscription, or more given back than was paid.
    """
    with work.write() as unit:
        draft = make_draft(work, "sale", {key: texts for key, texts in given.items() if key not in _MONEY})
        columns = draft.columns
        about = _About(unit, columns)
        _settle_party(work, columns, about, who)
        _settle_amount(work, columns, about, given)
        if about.subscription and "product" not in columns:
            for column in ("product", "product_key"):
                columns[column] = about.subscription[column]
        if about.original and "product" not in columns:
            for column in ("product", "product_key"):
                columns[column] = about.original[column]
        if columns.get("sold_on") is None:
            columns["sold_on"] = unit.day
        _settle_due(work, unit, columns)
        if about.subscription and about.amount_of:
            _settle_due_amount(unit, columns, about, given)
        columns.setdefault("owner", work.reading.user)
        columns["party"] = party_of(columns)
        settle_sale(work, unit, columns, {})
        id = insert_draft(unit, "sale", draft)
        _tell_deal(work, columns, about)
        if whole(columns["amount_minor"]) >= 0:
            bought(unit, "sale", id, parties_of(columns), str(columns["sold_on"]))
        sentence = _sentence(work, id, columns, about)
    return Done("sale", [id], sentence)


_MONEY = ("amount", "currency")


class _About:
    """The records that a sale names, as they are: the deal, the subscription, the sale that it gives back."""

    __slots__ = ("amount_of", "deal", "deal_people", "original", "subscription")

    def __init__(self, unit: Unit, columns: Mapping[str, Cell]) -> None:
        def row(noun: str, column: str) -> dict[str, Cell]:
            id = columns.get(column)
            return unit.need(noun, id) if isinstance(id, int) else {}

        self.deal = row("deal", "deal")
        self.subscription = row("subscription", "subscription")
        self.original = row("sale", "refund_of")
        self.deal_people: list[int] = []
        self.amount_of = ""
        if self.deal:
            from tinycrm.store.removing import people_of

            self.deal_people = people_of(unit, whole(self.deal["id"]))


def _settle_party(work: Work, columns: dict[str, Cell], about: _About, who: str) -> None:
    """The columns name whom the sale was with."""
    if who not in ("", THE_DEALS):
        noun, id = _resolve(work, who, columns)
        if columns.get(noun) not in (None, id):
            raise UsageError(f"'{who}' and --{noun} name two of them", hint=f"leave --{noun} out")
        columns[noun] = id
    elif columns.get("company") is None and columns.get("contact") is None:
        _take_party(columns, about)
        if columns.get("company") is None and columns.get("contact") is None:
            _nobody(about, who)
        return
    deal = about.deal
    if not deal or deal["party"] in (None, party_of(columns)):
        return
    own = columns.get("contact")
    if columns.get("company") is None and own in about.deal_people and deal["company"] is not None:
        columns["company"] = deal["company"]
        name = work.store.title("company", whole(deal["company"]))
        work.note(f"company: {name}, whom deal {deal['id']} names")
    else:
        work.note(f"deal {deal['id']} is with somebody else")


def _resolve(work: Work, who: str, columns: Mapping[str, Cell]) -> tuple[str, int]:
    try:
        return resolve_who(work, who)
    except NotFound as error:
        named = [key for key in (*_PARTY, "deal", "subscription", "refund_of") if columns.get(key) is not None]
        if named and who[:1].isdigit():
            # the one word was meant as the amount
            error.hint = f"if it is the amount: tinycrm sale add . {who} --{named[0].replace('_', '-')} …"
        raise


def _take_party(columns: dict[str, Cell], about: _About) -> None:
    for row in (about.original, about.subscription):
        if row and row["party"] is not None:
            columns.update({key: row[key] for key in _PARTY})
            return
    if about.deal:
        columns["company"] = about.deal["company"]
        columns["contact"] = about.deal_people[0] if about.deal_people else None


def _nobody(about: _About, who: str) -> None:
    if about.deal:
        id = about.deal["id"]
        raise RuleError(f"deal {id} names no contact and no company", hint=f"tinycrm sale add WHO --deal {id}")
    if who == THE_DEALS:
        raise UsageError("'.' is whom another option names, and none does", hint="add --deal REF")
    raise UsageError("'sale add' needs WHO", code="missing_argument", hint='tinycrm sale add "Neva Trade" 4800')


def _settle_amount(work: Work, columns: dict[str, Cell], about: _About, given: Given) -> None:
    """The columns hold an amount and its currency."""
    typed = [text for text in given.get("amount", ()) if not blank(text)]
    named = [text for text in given.get("currency", ()) if not blank(text)]
    if typed or not (about.deal or about.subscription):
        if not typed:
            raise UsageError(
                "'sale add' needs AMOUNT", code="missing_argument", hint='tinycrm sale add "Neva Trade" 4800'
            )
        base = about.original.get("currency") or about.subscription.get("currency")
        move_money({"currency": base}, columns, given, work, "sale")
        _tell_currency(work, columns, about, named=bool(named))
        return
    noun, column = ("subscription", "amount_minor") if about.subscription else ("deal", "value_minor")
    row = about.subscription or about.deal
    if row[column] is None:
        raise UsageError(f"{noun} {row['id']} has no value", hint=f"tinycrm sale add . AMOUNT --{noun} {row['id']}")
    columns["amount_minor"], columns["currency"] = row[column], row["currency"]
    about.amount_of = f"{'value' if noun == 'deal' else 'amount'} of {noun} {row['id']}"
    if named:
        from tinycrm.domain.currencies import check_currency

        if check_currency(named[-1]) != row["currency"]:
            raise UsageError(
                f"the {about.amount_of} is in {row['currency']}", hint=f"name the amount in {check_currency(named[-1])}"
            )


def _tell_currency(work: Work, columns: Mapping[str, Cell], about: _About, *, named: bool) -> None:
    """A bare amount that is read in another currency than the deal's is told of."""
    currency = columns["currency"]
    if about.deal and not named and about.deal["value_minor"] is not None and about.deal["currency"] != currency:
        work.note(f"the amount was read as {currency}, and deal {about.deal['id']} is in {about.deal['currency']}")


def _settle_due(work: Work, unit: Unit, columns: dict[str, Cell]) -> None:
    """A sale of a subscription is for one of its due days: the latest unpaid one unless another is named."""
    subscription = columns.get("subscription")
    if not isinstance(subscription, int) or whole(columns["amount_minor"]) < 0:
        return
    due = columns.get("due_on")
    if due is not None:
        other = dues_paid(unit.db, subscription).get(str(due))
        if other:
            work.note(f"sale {other} is for the due day {due} too")
        return
    columns["due_on"] = latest_unpaid(unit, subscription, str(columns["sold_on"])) or None
    if columns["due_on"] is None:
        until = columns["sold_on"]
        work.note(f"no due day of subscription {subscription} up to {until} is unpaid: --due names another")


def _settle_due_amount(unit: Unit, columns: dict[str, Cell], about: _About, given: Given) -> None:
    """What is paid for a due day is what was due on it, whatever the price is by now."""
    from tinycrm.domain.dues import paid_dues

    day = str(columns.get("due_on") or "")
    due = next(iter(paid_dues(changes_of(unit.db, whole(about.subscription["id"])), day, day)), None) if day else None
    if due is None or (due.minor, due.currency) == (columns["amount_minor"], columns["currency"]):
        return
    if due.currency != columns["currency"] and any(not blank(text) for text in given.get("currency", ())):
        raise UsageError(
            f"the {about.amount_of} was in {due.currency} on {day}", hint="name the amount and its currency"
        )
    columns["amount_minor"], columns["currency"] = due.minor, due.currency
    about.amount_of += f" on {day}"


def _tell_deal(work: Work, columns: Mapping[str, Cell], about: _About) -> None:
    if about.deal and about.deal["outcome"] != "won" and whole(columns["amount_minor"]) >= 0:
        id = about.deal["id"]
        state = "still open" if about.deal["outcome"] == "open" else "lost"
        work.note(f"deal {id} is {state}: tinycrm deal won {id}")


def _sentence(work: Work, id: int, columns: dict[str, Cell], about: _About) -> str:
    from tinycrm.domain.money import human

    minor = whole(columns["amount_minor"])
    names = [work.store.title(noun, one) for noun, one in parties_of(columns)]
    amount = human(abs(minor), str(columns["currency"]), decimal=work.settings.decimal)
    of = f", the {about.amount_of}" if about.amount_of else ""
    on = f" on {columns['sold_on']}" if columns["sold_on"] != work.today else ""
    due = f", due {columns['due_on']}" if columns.get("due_on") else ""
    what = f" {columns['product']}" if columns.get("product") else ""
    kind = "refund" if minor < 0 else "sale"
    return f"Added {kind} {id}{what}: {amount}{of}, {' of '.join(reversed(names))}{on}{due}"


def refundable(work: Work, ref: str, *, exact: bool) -> int:
    """Gives the sale that a reference means, whose refunds of the same product are not meant.

    Raises:
        NotFound, Ambiguous: as `resolve`.
    """
    try:
        return resolve(work, "sale", ref, exact=exact, whose=True)
    except Ambiguous as error:
        rows = work.store.records("sale", [id for id, _, _ in error.candidates])
        sales = [id_of(row) for row in rows if row["refund_of"] is None]
        if len(sales) == 1 and len(error.candidates) > 1:
            return sales[0]
        raise


def refund_sale(work: Work, id: int, amount: str, given: Given) -> Done:
    """Money of a sale is given back: a negative sale of the same party, product and currency.

    Args:
        work: the command's work.
        id: the sale.
        amount: as typed, without a minus; "" is all that was not given back yet.
        given: sold_on, owner, note and set, as typed.

    Raises:
        UsageError: an amount that is none.
        RuleError: more than is left, a refund of a refund, a day before the sale's.
    """
    from tinycrm.domain.money import human

    with work.write() as unit:
        sale = unit.need("sale", id)
        check_refundable(sale)
        left = left_of(unit, sale)
        minor, currency = left, str(sale["currency"])
        if left <= 0:
            hint = f"tinycrm sale list --where 'refund_of = {id}'"
            raise RuleError(f"sale {id} is given back whole", code="refunded", hint=hint)
        if amount:
            minor, named = work.reading.money(amount, base=currency)
            if minor <= 0:
                raise UsageError(f"'{amount}' is nothing to give back", hint=f"tinycrm sale refund {id} 100")
            if named != currency:
                raise RuleError(f"sale {id} was paid in {currency}, not {named}", hint="give back what was paid")
        draft = make_draft(work, "sale", given)
        columns = draft.columns
        for column in ("company", "contact", "party", "product", "product_key", "deal", "subscription", "campaign"):
            columns[column] = sale[column]
        columns |= {"amount_minor": -minor, "currency": currency, "refund_of": id}
        if columns.get("sold_on") is None:
            columns["sold_on"] = unit.day
        columns.setdefault("owner", work.reading.user)
        settle_sale(work, unit, columns, {})
        made = insert_draft(unit, "sale", draft)
    rest = left - minor
    told = f", {human(rest, currency, decimal=work.settings.decimal)} left" if rest else ""
    amount = human(minor, currency, decimal=work.settings.decimal)
    return Done("sale", [made], f"Added refund {made} of sale {id}: {amount}{told}")
