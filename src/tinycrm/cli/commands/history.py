"""`tinycrm undo`, `redo`, `history`."""

from __future__ import annotations

from tinycrm.domain.values import parse_int
from tinycrm.services import history as past
from tinycrm.services.references import any_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import AnyRef, AnyUser, Limit, OperationArg, Steps
    from tinycrm.domain.results import Result


def undo(ctx: Context, operation: OperationArg = None, *, steps: Steps = None, any: AnyUser = False) -> Result:
    """Take back the last operation of yours that is not undone, or the one named.

    Restore, migration and erasure cannot be undone. Refused when the records were changed since.

    Examples:
      tinycrm undo
      tinycrm undo --steps 3
      tinycrm undo 12
    """
    number = parse_int(operation, what="operation", least=1) if operation is not None else None
    done = past.undo(ctx.work, steps=1 if steps is None else steps, number=number, any_user=any)
    return ctx.written(done, single=len(done.ids) == 1)


def redo(ctx: Context, *, steps: Steps = None, any: AnyUser = False) -> Result:
    """Do again what was undone last.

    Examples:
      tinycrm redo
    """
    done = past.redo(ctx.work, steps=1 if steps is None else steps, any_user=any)
    return ctx.written(done, single=len(done.ids) == 1)


def history(ctx: Context, ref: AnyRef = None, *, limit: Limit = None) -> Result:
    """Show who changed what, when; of one record, each change.

    Examples:
      tinycrm history
      tinycrm history anna
      tinycrm history 17 -f json
    """
    record = any_record(ctx.work, ref)[1] if ref is not None else None
    return past.history(ctx.work, record, limit, form=ctx.form)
