"""What `add` does when the record is there already: prints its id, changes it, or refuses."""

from __future__ import annotations

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.points import normalise, split_label
from tinycrm.domain.text import blank, clean
from tinycrm.errors import Duplicate, UsageError
from tinycrm.services.work import Done
from tinycrm.store.queries import existing as stored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tinycrm.services.drafts import Given
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell

    # (id, name) of a record
    Found = tuple[int, str]

SKIP, UPDATE, FAIL = POLICIES = ("skip", "update", "fail")
# what of a contact or company is its own; a phone may be a switchboard's
_OWN = {"contact": ("email", "handle"), "company": ("website",)}
_LISTS = {"email": "emails", "phone": "phones", "handle": "handles", "website": "websites"}


def policy_of(if_exists: str | None, *, if_absent: bool = False) -> str:
    """Gives what is to be done with a record that is there: one of POLICIES, "" when nothing was asked for.

    Args:
        if_exists: as typed, or None.
        if_absent: the shorter way to say skip.

    Raises:
        UsageError: it is none of them, or the two contradict each other.
    """
    word = (if_exists or "").strip().lower()
    if if_exists is not None and word not in POLICIES:
        raise UsageError(
            f"--if-exists '{if_exists}' is none of {', '.join(POLICIES)}",
            code="unknown_value",
            hint=f"{did_you_mean(word, POLICIES)}skip prints its id, update changes it, fail refuses",
        )
    if if_absent and word not in ("", SKIP):
        raise UsageError(f"--if-absent and --if-exists {word} contradict each other", hint="give one of the two")
    return SKIP if if_absent else word


def add_unless(work: Work, noun: str, policy: str, given: Given, add: Callable[[], Done], *, who: str = "") -> Done:
    """The record is there: added, or as the policy has it when it was there before; in one transaction.

    `update` changes what was given and leaves the rest: single values are set, lists only gain.

    Args:
        work: the command's work.
        noun: what is added.
        policy: one of POLICIES, or "" to add it in any case.
        given: field → texts as typed, with which it is recognised and changed.
        add: adds it.
        who: of a ticket, whose it is, as typed.

    Raises:
        Duplicate: it is there, and the policy is `fail`; the error carries its id.
        Ambiguous: several are.
        TinyCRMError: what adding or changing it refuses.
    """
    if not policy:
        return add()
    with work.write():
        found = _find(work, noun, given, who)
        if not found:
            return add()
        if len(found) > 1:
            from tinycrm.services.unresolved import several

            raise several(noun, found[0][1], [(id, noun, name) for id, name in found[:12]], exact=False)
        id, name = found[0]
        if policy == FAIL:
            raise Duplicate(
                f"{noun} {id} {name} is there already",
                hint="--if-exists skip prints its id, --if-exists update changes it",
                id=id,
            )
        if policy == SKIP:
            return _there(noun, id)
        return _update(work, noun, id, given)


def _update(work: Work, noun: str, id: int, given: Given) -> Done:
    from tinycrm.services.editing import Edit, edit_records

    alone: dict[str, Sequence[str]] = {}
    more: dict[str, Sequence[str]] = {}
    record = work.store.need(noun, id)
    for key, texts in given.items():
        field = NOUNS[noun].get(key)
        if field is not None and not field.editable and record[field.key] in texts:
            # of what can only be said at first, the same may be said again
            continue
        if key == NOUNS[noun].title and [fold(text) for text in texts] == [fold(str(record[key]))]:
            # it was recognised by this: another spelling is no other name
            continue
        (more if field is not None and field.many else alone)[key] = texts
    edit = Edit(alone, add=more)
    return _there(noun, id) if edit.empty else edit_records(work, noun, [id], edit)


def _there(noun: str, id: int) -> Done:
    return Done(noun, [id], f"There is {noun} {id} already", changed=False)


def _find(work: Work, noun: str, given: Given, who: str) -> list[Found]:
    """The records that the new one would repeat."""
    title = NOUNS[noun].title
    words = (given.get(title) or [""])[0]
    if blank(words):
        # whoever adds it says what is missing
        return []
    key = fold(clean(words, what=title))
    # what this very transaction made is found too
    work.store.settle()
    if noun in _OWN:
        return _parties(work, noun, key, given)
    if noun in ("campaign", "segment"):
        return stored.named(work.store.db, noun, key)
    return stored.titled(work.store.db, noun, key, _about(work, noun, given, who))


def _parties(work: Work, noun: str, key: str, given: Given) -> list[Found]:
    """By what is theirs alone, else by name; of namesakes, those with the phone."""
    db = work.store.db
    for kind in _OWN[noun]:
        keys = _keys(work, kind, given)
        found = stored.with_point(db, noun, kind, keys) if keys else []
        if found:
            return [(id, work.store.title(noun, id)) for id in found]
    namesakes = stored.named(db, noun, key)
    if noun == "contact" and given.get("emails"):
        # the same name with another e-mail is another person
        silent = stored.without_email(db, [id for id, _ in namesakes])
        namesakes = [found for found in namesakes if found[0] in silent]
    if len(namesakes) > 1:
        keys = _keys(work, "phone", given)
        having = stored.with_point(db, noun, "phone", keys) if keys else []
        return [found for found in namesakes if found[0] in having] or namesakes
    return namesakes


def _keys(work: Work, kind: str, given: Given) -> list[str]:
    texts = [text for text in given.get(_LISTS[kind], ()) if not blank(text)]
    return [normalise(kind, split_label(text)[0], work.settings.country)[0] for text in texts]


def _about(work: Work, noun: str, given: Given, who: str) -> dict[str, Cell]:
    """Whom or what a task, deal or ticket would be about."""
    from tinycrm.services.references import resolve

    def one(linked: str, key: str) -> int | None:
        texts = [text for text in given.get(key, ()) if not blank(text)]
        return resolve(work, linked, texts[0]) if texts else None

    if noun == "task":
        return {key: one(key, key) for key in ("contact", "company", "deal")}
    if noun == "deal":
        company = one("company", "company")
        return {"party": company if company is not None else one("contact", "contacts")}
    from tinycrm.services.paying import pay_columns

    first = {key: next(iter(given.get(key, ())), None) for key in ("contact", "company", "deal")}
    columns = pay_columns(work, who or None, contact=first["contact"], company=first["company"], deal=first["deal"])
    return {key: columns[key] for key in ("contact", "company")}
