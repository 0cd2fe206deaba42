"""`tinycrm deal move|won|lost|reopen|board`: a deal's way through its pipeline."""

from __future__ import annotations

from tinycrm.cli.select import chosen
from tinycrm.services import deals
from tinycrm.services.deals import Move

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import Note, On, Owner, Pipeline, Reason, RefOrDash, Refs, StageArg
    from tinycrm.domain.results import Result


def move(
    ctx: Context,
    ref: RefOrDash,
    stage: StageArg,
    *,
    on: On = None,
    note: Note = None,
    reason: Reason = None,
    pipeline: Pipeline = None,
) -> Result:
    """Move a deal to a stage, which may make tasks.

    Examples:
      tinycrm deal move website proposal
      tinycrm deal list --stage lead -f ids | tinycrm deal move - qualified
    """
    ids, single = chosen(ctx, "deal", (str(ref),))
    how = Move(on=on or "", note=note or "", reason=reason or "")
    return ctx.written(deals.move_deals(ctx.work, ids, stage, how, pipeline=pipeline or ""), single=single)


def won(ctx: Context, refs: Refs, *, on: On = None, note: Note = None, reason: Reason = None) -> Result:
    """Win deals.

    Examples:
      tinycrm deal won website
      tinycrm deal won 17 --on yesterday --note "Signed by mail"
    """
    ids, single = chosen(ctx, "deal", refs)
    how = Move(on=on or "", note=note or "", reason=reason or "")
    return ctx.written(deals.close_deals(ctx.work, ids, "won", how), single=single)


def lost(ctx: Context, refs: Refs, *, on: On = None, note: Note = None, reason: Reason = None) -> Result:
    """Lose deals.

    Examples:
      tinycrm deal lost website --reason price
    """
    ids, single = chosen(ctx, "deal", refs)
    how = Move(on=on or "", note=note or "", reason=reason or "")
    return ctx.written(deals.close_deals(ctx.work, ids, "lost", how), single=single)


def reopen(ctx: Context, refs: Refs, *, note: Note = None) -> Result:
    """Open closed deals again, in the last open stage each was in.

    Examples:
      tinycrm deal reopen website
    """
    ids, single = chosen(ctx, "deal", refs)
    return ctx.written(deals.reopen_deals(ctx.work, ids, Move(note=note or "")), single=single)


def board(ctx: Context, *, pipeline: Pipeline = None, owner: Owner = None) -> Result:
    """Draw the open deals of a pipeline as columns.

    Examples:
      tinycrm deal board
      tinycrm deal board --pipeline retainers
    """
    from tinycrm.services.board import pipeline_board

    return pipeline_board(ctx.work, pipeline or "", owner)
