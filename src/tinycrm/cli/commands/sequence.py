"""`tinycrm sequence`: what is done to a record day by day (sequences/NAME.yaml)."""

from __future__ import annotations

from tinycrm.domain.results import Nothing
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        DryRun,
        Everybody,
        ExitCode,
        OnceMore,
        SequenceArg,
        SequenceMaybe,
        SequenceRefs,
        StopAll,
        StopReason,
        Where,
    )
    from tinycrm.domain.results import Result


def list_(ctx: Context, *, exit_code: ExitCode = False) -> Result:
    """List the sequences, and for how many records each is under way, finished or stopped.

    Examples:
      tinycrm sequence list
      tinycrm sequence list -f json
    """
    from tinycrm.cli.something import with_exit_code
    from tinycrm.services.automation.sequences import list_sequences

    return with_exit_code(list_sequences(ctx.work), wanted=exit_code)


def show(ctx: Context, sequence: SequenceArg, *, everybody: Everybody = False) -> Result:
    """Show the steps of a sequence, and how far each record is.

    Examples:
      tinycrm sequence show onboarding
      tinycrm sequence show onboarding --all
    """
    from tinycrm.services.automation.sequences import show_sequence

    return show_sequence(ctx.work, sequence, everybody=everybody)


def start(
    ctx: Context,
    sequence: SequenceArg,
    refs: SequenceRefs = (),
    *,
    where: Where = None,
    again: OnceMore = False,
    dry_run: DryRun = False,
) -> Result:
    """Start a sequence for records: its steps are done on their days by tinycrm run.

    Nothing is done before the next run, so that undo takes all of it back. Whom it is under way for, and who went
    through it before, is left as is. It ends by itself on an answer or a won deal, as its file says.

    Examples:
      tinycrm sequence start onboarding anna
      tinycrm sequence start onboarding --where "lifecycle = customer" --dry-run
      tinycrm contact list --tag new -f ids | tinycrm sequence start onboarding -
    """
    from tinycrm.cli.select import chosen
    from tinycrm.services.automation.sequences import find_sequence, start_sequence

    work = ctx.work
    found = find_sequence(work, sequence)
    ids, single = chosen(ctx, found.noun, refs, where=where)
    work.dry_run = work.dry_run or dry_run
    return ctx.written(start_sequence(work, found, ids, again=again), single=single)


def stop(
    ctx: Context,
    sequence: SequenceArg,
    refs: SequenceRefs = (),
    *,
    where: Where = None,
    everything: StopAll = False,
    reason: StopReason = None,
    dry_run: DryRun = False,
) -> Result:
    """Stop a sequence for records, or for all.

    Examples:
      tinycrm sequence stop onboarding anna
      tinycrm sequence stop onboarding anna --reason "met in person"
      tinycrm sequence stop onboarding --all
    """
    from tinycrm.cli.select import chosen
    from tinycrm.errors import NotFound
    from tinycrm.services.automation.sequences import find_sequence, stop_sequence

    work = ctx.work
    if everything and (refs or where is not None):
        raise UsageError("--all and some records together", hint="give one of the two")
    work.dry_run = work.dry_run or dry_run
    try:
        found = find_sequence(work, sequence)
        name, noun = found.name, found.noun
    except NotFound:
        # one whose file is gone can be stopped
        if not everything:
            raise
        name, noun = sequence.strip(), "contact"
    ids, single = (None, False) if everything else chosen(ctx, noun, refs, where=where)
    return ctx.written(stop_sequence(work, name, noun, ids, reason=reason), single=single)


def validate(ctx: Context, sequence: SequenceMaybe = None) -> Result:
    """Check the sequences: their words, and the templates and hooks that they name.

    Examples:
      tinycrm sequence validate
    """
    from tinycrm.services.automation.sequences import check_sequences

    count = check_sequences(ctx.work, sequence)
    return Nothing(notes=[f"{count} sequence{'' if count == 1 else 's'}, all sound"])
