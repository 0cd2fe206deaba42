"""The two years behind the demonstration are written, set-wise: sales, subscriptions, tickets, answers, campaigns."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from random import Random

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS, PAID
from tinycrm.domain.party import party_of
from tinycrm.domain.spans import add_months
from tinycrm.services.demo import trade as data
from tinycrm.store.bulk import Bulk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

    # title, company, contact, channel, priority, opened (days, time), answered
    Asked = tuple[str, int | None, int, str, str, tuple[int, str], tuple[int, str] | None]

_SEED = 7
_YEARS = 2
# the studio opened so many days ago
OLDEST = 728


class Past:
    """Writes what happened, one noun after the other; `flush` puts the last of it into the database.

    Attributes:
        bulk: the rows that wait.
    """

    def __init__(self, work: Work, unit: Unit, companies: Sequence[int], contacts: Sequence[int], today: date) -> None:
        self._work = work
        self._unit = unit
        self._companies = list(companies)
        self._contacts = list(contacts)
        self._today = today
        self._pick = Random(_SEED)  # noqa: S311 -- the same business every time, and no secret
        self._campaigns: list[int] = []
        self._answered: list[tuple[int, int | None, int, int]] = []
        self.bulk = Bulk(unit)

    def write(self, deals: Mapping[str, int]) -> None:
        """Everything is in the database.

        Args:
            deals: title → id, of deals that campaigns brought.
        """
        self._write_campaigns()
        self._write_subscriptions()
        self._write_sales()
        self._write_expenses()
        self._write_tickets()
        self._write_feedback()
        self._write_talks()
        self._write_segments()
        self.bulk.flush()
        for title, campaign in data.CAMPAIGN_DEALS:
            self._unit.update("deal", (deals[title],), {"campaign": self._campaigns[campaign]})

    def day(self, ago: int) -> str:
        """Gives the day so many days ago."""
        return (self._today - timedelta(days=ago)).isoformat()

    def _at(self, ago: int, time: str) -> tuple[str, str]:
        """The instant of a time so many days ago, never one to come, and its day."""
        day = self.day(ago)
        return min(self._work.reading.clock.to_instant(day, time), self._unit.moment), day

    def _add(self, noun: str, columns: dict[str, Cell]) -> int:
        if noun in PAID:
            columns["party"] = party_of(columns)
        if noun != "segment":
            columns.setdefault("owner", self._work.reading.user)
        if NOUNS[noun].get("fields") is not None:
            columns["fields"] = "{}"
        return self.bulk.insert_record(noun, columns)

    def _whom(self, company: int | None, contact: int) -> dict[str, Cell]:
        return {
            "company": None if company is None else self._companies[company],
            "contact": self._contacts[contact],
        }

    def _write_campaigns(self) -> None:
        for name, channel, budget, start, end, members, answered in data.CAMPAIGNS:
            id = self._add(
                "campaign",
                {
                    "name": name,
                    "name_key": fold(name),
                    "channel": channel,
                    "budget_minor": budget * 100,
                    "currency": "EUR",
                    "started_on": self.day(start),
                    "ended_on": None if end is None else self.day(end),
                },
            )
            self._campaigns.append(id)
            for place, contact in enumerate(members):
                person = self._contacts[contact]
                at, day = self._at(start - 1, "09:00")
                back, on = self._at(start - 2 - place % 5, "15:30") if contact in answered else (None, None)
                row: dict[str, Cell] = {"campaign": id, "record": person, "contact": person, "company": None}
                row |= {"reached_at": at, "reached_on": day, "answered_at": back, "answered_on": on}
                self.bulk.insert("campaign_member", row)

    # --- what was bought ---

    def _write_subscriptions(self) -> None:
        for product, company, contact, amount, currency, interval, start, told, end in data.SUBSCRIPTIONS:
            first = 0 if told and told[0][0] == "trial_end" else amount
            changes = [("start", self.day(start), first), *((kind, self.day(ago), price) for kind, ago, price in told)]
            present = [price for kind, _, price in changes if price and kind != "cancel"][-1]
            self._subscribe(product, company, contact, (present, currency, interval), changes, end, [])
        for product, company, contact, amount, currency, terms, left, cancelled in data.YEARLY:
            after = self._today + timedelta(days=left + 1)
            days = [add_months(after, -12 * number) for number in range(terms, -1, -1)]
            changes = [("start", days[0].isoformat(), amount)]
            if cancelled is not None:
                changes.append(("cancel", self.day(cancelled), amount))
            rows: list[dict[str, Cell]] = []
            for seq, (begin, following) in enumerate(pairwise(days), 1):
                last = following == after
                outcome = "renewed" if not last else "open" if cancelled is None else "ended"
                decided = self.day(cancelled) if last and cancelled is not None else None
                ends = (following - timedelta(days=1)).isoformat()
                row: dict[str, Cell] = {"seq": seq, "starts_on": begin.isoformat(), "ends_on": ends}
                rows.append({**row, "outcome": outcome, "decided_on": decided if last else ends})
            end = None if cancelled is None else -left
            self._subscribe(product, company, contact, (amount, currency, "12 months"), changes, end, rows)

    def _subscribe(
        self,
        product: str,
        company: int | None,
        contact: int,
        price: tuple[int, str, str],
        changes: Sequence[tuple[str, str, int]],
        end: int | None,
        terms: Sequence[dict[str, Cell]],
    ) -> None:
        amount, currency, interval = price
        whom = self._whom(company, contact)
        row: dict[str, Cell] = {"product": product, "product_key": fold(product), "amount_minor": amount * 100}
        row |= {"currency": currency, "interval": interval, "start_on": changes[0][1]}
        id = self._add("subscription", {**row, "end_on": None if end is None else self.day(end), **whom})
        rows = [*changes, *([] if end is None else [("end", self.day(end - 1), 0)])]
        for seq, (kind, day, minor) in enumerate(rows, 1):
            change: dict[str, Cell] = {"subscription": id, "seq": seq, "kind": kind, "changed_on": day}
            change |= {"amount_minor": minor * 100, "currency": currency, "interval": interval}
            self.bulk.insert("subscription_change", change)
        for term in terms:
            self.bulk.insert("subscription_term", {"subscription": id, **term})

    def _write_sales(self) -> None:
        refunds = dict(data.REFUNDS)
        for number, ago in enumerate(self._days_of_sale()):
            buyers = [buyer for buyer in data.BUYERS if buyer[2] >= ago >= buyer[3]]
            # who bought first, and last, did so on those very days
            edge = [buyer for buyer in buyers if ago in (buyer[2], buyer[3])]
            buyer = edge[0] if edge else self._pick.choices(buyers, [one[4] for one in buyers])[0]
            id, columns = self._sale(buyer, ago)
            if number in refunds:
                share, back = refunds[number], max(ago - 6, 0)
                minor = int(str(columns["amount_minor"]))
                refund = {**columns, "amount_minor": -int(minor * share), "sold_on": self.day(back), "quantity": None}
                self._add("sale", {**refund, "refund_of": id, "campaign": None})

    def _days_of_sale(self) -> list[int]:
        """The days on which something was sold, the oldest first: more in spring and autumn, more as years pass."""
        days = {ago for buyer in data.BUYERS for ago in (buyer[2], buyer[3])}
        for month in range(_YEARS * 12):
            begin = add_months(self._today.replace(day=1), month + 1 - _YEARS * 12)
            wanted = data.SEASON[begin.month - 1] * (10 + month // 4) // 12
            for _ in range(wanted):
                on = begin + timedelta(days=self._pick.randrange(28))
                # nothing is sold on Sundays
                on -= timedelta(days=on.weekday() == 6)
                ago = (self._today - on).days
                if 0 <= ago <= OLDEST and any(buyer[2] >= ago >= buyer[3] for buyer in data.BUYERS):
                    days.add(ago)
        return sorted(days, reverse=True)

    def _sale(self, buyer: tuple[int | None, int, int, int, int, str], ago: int) -> tuple[int, dict[str, Cell]]:
        company, contact, _, _, _, currency = buyer
        product, price, most = data.PRODUCTS[self._pick.randrange(len(data.PRODUCTS))]
        quantity = self._pick.randrange(1, most + 1)
        campaigns = [
            id
            for id, (_, _, _, start, _, members, _) in zip(self._campaigns, data.CAMPAIGNS, strict=True)
            if contact in members and start > ago > start - 45
        ]
        columns: dict[str, Cell] = {
            "product": product,
            "product_key": fold(product),
            "amount_minor": price * quantity * 100,
            "currency": currency,
            "sold_on": self.day(ago),
            "quantity": quantity,
            **self._whom(company, contact),
            "campaign": campaigns[0] if campaigns else None,
            "refund_of": None,
        }
        return self._add("sale", dict(columns)), columns

    # --- what was spent ---

    def _write_expenses(self) -> None:
        for month in range(_YEARS * 12):
            for kind, channel, title, amount, more in data.MONTHLY:
                ago = month * 30 + 5 + len(title) % 11
                minor = amount * 100 + (self._pick.randrange(more * 100) if more else 0)
                self._spend(None, kind, channel, title, minor, ago)
        for campaign, kind, channel, title, amount, ago in data.SINGLE:
            self._spend(campaign, kind, channel, title, amount * 100, ago)

    def _spend(self, campaign: int | None, kind: str, channel: str, title: str, minor: int, ago: int) -> None:
        columns: dict[str, Cell] = {"title": title, "title_key": fold(title), "amount_minor": minor, "currency": "EUR"}
        columns |= {"spent_on": self.day(ago), "kind": kind, "channel": channel or None}
        self._add("expense", {**columns, "campaign": None if campaign is None else self._campaigns[campaign]})

    # --- what was asked and answered ---

    def _write_tickets(self) -> None:
        pick = self._pick
        for number in range(36):
            ago = OLDEST - 14 - number * 19
            buyers = [buyer for buyer in data.BUYERS if buyer[2] >= ago >= buyer[3] - 30]
            company, contact = buyers[pick.randrange(len(buyers))][:2]
            title = data.TICKETS[number % len(data.TICKETS)]
            hours, slow = 8 + pick.randrange(9), pick.random()
            answered = (ago, f"{min(hours + 1 + pick.randrange(4), 22):02d}:{pick.randrange(60):02d}")
            answered = (ago - 2, "10:20") if slow > 0.85 else answered
            days = pick.choice((0, 1, 1, 2, 4)) + (2 if slow > 0.85 else 0)
            resolved = (ago - days, "22:30" if days == 0 else f"{10 + pick.randrange(8)}:15")
            channel = ("email", "phone", "email", "website")[number % 4]
            priority = ("normal", "normal", "high", "normal", "low")[number % 5]
            row: Asked = (title, company, contact, channel, priority, (ago, f"{hours:02d}:05"), answered)
            id = self._ticket(row, resolved, 1 if number in (9, 23) else 0, 10 + pick.randrange(80))
            self._answered.append((id, company, contact, ago - days))
        for title, company, contact, channel, priority, opened, answered, resolved in data.SOLVED_TICKETS:
            self._ticket((title, company, contact, channel, priority, opened, answered), resolved, 0, 25)
        for waiting in data.OPEN_TICKETS:
            self._ticket(waiting, None, 0, None)

    def _ticket(
        self,
        row: Asked,
        resolved: tuple[int, str] | None,
        reopenings: int,
        minutes: int | None,
    ) -> int:
        title, company, contact, channel, priority, opened, answered = row
        columns: dict[str, Cell] = {"title": title, "title_key": fold(title), "channel": channel, "priority": priority}
        columns |= {"status": "open" if resolved is None else "resolved", **self._whom(company, contact)}
        columns["opened_at"], columns["opened_on"] = self._at(*opened)
        for key, when in (("first_answered", answered), ("resolved", resolved)):
            columns[f"{key}_at"], columns[f"{key}_on"] = (None, None) if when is None else self._at(*when)
        return self._add("ticket", {**columns, "reopenings": reopenings, "minutes": minutes})

    def _write_feedback(self) -> None:
        for ago in range(OLDEST - 30, 0, -91):
            for number, (company, contact, first, last, _, _) in enumerate(data.BUYERS):
                if first >= ago >= last - 60 and (number + ago) % 2:
                    self._answer("nps", ago - number, company, contact, None)
        for number, (ticket, company, contact, ago) in enumerate(self._answered):
            if number % 2:
                self._answer("csat" if number % 6 != 1 else "ces", max(ago - 1, 0), company, contact, ticket)
        for company, contact, kind, score, ago, comment in data.ANSWERS:
            at, day = self._at(ago, "18:10")
            self._say(kind, score, at, day, company, contact, None, comment or None)

    def _answer(self, kind: str, ago: int, company: int | None, contact: int, ticket: int | None) -> None:
        pick = self._pick
        scores = {"nps": (10, 9, 9, 10, 8, 9, 7, 10, 5), "csat": (5, 4, 5, 5, 3, 4), "ces": (6, 7, 5, 6, 4)}[kind]
        score = scores[pick.randrange(len(scores))]
        is_good = score >= {"nps": 8, "csat": 4, "ces": 5}[kind]
        words = data.PRAISE if is_good else data.DOUBTS
        comment = words[pick.randrange(len(words))] if pick.random() < 0.5 or not is_good else None
        at, day = self._at(max(ago, 0), f"{9 + pick.randrange(10):02d}:40")
        self._say(kind, score, at, day, company, contact, ticket, comment)

    def _say(
        self,
        kind: str,
        score: int,
        at: str,
        day: str,
        company: int | None,
        contact: int,
        ticket: int | None,
        comment: str | None,
    ) -> None:
        columns: dict[str, Cell] = {"kind": kind, "score": score, "at": at, "on_day": day, "ticket": ticket}
        self._add("feedback", {**columns, **self._whom(company, contact), "comment": comment})

    def _write_talks(self) -> None:
        for contact, kind, direction, ago, text, minutes in data.TALKS:
            at, day = self._at(ago, "11:00")
            columns: dict[str, Cell] = {"kind": kind, "at": at, "on_day": day, "summary": text}
            columns |= {"direction": direction or None, "minutes": int(minutes)}
            id = self._add("interaction", columns)
            self.bulk.add_links("interaction", id, "contact", [self._contacts[contact]], at=at)
        for title, due, done, whom in data.DONE:
            at, day = self._at(done, "16:00")
            columns = {"title": title, "title_key": fold(title), "due_on": self.day(due), "status": "done"}
            columns |= {"done_at": at, "done_on": day, "contact": None if whom is None else self._contacts[whom]}
            self._add("task", columns)

    def _write_segments(self) -> None:
        for name, noun, filter, note in data.SEGMENTS:
            self._add("segment", {"name": name, "name_key": fold(name), "noun": noun, "filter": filter, "note": note})
