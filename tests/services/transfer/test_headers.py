"""The words for columns: each is one field of its noun, in every language."""

from __future__ import annotations

import pytest

from tinycrm.domain.nouns import NOUNS
from tinycrm.services.transfer.columns import squash
from tinycrm.services.transfer.headers import COMMON, choice_words, key_of, part_of_name
from tinycrm.services.transfer.headerwords import ABROAD


@pytest.mark.parametrize("noun", ["contact", "company", "deal", "task", "interaction"])
def test_a_word_is_one_field_of_its_noun(noun):
    pairs = [(word, key) for key, words in COMMON[noun].items() for word in words.split()]
    pairs += [(squash(word), key) for key, words in ABROAD[noun].items() for word in words.split(",")]
    assert len(pairs) > 100
    keys: dict[str, set[str]] = {}
    for word, key in pairs:
        assert word
        keys.setdefault(word, set()).add(key)
    assert {word: found for word, found in keys.items() if len(found) > 1} == {}


@pytest.mark.parametrize("noun", ["contact", "company", "deal", "task", "interaction"])
def test_every_word_leads_to_a_field(noun):
    many = {"companies": "company", "contacts": "contact"}
    for key in (*COMMON[noun], *ABROAD[noun]):
        if key not in ("foreign_id", "close_date"):
            assert NOUNS[noun].get(key) or NOUNS[noun].get(many[key])


def test_words_are_compared_folded():
    assert key_of("contact", squash("ТЕЛЕФОН")) == "phones"
    assert key_of("contact", squash("Numéro de Téléphone")) == "phones"
    assert key_of("company", squash("شركت")) == "name"
    assert key_of("contact", squash("Lieblingsfarbe")) == ""


def test_a_short_name_is_a_part_only_beside_the_other_part():
    assert part_of_name("имя", ["Имя", "Фамилия"]) == "given"
    assert part_of_name("имя", ["Имя", "Телефон"]) == ""
    assert part_of_name("name", ["Vorname", "Name"]) == "family"
    assert part_of_name("name", ["Vorname", "Nachname", "Name"]) == ""
    assert part_of_name("name", ["First Name", "Name"]) == ""


def test_words_of_choices_are_ours():
    assert choice_words("task")["priority"]["hoch"] == "high"
    assert choice_words("interaction")["kind"]["встреча"] == "meeting"
    assert choice_words("contact") == {}
