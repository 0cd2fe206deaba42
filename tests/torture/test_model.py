"""Rule 8, and all of writing: the program against a model of dictionaries, step by step."""

from __future__ import annotations

import copy
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.torture.conftest import FULL, SEED, Inside, assert_sound, count
from tests.torture.model import Model, deal_of, merge, remove_contact, remove_deal, task_of
from tests.torture.test_undo import FAST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = st.sampled_from(["Anna", "Bo Li", "Ёжик", "سارا", "[b]Zed[/]", "anna", "O'Hara", "x" * 60])
MAILS = st.sampled_from([f"{name}@x.example" for name in "abcdef"])
TAGS = st.sampled_from(["lead", "vip", "hot"])
TITLES = st.sampled_from(["CTO", "buyer", "глава"])
AMOUNTS = st.sampled_from([("10.50 EUR", "10.50", "EUR"), ("7 USD", "7.00", "USD"), ("1200 JPY", "1200", "JPY")])
OPEN = ("lead", "qualified", "proposal", "negotiation")
PLACES = st.integers(0, 5)


class Writing(RuleBasedStateMachine):
    """Every rule runs one command and changes the model by hand; the invariant compares all that can be read."""

    steps = 0
    undone_steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=FAST))
        self.crm = Inside(self.folder)
        self.model = Model()
        # states before each operation that undo can take back, and after each that redo can do again
        self.past: list[Model] = []
        self.future: list[Model] = []
        self.files = 0

    @initialize()
    def first(self) -> None:
        self.add("First", "z@x.example", "lead")

    def teardown(self) -> None:
        assert_sound(self.crm.db)
        assert "WRONG" not in self.crm("doctor").out
        self.crm.close()
        shutil.rmtree(self.folder)

    # --- how a rule writes ---

    def write(self, *words: str | int, code: int = 0) -> list[int]:
        """The command ended with the code expected; gives the ids it printed."""
        type(self).steps += 1
        answer = self.crm(*words, ok=False)
        assert answer.code == code, (words, answer)
        if code:
            assert answer.out == "", (words, answer)
            assert len(answer.err.splitlines()) == 1, (words, answer)
        return answer.ids

    def change(self, act: Callable[[Model], None]) -> None:
        """The model is as the command leaves it; what changed nothing is no operation."""
        before = copy.deepcopy(self.model)
        act(self.model)
        if vars(before) != vars(self.model):
            self.past.append(before)
            self.future.clear()

    def contact(self, place: int) -> int:
        return list(self.model.contacts)[place % len(self.model.contacts)]

    def deal(self, place: int) -> int:
        return list(self.model.deals)[place % len(self.model.deals)]

    def task(self, place: int) -> int:
        return list(self.model.tasks)[place % len(self.model.tasks)]

    # --- contacts ---

    @rule(name=NAMES, email=MAILS, tag=TAGS)
    def add(self, name: str, email: str, tag: str) -> None:
        if self.model.owner_of(email):
            self.write("contact", "add", name, "--email", email, "--tag", tag, code=5)
            return
        (id,) = self.write("contact", "add", name, "--email", email, "--tag", tag)
        assert id not in self.model.contacts
        row: dict[str, object] = {"name": name, "title": None, "emails": [email], "tags": [tag]}
        self.change(lambda model: model.contacts.__setitem__(id, row))

    @precondition(lambda self: self.model.contacts)
    @rule(place=PLACES, name=NAMES, title=TITLES)
    def edit(self, place: int, name: str, title: str) -> None:
        id = self.contact(place)
        assert self.write("contact", "edit", id, "--name", name, "--title", title) == [id]
        self.change(lambda model: model.contacts[id].update(name=name, title=title))

    @precondition(lambda self: self.model.contacts)
    @rule(place=PLACES, email=MAILS)
    def add_email(self, place: int, email: str) -> None:
        id = self.contact(place)
        owner = self.model.owner_of(email)
        self.write("contact", "edit", id, "--add-email", email, code=5 if owner not in (0, id) else 0)
        if not owner:
            self.change(lambda model: model.contacts[id]["emails"].append(email))  # type: ignore[attr-defined]

    @precondition(lambda self: self.model.contacts)
    @rule(place=PLACES)
    def clear_title(self, place: int) -> None:
        id = self.contact(place)
        self.write("contact", "edit", id, "--clear", "title")
        self.change(lambda model: model.contacts[id].update(title=None))

    @precondition(lambda self: self.model.contacts)
    @rule(place=PLACES, tags=st.lists(TAGS, min_size=1, max_size=2, unique=True), off=st.booleans())
    def tag(self, place: int, tags: list[str], off: bool) -> None:
        id = self.contact(place)
        self.write("contact", "untag" if off else "tag", id, *tags)
        present = set(self.model.contacts[id]["tags"])  # type: ignore[call-overload]
        now = present - set(tags) if off else present | set(tags)
        self.change(lambda model: model.contacts[id].update(tags=sorted(now)))

    @precondition(lambda self: len(self.model.contacts) > 1)
    @rule(place=PLACES, cascade=st.booleans())
    def rm(self, place: int, cascade: bool) -> None:
        id = self.contact(place)
        named = [deal for deal, row in self.model.deals.items() if id in row["contacts"]]  # type: ignore[operator]
        if named and not cascade:
            self.write("contact", "rm", id, code=1)
            return
        self.write("contact", "rm", id, *(["--cascade"] if cascade else []))
        self.change(lambda model: remove_contact(model, id))

    @precondition(lambda self: len(self.model.contacts) > 1)
    @rule(place=PLACES, other=PLACES)
    def merge(self, place: int, other: int) -> None:
        keep, gone = self.contact(place), self.contact(other)
        if keep == gone:
            self.write("contact", "merge", keep, gone, code=1)
            return
        assert self.write("contact", "merge", keep, gone) == [keep]
        self.change(lambda model: merge(model, keep, gone))

    @rule(names=st.lists(st.tuples(NAMES, MAILS), min_size=1, max_size=4, unique_by=lambda pair: pair[1]))
    def import_people(self, names: list[tuple[str, str]]) -> None:
        """Rows of people that are known by their e-mail are left alone; the others come in."""
        self.files += 1
        path = self.folder / f"{self.files}.csv"
        lines = [f'F{self.files}-{n},"{name}",{email}\n' for n, (name, email) in enumerate(names)]
        path.write_text("foreign_id,name,email\n" + "".join(lines))
        ids = self.write("import", str(path), "--as", "contacts")
        new = [(name, email) for name, email in names if not self.model.owner_of(email)]
        assert len(ids) == len(new)

        def act(model: Model) -> None:
            for n, (_, email) in enumerate(names):
                # the row is remembered, so that the same file adds nothing
                model.imported[f"F{self.files}-{n}"] = model.owner_of(email)
            for id, (name, email) in zip(ids, new, strict=True):
                model.contacts[id] = {"name": name, "title": None, "emails": [email], "tags": []}
                model.imported[next(key for key, owner in model.imported.items() if not owner)] = id

        self.change(act)

    # --- deals ---

    @rule(title=NAMES, amount=AMOUNTS, places=st.lists(PLACES, max_size=2))
    def add_deal(self, title: str, amount: tuple[str, str, str], places: list[int]) -> None:
        people = list(dict.fromkeys(self.contact(place) for place in places)) if self.model.contacts else []
        given = [word for id in people for word in ("--contact", str(id))]
        (id,) = self.write("deal", "add", title, "--value", amount[0], *given)
        row: dict[str, object] = {
            "title": title,
            "value": amount[1],
            "currency": amount[2],
            "stage": "lead",
            "contacts": people,
        }
        self.change(lambda model: model.deals.__setitem__(id, row))

    @precondition(lambda self: self.model.deals)
    @rule(place=PLACES, stage=st.sampled_from((*OPEN, "won", "lost")))
    def move(self, place: int, stage: str) -> None:
        id = self.deal(place)
        before = self.model.deals[id]["stage"]
        if before in ("won", "lost") and stage != before:
            # a closed deal is reopened, not moved
            answer = self.crm("deal", "move", id, stage, ok=False)
            type(self).steps += 1
            if answer.code == 0:
                self.change(lambda model: model.deals[id].update(stage=stage))
            else:
                assert answer.code == 1, answer
            return
        self.write("deal", "move", id, stage)
        self.change(lambda model: model.deals[id].update(stage=stage))

    @precondition(lambda self: self.model.deals)
    @rule(place=PLACES, amount=AMOUNTS)
    def edit_deal(self, place: int, amount: tuple[str, str, str]) -> None:
        id = self.deal(place)
        self.write("deal", "edit", id, "--value", amount[0])
        self.change(lambda model: model.deals[id].update(value=amount[1], currency=amount[2]))

    @precondition(lambda self: self.model.deals)
    @rule(place=PLACES)
    def rm_deal(self, place: int) -> None:
        id = self.deal(place)
        self.write("deal", "rm", id)
        self.change(lambda model: remove_deal(model, id))

    # --- tasks and interactions ---

    @rule(
        title=NAMES,
        place=PLACES,
        days=st.integers(0, 3),
        repeat=st.booleans(),
        whose=st.sampled_from(["", "contact", "deal", "both"]),
    )
    def add_task(self, title: str, place: int, days: int, repeat: bool, whose: str) -> None:
        due = f"2026-12-0{days + 1}"
        contact = self.contact(place) if self.model.contacts and whose in ("contact", "both") else None
        deal = self.deal(place) if self.model.deals and whose in ("deal", "both") else None
        words = ["--contact", str(contact)] if contact else []
        words += ["--deal", str(deal)] if deal else []
        (id,) = self.write("task", "add", title, "--due", due, *words, *(["--repeat", "weekly"] if repeat else []))
        row = {"title": title, "status": "open", "due": due, "contact": contact, "deal": deal, "repeat": repeat}
        self.change(lambda model: model.tasks.__setitem__(id, row))

    @precondition(lambda self: self.model.tasks)
    @rule(place=PLACES)
    def finish(self, place: int) -> None:
        id = self.task(place)
        row = self.model.tasks[id]
        assert self.write("task", "done", id) == [id]
        if row["status"] == "done":
            return
        later: dict[int, dict[str, object]] = {}
        if row["repeat"]:
            rows = self.crm("task", "list", "-f", "json").json
            (made,) = [found for found in rows if found["id"] not in self.model.tasks]
            # a week after the day it was due: all these days are after today
            day = int(str(row["due"])[-2:]) + 7
            later[made["id"]] = {**row, "due": f"2026-12-{day:02}"} if day <= 31 else {**row, "due": made["due_on"]}

        def act(model: Model) -> None:
            model.tasks[id]["status"] = "done"
            model.tasks.update(later)

        self.change(act)

    @precondition(lambda self: self.model.contacts)
    @rule(place=PLACES, other=PLACES, text=NAMES, follow=st.booleans())
    def log(self, place: int, other: int, text: str, follow: bool) -> None:
        people = list(dict.fromkeys((self.contact(place), self.contact(other))))
        words = [word for id in people[1:] for word in ("--with", str(id))]
        words += ["--next", text, "--due", "2026-12-04"] if follow else []
        (id,) = self.write("log", "call", people[0], text, *words)
        made = {
            row["id"]: row for row in self.crm("task", "list", "-f", "json").json if row["id"] not in self.model.tasks
        }
        assert len(made) == follow

        def act(model: Model) -> None:
            model.talks[id] = {"summary": text, "contacts": sorted(people), "deal": None}
            for task in made:
                model.tasks[task] = {
                    "title": text,
                    "status": "open",
                    "due": "2026-12-04",
                    "contact": people[0],
                    "deal": None,
                    "repeat": False,
                }

        self.change(act)

    @precondition(lambda self: self.model.talks)
    @rule(place=PLACES)
    def rm_talk(self, place: int) -> None:
        id = list(self.model.talks)[place % len(self.model.talks)]
        self.write("interaction", "rm", id)
        self.change(lambda model: model.talks.pop(id) and None)

    # --- undo and redo ---

    @rule()
    def undo(self) -> None:
        if not self.past:
            self.write("undo", code=1)
            return
        self.write("undo")
        type(self).undone_steps += 1
        self.future.append(self.model)
        self.model = self.past.pop()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        self.write("redo")
        self.past.append(self.model)
        self.model = self.future.pop()

    @precondition(lambda self: len(self.past) > 2)
    @rule(steps=st.integers(2, 3))
    def undo_and_redo_several(self, steps: int) -> None:
        self.write("undo", "--steps", steps)
        before = self.past[-steps]
        self.compare(before)
        self.write("redo", "--steps", steps)

    # --- what all must agree on ---

    @invariant()
    def reads_equal_the_model(self) -> None:
        if self.crm.db.exists():
            self.compare(self.model)

    def compare(self, model: Model) -> None:
        contacts = self.crm("contact", "list", "-f", "json").json
        assert {
            row["id"]: {
                "name": row["name"],
                "title": row["title"],
                "emails": [point["value"] for point in row["emails"]],
                "tags": sorted(row["tags"]),
            }
            for row in contacts
        } == {id: {**row, "tags": sorted(row["tags"])} for id, row in model.contacts.items()}  # type: ignore[call-overload]
        deals = {row["id"]: row for row in self.crm("deal", "list", "--all", "-f", "json").json}
        assert {id: deal_of(row) for id, row in deals.items()} == model.deals
        assert self.crm("deal", "list", "-f", "ids").ids == [
            id for id in self.crm("deal", "list", "--all", "-f", "ids").ids if model.deals[id]["stage"] in OPEN
        ]
        tasks = {row["id"]: task_of(row) for row in self.crm("task", "list", "--all", "-f", "json").json}
        assert tasks == model.tasks
        talks = {row["id"]: row for row in self.crm("interaction", "list", "-f", "json").json}
        assert {
            id: {
                "summary": row["summary"],
                "contacts": sorted(one["id"] for one in row["contacts"]),
                "deal": row["deal"] and row["deal"]["id"],
            }
            for id, row in talks.items()
        } == model.talks
        for id, row in list(model.contacts.items())[-2:]:
            shown = self.crm("contact", "show", id, "-f", "json").json
            assert (shown["name"], shown["title"]) == (row["name"], row["title"])
            assert self.crm("contact", "show", id, "--get", "name").out == f"{row['name']}\n"
            assert (
                id in self.crm("search", str(row["emails"][0]) if row["emails"] else str(row["name"]), "-f", "ids").ids
            )  # type: ignore[index]


def test_any_sequence_of_commands_leaves_what_a_model_of_dictionaries_holds(figures):
    Writing.steps = Writing.undone_steps = 0
    machine = seed(SEED)(Writing)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=count(300),
            stateful_step_count=60 if FULL else 40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Writing.steps > 500
    figures(
        rule=8,
        what=f"commands of {count(300)} random sessions against a model of dictionaries",
        count=Writing.steps,
        found=f"lists, show and JSON equal the model after each; {Writing.undone_steps} undos among them",
    )
