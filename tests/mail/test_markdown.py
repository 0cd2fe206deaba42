"""A message in Markdown: what is put into it is text, whatever it holds."""

from __future__ import annotations

import pytest

from tinycrm.mail.markdown import render_markdown

EVIL = '*b* <script>x()</script> [x](javascript:alert(1)) & "q" `c` # h'
ESCAPED = "*b* &lt;script&gt;x()&lt;/script&gt; [x](javascript:alert(1)) &amp; &quot;q&quot; `c` # h"


def body(parts: list[str | int], *values: str) -> str:
    html = render_markdown(parts, values, language="en", title="T")[1]
    return html.partition('max-width:640px">\n')[2].partition("</div>")[0]


def text(parts: list[str | int], *values: str) -> str:
    return render_markdown(parts, values, language="en", title="T")[0]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", f'<p dir="auto">{ESCAPED}</p>\n'),
        ("**", "**", f'<p dir="auto"><strong>{ESCAPED}</strong></p>\n'),
        ("# ", "", f'<h1 dir="auto">{ESCAPED}</h1>\n'),
        ("- ", "", f'<ul>\n<li dir="auto">{ESCAPED}</li>\n</ul>\n'),
        ("`", "`", f'<p dir="auto"><code>{ESCAPED}</code></p>\n'),
        ("    ", "", f"<pre><code>{ESCAPED}\n</code></pre>\n"),
        ("[", "](https://a.example)", f'<p dir="auto"><a href="https://a.example">{ESCAPED}</a></p>\n'),
        ("[t](https://a.example '", "')", f'<p dir="auto"><a href="https://a.example" title="{ESCAPED}">t</a></p>\n'),
        ("![", "](https://a.example/i)", f'<p dir="auto"><img src="https://a.example/i" alt="{ESCAPED}" /></p>\n'),
    ],
)
def test_a_value_is_text_wherever_it_stands(before: str, after: str, shown: str):
    assert body([before, 0, after], EVIL) == shown


@pytest.mark.parametrize(
    ("link", "value", "leads"),
    [
        (["[x](", 0, ")"], "https://a.example/?q=1&r=2", "https://a.example/?q=1&amp;r=2"),
        (["[x](", 0, ")"], "neva.example", "https://neva.example"),
        (["[x](", 0, ")"], "javascript:alert(1)", "https://javascript%3Aalert%281%29"),
        (["[x](", 0, ")"], "data:text/html,<script>", "https://data%3Atext/html%2C%3Cscript%3E"),
        (["[x](", 0, ")"], "https://a.example/ onclick=x", "https://a.example/onclick=x"),
        (["[x](https://a.example/?who=", 0, ")"], 'a&b="c"', "https://a.example/?who=a%26b%3D%22c%22"),
        (["[x](https://", 0, "/shop)"], "neva.example", "https://neva.example/shop"),
        (["[x](mailto:", 0, ")"], "anna@neva.example", "mailto:anna@neva.example"),
        (["[x](mailto:", 0, ")"], "a@b.example?bcc=c@d.example", "mailto:a@b.example%3Fbcc%3Dc@d.example"),
    ],
)
def test_a_value_in_a_link_leads_to_the_web_or_stays_a_part_of_it(link: list[str | int], value: str, leads: str):
    assert body(link, value) == f'<p dir="auto"><a href="{leads}">x</a></p>\n'


def test_html_and_links_that_run_something_are_text_in_the_template_too():
    assert body(["<b>x</b> [y](javascript:z)"]) == ('<p dir="auto">&lt;b&gt;x&lt;/b&gt; [y](javascript:z)</p>\n')


def test_words_like_the_marks_of_fields_stay_words():
    assert text(["tcrmqx0z tcrmqqx0z ", 0], "Anna") == "tcrmqx0z tcrmqqx0z Anna\n"
    assert text(["", 0], "tcrmqx0z") == "tcrmqx0z\n"


def test_a_line_break_of_the_message_and_of_a_value_is_one_in_both_parts():
    parts: list[str | int] = ["Best regards,\n", 0]
    assert text(parts, "Me\nHere") == "Best regards,\nMe\nHere\n"
    assert body(parts, "Me\nHere") == '<p dir="auto">Best regards,<br />\nMe<br>\nHere</p>\n'


def test_the_plain_part_reads_as_text():
    message = (
        "# Offer\n\nDear **Anna**,\n\n- one\n- two\n  - deep\n\n3. three\n4. four\n\n> said\n> so\n\n---\n"
        "[site](https://a.example) <https://b.example> <mailto:c@d.example> `code`\n\n    block\n"
    )
    assert text([message]) == (
        "Offer\n\nDear Anna,\n\n- one\n- two\n  - deep\n\n3. three\n4. four\n\n> said\n> so\n\n"
        "--------------------\n\n"
        "site <https://a.example> https://b.example mailto:c@d.example code\n\nblock\n"
    )


def test_persian_is_laid_out_from_the_right():
    html = render_markdown(["سلام"], (), language="fa", title="سلام")[1]
    assert '<html lang="fa" dir="rtl">' in html
    assert '<body dir="rtl"' in html
