"""What the database should hold, as a model of dictionaries; what a command does to it, by hand."""

from __future__ import annotations


class Model:
    """What the database should hold, as far as this test looks.

    Attributes:
        contacts: id → name, title, emails, tags.
        deals: id → title, value, currency, stage, contacts in order.
        tasks: id → title, status, due, contact, deal.
        talks: id → summary, contacts, deal.
    """

    def __init__(self) -> None:
        self.contacts: dict[int, dict[str, object]] = {}
        self.deals: dict[int, dict[str, object]] = {}
        self.tasks: dict[int, dict[str, object]] = {}
        self.talks: dict[int, dict[str, object]] = {}
        self.imported: dict[str, int] = {}

    def owner_of(self, email: str) -> int:
        """Gives the contact that has an e-mail, or 0."""
        return next((id for id, row in self.contacts.items() if email in row["emails"]), 0)  # type: ignore[operator]


def deal_of(row: dict[str, object]) -> dict[str, object]:
    value = str(row["value"])
    # JSON's own number drops the zeros at the end
    value = value if row["currency"] == "JPY" else f"{float(value):.2f}"
    contacts = row["contacts"]
    assert isinstance(contacts, list)
    return {
        "title": row["title"],
        "value": value,
        "currency": row["currency"],
        "stage": row["stage"],
        "contacts": [one["id"] for one in contacts],
    }


def task_of(row: dict[str, object]) -> dict[str, object]:
    return {
        "title": row["title"],
        "status": row["status"],
        "due": row["due_on"],
        "contact": row["contact"]["id"] if isinstance(row["contact"], dict) else None,
        "deal": row["deal"]["id"] if isinstance(row["deal"], dict) else None,
        "repeat": row["repeat"] == "FREQ=WEEKLY",
    }


def remove_contact(model: Model, id: int) -> None:
    """With its tasks and the interactions of nobody else; a deal that is left with nobody goes too."""
    for deal, row in list(model.deals.items()):
        people = row["contacts"]
        assert isinstance(people, list)
        if id in people:
            people.remove(id)
            if not people:
                remove_deal(model, deal)
    _release_tasks(model, "contact", id)
    for talk, row in list(model.talks.items()):
        people = row["contacts"]
        assert isinstance(people, list)
        if id in people:
            people.remove(id)
            if not people and row["deal"] is None:
                del model.talks[talk]
    del model.contacts[id]
    model.imported = {key: owner for key, owner in model.imported.items() if owner != id}


def remove_deal(model: Model, id: int) -> None:
    _release_tasks(model, "deal", id)
    del model.deals[id]


def _release_tasks(model: Model, key: str, id: int) -> None:
    """A task that hangs on something else too stays and loses the link."""
    other = "deal" if key == "contact" else "contact"
    for task, row in list(model.tasks.items()):
        if row[key] == id:
            row[key] = None
            if row[other] is None:
                del model.tasks[task]


def merge(model: Model, keep: int, gone: int) -> None:
    kept, other = model.contacts[keep], model.contacts.pop(gone)
    kept["title"] = kept["title"] or other["title"]
    kept["emails"] = [*kept["emails"], *other["emails"]]  # type: ignore[misc]
    kept["tags"] = sorted({*kept["tags"], *other["tags"]})  # type: ignore[misc]
    for row in model.deals.values():
        people = row["contacts"]
        assert isinstance(people, list)
        if gone in people and keep in people:
            # the survivor stands where the first of the two stood
            first = min(people.index(gone), people.index(keep))
            rest = [id for id in people if id not in (gone, keep)]
            row["contacts"] = [*rest[:first], keep, *rest[first:]]
        else:
            row["contacts"] = [keep if id == gone else id for id in people]
    for row in model.tasks.values():
        row["contact"] = keep if row["contact"] == gone else row["contact"]
    for row in model.talks.values():
        people = row["contacts"]
        assert isinstance(people, list)
        row["contacts"] = sorted({keep if id == gone else id for id in people})
    model.imported = {key: keep if owner == gone else owner for key, owner in model.imported.items()}
