"""The language of --where: what a filter's words mean, and what is refused."""

from __future__ import annotations

import pytest

from tinycrm.domain.filters import MAX_DEPTH, MAX_LENGTH, Comparison, Every, Not, Some, fields_of, parse_filter
from tinycrm.errors import UsageError

EXAMPLE = 'for example: --where "value >= 10000 EUR and stage = proposal"'


def _shape(test):
    """The tree as tuples: (field, operator, values…), ("and", …), ("or", …), ("not", …)."""
    if isinstance(test, Comparison):
        return (test.field, test.operator, *test.values)
    if isinstance(test, Not):
        return ("not", _shape(test.part))
    word = {Every: "and", Some: "or"}[type(test)]
    return (word, *map(_shape, test.parts))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("stage = proposal", ("stage", "=", "proposal")),
        ("stage=proposal", ("stage", "=", "proposal")),
        ("stage == proposal", ("stage", "=", "proposal")),
        ("stage==proposal", ("stage", "=", "proposal")),
        ("stage != proposal", ("stage", "!=", "proposal")),
        ("stage <> proposal", ("stage", "!=", "proposal")),
        ("stage<>proposal", ("stage", "!=", "proposal")),
        ("value < 10", ("value", "<", "10")),
        ("value<10", ("value", "<", "10")),
        ("value <= 10", ("value", "<=", "10")),
        ("value<=10", ("value", "<=", "10")),
        ("value > 10", ("value", ">", "10")),
        ("value >= 10000 EUR", ("value", ">=", "10000 EUR")),
        ("value>=10000   EUR", ("value", ">=", "10000 EUR")),
        ("name ~ ann", ("name", "~", "ann")),
        ("name~ann", ("name", "~", "ann")),
        ("close is empty", ("close", "empty")),
        ("close IS EMPTY", ("close", "empty")),
        ("close is not empty", ("close", "not empty")),
        ("close Is Not Empty", ("close", "not empty")),
        ("stage in (lead, won)", ("stage", "in", "lead", "won")),
        ("stage in(lead)", ("stage", "in", "lead")),
        ("stage IN (in progress,won)", ("stage", "in", "in progress", "won")),
        ("stage not in (lead, won)", ("not", ("stage", "in", "lead", "won"))),
        ("\tstage\n=\u00a0won ", ("stage", "=", "won")),
        ("fields.seat-count = 4", ("fields.seat-count", "=", "4")),
        ("due = in 2 weeks", ("due", "=", "in 2 weeks")),
        ("due = not yet", ("due", "=", "not yet")),
        ("due = is empty", ("due", "=", "is empty")),
        ("and = 1", ("and", "=", "1")),
        ("phone = +7 921 123-45-67", ("phone", "=", "+7 921 123-45-67")),
        ("X = X", ("X", "=", "X")),
        ("name = O'Brien", ("name", "=", "O'Brien")),
    ],
)
def test_a_comparison_is_a_field_an_operator_and_values(text: str, shape: tuple[str, ...]) -> None:
    assert _shape(parse_filter(text)) == shape


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('name = "a b"', "a b"),
        ("name = 'a b'", "a b"),
        ("name = «a b»", "a b"),
        ("name = “a b”", "a b"),
        ('name="a"', "a"),
        ('name = ""', ""),
        ('name = "and"', "and"),
        ('name = "a, (b) or c = d"', "a, (b) or c = d"),
        ('name = "  two  spaces "', "  two  spaces "),
        (r'name = "say \"hi\" now"', 'say "hi" now'),
        (r"name = 'it\'s'", "it's"),
        (r'name = "it\'s"', r"it\'s"),
        (r"name = «a\»b»", "a»b"),
        (r'name = "C:\\new"', r"C:\new"),
        (r'name = "C:\new"', r"C:\new"),
        (r'name = "back\\"', "back\\"),
        (r'name = "\\"', "\\"),
        ('name = "it\'s"', "it's"),
        ("name = 'say \"hi\"'", 'say "hi"'),
    ],
)
def test_quotation_marks_keep_a_value_as_it_is(text: str, value: str) -> None:
    assert _shape(parse_filter(text)) == ("name", "=", value)


A, B, C, D = ("a", "=", "1"), ("b", "=", "2"), ("c", "=", "3"), ("d", "=", "4")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("a=1 and b=2", ("and", A, B)),
        ("a=1 AND b=2 And c=3", ("and", A, B, C)),
        ("a=1 or b=2", ("or", A, B)),
        ("a=1 OR b=2 or c=3", ("or", A, B, C)),
        ("a=1 and b=2 or c=3 and d=4", ("or", ("and", A, B), ("and", C, D))),
        ("a=1 or b=2 and c=3", ("or", A, ("and", B, C))),
        ("(a=1 or b=2) and c=3", ("and", ("or", A, B), C)),
        ("a=1 and (b=2 or c=3)", ("and", A, ("or", B, C))),
        ("(a=1)", A),
        ("((a=1))", A),
        ("(a=1)and(b=2)", ("and", A, B)),
        ("not a=1", ("not", A)),
        ("NOT a=1 and b=2", ("and", ("not", A), B)),
        ("not (a=1 and b=2)", ("not", ("and", A, B))),
        ("not not a=1", ("not", ("not", A))),
        ('a="1" and b=2', ("and", A, B)),
        ("a in (1, 2) or b=2", ("or", ("a", "in", "1", "2"), B)),
        ("a is empty and b=2", ("and", ("a", "empty"), B)),
        ('a in ("x, y", z)', ("a", "in", "x, y", "z")),
    ],
)
def test_and_binds_tighter_than_or_and_brackets_tightest(text: str, shape: tuple[object, ...]) -> None:
    assert _shape(parse_filter(text)) == shape


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "the filter is empty", EXAMPLE),
        (" \t", "the filter is empty", EXAMPLE),
        ("a ! 1", "'!' alone is no operator in a filter", "write != or not (…)"),
        ("a !~ 1", "'!' alone is no operator in a filter", "write != or not (…)"),
        ("(a=1", "a bracket is not closed in the filter", EXAMPLE),
        ("(a=1 b", "a bracket is not closed in the filter", EXAMPLE),
        ("a=1 and", "the filter has nothing where a field should stand", EXAMPLE),
        ("not", "the filter has nothing where a field should stand", EXAMPLE),
        ('"(" = 1', "the filter has '(' where a field should stand", EXAMPLE),
        ('(a="1" ")"', "a bracket is not closed in the filter", EXAMPLE),
        ('stage in "(" a)', "'stage in' is not followed by a list", "stage in (one, two)"),
        ("= 1", "the filter has '=' where a field should stand", EXAMPLE),
        (") = 1", "the filter has ')' where a field should stand", EXAMPLE),
        ('"a" = 1', "the filter has 'a' where a field should stand", EXAMPLE),
        ("stage", "'stage' is not followed by an operator in the filter", "= != < <= > >= ~ in is"),
        ("stage lead", "'stage' is not followed by an operator in the filter", "= != < <= > >= ~ in is"),
        ("stage is", "'stage' is not followed by an operator in the filter", "= != < <= > >= ~ in is"),
        ("stage is not", "'stage' is not followed by an operator in the filter", "= != < <= > >= ~ in is"),
        ('stage "is" empty', "'stage' is not followed by an operator in the filter", "= != < <= > >= ~ in is"),
        ("stage not", "'stage' is not followed by an operator in the filter", "= != < <= > >= ~ in is"),
        ("stage =", "'stage =' is not followed by a value in the filter", EXAMPLE),
        ("stage <= and a=1", "'stage <=' is not followed by a value in the filter", EXAMPLE),
        ("stage = (", "'stage =' is not followed by a value in the filter", EXAMPLE),
        ("stage in", "'stage in' is not followed by a list", "stage in (one, two)"),
        ("stage in lead", "'stage in' is not followed by a list", "stage in (one, two)"),
        ("stage in ()", "the list of 'stage in' has an empty place", "stage in (one, two)"),
        ("stage in (a,)", "the list of 'stage in' has an empty place", "stage in (one, two)"),
        ("stage in (a,,b)", "the list of 'stage in' has an empty place", "stage in (one, two)"),
        ("stage in (a", "the list of 'stage in' is not closed", "stage in (one, two)"),
        ("stage in (a = b)", "the list of 'stage in' is not closed", "stage in (one, two)"),
        ("stage not in (", "the list of 'stage in' has an empty place", "stage in (one, two)"),
        ('name = "a', 'a quotation mark is not closed in the filter: "a', 'end it with "'),
        ("name = «a b", "a quotation mark is not closed in the filter: «a b", "end it with »"),
        (r'name = "a\"', r'a quotation mark is not closed in the filter: "a\"', 'end it with "'),
        ("a=1)", "the filter ends before ')'", "join conditions with and, or"),
        ("a=1, b=2", "the filter ends before ','", "join conditions with and, or"),
        ('a="1" b=2', "the filter ends before 'b'", "join conditions with and, or"),
        ("a is empty b=2", "the filter ends before 'b'", "join conditions with and, or"),
        ("a = 1 = 2", "the filter ends before '='", "join conditions with and, or"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place_and_the_mend(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_filter(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_fifty_levels_are_read_and_one_more_is_refused() -> None:
    assert (MAX_DEPTH, _shape(parse_filter("(" * 49 + "a=1" + ")" * 49))) == (50, A)
    with pytest.raises(UsageError) as caught:
        parse_filter("(" * 50 + "a=1" + ")" * 50)
    assert caught.value.message == "the filter is nested deeper than 50 levels"
    assert caught.value.hint == "write it flatter"
    with pytest.raises(UsageError, match="nested deeper than 50 levels"):
        parse_filter("not " * 50 + "a=1")


def test_what_was_closed_does_not_count_and_what_is_open_does() -> None:
    for text in ("(a=1) and " + "(" * 50 + "a=1" + ")" * 50, "(" * 49 + "a=1 and (a=1)" + ")" * 49):
        with pytest.raises(UsageError, match="nested deeper than 50 levels"):
            parse_filter(text)


def test_a_long_row_of_conditions_is_no_depth() -> None:
    flat = parse_filter(" or ".join(["(a=1)"] * 200))
    assert _shape(flat) == ("or", *[A] * 200)


def test_a_filter_of_twenty_thousand_characters_is_read_and_a_longer_one_is_refused() -> None:
    assert MAX_LENGTH == 20_000
    assert _shape(parse_filter("a=" + "x" * 19_998)) == ("a", "=", "x" * 19_998)
    with pytest.raises(UsageError) as caught:
        parse_filter("a=" + "x" * 19_999)
    assert caught.value.message == "the filter is longer than 20000 characters"
    assert caught.value.hint == "use --segment or stdin for lists"


def test_the_fields_that_a_filter_speaks_of_are_known_in_order() -> None:
    tree = parse_filter("value > 1 and (not stage = won or tag in (a, b)) and value is empty")
    assert fields_of(tree) == ["value", "stage", "tag", "value"]
