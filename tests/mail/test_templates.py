"""Templates filled and sent: all or nothing before the first mail, then each once a day."""

from __future__ import annotations

import os

import pytest
from tests.mail.servers import Sound

ANNA, SARA, BO, QUIET, NEVA, WEBSITE = range(1, 7)
GREETING = "---\nsubject: Hello {{given or name}}\n---\nDear {{given or name}},\n\n**hello**.\n"


@pytest.fixture
def office(post, running):
    """A program with a server, six records and a way to write templates; `office.inbox` is what the server took."""
    server = running(Sound())
    post.use(server)
    post.inbox = server.inbox
    post.env["TINYCRM_TODAY"] = "2026-11-16"
    lines = (
        'contact add "Anna Petrova" --email anna@neva.example --given Anna --birthday 1990-12-10 --set room=12',
        'contact add "سارا محمدی" --email sara@x.example',
        'contact add "Bo Li"',
        'contact add "Quiet One" --email quiet@x.example --tag do-not-mail',
        'company add "Neva Trade"',
        'deal add "Website <b>" --value "4800.50 EUR" --contact 1 --company 5 --close 2026-12-31 --probability 60%',
    )
    post("batch", input="\n".join(lines))

    def template(name: str, text: str) -> None:
        folder = post.home / "settings" / "templates"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")

    post.template = template
    template("hello", GREETING)
    return post


def rendered(crm, body: str, ref: str | int, *words: str) -> str:
    crm.template("t", f"---\nsubject: S\n---\n{body}\n")
    return crm("template", "show", "t", "--for", ref, *words, "-f", "json").json["text"]


# --- filling ---


@pytest.mark.parametrize(
    ("body", "ref", "text"),
    [
        ("{{value}}, {{close}}, {{probability}}", WEBSITE, "4,800.50 EUR, 31 December 2026, 60%\n"),
        ("{{title}} for {{contact.name}} at {{company.name}}", WEBSITE, "Website <b> for Anna Petrova at Neva Trade\n"),
        ("{{given}}: {{deal.title}}", WEBSITE, "Anna: Website <b>\n"),
        (
            "{{contact.given}} {{birthday}} {{email}} {{fields.room}}",
            ANNA,
            "Anna 10 December 1990 anna@neva.example 12\n",
        ),
        ("{{me.name}} <{{me.email}}> {{today}}", ANNA, "Me <me@x.example> 16 November 2026\n"),
        ('{{phone or title or "friend"}}', ANNA, "friend\n"),
        ("{{given or name}}", SARA, "سارا محمدی\n"),
    ],
)
def test_fields_of_the_record_of_its_contact_and_of_me_stand_in_the_text(office, body: str, ref: int, text: str):
    assert rendered(office, body, ref) == text


def test_money_and_days_are_written_as_the_settings_say(office):
    path = office.home / "settings" / "config.yaml"
    path.write_text(path.read_text() + "language: ru\ndecimal: comma\n", encoding="utf-8")
    assert rendered(office, "{{value}} {{close}}", WEBSITE) == "4.800,50 EUR 31 декабря 2026\n"


def test_nothing_in_a_template_is_evaluated(office):
    office.env["CANARY"] = "leaked"
    for inner in ("7*7", "name.__class__", "config", "env.CANARY", "name|upper", "me.password", "$(id)"):
        office.template("bad", f"---\nsubject: S\n---\n{{{{{inner}}}}}\n")
        told = office.fails(2, "template", "show", "bad", "--for", str(ANNA))
        assert "bad.md:4: " in told.err
        assert "49" not in told.err


def test_a_field_that_no_such_record_has_is_named_with_its_line(office):
    office.template("bad", "---\nsubject: S\n---\nHi\n{{valu}}\n")
    told = office.fails(2, "template", "show", "bad", "--for", f"deal:{WEBSITE}")
    assert "templates/bad.md:5: a deal has no field 'valu'; did you mean value?" in told.err


def test_check_names_the_first_broken_template_and_counts_the_rest(office):
    office.template("mix", "---\nsubject: S\n---\n{{value}} {{industry}}\n")
    office.template("zzz", "no head\n")
    told = office.fails(2, "template", "check")
    assert "mix.md:4: a deal has no field 'industry' (and 1 more)" in told.err
    assert office("template", "check", "hello").err == "1 template, all sound\n"
    office.fails(3, "template", "check", "nosuch")


def test_the_list_tells_what_records_a_template_can_be_about(office):
    office.template("offer", "---\nsubject: '{{title}} {{close}}'\n---\n{{given}}\n")
    office.template("bad", "---\n")
    rows = {row["name"]: row for row in office("template", "list", "-f", "json").json}
    assert rows["offer"]["about"] == ["deal"]
    assert rows["offer"]["subject"] == "{{title}} {{close}}"
    assert rows["bad"]["problem"].endswith("bad.md:1: the head does not end")
    assert list(rows) == ["bad", "hello", "offer"]


def test_a_new_template_is_sound_private_and_never_replaces_one(office):
    office("template", "add", "fresh")
    path = office.home / "settings" / "templates" / "fresh.md"
    assert path.stat().st_mode & 0o777 == 0o600
    assert office("template", "check", "fresh").err == "1 template, all sound\n"
    path.write_text("mine")
    office.fails(5, "template", "add", "fresh")
    assert path.read_text() == "mine"
    for name in ("../x", "a/b", ".x", "-x", "", "a\nb"):
        office.fails(2, "template", "add", "--", name)


# --- sending ---


def send(crm, *words: str | int, code: int = 0):
    answer = crm("template", "send", *words, ok=False)
    assert answer.code == code, answer
    return answer


def test_a_message_goes_to_the_contact_and_into_the_timeline(office):
    sent = send(office, "hello", "anna")
    assert office.inbox.recipients == ["anna@neva.example"]
    message = office.inbox.message()
    assert (message["To"], message["Subject"]) == ("Anna Petrova <anna@neva.example>", "Hello Anna")
    assert message.get_body(("plain",)).get_content() == "Dear Anna,\r\n\r\nhello.\r\n"
    assert '<p dir="auto"><strong>hello</strong>.</p>' in message.get_body(("html",)).get_content()
    assert office.mail(sent.id)["what"] == "template hello"
    [entry] = office("interaction", "list", "-f", "json").json
    assert (entry["kind"], entry["direction"], entry["summary"]) == ("email", "out", "Hello Anna")
    assert [row["id"] for row in entry["contacts"]] == [ANNA]


def test_what_a_server_refuses_is_in_no_timeline(office, running):
    server = running(Sound())
    server.refusals["anna@neva.example"] = "550 no such mailbox"
    office.use(server)
    assert "550" in send(office, "hello", "anna", code=7).err
    assert office("interaction", "list", "-f", "json").json == []


def test_the_same_template_is_sent_once_a_day(office):
    send(office, "hello", "anna")
    assert send(office, "hello", "anna").out == ""
    assert len(office.inbox.taken) == 1
    send(office, "hello", "anna", "--today", "2026-11-17")
    assert len(office.inbox.taken) == 2


def test_who_may_not_be_written_to_is_left_out_and_counted(office):
    office("contact", "edit", SARA, "--set", "do_not_mail=yes")
    sent = send(office, "hello", "--where", "name is not empty", code=8)
    assert office.inbox.recipients == ["anna@neva.example"]
    assert sent.err == (
        "hello: 1 sent, 1 left out: asked for no mail (do_not_mail), 1 left out: has no e-mail,"
        " 1 left out: asked for no mail (tag do-not-mail)\n"
    )


def test_one_empty_field_stops_the_batch_before_the_first_mail(office):
    office.template("given", "---\nsubject: Hi\n---\n\n{{given}}\n")
    told = office.fails(1, "template", "send", "given", str(ANNA), str(SARA), "--yes")
    assert "contact 2 سارا محمدی has no 'given', which" in told.err
    assert "given.md:5 asks for" in told.err
    assert office.inbox.taken == []
    assert office("mail", "list", "-f", "json").json == []
    # of somebody who is left out nothing is asked
    send(office, "given", ANNA, BO, code=8)
    assert office.inbox.recipients == ["anna@neva.example"]


def test_an_unknown_field_stops_the_batch_before_the_first_mail(office):
    office.template("bad", "---\nsubject: Hi {{nme}}\n---\nHi\n")
    told = office.fails(2, "template", "send", "bad", str(ANNA), str(SARA), "--yes")
    assert "bad.md:2: a contact has no field 'nme'; did you mean name?" in told.err
    assert office.inbox.taken == []


def test_mail_to_several_needs_a_yes_in_a_script(office):
    told = office.fails(2, "template", "send", "hello", str(ANNA), str(SARA))
    assert "Mailing hello to 2 contacts cannot be taken back" in told.err
    assert office.inbox.taken == []
    sent = office("template", "send", "hello", "-", "--yes", input=f"{ANNA}\n{SARA}\n")
    assert len(sent.ids) == 2
    assert office.inbox.recipients == ["anna@neva.example", "sara@x.example"]


def test_a_dry_run_lists_the_mails_and_changes_not_one_byte(office):
    before = office.db.read_bytes()
    rows = office("template", "send", "hello", "--where", "name is not empty", "--dry-run", "-f", "json").json
    assert [(row["record"], row["subject"], row["state"]) for row in rows] == [
        (ANNA, "Hello Anna", "would be sent"),
        (SARA, "Hello سارا محمدی", "would be sent"),
        (BO, None, "left out"),
        (QUIET, None, "left out"),
    ]
    assert office.db.read_bytes() == before
    assert office.inbox.taken == []


def test_a_deal_is_written_about_to_its_contact(office):
    office.template("offer", "---\nsubject: '{{title}}'\nreply_to: sales@x.example\nlanguage: fa\n---\n{{given}}\n")
    send(office, "offer", "--noun", "deal", "--where", "stage = lead")
    message = office.inbox.message()
    assert (message["To"], message["Subject"]) == ("Anna Petrova <anna@neva.example>", "Website <b>")
    assert (message["Reply-To"], message["Content-Language"]) == ("sales@x.example", "fa")
    [entry] = office("interaction", "list", "-f", "json").json
    assert entry["deal"]["id"] == WEBSITE
    office.fails(2, "template", "send", "offer", "--noun", "company", str(NEVA))


def test_line_breaks_and_markup_in_a_record_make_neither_headers_nor_html(office):
    # as a foreign hand may write it; the program itself refuses it
    office.sql("UPDATE contact SET given = ? WHERE id = 1", ["A\r\nBcc: x@evil.example\r\n\r\n<script>x</script>"])
    send(office, "hello", "anna")
    message = office.inbox.message()
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello A Bcc: x@evil.example <script>x</script>"
    assert "<script>" not in message.get_body(("html",)).get_content()
    assert office.inbox.recipients == ["anna@neva.example"]


def test_undo_passes_over_a_mail_that_left(office):
    office("contact", "add", "Zoe")
    send(office, "hello", "anna")
    office("undo")
    assert "Zoe" not in office("contact", "list").out
    assert len(office("interaction", "list", "-f", "json").json) == 1


# --- the editor ---


def edited(crm, script: str, *words: str, ok: bool = True):
    """Edits hello with a shell script in the editor's place; $1 is the file."""
    path = crm.home / "editor.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return crm("template", "edit", "hello", *words, env={"EDITOR": str(path)}, ok=ok)


def source(crm) -> str:
    return crm("template", "show", "hello", "-f", "json").json["source"]


def test_what_the_editor_leaves_is_saved_when_it_is_sound(office):
    told = edited(office, "echo More >> $1")
    assert told.err.startswith("Saved ")
    assert source(office) == GREETING + "More\n"
    assert edited(office, "true").err == "Nothing changed\n"


def test_a_broken_template_is_not_saved_and_its_text_not_lost(office):
    told = edited(office, "echo '{{nosuch}}' >> $1", ok=False)
    assert told.code == 2
    assert "hello.md:7: a contact has no field 'nosuch'" in told.err
    kept = told.err.rpartition("your text is in ")[2].strip()
    with open(kept, encoding="utf-8") as file:
        assert file.read() == GREETING + "{{nosuch}}\n"
    assert source(office) == GREETING


def test_a_file_that_changed_meanwhile_is_not_overwritten(office):
    path = office.home / "settings" / "templates" / "hello.md"
    told = edited(office, f"echo mine >> $1; echo theirs >> {path}", ok=False)
    assert (told.code, "was changed meanwhile" in told.err) == (5, True)
    assert source(office) == GREETING + "theirs\n"


def test_without_a_terminal_or_an_editor_nothing_waits(office):
    assert "there is no terminal to edit on" in office.fails(2, "template", "edit", "hello").err


def test_an_editor_of_ones_own_needs_no_terminal_to_draw_on(office):
    editor = office.home / "editor.sh"
    editor.write_text("#!/bin/sh\necho drawn; echo More >> $1\n")
    editor.chmod(0o755)
    closed = office.start("template", "edit", "hello", env={"EDITOR": str(editor)}, preexec_fn=lambda: os.close(2))
    assert office.finish(closed).raw == b""
    assert closed.returncode == 0
    assert source(office) == GREETING + "More\n"
