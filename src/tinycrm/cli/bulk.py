"""An edit of many records: on a terminal the plan and a question first, in a script at once."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.cli.context import Context
    from tinycrm.domain.results import Json, Kind, Written
    from tinycrm.render.cells import Look
    from tinycrm.services.bulk_editing import Plan
    from tinycrm.services.editing import Edit

_LONGEST = 40


def edit_many(ctx: Context, noun: str, ids: Sequence[int], change: Edit, *, dry_run: bool) -> Written:
    """The records hold what was asked; on a terminal the person saw what would change and agreed.

    Raises:
        KeyboardInterrupt: the person said no.
        Conflict: a record was changed while the person looked at the plan.
    """
    from tinycrm.services import bulk_editing

    if dry_run or ctx.work.dry_run:
        plan = bulk_editing.plan_edit(ctx.work, noun, ids, change)
        ctx.work.notes[:] = [*plan_lines(plan, ctx.look), *plan.notes]
        return ctx.written(bulk_editing.planned(plan), single=False)
    if ctx.shared.yes or ctx.agreed or not ctx.interactive:
        return ctx.written(bulk_editing.edit_many(ctx.work, noun, ids, change), single=False)
    plan = bulk_editing.plan_edit(ctx.work, noun, ids, change)
    if not plan.changed:
        return ctx.written(bulk_editing.planned(plan), single=False)
    for line in [*plan_lines(plan, ctx.look), *plan.notes]:
        ctx.sink.say(line)
    # what the trial made and told is gone with it
    ctx.again()
    _agreed(plan)
    done = bulk_editing.edit_many(ctx.work, noun, ids, change, seen=plan.seen)
    # all of it was told before the question
    ctx.work.notes.clear()
    return ctx.written(done, single=False)


def _agreed(plan: Plan) -> None:
    from tinycrm.cli.prompts import agree
    from tinycrm.domain.nouns import NOUNS

    what = plan.noun if plan.changed == 1 else NOUNS[plan.noun].plural
    if not agree(f"Change {plan.changed:,} {what}?"):
        raise KeyboardInterrupt


def plan_lines(plan: Plan, look: Look) -> list[str]:
    """Gives the plan in lines for people: how many change, and of the first what was and what will be.

    Args:
        plan: what would change.
        look: how the user reads days.
    """
    lines: list[str] = []
    if 0 < plan.changed < plan.count:
        lines.append(f"{plan.count - plan.changed:,} of {plan.count:,} are so already")
    for id, name, changes in plan.examples:
        told = "; ".join(
            f"{label}: {_told(before, kind, look)} → {_told(after, kind, look)}"
            for label, kind, before, after in changes
        )
        lines.append(f"  {id} {_short(name)}  {told}")
    if plan.changed > len(plan.examples):
        lines.append(f"  … and {plan.changed - len(plan.examples):,} more")
    return lines


def _told(value: Json, kind: Kind, look: Look) -> str:
    from tinycrm.render.plain import flatten

    if kind in ("day", "due") and isinstance(value, str):
        return look.day(value)
    return _short(flatten(value)) or "-"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
