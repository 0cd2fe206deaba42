"""`tinycrm template`: messages with fields in them."""

from __future__ import annotations

from tinycrm.domain.results import Nothing, Page, Written
from tinycrm.errors import PARTLY, NotFound, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        DryRun,
        ExitCode,
        ForRef,
        LetterArg,
        LetterMaybe,
        LetterRefs,
        MailedNoun,
        NewLetter,
        Where,
    )
    from tinycrm.domain.results import Result, Row


def list_(ctx: Context, *, exit_code: ExitCode = False) -> Result:
    """List the templates: their subjects, what records they can be about, what is wrong with one.

    Examples:
      tinycrm template list
      tinycrm template list -f json
    """
    from tinycrm.cli.something import with_exit_code
    from tinycrm.services.mail.templates import list_templates

    return with_exit_code(list_templates(ctx.work), wanted=exit_code)


def show(ctx: Context, template: LetterArg, *, ref: ForRef = None) -> Result:
    """Show a template, or with --for the message it makes of a record.

    Examples:
      tinycrm template show welcome
      tinycrm template show welcome --for anna
      tinycrm template show offer --for deal:website
    """
    from tinycrm.config.letters import read_template
    from tinycrm.services.mail.templates import about, fill_template, subject_of

    work = ctx.work
    found = read_template(work.folder, template)
    if ref is None:
        nouns = about(found, work.settings)
        data: Row = {"name": found.name, "path": found.path, "subject": subject_of(found), "about": [*nouns]}
        data |= {"language": found.language or None, "reply_to": found.reply_to or None, "source": found.source}
        return Page("", [("", found.source.rstrip("\n").split("\n"))], data)
    from tinycrm.domain.nouns import NOUNS
    from tinycrm.services.references import any_record

    noun, id = any_record(work, ref)
    if noun not in NOUNS:
        raise NotFound(f"there is no record {id}", hint="tinycrm search WORDS")
    filled = fill_template(work, found.name, noun, id)
    data = {"name": found.name, "noun": noun, "id": id, "subject": filled.subject, "language": filled.language}
    data |= {"reply_to": filled.reply_to or None, "text": filled.text, "html": filled.html}
    return Page(filled.subject, [("", filled.text.rstrip("\n").split("\n"))], data)


def add(ctx: Context, name: NewLetter) -> Result:
    """Write a template to start from; on a terminal it opens in your editor.

    Examples:
      tinycrm template add thanks
    """
    from tinycrm.config.letters import add_template

    path = add_template(ctx.settings_folder, name)
    if ctx.interactive:
        return edit(ctx, name)
    return Written(f"Wrote {path}", [{"name": name.strip().removesuffix(".md"), "path": path}], [])


def edit(ctx: Context, template: LetterArg) -> Result:
    """Change a template in your editor; it is checked before it is saved.

    Examples:
      tinycrm template edit welcome
    """
    from tinycrm.cli.letter_editor import edit_template

    return edit_template(ctx, template)


def check(ctx: Context, template: LetterMaybe = None) -> Result:
    """Check that templates can be read and that all their fields are known; what is wrong is named by file and line.

    Examples:
      tinycrm template check
      tinycrm template check welcome
    """
    from tinycrm.services.mail.templates import check_templates

    count = check_templates(ctx.work, template)
    return Nothing(notes=[f"{count} template{'' if count == 1 else 's'}, all sound"])


def send(
    ctx: Context,
    template: LetterArg,
    refs: LetterRefs = (),
    *,
    where: Where = None,
    noun: MailedNoun = None,
    dry_run: DryRun = False,
) -> Result:
    """Mail a template to contacts, each once a day: repeating the command is harmless.

    All messages are made before the first is sent: a field that is empty stops them all. Who has no e-mail, or asked
    for no mail (a field or tag do_not_mail), is left out, with exit 8. More than one mail asks first, since mail cannot
    be taken back; without a terminal it needs --yes.

    Examples:
      tinycrm template send welcome anna
      tinycrm template send news --where "tag = newsletter" --dry-run
      tinycrm contact list --tag newsletter -f ids | tinycrm template send news - --yes
      tinycrm template send offer --noun deal --where "stage = proposal"
    """
    from tinycrm.cli.select import chosen, confirmed
    from tinycrm.domain.nouns import find_noun
    from tinycrm.services.mail import sending

    work = ctx.work
    kind = find_noun(noun).name if noun else "contact"
    ids, _ = chosen(ctx, kind, refs, where=where)
    plan = sending.plan_mails(work, template, kind, ids)
    work.dry_run = work.dry_run or dry_run
    if work.dry_run:
        work.note(sending.sentence(plan, None))
        return sending.listed(work, plan)
    if work.store.grouped or work.store.unit is not None:
        raise UsageError("mail is not sent inside a batch that is one step", hint="tinycrm template send, by itself")
    if len(plan.letters) > 1:
        confirmed(ctx, f"Mailing {plan.name} to {len(plan.letters):,} contacts cannot be taken back. Send it")
    delivery = sending.send_mails(work, plan)
    told = sending.sentence(plan, delivery)
    left = sending.left_out(plan)
    for line in delivery.problems() if delivery.exit_code else ():
        work.note(line)
    if left and not ctx.sink.is_tty:
        work.note(told)
    made = [row["mail"] for row in plan.rows if row["state"] != "sent already today" and row["mail"] is not None]
    code = delivery.exit_code or (PARTLY if left else 0)
    ids = [id for id in made if isinstance(id, int)]
    return Written(told, plan.rows, ids, single=False, notes=work.notes, exit_code=code)
