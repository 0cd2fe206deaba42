"""`tinycrm subscription change|pause|resume|cancel|renew|history|renewals`: the life of a subscription."""

from __future__ import annotations

from tinycrm.cli.context import SOMETHING
from tinycrm.cli.select import chosen
from tinycrm.services import subscribing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        Days,
        DecidedOn,
        DryRun,
        Every,
        ExitCode,
        FromOn,
        LastDay,
        NewPrice,
        NewPriceArg,
        NextTerm,
        OneRef,
        Owner,
        RefOrDash,
        RenewUntil,
    )
    from tinycrm.domain.results import Result

_NOUN = "subscription"
_FOR_PEOPLE = ("screen", "page")


def change(
    ctx: Context,
    ref: RefOrDash,
    amount: NewPriceArg = None,
    *,
    every: Every = None,
    on: FromOn = None,
    dry_run: DryRun = False,
) -> Result:
    """Change what a subscription costs, from a day on. In a trial: what it will cost.

    A subscription is also named by whom it is with, if only one of theirs runs.

    Examples:
      tinycrm subscription change hosting 50 --on "next month"
      tinycrm subscription change 36 480 --every year
      tinycrm subscription list --product Hosting -f ids | tinycrm subscription change - 45 --dry-run
    """
    ids, single = chosen(ctx, _NOUN, (str(ref),))
    ctx.work.dry_run = dry_run
    return ctx.written(subscribing.change_subscriptions(ctx.work, ids, amount, every=every, on=on), single=single)


def pause(ctx: Context, ref: RefOrDash, *, on: FromOn = None, dry_run: DryRun = False) -> Result:
    """Pause a subscription: nothing is paid until it goes on.

    Examples:
      tinycrm subscription pause hosting
      tinycrm subscription pause 36 --on "1 dec"
    """
    ids, single = chosen(ctx, _NOUN, (str(ref),))
    ctx.work.dry_run = dry_run
    return ctx.written(subscribing.pause_subscriptions(ctx.work, ids, on=on), single=single)


def resume(ctx: Context, ref: RefOrDash, *, on: FromOn = None, dry_run: DryRun = False) -> Result:
    """Let a paused subscription go on.

    Examples:
      tinycrm subscription resume hosting
      tinycrm subscription resume 36 --on "next month"
    """
    ids, single = chosen(ctx, _NOUN, (str(ref),))
    ctx.work.dry_run = dry_run
    return ctx.written(subscribing.resume_subscriptions(ctx.work, ids, on=on), single=single)


def cancel(
    ctx: Context, ref: RefOrDash, *, on: DecidedOn = None, end: LastDay = None, dry_run: DryRun = False
) -> Result:
    """Cancel a subscription: it runs until the end of its term, or of what is paid, and ends.

    Examples:
      tinycrm subscription cancel hosting
      tinycrm subscription cancel 36 --on yesterday --end "end of year"
    """
    ids, single = chosen(ctx, _NOUN, (str(ref),))
    ctx.work.dry_run = dry_run
    return ctx.written(subscribing.cancel_subscriptions(ctx.work, ids, on=on, end=end), single=single)


def renew(
    ctx: Context,
    ref: RefOrDash,
    *,
    until: RenewUntil = None,
    term: NextTerm = None,
    amount: NewPrice = None,
    on: DecidedOn = None,
    dry_run: DryRun = False,
) -> Result:
    """Renew a subscription for another term. An end is taken back; after 30 days it starts anew instead.

    Examples:
      tinycrm subscription renew hosting
      tinycrm subscription renew 36 --term "2 years" --amount 520
    """
    ids, single = chosen(ctx, _NOUN, (str(ref),))
    ctx.work.dry_run = dry_run
    done = subscribing.renew_subscriptions(ctx.work, ids, until=until, term=term, amount=amount, on=on)
    return ctx.written(done, single=single)


def history(ctx: Context, ref: OneRef) -> Result:
    """Show what happened with a subscription and what is planned: changes and terms.

    Examples:
      tinycrm subscription history hosting
      tinycrm subscription history 36 -f json
    """
    from tinycrm.services.subscriptions import history_of

    ids, _ = chosen(ctx, _NOUN, (ref,))
    return history_of(ctx.work, ids[0], words=ctx.form in _FOR_PEOPLE)


def renewals(ctx: Context, *, days: Days = None, owner: Owner = None, exit_code: ExitCode = False) -> Result:
    """List the terms and the trials that end soon, and terms that ended undecided.

    Examples:
      tinycrm subscription renewals
      tinycrm subscription renewals --days 90 --owner me -f csv
    """
    from tinycrm.services.renewals import AHEAD, list_renewals

    result = list_renewals(ctx.work, AHEAD if days is None else days, owner, words=ctx.form in _FOR_PEOPLE)
    if exit_code:
        result.rows = list(result.rows)
        result.exit_code = SOMETHING if result.rows else 0
    return result
