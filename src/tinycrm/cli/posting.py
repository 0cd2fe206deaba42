"""What `--mail-to` does: a report or the digest becomes a mail to each address."""

from __future__ import annotations

from tinycrm.domain.letter import LONGEST_SUBJECT
from tinycrm.domain.results import Nothing, Raw, Written
from tinycrm.errors import StorageError, UsageError
from tinycrm.services.mail import mails
from tinycrm.services.mail.posting import PERIODS, check_posted, composed, post, recipients_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tinycrm.cli.context import Context
    from tinycrm.domain.letter import Letter
    from tinycrm.domain.results import Result
    from tinycrm.services.mail.posting import Posted, Recipient

ATTACHED = ("csv", "html", "ics")


class Posting:
    """What was asked for of a mail.

    Attributes:
        to: addresses as typed.
        subject: instead of its own, or None.
        attach: csv, html, ics.
        only_if_any: no mail that says nothing.
        once_per: day, week or month, or "".
        dry_run: the mail is written out and nothing is sent.
        output: where it is written, None for stdout.
    """

    __slots__ = ("attach", "dry_run", "once_per", "only_if_any", "output", "subject", "to")

    def __init__(
        self,
        to: Sequence[str],
        subject: str | None,
        attach: Sequence[str],
        only_if_any: bool,
        once_per: str | None,
        dry_run: bool,
        output: str | None,
        *,
        exit_code: bool,
    ) -> None:
        """It is known to make sense.

        Raises:
            UsageError: it is a mail to nobody, or something is asked for that does not exist.
        """
        self.to = tuple(to)
        self.subject = subject
        self.attach = tuple(dict.fromkeys(kind.strip().lower() for kind in attach))
        self.only_if_any = only_if_any
        self.once_per = "" if once_per is None else once_per.strip().lower()
        self.dry_run = dry_run
        self.output = output
        if not self.to:
            raise UsageError(f"{self._first()} says something of a mail, and nobody gets one", hint="--mail-to ADDRESS")
        if subject is not None and len(subject) > LONGEST_SUBJECT:
            told = f"--subject '{subject[:40]}…' has {len(subject):,} characters"
            raise UsageError(told, hint=f"a subject has at most {LONGEST_SUBJECT}")
        for kind in self.attach:
            if kind not in ATTACHED:
                raise UsageError(f"'{kind}' cannot be attached", hint=f"one of: {', '.join(ATTACHED)}")
        if once_per is not None and self.once_per not in PERIODS:
            raise UsageError(f"'{once_per}' is no period for --once-per", hint=f"one of: {', '.join(PERIODS)}")
        if output is not None and not dry_run:
            raise UsageError(f"--output '{output}' is where --dry-run writes the mail", hint="add --dry-run")
        if exit_code:
            raise UsageError("--exit-code is about what is shown, and a mail shows nothing", hint="leave it out")

    def _first(self) -> str:
        given = {
            "--subject": self.subject is not None,
            "--attach": bool(self.attach),
            "--only-if-any": self.only_if_any,
            "--once-per": bool(self.once_per),
        }
        return next((option for option, is_given in given.items() if is_given), "--output")


class Draft:
    """A mail before it has a recipient.

    Attributes:
        title: what it is, for people: "KPI October 2026".
        letter_to: makes the letter to an address.
        says: whether it says anything.
    """

    __slots__ = ("letter_to", "says", "title")

    def __init__(self, title: str, letter_to: Callable[[str], Letter], *, says: bool) -> None:
        self.title = title
        self.letter_to = letter_to
        self.says = says


def mailed(ctx: Context, posting: Posting, what: str, options: Mapping[str, str], make: Callable[[], Draft]) -> Result:
    """Everybody got the mail, or has it already; what became of it is the result.

    Args:
        ctx: the context.
        posting: what was asked for.
        what: what it is, for lists: "digest", "report kpi".
        options: what else was asked for that changes what it says, as typed.
        make: makes the mail; not called when everybody has theirs.

    Raises:
        UsageError: mail is not set up, or an address or option is none.
        Undelivered: exit 7 when none left, 8 when some did.
    """
    options = {**options, "attach": " ".join(sorted(posting.attach))}
    work = ctx.work
    found = recipients_of(work, posting.to, what=what, options=options, once_per=posting.once_per)
    if posting.dry_run:
        return _written_out(ctx, posting, found, make())
    draft = make() if any(one.known is None for one in found) else None
    silent = draft is not None and posting.only_if_any and not draft.says
    if work.dry_run:
        # a batch that is but tried
        if draft is not None and not silent:
            work.note(f"Would mail {draft.title} to {', '.join(one.to for one in found if one.known is None)}")
        return Nothing(notes=work.notes)
    posted = post(work, found, None if draft is None or silent else draft.letter_to, what)
    check_posted(work, posted)
    lines = _sentences(draft.title if draft else "", posted)
    if silent:
        lines.append("Nothing to say: no mail")
    if not (ctx.sink.is_tty or ctx.shared.format or ctx.shared.print):
        # cron would mail what is printed: success has nothing to say
        return Nothing(notes=work.notes)
    return Written(
        "\n".join(lines),
        posted.mails,
        [int(str(row["id"])) for row in posted.mails],
        noun="mail",
        single=False,
        notes=work.notes,
        columns=list(mails.COLUMNS),
    )


def _sentences(title: str, posted: Posted) -> list[str]:
    """What became of each mail, those that were sent now together."""
    now = {id for id, _, _ in posted.delivery.sent}
    sent = [str(row["recipient"]) for row in posted.mails if row["id"] in now]
    lines = [f"Sent {title or posted.mails[0]['subject']} to {', '.join(sent)}"] if sent else []
    for row in posted.mails:
        id, to, state = row["id"], row["recipient"], row["state"]
        if id in now:
            continue
        if state == "queued":
            lines.append(f"Mail {id} to {to} waits{f': {reply}' if (reply := row['reply']) else ''}; tinycrm mail send")
        elif state == "sent":
            lines.append(f"Nothing to do: {to} got it at {row['ended_at']}, as mail {id}")
        else:
            lines.append(f"Nothing to do: mail {id} to {to} is {state} ({row['reply'] or '-'}); tinycrm mail show {id}")
    return lines


def _written_out(ctx: Context, posting: Posting, recipients: Sequence[Recipient], draft: Draft) -> Result:
    """The mail as it would leave: one on stdout, or each in a file."""
    notes = ctx.work.notes
    if posting.only_if_any and not draft.says:
        return Nothing(notes=[*notes, "Nothing to say: no mail"] if ctx.sink.is_tty else notes)
    for one in recipients:
        if one.known is not None:
            ctx.work.note(f"{one.to} has it already, as mail {one.known['id']}: nothing would be sent")
    made = composed(ctx.work, recipients, draft.letter_to)
    if posting.output in (None, "-"):
        if made[1:]:
            ctx.work.note(f"the same would go to {', '.join(one.to for one in recipients[1:])}")
        return Raw(made[0].encode("utf-8"), exact=True, notes=notes)
    _write_files(str(posting.output), recipients, made)
    return Nothing(notes=notes)


def _write_files(output: str, recipients: Sequence[Recipient], made: Sequence[str]) -> None:
    import os

    from tinycrm.domain.address import read_address
    from tinycrm.formats.outfile import write_pieces

    def write(path: str, message: str) -> None:
        try:
            write_pieces(path, [message])
        except UsageError as error:
            error.hint = "name another file or folder"
            raise

    if not (os.path.isdir(output) or output.endswith("/")):
        if made[1:]:
            raise UsageError(f"{len(made)} mails do not fit into '{output}'", hint="--output FOLDER/")
        write(output, made[0])
        return
    try:
        os.makedirs(output, mode=0o700, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"the folder '{output}' cannot be made: {error.strerror}", hint="name another one"
        ) from error
    for one, message in zip(recipients, made, strict=True):
        name = "".join(ch if ch.isalnum() or ch in "@.+-_" else "_" for ch in read_address(one.to)[1])
        write(os.path.join(output, f"{name.lstrip('.')}.eml"), message)
