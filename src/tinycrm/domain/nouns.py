"""The nouns of TinyCRM, by name."""

from __future__ import annotations

from tinycrm.domain.company import COMPANY
from tinycrm.domain.contact import CONTACT
from tinycrm.domain.deal import DEAL
from tinycrm.domain.fields import Noun, did_you_mean
from tinycrm.domain.interaction import INTERACTION
from tinycrm.domain.task import TASK
from tinycrm.errors import UsageError

# In an order in which each leads only to nouns before it, so that a load in this order finds its links.
NOUNS: dict[str, Noun] = {noun.name: noun for noun in (COMPANY, CONTACT, DEAL, INTERACTION, TASK)}


def find_noun(text: str) -> Noun:
    """Gives the noun that a word means, singular or plural.

    Raises:
        UsageError: no such noun.
    """
    word = text.strip().lower()
    for noun in NOUNS.values():
        if word in (noun.name, noun.plural):
            return noun
    names = [noun.plural for noun in NOUNS.values()]
    raise UsageError(f"'{text}' is no kind of record", hint=f"{did_you_mean(word, names)}one of: {', '.join(names)}")
