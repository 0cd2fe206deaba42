"""What the companies and people of a world buy, subscribe to, ask and answer, and what is spent to win them."""

from __future__ import annotations

from random import Random

from names import OWNERS, SOURCES

from tinycrm.domain.fold import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from world import Maker

# a group's records: its sales, and one record that is a subscription, a ticket, an answer, or an expense or campaign
SALES = 10
SLOT = 4
CAMPAIGN_EVERY = 200
SIZE = SALES + 1
_MEMBERS = 40
_CHANNELS = ("email", "phone", "website", "chat")
_PRODUCTS = (
    "Website", "Licence", "Support plan", "Training", "Spare parts", "Pilot", "Audit", "Workshop", "Hosting", "Logo",
    "Printing", "Consulting", "Обслуживание", "Обучение", "Запчасти", "پشتیبانی", "آموزش", "نصب",
)  # fmt: skip
_PLANS = ("Hosting", "Care plan", "Support plan", "Licence", "Обслуживание", "پشتیبانی")
_TICKETS = ("Cannot sign in", "Invoice is missing", "Slow page", "Не приходит письмо", "Wrong address", "خطا در پرداخت")
_WORDS = ("quick and friendly", "too slow", "all well", "долго ждали", "عالی بود", "price is high", "would buy again")
_INTERVALS = (*("month",) * 7, "12 months", "12 months", "3 months", "4 weeks")
_WEEK, _MONTH = 7, 30


class Trade:
    """Makes the rows of sales and of the nouns beside them, one group after another."""

    def __init__(self, maker: Maker, seed: int, person_at: Callable[[int, int], int]) -> None:
        """The maker is known.

        Args:
            maker: keeps the rows and knows the days.
            seed: of every choice.
            person_at: gives the id of the person of a group and a number in it.
        """
        self._maker = maker
        self._pick = Random(seed + 1)
        self._person_at = person_at
        self._campaigns: list[int] = []
        # won deals without sales of their own: the deal, its company, the day it was won
        self._won: list[tuple[int, int, int]] = []
        self._keys = {text: fold(text) for text in (*_PRODUCTS, *_PLANS, *_TICKETS, *_CHANNELS, *SOURCES, *_WORDS)}

    def won(self, deal: int, company: int, day: int) -> None:
        """The deal was won on a day, counted from the first, and may have sales of its own."""
        if self._pick.random() < 0.3:
            self._won.append((deal, company, day))

    def campaign(self) -> int | None:
        """Gives a campaign that a new deal or sale comes from, mostly None."""
        if not self._campaigns or self._pick.random() > 0.04:
            return None
        return self._campaigns[-1 - int(self._pick.random() * min(5, len(self._campaigns)))]

    def group(self, group: int, first: int, start: int) -> None:
        """The records of a group are made.

        Args:
            group: its number from 0; also that of its operation, from 1.
            first: the id of the first record made here.
            start: when, in seconds from the first day.
        """
        op = group + 1
        owner = OWNERS[group * 7 % len(OWNERS)]
        slot = first + SALES
        kind = group % SLOT
        if kind == 0:
            self._subscription(group, slot, op, owner, start)
        elif kind == 1:
            self._ticket(group, slot, op, owner, start)
        elif kind == 2:
            self._feedback(group, slot, op, owner, start)
        elif group % CAMPAIGN_EVERY == SLOT - 1:
            self._campaign(group, slot, op, owner, start)
        else:
            self._expense(slot, op, owner, start)
        self._sales(group, first, op, owner, start)

    def _party(self, group: int) -> tuple[int | None, int, int]:
        """Somebody who has come by now: the company, the contact, the party. Those who came last buy most."""
        draw = self._pick.random()
        other = group - int(draw * draw * (group + 1))
        if self._pick.random() < 0.3:
            # the last person of each group is in no company
            person = self._person_at(other, 4)
            return None, person, person
        company = self._person_at(other, 0) - 1
        return company, self._person_at(other, int(self._pick.random() * 4)), company

    def _sales(self, group: int, first: int, op: int, owner: str, start: int) -> None:
        pick, maker = self._pick.random, self._maker
        day = maker.day(start // 86_400)
        before: tuple[int | None, int, int, str, int, str] | None = None
        for number in range(SALES):
            record = first + number
            deal = due = subscription = refund = None
            currency = "USD" if pick() < 0.1 else "EUR"
            product = _PRODUCTS[int(pick() * len(_PRODUCTS))]
            company, contact, party = self._party(group)
            amount = int(2 ** (6 + pick() * 8)) * 100 + int(pick() * 100)
            sold = day
            if before is not None and pick() < 0.02:
                company, contact, party, product, amount, currency = before
                refund, amount = record - 1, -amount
            elif self._won and pick() < 0.5:
                deal, company, closed = self._won.pop()
                contact, party, sold = company + 1, company, maker.day(closed)
            elif number < 2 and group % SLOT == 0:
                subscription, due = first + SALES, day
                company, contact, party, product, currency, amount = self._subscriber
                if number:
                    due, subscription = None, None
            before = None if amount < 0 else (company, contact, party, product, amount, currency)
            maker.add(
                "sale", record, product, self._keys[product], amount, currency, sold,
                int(1 + pick() * 5) if number % 3 == 0 else None, company, contact, party, deal, subscription, due,
                None if amount < 0 else self.campaign(), refund, owner, maker.uid(start, record), maker.at(start),
                maker.at(start), op,
            )  # fmt: skip
            maker.add("doc", record, "sale", self._keys[product])

    def _subscription(self, group: int, record: int, op: int, owner: str, start: int) -> None:
        pick, maker = self._pick.random, self._maker
        product = _PLANS[int(pick() * len(_PLANS))]
        interval = _INTERVALS[int(pick() * len(_INTERVALS))]
        currency = "USD" if pick() < 0.1 else "EUR"
        price = (9 + int(pick() * 190)) * 100
        if interval == "12 months":
            price *= 10
        company, contact, party = self._party(group)
        self._subscriber = (company, contact, party, product, currency, price)
        begun = start // 86_400
        changes, price, ended = self._life(begun, price)
        for seq, (kind, day, amount) in enumerate(changes, 1):
            maker.add(
                "subscription_change", record, seq, kind, maker.day(day), amount, currency, interval, op
            )  # fmt: skip
        if interval in ("12 months", "3 months"):
            self._terms(record, op, begun, 365 if interval == "12 months" else 91, ended)
        maker.add(
            "subscription", record, product, self._keys[product], price, currency, interval, maker.day(begun),
            None if ended is None else maker.day(ended), company, contact, party, owner, maker.uid(start, record),
            maker.at(start), maker.at(start), op,
        )  # fmt: skip
        maker.add("doc", record, "subscription", self._keys[product])

    def _life(self, begun: int, price: int) -> tuple[list[tuple[str, int, int]], int, int | None]:
        """The changes of a subscription in order, its present price, its last day."""
        pick, last = self._pick.random, self._maker.last
        changes = [("start", begun, price)]
        day = begun
        if pick() < 0.2 and begun + 14 <= last:
            changes = [("start", begun, 0), ("trial_end", begun + 14, price)]
            day += 14
        while (day := day + _MONTH * (1 + int(pick() * 18))) <= last:
            draw = pick()
            if draw < 0.45:
                price = max(100, int(price * (0.7 + pick())) // 100 * 100)
                changes.append(("change", day, price))
            elif draw < 0.6:
                changes.append(("pause", day, 0))
                day += _MONTH * (1 + int(pick() * 3))
                if day > last:
                    break
                changes.append(("resume", day, price))
            elif draw < 0.85:
                changes += [("cancel", day, price), ("end", day + _WEEK * 2, 0)]
                return changes, price, day + _WEEK * 2 - 1
        return changes, price, None

    def _terms(self, record: int, op: int, begun: int, length: int, ended: int | None) -> None:
        maker, seq = self._maker, 0
        day = begun
        while True:
            seq += 1
            end = day + length - 1
            if ended is not None and ended <= end:
                outcome, decided, end = "ended", ended - _WEEK * 2 + 1, ended
            elif end > maker.last:
                outcome, decided = "open", None
            else:
                outcome, decided = "renewed", end
            maker.add(
                "subscription_term", record, seq, maker.day(day), maker.day(end), outcome,
                None if decided is None else maker.day(decided), op,
            )  # fmt: skip
            if outcome != "renewed":
                return
            day = end + 1

    def _ticket(self, group: int, record: int, op: int, owner: str, start: int) -> None:
        pick, maker = self._pick.random, self._maker
        title = _TICKETS[int(pick() * len(_TICKETS))]
        channel = _CHANNELS[int(pick() * len(_CHANNELS))]
        company, contact, party = self._party(group)
        answered: int | None = start + int(60 * 2 ** (2 + pick() * 10))
        resolved: int | None = (answered or start) + int(60 * 2 ** (4 + pick() * 9))
        limit = maker.last * 86_400
        answered = None if answered is None or answered > limit or pick() < 0.02 else answered
        resolved = None if resolved is None or resolved > limit or pick() < 0.03 else resolved
        at, then, done = (None if second is None else maker.at(second) for second in (start, answered, resolved))
        maker.add(
            "ticket", record, title, self._keys[title], "open" if done is None else "resolved",
            ("normal", "normal", "high", "low")[group // SLOT % 4], channel, company, contact, party,
            at, maker.day(start // 86_400), then, then and then[:10], done, done and done[:10],
            1 if pick() < 0.05 else 0, None if done is None else int(pick() * 120), owner, maker.uid(start, record),
            at, at, op,
        )  # fmt: skip
        maker.add("doc", record, "ticket", fold(f"{title} \n {channel}"))

    def _feedback(self, group: int, record: int, op: int, owner: str, start: int) -> None:
        pick, maker = self._pick.random, self._maker
        kind, low, high = (("nps", 0, 10), ("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 7))[group // SLOT % 4]
        score = max(low, high - int(pick() * pick() * (high - low + 1)))
        company, contact, party = self._party(group)
        comment = _WORDS[int(pick() * len(_WORDS))] if pick() < 0.4 else None
        # of the request that came last
        ticket = self._person_at(group - 1, 0) - 1 + maker.slot if kind != "nps" and group else None
        at = maker.at(start)
        maker.add(
            "feedback", record, kind, score, at, at[:10], company, contact, party, ticket, comment, owner,
            maker.uid(start, record), at, at, op,
        )  # fmt: skip
        maker.add("doc", record, "feedback", "" if comment is None else self._keys[comment])

    def _campaign(self, group: int, record: int, op: int, owner: str, start: int) -> None:
        pick, maker = self._pick.random, self._maker
        begun = start // 86_400
        channel = SOURCES[group // CAMPAIGN_EVERY % len(SOURCES)]
        name = f"{channel.capitalize()} {record}"
        at = maker.at(start)
        maker.add(
            "campaign", record, name, fold(name), channel, int(5 + pick() * 95) * 10_000, "EUR", maker.day(begun),
            maker.day(min(begun + 60, maker.last)), owner, maker.uid(start, record), at, at, op,
        )  # fmt: skip
        maker.add("doc", record, "campaign", fold(f"{name} \n {channel}"))
        self._campaigns.append(record)
        members = {self._person_at(int(pick() * (group + 1)), int(pick() * 5)) for _ in range(_MEMBERS)}
        for member in sorted(members):
            answered = at if pick() < 0.2 else None
            maker.add(
                "campaign_member", record, member, member, at, at[:10], answered, answered and answered[:10], op
            )  # fmt: skip

    def _expense(self, record: int, op: int, owner: str, start: int) -> None:
        pick, maker = self._pick.random, self._maker
        kind = ("marketing", "marketing", "sales", "service")[int(pick() * 4)]
        channel = SOURCES[int(pick() * len(SOURCES))]
        title = f"{channel.capitalize()} {record}"
        campaign = self._campaigns[-1] if self._campaigns and kind == "marketing" and pick() < 0.3 else None
        at = maker.at(start)
        maker.add(
            "expense", record, title, fold(title), (100 + int(pick() * 4000)) * 100, "EUR",
            maker.day(start // 86_400), kind, channel, campaign, owner, maker.uid(start, record), at, at, op,
        )  # fmt: skip
        maker.add("doc", record, "expense", fold(f"{title} \n {channel}"))
