"""Several reads of one state, while another process writes."""

from __future__ import annotations

import pytest


def test_what_is_written_meanwhile_is_not_seen_before_the_end(book):
    book.add("contact", "Anna")
    reader = book.reopen()
    with reader.snapshot():
        assert len(list(reader.every("contact"))) == 1
        book.add("contact", "Bo")
        assert [row["name"] for row in reader.every("contact")] == ["Anna"]
    assert [row["name"] for row in reader.every("contact")] == ["Anna", "Bo"]
    reader.close()


def test_an_error_inside_ends_it(book):
    book.add("contact", "Anna")
    reader = book.reopen()

    def read() -> None:
        with reader.snapshot():
            list(reader.every("contact"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read()
    book.add("contact", "Bo")
    assert len(list(reader.every("contact"))) == 2
    reader.close()


def test_inside_a_transaction_it_changes_nothing(book):
    with book.write():
        book.add("contact", "Anna")
        with book.store.snapshot():
            assert [row["name"] for row in book.store.every("contact")] == ["Anna"]
    assert [row["name"] for row in book.store.every("contact")] == ["Anna"]


def test_a_store_that_is_closed_inside_is_closed(book):
    book.add("contact", "Anna")
    reader = book.reopen()
    with reader.snapshot():
        list(reader.every("contact"))
        reader.close()
    assert len(list(reader.every("contact"))) == 1
    reader.close()
