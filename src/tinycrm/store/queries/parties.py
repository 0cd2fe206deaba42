"""SQL of who bought, who pays and who is active: the parts that counts of customers are put together from."""

from __future__ import annotations

from tinycrm.store.bought import bought, paid, unsold, won
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Cell, Condition, Database

_EVERY: Condition = ("", {})
# said twice: the index of the closed deals is known by its own condition
WON = f"deal.outcome <> 'open' AND {won('deal')}"
# said once: then the few deals of a party are looked up, and not all that closed
OWN_WON = won("deal")
NO_SALE = unsold("deal")
BOUGHT = bought("sale")
PAID = paid("c")
_COMPANY = (
    "coalesce((SELECT k.company FROM contact_company AS k WHERE k.contact = contact.id"
    " ORDER BY k.is_primary DESC, k.position LIMIT 1), contact.id)"
)
# before any day
NEVER = ""


def party_source(who: str) -> str:
    """Gives the SQL of where a party comes from: its own source, else that of the first of its people who has one."""
    return (
        f"coalesce((SELECT company.source FROM company WHERE company.id = {who}),"
        f" (SELECT contact.source FROM contact WHERE contact.id = {who}),"
        " (SELECT contact.source FROM contact_company AS k JOIN contact ON contact.id = k.contact"
        f" WHERE k.company = {who} AND contact.source IS NOT NULL ORDER BY contact.id LIMIT 1))"
    )


def each_party(sql: str) -> str:
    """Each party of a query once."""
    return f"SELECT party FROM ({sql}) AS every GROUP BY party"


class Parties:
    """The SQL of parties, narrowed to the records that count."""

    __slots__ = ("_company", "_contact", "_db", "_deal", "_params", "_sale", "_sold", "_subscription", "_window")

    def __init__(
        self,
        db: Database,
        window: int,
        *,
        sold: bool = True,
        sale: Condition = _EVERY,
        deal: Condition = _EVERY,
        subscription: Condition = _EVERY,
        contact: Condition | None = _EVERY,
        company: Condition | None = _EVERY,
    ) -> None:
        """The records that count are known.

        Args:
            db: the connection.
            window: a party is active for so many days from a purchase on.
            sold: whether a won deal without sales of its own is a purchase.
            sale, deal, subscription: which records count, over the table's own name.
            contact, company: whose customer_since counts; None for nobody's.
        """
        self._db = db
        self._window = window
        self._sold = sold
        self._sale = f" AND {sale[0]}" if sale[0] else ""
        self._deal = f" AND {deal[0]}" if deal[0] else ""
        self._subscription = f" AND {subscription[0]}" if subscription[0] else ""
        self._contact = None if contact is None else f" AND {contact[0]}" if contact[0] else ""
        self._company = None if company is None else f" AND {company[0]}" if company[0] else ""
        self._params: dict[str, Cell] = {**sale[1], **deal[1], **subscription[1]}
        for more in (contact, company):
            self._params |= {} if more is None else more[1]

    # --- parts of SQL: days are named parameters, `after` is excluded and `until` included

    def _buyers(self, after: str, until: str) -> str:
        """Those that bought between two days, as often as they did: to be grouped, which is cheaper than UNION."""
        sql = (
            f"SELECT sale.party AS party FROM sale WHERE sale.sold_on > :{after} AND sale.sold_on <= :{until}"
            f" AND {BOUGHT} AND sale.party IS NOT NULL{self._sale}"
        )
        return f"{sql} UNION ALL {self._winners(after, until)}" if self._sold else sql

    def _winners(self, after: str, until: str) -> str:
        """Those that a deal without sales was won with between two days."""
        return (
            f"SELECT deal.party AS party FROM deal WHERE {WON} AND deal.closed_on > :{after}"
            f" AND deal.closed_on <= :{until} AND deal.party IS NOT NULL AND {NO_SALE}{self._deal}"
        )

    def _bought(self, who: str, after: str, until: str) -> str:
        """Whether somebody bought between two days."""
        sql = self._took(who, after, until)
        if self._sold:
            sql += (
                f" OR EXISTS (SELECT 1 FROM deal WHERE deal.party = {who} AND {OWN_WON} AND deal.closed_on > :{after}"
                f" AND deal.closed_on <= :{until} AND {NO_SALE}{self._deal})"
            )
        return f"({sql})"

    def _took(self, who: str, after: str, until: str) -> str:
        """Whether somebody has a sale between two days."""
        return (
            f"EXISTS (SELECT 1 FROM sale WHERE sale.party = {who} AND sale.sold_on > :{after}"
            f" AND sale.sold_on <= :{until} AND {BOUGHT}{self._sale})"
        )

    def _pays(self, day: str) -> str:
        """Whether the subscription at hand pays on a day."""
        return (
            "coalesce((SELECT c.amount_minor FROM subscription_change AS c WHERE c.subscription = subscription.id"
            f" AND c.changed_on <= :{day} ORDER BY c.changed_on DESC, c.seq DESC LIMIT 1), 0) > 0"
        )

    def _payers(self, day: str) -> str:
        return (
            "SELECT subscription.party AS party FROM subscription WHERE subscription.party IS NOT NULL"
            f"{self._subscription} AND {self._pays(day)}"
        )

    def _changed(self) -> str:
        """Those whose subscriptions changed between :first and :last."""
        return (
            "SELECT subscription.party FROM subscription WHERE subscription.party IS NOT NULL AND subscription.id IN"
            " (SELECT c.subscription FROM subscription_change AS c"
            f" WHERE c.changed_on > :first AND c.changed_on <= :last){self._subscription}"
        )

    def _payments(self, after: str, until: str) -> str:
        """Those that a subscription came to be paid by between two days, or at another price."""
        # from the few changes to their subscriptions: CROSS JOIN says in which order
        return (
            "SELECT subscription.party FROM subscription_change AS c CROSS JOIN subscription"
            " WHERE subscription.id = c.subscription AND subscription.party IS NOT NULL"
            f" AND c.changed_on > :{after} AND c.changed_on <= :{until} AND {PAID}{self._subscription}"
        )

    def _paying(self, who: str, day: str) -> str:
        return (
            f"EXISTS (SELECT 1 FROM subscription WHERE subscription.party = {who}{self._subscription}"
            f" AND {self._pays(day)})"
        )

    def _paid(self, who: str, until: str) -> str:
        """Whether somebody ever paid for a subscription by a day."""
        return (
            "EXISTS (SELECT 1 FROM subscription JOIN subscription_change AS c ON c.subscription = subscription.id"
            f" WHERE subscription.party = {who} AND {PAID} AND c.changed_on <= :{until}{self._subscription})"
        )

    def _ever(self, who: str, until: str) -> str:
        """Whether somebody bought or paid by a day."""
        return f"({self._bought(who, 'never', until)} OR {self._paid(who, until)})"

    def _active(self, who: str, before: str, day: str) -> str:
        return f"({self._bought(who, before, day)} OR {self._paying(who, day)})"

    def _since(self) -> str:
        """The record, its party and the day of every customer_since up to :until."""
        parts: list[str] = []
        if self._company is not None:
            parts.append(
                "SELECT company.id AS record, company.id AS party, company.customer_since AS day FROM company"
                f" WHERE company.customer_since <= :until{self._company}"
            )
        if self._contact is not None:
            parts.append(
                f"SELECT contact.id AS record, {_COMPANY} AS party, contact.customer_since AS day FROM contact"
                f" WHERE contact.customer_since <= :until{self._contact}"
            )
        return " UNION ALL ".join(parts)

    def _number(self, sql: str, **days: str) -> int:
        return self._db.number(sql, {**self._params, "never": NEVER, **days})

    def _row(self, sql: str, **days: str) -> tuple[int, ...]:
        row = self._db.one(sql, {**self._params, "never": NEVER, **days}) or ()
        return tuple(whole(cell) for cell in row)
