"""Effects that reach beyond the record: mail is queued once with the change, a hook runs after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tinycrm.domain.clock import Clock
from tinycrm.domain.pipeline import default_pipelines
from tinycrm.domain.reading import Reading
from tinycrm.domain.rule import Effect
from tinycrm.domain.settings import Settings
from tinycrm.errors import RuleError
from tinycrm.services.automation import hooks
from tinycrm.services.automation.effects import Firing, apply_effects
from tinycrm.services.contacts import add_party
from tinycrm.services.mail import templates
from tinycrm.services.work import Work
from tinycrm.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAIL = Effect("mail", ("welcome",), {"to": "contact"})


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    settings = Settings()
    settings.mail = {"host": "localhost", "from": "Me <me@x.example>"}
    reading = Reading(settings, Clock("UTC", "2026-11-16"), "tester")
    store = Store(str(tmp_path / "crm.db"), named=True, reading=reading, pipelines=default_pipelines(), command="test")
    yield Work(store)
    store.close()


@pytest.fixture
def anna(work: Work) -> int:
    return add_party(work, "contact", {"name": ["Anna"], "email": ["anna@x.example"]}).ids[0]


def fire(work: Work, id: int, effect: Effect, occasion: str) -> bool:
    with work.write() as unit:
        return apply_effects(Firing(work, unit, "hello", "contact", id, occasion=occasion), [effect])


def queued(work: Work) -> list[tuple[object, ...]]:
    sql = "SELECT state, recipient, subject, record FROM outbox ORDER BY id"
    return [tuple(row) for row in work.store.db.rows(sql)]


def test_a_mail_is_queued_once_for_an_occasion(work: Work, anna: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(templates, "fill_template", lambda *_: templates.Filled("Welcome", "Hello Anna", ""))
    assert fire(work, anna, MAIL, "2026") is True
    assert fire(work, anna, MAIL, "2026") is False
    assert queued(work) == [("queued", "anna@x.example", "Welcome", anna)]
    assert fire(work, anna, MAIL, "2027") is True
    assert len(queued(work)) == 2


def test_a_mail_to_me_goes_to_the_sender_of_the_settings(work: Work, anna: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(templates, "fill_template", lambda *_: templates.Filled("Look", "at Anna", ""))
    fire(work, anna, Effect("mail", ("look",), {"to": "me"}), "2026")
    assert queued(work) == [("queued", "me@x.example", "Look", anna)]


def test_a_refused_template_leaves_nothing_behind(work: Work, anna: int):
    with pytest.raises(RuleError, match="rule 'hello', contact 1: there is no template 'welcome'"):
        fire(work, anna, MAIL, "2026")
    assert queued(work) == []


def test_a_hook_runs_when_the_change_is_durable_and_gets_the_record(
    work: Work, anna: int, monkeypatch: pytest.MonkeyPatch
):
    seen: list[object] = []

    def hook(told: Work, name: str, payload: dict[str, object]) -> None:
        seen.append((told is work, name, payload["rule"], payload["record"]["name"], work.store.unit))  # type: ignore[index]

    monkeypatch.setattr(hooks, "run_hook", hook)
    with work.write() as unit:
        apply_effects(Firing(work, unit, "hello", "contact", anna, occasion="1"), [Effect("hook", ("tell",))])
        assert seen == []
    assert seen == [(True, "tell", "hello", "Anna", None)]


def test_a_hook_does_not_run_for_what_was_taken_back_or_only_tried(
    work: Work, anna: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hooks, "run_hook", lambda *_: pytest.fail("it ran"))
    effect = [Effect("hook", ("tell",))]

    def refused() -> None:
        with work.write() as unit:
            apply_effects(Firing(work, unit, "hello", "contact", anna, occasion="1"), effect)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        refused()
    work.dry_run = True
    with work.write() as unit:
        apply_effects(Firing(work, unit, "hello", "contact", anna, occasion="1"), effect)
    work.dry_run = False
    with work.store.group(), pytest.raises(ZeroDivisionError):
        refused()


def test_hooks_of_several_writes_in_one_step_run_at_its_end(work: Work, anna: int, monkeypatch: pytest.MonkeyPatch):
    seen: list[str] = []
    monkeypatch.setattr(hooks, "run_hook", lambda _folder, name, _payload: seen.append(name))
    with work.store.group():
        for name in ("one", "two"):
            with work.write() as unit:
                apply_effects(Firing(work, unit, "r", "contact", anna, occasion="1"), [Effect("hook", (name,))])
        assert seen == []
    assert seen == ["one", "two"]


def test_a_hook_that_fails_is_told_of_and_undoes_nothing(work: Work, anna: int, monkeypatch: pytest.MonkeyPatch):
    def hook(*_: object) -> None:
        raise RuleError("it went wrong")

    monkeypatch.setattr(hooks, "run_hook", hook)
    with work.write() as unit:
        effects = [Effect("tag", ("seen",)), Effect("hook", ("tell",))]
        apply_effects(Firing(work, unit, "hello", "contact", anna, occasion="1"), effects)
    assert work.notes == ["rule 'hello': it went wrong"]
    assert work.store.need("contact", anna)["tags"] == ["seen"]
