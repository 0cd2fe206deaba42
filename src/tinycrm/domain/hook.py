"""Hooks: which names a program in hooks/ may have, and which of them a change of a record means."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Row

PRE, POST = "pre", "post"
WHEN = (PRE, POST)
# any change of any record
ANY = "any"
IMPORT = "import"
_ALL = ("add", "edit", "rm")
_TAGGED = ("tag", "untag")
_CHANGES = "change", "pause", "resume", "cancel", "renew"
VERBS: dict[str, tuple[str, ...]] = {
    "contact": (*_ALL, "merge", *_TAGGED, "relate"),
    "company": (*_ALL, "merge", *_TAGGED),
    "task": (*_ALL, "done", "reopen", "snooze"),
    "deal": (*_ALL, "move", "won", "lost", "reopen", *_TAGGED),
    "sale": (*_ALL, "refund"),
    "campaign": (*_ALL, "reach", "answer", "drop"),
    "subscription": (*_ALL, *_CHANGES),
    "ticket": (*_ALL, "answer", "resolve", "reopen", *_TAGGED),
}
# files that lie beside hooks and are none: switched off, or what an editor left
_OFF = (".off", ".disabled", ".sample", ".bak", ".orig", ".swp", "~")


def verbs_of(noun: str) -> tuple[str, ...]:
    """Gives what can happen to a record of a noun, as hooks name it."""
    return VERBS.get(noun, _ALL)


def is_meant(name: str) -> bool:
    """Says whether a file is meant to be a hook, by its name: `pre-…` or `post-…`, and not switched off."""
    return name.startswith(("pre-", "post-")) and not name.endswith(_OFF)


def hook_names() -> list[str]:
    """Gives every name that a hook may have."""
    found = [f"{when}-{ANY}" for when in WHEN]
    for noun in NOUNS:
        found += [f"{when}-{noun}-{verb}" for when in WHEN for verb in verbs_of(noun)]
        found.append(f"{POST}-{noun}-{IMPORT}")
    return found


def is_known(name: str) -> bool:
    """Says whether a hook of this name can ever run."""
    when, _, rest = name.partition("-")
    if when not in WHEN or rest == ANY:
        return when in WHEN
    noun, _, verb = rest.partition("-")
    return noun in NOUNS and (verb in verbs_of(noun) or (verb == IMPORT and when == POST))


def verb_of(command: tuple[str, str], noun: str, before: Row | None, after: Row | None, fields: list[str]) -> str:
    """Gives the verb of what happened to one record.

    What the record shows comes first, so that a hook hears of a deal that is won whichever command, rule or redo won
    it; the command is asked for what a record does not show.

    Args:
        command: the noun and the verb of the command.
        noun: of the record.
        before, after: the record in JSON form; None when it was not there, or is not.
        fields: the keys in which it changed.
    """
    own = command[1] if command[0] == noun and command[1] in verbs_of(noun) else ""
    if own == "merge":
        return own
    if before is None:
        return own if own == "refund" else "add"
    if after is None:
        return "rm"
    return _shown(noun, before, after, fields) or (own if own not in ("add", "rm") else "") or "edit"


def _shown(noun: str, before: Row, after: Row, fields: list[str]) -> str:
    if noun == "deal" and (before["stage"], before["pipeline"]) != (after["stage"], after["pipeline"]):
        return _moved(before, after)
    if noun == "task" and before["status"] != after["status"]:
        return "done" if after["status"] == "done" else "reopen"
    if noun == "ticket" and before["status"] != after["status"]:
        return "resolve" if after["status"] == "resolved" else "reopen"
    if fields == ["tags"] and "tag" in verbs_of(noun):
        tags = after["tags"]
        old = before["tags"]
        return "tag" if isinstance(tags, list) and isinstance(old, list) and len(tags) > len(old) else "untag"
    return ""


def _moved(before: Row, after: Row) -> str:
    outcome = after["outcome"]
    if outcome == before["outcome"]:
        return "move"
    return str(outcome) if outcome in ("won", "lost") else "reopen"
