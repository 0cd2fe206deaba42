"""What commands ask a person for who left it out."""

from __future__ import annotations

from tinycrm.cli.prompts import ask_choice, ask_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.prompts import Check


def ask_sale(ctx: Context, who: str | None, amount: str | None, *, named: bool) -> tuple[str | None, str]:
    """Gives whom a new sale is with and its amount, having asked for what is missing.

    Args:
        ctx: the context.
        who, amount: as typed.
        named: whether WHO is not missing: other options name somebody.

    Raises:
        KeyboardInterrupt: the person left.
    """
    example = 'tinycrm sale add "Neva Trade" 4800'
    if who is None and not named:
        (who,) = ask_words(ctx, "sale add", "WHO", example, [("With whom", "a contact, else a company", None)])
    if amount is None:
        (amount,) = ask_words(ctx, "sale add", "AMOUNT", example, [_amount(ctx)])
    return who, amount


def ask_expense(ctx: Context, amount: str | None, kind: str | None) -> tuple[str, str]:
    """Gives the amount and the kind of a new expense, having asked for what is missing. Raises as `ask_sale`."""
    from tinycrm.domain.expense import EXPENSE_KINDS

    if amount is None:
        example = "tinycrm expense add 120 --kind marketing"
        (amount,) = ask_words(ctx, "expense add", "AMOUNT", example, [_amount(ctx)])
    return amount, ask_choice(ctx, "What was it spent on?", EXPENSE_KINDS) if kind is None else kind


def ask_campaign(ctx: Context, channel: str | None) -> tuple[str, str | None]:
    """Gives the name and the channel of a new campaign.

    Raises:
        UsageError: nobody can be asked.
        KeyboardInterrupt: the person left.
    """
    example = 'tinycrm campaign add "Spring letter" --channel mail'
    (name,) = ask_words(ctx, "campaign add", "NAME", example, [("Name", "", None)])
    if channel is None:
        (channel,) = ask_words(ctx, "campaign add", "NAME", example, [("Channel", "mail, ads, fair …", _anything)])
    return name, channel or None


def ask_subscription(ctx: Context, who: str | None) -> tuple[str, str]:
    """Gives whom a new subscription is with and what is paid. Raises as `ask_campaign`."""
    example = "tinycrm subscription add neva 40 --every month"
    missing = "WHO and AMOUNT" if who is None else "AMOUNT"
    if who is None:
        (who,) = ask_words(
            ctx, "subscription add", missing, example, [("With whom", "a contact, else a company", None)]
        )
    (amount,) = ask_words(ctx, "subscription add", missing, example, [_amount(ctx)])
    return who, amount


def ask_ticket(ctx: Context, who: str | None, *, named: bool) -> tuple[str, str | None]:
    """Gives the title of a new ticket and whose it is, if options do not name them. Raises as `ask_campaign`."""
    example = 'tinycrm ticket add "Cannot log in" --who anna'
    (title,) = ask_words(ctx, "ticket add", "TITLE", example, [("What is it about", "", None)])
    if not named:
        (who,) = ask_words(
            ctx, "ticket add", "TITLE", example, [("Whose is it", "a contact or company; empty", _anything)]
        )
    return title, who or None


def ask_feedback(
    ctx: Context, who: str | None, score: str | None, kind: str | None, *, named: bool
) -> tuple[str | None, str, str]:
    """Gives whose an answer is, its score and its kind, having asked for what is missing. Raises as `ask_campaign`."""
    from tinycrm.domain.feedback import FEEDBACK_KINDS

    example = 'tinycrm feedback add anna 9 --kind nps --comment "Quick and kind"'
    wanting = {"WHO": who is None and not named, "SCORE": score is None, "--kind": kind is None}
    missing = " and ".join(name for name, lacks in wanting.items() if lacks)
    if wanting["WHO"]:
        (who,) = ask_words(ctx, "feedback add", missing, example, [("Whose is it", "a contact, else a company", None)])
    if kind is None:
        ask_words(ctx, "feedback add", missing, example, [])
        kind = ask_choice(ctx, "Which question was answered?", FEEDBACK_KINDS)
    if score is None:
        (score,) = ask_words(ctx, "feedback add", missing, example, [_score(kind)])
    return who, score, kind


def _score(kind: str) -> tuple[str, str, Check]:
    from tinycrm.domain.feedback import SCORES, check_score

    least, most = SCORES.get(kind, (0, 10))
    return "Score", f"{kind} from {least} to {most}", lambda text: check_score(kind, text)


def _amount(ctx: Context) -> tuple[str, str, Check]:
    return "Amount", f"4800, 10k; {ctx.settings.currency} unless it names its own", ctx.work.reading.money


def _anything(text: str) -> str:
    return text
