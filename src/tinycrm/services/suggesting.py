"""What a shell may complete a word with: names, tags, stages."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.refs import parse_ref
from tinycrm.domain.text import escape
from tinycrm.store.lookup import find
from tinycrm.store.queries.suggestions import names_beginning, tags_beginning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.work import Work

# More than a shell shows at once without asking.
_ENOUGH = 50
# kind → the nouns whose names it takes, and the state of tasks
_NOUNS: dict[str, tuple[tuple[str, ...], str]] = {
    "contact": (("contact",), ""),
    "company": (("company",), ""),
    "deal": (("deal",), ""),
    "task": (("task",), ""),
    "open-task": (("task",), "open"),
    "done-task": (("task",), "done"),
    "sale": (("sale",), ""),
    "subscription": (("subscription",), ""),
    "expense": (("expense",), ""),
    "campaign": (("campaign",), ""),
    "ticket": (("ticket",), ""),
    "open-ticket": (("ticket",), "open"),
    "resolved-ticket": (("ticket",), "resolved"),
    "segment": (("segment",), ""),
    "who": (("contact", "company"), ""),
    "any": (("contact", "company", "deal"), ""),
}


def suggest(work: Work, kind: str, text: str) -> list[str]:
    """Gives what a word may become, each once; nothing for an unknown kind.

    Args:
        work: the command's work.
        kind: a noun whose records have names, open-task, done-task, open-ticket, resolved-ticket, who, any, tag,
            stage, pipeline, lifecycle, rule, letter (a template) or sequence.
        text: what was typed so far; may be empty.
    """
    if kind in _NOUNS:
        found = _names(work, *_NOUNS[kind], text)
    elif kind == "tag":
        found = tags_beginning(work.store.db, fold(text), _ENOUGH)
    elif kind in ("letter", "sequence"):
        found = [name for name in _files(work, kind) if fold(name).startswith(fold(text))]
    else:
        words = {
            "stage": [stage.key for line in work.store.pipelines for stage in line.stages],
            "pipeline": [line.key for line in work.store.pipelines],
            "lifecycle": list(work.settings.lifecycle),
            "rule": [rule.name for rule in work.rules if rule.name] if kind == "rule" else [],
        }
        found = [word for word in words.get(kind, []) if fold(word).startswith(fold(text))]
    return [name for name in dict.fromkeys(found) if _usable(name)]


def _files(work: Work, kind: str) -> list[str]:
    if kind == "letter":
        from tinycrm.config.letters import template_names

        return template_names(work.folder)
    from tinycrm.config.sequences import sequence_names

    return sequence_names(work.folder)


def _names(work: Work, nouns: tuple[str, ...], status: str, text: str) -> list[str]:
    db = work.store.db
    found: list[str] = []
    for noun in nouns:
        found += names_beginning(db, noun, fold(text), _ENOUGH, status)
    if text.strip() and not found:
        # a family name leads to the person too
        for noun in nouns:
            found += [name for _, _, name in find(db, noun, parse_ref("=" + text), status=status).candidates]
            ref = parse_ref(text)
            if ref.kind == "name":
                found += [name for _, _, name in find(db, noun, ref, status=status).candidates]
    return found


def _usable(name: str) -> bool:
    """A name that a shell would show harmlessly and that would be read back as this name."""
    digits = name.isdecimal() and len(name) <= 9
    return not name.startswith("-") and not digits and escape(name) == name
