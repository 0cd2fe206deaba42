"""One key for every spelling of a website or a handle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.website import normalise_handle, normalise_website
from tinycrm.errors import UsageError


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("example.com", "example.com"),
        (" https://www.Example.com/ ", "example.com"),
        ("HTTP://example.com:80", "example.com"),
        ("https://example.com:443/", "example.com"),
        ("//example.com", "example.com"),
        ("example.com.", "example.com"),
        ("https://example.com/#about", "example.com"),
        ("www.com", "www.com"),
        ("https://example.com:8080/Shop/?a=1#x", "example.com:8080/Shop?a=1"),
        ("example.com/A/b/", "example.com/A/b"),
        ("example.com?x=1", "example.com?x=1"),
        ("example.com/a?u=http://b.example/", "example.com/a?u=http://b.example/"),
        ("http://192.0.2.1/", "192.0.2.1"),
        ("Почта.рф", "почта.рф"),
        ("xn--80a1acny.xn--p1ai", "почта.рф"),
    ],
)
def test_every_spelling_of_a_website_has_one_key(text: str, key: str) -> None:
    assert (key, text.strip()) == normalise_website(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://",
        "localhost",
        "neva",
        "a b.example",
        "example.com/a b",
        "javascript:alert(1)",
        "JavaScript://example.com/%0aalert(1)",
        "data:text/html,x",
        "mailto:anna@x.example",
        "anna@x.example",
        "http://user:secret@example.com",
        "ftp://example.com",
        "-a.example",
        "a..example",
        "example.com:99999",
        "example.com:http",
        "3.14",
        "1.2.3",
        "999.1.1.1",
        "xn--\u00e9.example",
        "example.com/\x1b[31m",
        "example.com/\u202e",
        'example.com/"><script>',
        "a." * 2000 + "example",
    ],
)
def test_what_is_no_website_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        normalise_website(text)
    assert caught.value.message.endswith("is not a website")
    assert len(caught.value.message) < 140


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("@anna", "@anna"),
        (" @Anna ", "@anna"),
        ("anna", "@anna"),
        ("telegram:@anna", "telegram:anna"),
        ("https://t.me/anna", "telegram:anna"),
        ("t.me/anna/", "telegram:anna"),
        ("linkedin:anna-petrova", "linkedin:anna-petrova"),
        ("https://www.linkedin.com/in/anna-petrova/?trk=1", "linkedin:anna-petrova"),
        ("linkedin.com/company/neva", "linkedin:company/neva"),
        ("https://twitter.com/Anna", "x:anna"),
        ("wa.me/4930123456", "whatsapp:4930123456"),
        ("https://medium.com/@anna", "medium:anna"),
        ("@anna@social.example", "mastodon:anna@social.example"),
        ("mastodon:@anna@social.example", "mastodon:anna@social.example"),
        ("@anna:matrix.example", "matrix:anna:matrix.example"),
        ("skype:live:anna", "skype:live:anna"),
        ("https://foo.example/anna", "foo.example:anna"),
        ("вк:Анна", "вк:анна"),
    ],
)
def test_every_spelling_of_a_handle_has_one_key(text: str, key: str) -> None:
    assert (key, text.strip()) == normalise_handle(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "telegram:",
        "telegram:@",
        ":anna",
        "anna petrova",
        "javascript:alert(1)",
        "https://t.me/",
        "@a\x1b",
        "...",
    ],
)
def test_what_is_no_handle_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        normalise_handle(text)
    assert caught.value.message.endswith("is not a handle")


def test_an_address_given_as_a_handle_is_refused_with_the_right_option() -> None:
    with pytest.raises(UsageError) as caught:
        normalise_handle("anna@x.example")
    assert caught.value.message == "'anna@x.example' is an e-mail address, not a handle"
    assert caught.value.hint == "give it as --email"


@given(st.text(alphabet="ab.@:/?#-wxn% ٫é\u202e[]") | st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (normalise_website, normalise_handle):
        for candidate in (text, f"https://{text}.example", f"x.example/{text}"):
            try:
                key, _ = read(candidate)
            except UsageError:
                continue
            assert read(key)[0] == key
