"""HTML that another system wrote becomes the text that a person saw."""

from __future__ import annotations

import pytest

from tinycrm.services.transfer.markup import as_plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\nTwo & three"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>tea</li><li>milk</li></ul>", "- tea\n- milk"),
        ("<html><head><style>p {color: red}</style></head><body>Hello\nthere</body></html>", "Hello there"),
        ("<div>Анна</div><div>&nbsp;</div><div>سارا</div>", "Анна\nسارا"),
        ("<b>open", "open"),
    ],
)
def test_tags_become_lines_and_signs(text, plain):
    assert as_plain(text) == plain


@pytest.mark.parametrize("text", ["a < b > c", "1 < 2", "write to <bo@li.example>", "no tags\nat all", ""])
def test_a_text_without_tags_of_html_stays_as_it_is(text):
    assert as_plain(text) == text
