"""Templates of messages: what their files may say, and where what is wrong stands."""

from __future__ import annotations

import pytest

from tinycrm.config.letters import parse_template
from tinycrm.domain.template import Gap
from tinycrm.errors import UsageError


def parse(text: str | bytes):
    raw = text if isinstance(text, bytes) else text.encode()
    return parse_template(raw, "t", "t.md")


def parts(found: list[str | Gap]) -> list[object]:
    return [part if isinstance(part, str) else (part.names, part.otherwise, part.line) for part in found]


def test_head_and_text_are_taken_apart_into_words_and_fields():
    template = parse(
        "---\nsubject: Re: {{title}} # 4\n# a note\nlanguage: ru\nreply_to: Me <me@x.example>\n---\n"
        'Hello {{ given or contact.name or "friend" }},\n\nby {{me.name}}\n'
    )
    assert parts(template.subject) == ["Re: ", (("title",), None, 2), " # 4"]
    assert parts(template.body) == [
        "Hello ",
        (("given", "contact.name"), "friend", 7),
        ",\n\nby ",
        (("me.name",), None, 9),
        "\n",
    ]
    assert (template.language, template.reply_to) == ("ru", "Me <me@x.example>")


def test_a_file_of_windows_and_a_subject_in_quotes_are_read():
    template = parse('\ufeff---\r\nsubject: "{{name}}: hi"\r\n---\r\nHi\r\n')
    assert parts(template.subject) == [(("name",), None, 2), ": hi"]
    assert parts(template.body) == ["Hi\n"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Hello", "t.md:1: the head is missing"),
        ("", "t.md:1: the head is missing"),
        ("---\nsubject: x\nHello", "t.md:1: the head does not end"),
        ("---\n---\nHi", "t.md:1: a message needs a subject"),
        ("---\nsubject: \n---\nHi", "t.md:2: a message needs a subject"),
        ("---\nsubject: x\n---\n \n", "t.md:4: the message is empty"),
        ("---\nsubject: x\nsubjct: y\n---\nHi", "t.md:3: 'subjct' is no key of a template"),
        ("---\nsubject: x\nsubject: y\n---\nHi", "t.md:3: 'subject' stands there twice"),
        ("---\nsubject: x\nlanguage: de\n---\nHi", "t.md:3: 'de' is no language of mails"),
        ("---\nsubject: x\nreply_to: a, b\n---\nHi", "t.md:3: "),
        ("---\nsubject: x\n---\nHi\n{{name", "t.md:5: '{{name' is not closed"),
        ("---\nsubject: x\n---\nHi\n\nname}}", "t.md:6: '}}' without '{{' before it"),
        ("---\nsubject: x\n---\n{{7*7}}", "t.md:4: '{{7*7}}' names no field"),
        ("---\nsubject: x\n---\n{{ }}", "t.md:4: '{{}}' is empty"),
        ("---\nsubject: x\n---\n{{name()}}", "t.md:4: '{{name()}}' names no field"),
        ("---\nsubject: x\n---\n{{__class__.__mro__}} {{a|b}}", "t.md:4: '{{a|b}}' names no field"),
        ("---\nsubject: x\n---\n{{name or}}", "t.md:4: '{{name or}}' names no field"),
        ("---\nsubject: x\n---\na\x1b[31m", "t.md:4: holds a control character"),
        (b"---\nsubject: x\n---\na\n\xff", "t.md:5: not valid UTF-8: byte 0xff"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(text: str | bytes, message: str):
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert caught.value.message.startswith(message)
    assert caught.value.hint
