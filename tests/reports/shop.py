"""A small shop with a little of everything, for reports as a whole. Today is the 30th of June 2026."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger


class Shop:
    """The shop's people; every record of it is in the ledger.

    Attributes:
        neva, orion: companies, looked after by ann and by bo.
        anna, mia, leo, zoe: contacts without a company.
        spring: a campaign.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.add = ledger.add
        self.ledger = ledger
        self._people()
        self._campaign()
        self._sales()
        self._deals()
        self._subscriptions()
        self._service()
        self._doings()

    def _people(self) -> None:
        self.neva = self.add("company", name="Neva", source="Web", owner="ann", lead_on="2026-03-01",
            last_touch_at="2026-02-03T10:00:00Z")  # fmt: skip
        self.orion = self.add("company", name="Orion", source="Fair", owner="bo", lead_on="2026-06-02")
        self.anna = self.add("contact", name="Anna", source="Web", owner="ann", lead_on="2026-06-01",
            last_touch_at="2026-06-02T10:00:00Z")  # fmt: skip
        self.mia = self.add("contact", name="Mia", owner="ann")
        self.leo = self.add("contact", name="Leo", owner="bo", last_touch_at="2026-06-04T10:00:00Z")
        self.zoe = self.add("contact", name="Zoe", source="Web", owner="bo", lead_on="2026-06-20")

    def _campaign(self) -> None:
        self.spring = self.add(
            "campaign", name="Spring", channel="Web", budget_minor=50_000, started_on="2026-06-01", owner="ann"
        )
        for who, answered in ((self.anna, "2026-06-03"), (self.zoe, None)):
            self.add(
                "campaign_member", campaign=self.spring, record=who, contact=who, reached_on="2026-06-02",
                answered_on=answered,
            )  # fmt: skip
        for kind, channel, minor, day, campaign in (
            ("marketing", "Web", 12_000, "2026-06-02", None),
            ("marketing", "Web", 4_000, "2026-06-03", self.spring),
            ("sales", "Fair", 8_000, "2026-06-03", None),
            ("service", None, 1_000, "2026-06-04", None),
        ):
            self.add("expense", kind=kind, channel=channel, amount_minor=minor, spent_on=day, campaign=campaign)

    def _sales(self) -> None:
        neva, orion = {"party": self.neva, "company": self.neva}, {"party": self.orion, "company": self.orion}
        anna, mia, leo = ({"party": one, "contact": one} for one in (self.anna, self.mia, self.leo))
        for who, product, minor, day, owner, more in (
            (neva, "Desk", 30_000, "2026-05-10", "ann", {}),
            (neva, "Chair", 10_000, "2026-06-08", "ann", {"campaign": self.spring}),
            (orion, "Desk", 20_000, "2026-06-15", "bo", {}),
            (anna, "Desk", 5_000, "2026-06-05", "ann", {}),
            (anna, "Chair", 5_000, "2026-06-06", "ann", {}),
            (neva, "Desk", -6_000, "2026-06-20", "ann", {"refund_of": 1}),
            (mia, "Lamp", 4_000, "2025-03-01", "bo", {}),
            (leo, "Desk", 8_000, "2026-01-20", "bo", {}),
        ):
            self.add("sale", product=product, amount_minor=minor, sold_on=day, owner=owner, **who, **more)

    def _deals(self) -> None:
        neva, orion = {"party": self.neva, "company": self.neva}, {"party": self.orion, "company": self.orion}
        self.won = self._deal("won", 100_000, "2026-06-01", "2026-06-11", owner="ann", source="Web",
            reason="service", **neva, campaign=self.spring)  # fmt: skip
        self._deal("won", None, "2026-06-01", "2026-06-21", owner="bo", source="Fair", **orion)
        self.lost = self._deal("lost", 50_000, "2026-06-02", "2026-06-12", owner="ann", source="Web", reason="price")
        self._deal("lost", 20_000, "2026-06-03", "2026-06-13", currency="USD", owner="bo")
        self.back = self._open("lead", 40_000, "2026-06-10", "2026-06-20", "2026-07-10", owner="ann", **neva)
        self._open("proposal", 60_000, "2026-06-20", "2026-06-25", "2026-06-15", owner="bo", **orion)
        self._open("lead", None, "2026-06-28", "2026-06-28", None, owner="bo")
        self._open("negotiation", 10_000, "2026-06-01", "2026-06-01", "2026-08-01", currency="USD", probability=5_000)
        for deal, stays in (
            (self.won, (("lead", 0, "06-01", "06-03"), ("proposal", 2, "06-03", "06-11"), ("won", 4, "06-11", ""))),
            (self.lost, (("lead", 0, "06-02", "06-12"), ("lost", 5, "06-12", ""))),
            (
                self.back,
                (("lead", 0, "06-10", "06-15"), ("qualified", 1, "06-15", "06-20"), ("lead", 0, "06-20", "")),
            ),
        ):
            for seq, (stage, place, came, left) in enumerate(stays, 1):
                self.add(
                    "stage_stay", deal=deal, seq=seq, stage=stage, position=place, entered_on=f"2026-{came}",
                    left_on=f"2026-{left}" if left else None, outcome=stage if stage in ("won", "lost") else "open",
                )  # fmt: skip

    def _deal(self, outcome: str, minor: int | None, opened: str, closed: str, **more: object) -> int:
        cells = {"outcome": outcome, "stage": outcome, "opened_on": opened, "closed_on": closed, **more}
        return self.add("deal", value_minor=minor, title=outcome, **cells)

    def _open(self, stage: str, minor: int | None, opened: str, came: str, ends: str | None, **more: object) -> int:
        place = ("lead", "qualified", "proposal", "negotiation").index(stage)
        days = {"opened_on": opened, "stage_entered_on": came, "expected_close_on": ends}
        return self.add("deal", value_minor=minor, stage=stage, position=place, title=stage, **days, **more)

    def _subscriptions(self) -> None:
        book = self.ledger.subscription
        neva = book(self.neva, ("2026-01-01", 10_000), ("2026-06-10", 15_000), product="Care", owner="ann")
        book(self.anna, ("2026-05-01", 6_000), ("2026-06-15", 4_000), contact=self.anna, product="Care", owner="ann")
        orion = book(
            self.orion, ("2026-06-05", 120_000, "start", "EUR", "12 months"), product="Backup", owner="bo",
            interval="12 months", amount_minor=120_000,
        )  # fmt: skip
        for company, subscription in ((self.neva, neva), (self.orion, orion)):
            self.ledger.db.run("UPDATE subscription SET company = ? WHERE id = ?", (company, subscription))
        mia = book(self.mia, ("2026-02-01", 3_000), ("2026-06-20", 0, "end"), contact=self.mia, product="Care")
        book(self.leo, ("2026-01-01", 2_000), ("2026-03-01", 0, "end"), contact=self.leo, product="Care", owner="bo")
        again = book(self.leo, ("2026-06-12", 2_000), contact=self.leo, product="Backup", owner="bo")
        for what, first, last, outcome, decided in (
            (neva, "2025-06-10", "2026-06-09", "renewed", "2026-06-09"),
            (neva, "2026-06-10", "2027-06-09", "open", None),
            (mia, "2026-02-01", "2026-06-19", "ended", "2026-06-10"),
            (orion, "2026-06-05", "2026-09-04", "open", None),
            (again, "2026-06-12", "2026-06-25", "open", None),
        ):
            self.add(
                "subscription_term", subscription=what, seq=1 if first < "2026-06-10" or what == again else 2,
                starts_on=first, ends_on=last, outcome=outcome, decided_on=decided,
            )  # fmt: skip

    def _service(self) -> None:
        neva, anna, orion, leo = self.neva, self.anna, self.orion, self.leo
        self.slow = self._ticket("06-01T08", "06-01T10", "06-02T08", party=neva, company=neva, channel="email",
            priority="high", owner="ann", reopenings=1, minutes=30)  # fmt: skip
        self._ticket("06-03T08", "06-03T12", "06-03T20", party=anna, contact=anna, channel="chat", owner="ann")
        self._ticket("06-28T09", "", "", party=orion, company=orion, channel="email", owner="bo")
        self._ticket("05-01T09", "05-01T10", "", party=leo, contact=leo, channel="email", owner="bo")
        for kind, score, day, who, comment, ticket in (
            ("nps", 10, "06-05", "anna", "great", None),
            ("nps", 6, "06-06", "mia", None, None),
            ("nps", 9, "06-07", "zoe", None, None),
            ("nps", 8, "06-08", "leo", None, None),
            ("csat", 5, "06-09", "anna", None, self.slow),
            ("csat", 3, "06-10", "leo", None, None),
            ("ces", 6, "06-11", "anna", None, None),
            ("ces", 2, "06-12", "leo", "hard", None),
        ):
            id = getattr(self, who)
            self.add(
                "feedback", kind=kind, score=score, at=f"2026-{day}T09:00:00Z", on_day=f"2026-{day}", party=id,
                contact=id, comment=comment, ticket=ticket, owner="ann" if who == "anna" else "bo",
            )  # fmt: skip

    def _ticket(self, opened: str, answered: str, resolved: str, **more: object) -> int:
        cells: dict[str, object] = {"status": "resolved" if resolved else "open", "priority": "normal", **more}
        for name, at in (("opened", opened), ("first_answered", answered), ("resolved", resolved)):
            cells[f"{name}_at"] = f"2026-{at}:00:00Z" if at else None
            cells[f"{name}_on"] = f"2026-{at[:5]}" if at else None
        return self.add("ticket", **cells)

    def _doings(self) -> None:
        for kind, day, owner, minutes, way, who, deal in (
            ("call", "06-02", "ann", 10, "out", "anna", None),
            ("call", "06-04", "ann", None, "out", "leo", self.won),
            ("email", "06-04", "bo", None, "in", "leo", self.won),
            ("meeting", "06-11", "bo", 60, None, "zoe", self.won),
            ("call", "06-12", "ann", 5, "out", "mia", self.won),
        ):
            at, id = f"2026-{day}T10:00:00Z", getattr(self, who)
            touch = self.add(
                "interaction", kind=kind, at=at, on_day=f"2026-{day}", owner=owner, minutes=minutes, direction=way,
                deal=deal,
            )  # fmt: skip
            self.add("interaction_contact", contact=id, at=at, interaction=touch)
        for due, done, owner, priority in (
            ("06-10", "06-09", "ann", "high"),
            ("06-12", "06-20", "ann", "normal"),
            ("06-15", "", "bo", "normal"),
            ("05-01", "", "bo", "low"),
            ("06-30", "", "bo", "normal"),
        ):
            self.add(
                "task", due_on=f"2026-{due}", done_on=f"2026-{done}" if done else None, owner=owner, priority=priority,
                done_at=f"2026-{done}T09:00:00Z" if done else None, status="done" if done else "open",
            )  # fmt: skip
