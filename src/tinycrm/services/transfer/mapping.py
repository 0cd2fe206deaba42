"""Which field each column is: by the user's map, by name, or as a custom field."""

from __future__ import annotations

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.points import LABELS
from tinycrm.errors import UsageError
from tinycrm.services.drafts import custom_key
from tinycrm.services.transfer.columns import number_of, squash
from tinycrm.services.transfer.headers import NAMES, is_sure, key_of, part_of_name, place_of
from tinycrm.services.transfer.rejecting import REASON
from tinycrm.services.transfer.tradewords import SURE
from tinycrm.store.lookup import article

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.fields import Field
    from tinycrm.domain.settings import Settings
    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.sheet import Sheet

FOREIGN_ID = "foreign_id"
# the day a deal closed or is to close, whichever its stage says
CLOSE_DATE = "close_date"
RELATED = "related"
LEAVE_OUT = "-"
EMAIL = "email"
_PARTS = {FOREIGN_ID: "id", "label": "label", EMAIL: EMAIL}
TRIAL_UNTIL, CANCELLED_ON, CHANGES, TERMS = "trial_until", "cancelled_on", "changes", "terms"
# what a file says of a noun's records beside their fields
_BESIDE: dict[str, tuple[str, ...]] = {
    "deal": (CLOSE_DATE,),
    "subscription": (TRIAL_UNTIL, CANCELLED_ON, CHANGES, TERMS),
}
# those that are days
DAY_KEYS = (CLOSE_DATE, TRIAL_UNTIL, CANCELLED_ON)

# fields that no edit sets, and that a file still may bring
KEPT = ("uid", "created_at", "updated_at")
_BROUGHT: dict[str, tuple[str, ...]] = {
    "deal": ("pipeline", "stage", "outcome", "closed_on"),
    "task": ("status", "done_at", "done_on"),
    "ticket": ("status", "resolved_at", "reopenings"),
    "segment": ("noun",),
}
_MANY = {
    "email": "emails",
    "phone": "phones",
    "handle": "handles",
    "website": "websites",
    "company": "companies",
    "contact": "contacts",
}


class Target:
    """What a column is.

    Attributes:
        header: the column.
        key: the field's key, or one of `foreign_id`, `related`, `-` and what a file says beside the fields.
        field: the field, or None for those.
        part: what of it: "" its value, "id" the foreign id of the record or user it leads to, "email" the e-mail of
            the contact it leads to, "label" the label of
            the value in the column of the same number, "lost" nothing, though nobody asked to leave it out, "ragged"
            what a row that was refused had beyond the header.
        label: of the contact points in the column, or "".
        rank: of several columns that are one field the lowest counts first.
        also: another target of the same column, or None.
    """

    __slots__ = ("also", "field", "header", "key", "label", "part", "rank")

    def __init__(self, header: str, key: str, field: Field | None = None, *, part: str = "") -> None:
        self.header = header
        self.key = key
        self.field = field
        self.part = part
        self.label = ""
        self.rank = 0
        self.also: Target | None = None

    @property
    def named(self) -> str:
        """Gives the key, which of a custom field is told from that of a field of ours."""
        return self.field.named if self.field is not None else self.key

    @property
    def is_alone(self) -> bool:
        """Whether no other column may be the same."""
        is_list = self.field is not None and self.field.many and self.field.place != "link"
        return self.key != LEAVE_OUT and not self.part and not is_list

    @property
    def number(self) -> str:
        """The number in the column's name, or ""."""
        return number_of(self.header)


def importable(noun: str, field: Field) -> bool:
    """Says whether a file may bring a field."""
    return field.editable or field.key in KEPT or field.key in _BROUGHT.get(noun, ())


def find_targets(noun: str, sheet: Sheet, asked: Asked, settings: Settings) -> list[Target]:
    """Gives what each column of a sheet is, in their order.

    Raises:
        UsageError: a map names a column or field that is not there, two columns are one field, or the field
            that every record needs is missing.
    """
    headers = sheet.headers
    maps = _asked_for(sheet, asked)
    ruled = {header: rule for header in headers if (rule := asked.rule_of(header)) and header not in maps}
    found: list[Target] = []
    for header in headers:
        if header in maps:
            found.append(_targets(noun, header, maps[header], settings))
        elif header in ruled:
            rank, text = ruled[header]
            found.append(_targets(noun, header, text, settings))
            found[-1].rank = rank + 1
        elif not header or header == REASON:
            # without a header it does not belong to what identifies the row either
            found.append(Target("", LEAVE_OUT, part="" if header else "ragged" if REASON in headers else "lost"))
        else:
            found.append(_by_name(noun, header, headers, asked, settings))
    if ruled:
        _leave_to_rules(noun, found, ruled, maps, asked, settings)
    else:
        _take_surest(noun, found, maps, asked, settings)
    _check_once(sheet, [target for target in found if target.header not in ruled])
    _check_needed(noun, sheet, found, asked)
    return found


def _asked_for(sheet: Sheet, asked: Asked) -> dict[str, str]:
    by_squash = {squash(header): header for header in reversed(sheet.headers) if header}
    maps: dict[str, str] = {}
    absent: list[str] = []
    for header, target in asked.maps.items():
        own = header if header in sheet.headers else by_squash.get(squash(header), "")
        if own:
            maps[own] = target
        elif header in asked.strict:
            names = [name for name in sheet.headers if name]
            raise UsageError(
                f"{sheet.name} has no column '{header}'",
                hint=f"{did_you_mean(header, names)}its columns: {', '.join(names)}",
            )
        else:
            absent.append(header)
    if absent:
        sheet.notes.append(f"{sheet.name} has no column {', '.join(absent)} of the map file")
    return maps


def _leave_to_rules(
    noun: str,
    found: list[Target],
    ruled: dict[str, tuple[int, str]],
    maps: dict[str, str],
    asked: Asked,
    settings: Settings,
) -> None:
    """A column that the rules do not know is the field of its name only where they leave that field alone."""
    taken = {target.key for target in found if target.header in ruled or target.header in maps}
    for place, target in enumerate(found):
        if target.header in ruled or target.header in maps or target.key == LEAVE_OUT:
            continue
        is_link = target.field is None or target.field.place in ("ref", "link") or target.key in KEPT
        if target.key in taken or is_link:
            found[place] = _new_custom(noun, target.header, asked, settings)


def _take_surest(noun: str, found: list[Target], maps: dict[str, str], asked: Asked, settings: Settings) -> None:
    """Of several columns that may be one field of a sale and its like the surest is; the others are custom fields."""
    if noun not in SURE:
        return
    best: dict[str, int] = {}
    places = [-2 if target.header in maps else place_of(noun, squash(target.header)) for target in found]
    for target, place in zip(found, places, strict=True):
        if target.is_alone:
            best[target.named] = min(place, best.get(target.named, place))
    for at, (target, place) in enumerate(zip(found, places, strict=True)):
        if target.is_alone and place > best[target.named]:
            found[at] = _new_custom(noun, target.header, asked, settings)


def _targets(noun: str, header: str, text: str, settings: Settings) -> Target:
    """One target, or two parted by `+`."""
    first, plus, second = text.partition(" + ")
    made = _target(noun, header, first.strip(), settings)
    if plus:
        made.also = _target(noun, header, second.strip(), settings)
    return made


def _target(noun: str, header: str, name: str, settings: Settings) -> Target:
    base, _, part = name.rpartition(".")
    if name == f"{RELATED}.{FOREIGN_ID}":
        return Target(header, RELATED, part="id")
    if part in _PARTS and base not in ("", "fields"):
        made = _target(noun, header, base, settings)
        if made.field is not None and _has_part(made.field, part):
            made.part = _PARTS[part]
            return made
    head, colon, label = name.partition(":")
    if colon and label in LABELS:
        made = _target(noun, header, head, settings)
        if made.field is not None and made.field.place == "point":
            made.label = label
            return made
    if name in _pseudo(noun):
        return Target(header, name)
    known = NOUNS[noun]
    field = known.get(name, settings.custom(noun))
    # a column may be given its own name as that of a new custom field
    if field is None and squash(name) == squash(header):
        field = known.get(f"fields.{custom_key(name)}", settings.custom(noun))
    if field is None:
        names = [own.key for own in known.fields if importable(noun, own)]
        names += [*sorted(settings.custom(noun)), FOREIGN_ID]
        raise UsageError(
            f"'{name}' for the column '{header}' is no field of {article(noun)}",
            code="unknown_field",
            hint=f"{did_you_mean(name, names)}one of: {', '.join(names)}; fields.NAME is custom, - none",
        )
    if not importable(noun, field) or field.place == "custom_all":
        raise UsageError(f"'{field.key}' cannot be imported", hint=f'--map "{header}=-" leaves the column out')
    return _single(noun, header, field)


def _pseudo(noun: str) -> tuple[str, ...]:
    return (FOREIGN_ID, LEAVE_OUT, *_BESIDE.get(noun, ()))


def _has_part(field: Field, part: str) -> bool:
    if part == EMAIL:
        return field.place == "ref" and field.noun == "contact"
    if part == FOREIGN_ID:
        return field.place in ("ref", "link") or field.type == "user"
    return field.place == "point"


def _single(noun: str, header: str, field: Field) -> Target:
    """One primary and its list are the same column."""
    many = NOUNS[noun].get(_MANY.get(field.key, ""))
    return Target(header, many.key, many) if many is not None and many.many else Target(header, field.key, field)


def _by_name(noun: str, header: str, headers: Sequence[str], asked: Asked, settings: Settings) -> Target:
    known = NOUNS[noun]
    wanted = squash(header)
    part = part_of_name(wanted, headers) if noun == "contact" else ""
    field = known.get(part or header, settings.custom(noun))
    if field is None:
        for own in known.fields:
            if wanted in (squash(own.key), squash(own.label), *map(squash, own.aliases)):
                field = own
                break
    if header == "id" and "uid" in headers:
        return Target(header, LEAVE_OUT)
    if field is not None and field.key == "id":
        return Target(header, FOREIGN_ID)
    if field is None:
        for key in _pseudo(noun):
            if key != LEAVE_OUT and wanted == squash(key):
                return Target(header, key)
        return _common(noun, header, wanted, asked, settings)
    if not importable(noun, field) or field.place == "custom_all":
        return Target(header, LEAVE_OUT)
    return _single(noun, header, field)


def _common(noun: str, header: str, wanted: str, asked: Asked, settings: Settings) -> Target:
    key = key_of(noun, wanted)
    if not key:
        return _new_custom(noun, header, asked, settings)
    if key in _pseudo(noun):
        return Target(header, key)
    key, _, part = key.partition(".")
    field = NOUNS[noun].get(key)
    # deals have one company, whatever the list is called
    field = field or NOUNS[noun].need({"companies": "company", "contacts": "contact"}.get(key, key))
    return Target(header, field.key, field, part=_PARTS.get(part, ""))


def _new_custom(noun: str, header: str, asked: Asked, settings: Settings) -> Target:
    if asked.only_known:
        return Target(header, LEAVE_OUT)
    field = NOUNS[noun].get(f"fields.{_new_key(header)}", settings.custom(noun))
    has_custom = NOUNS[noun].get("fields") is not None
    if has_custom and field is not None:
        return Target(header, field.key, field)
    return Target(header, LEAVE_OUT, part="lost")


def _new_key(header: str) -> str:
    key = "_".join("".join(char if char.isalnum() else " " for char in fold(header)).split())[:60]
    return key if key and key.isidentifier() else f"column_{key}" if key else "column"


def _check_once(sheet: Sheet, targets: Sequence[Target]) -> None:
    seen: dict[str, str] = {}
    for target in targets:
        if not target.is_alone:
            continue
        if target.named in seen:
            raise UsageError(
                f"{sheet.name}: the columns '{seen[target.named]}' and '{target.header}' are both {target.key}",
                hint=f'--map "{target.header}=-" leaves one out',
            )
        seen[target.named] = target.header


# what a record needs beyond the field that names it, and what helps where no column says so
_NEEDED: dict[str, dict[str, str]] = {
    "sale": {"amount": "", "sold_on": ""},
    "subscription": {"amount": "", "interval": "--set interval=month", "start_on": ""},
    "expense": {"amount": "", "spent_on": "", "kind": "--set kind=marketing, sales or service"},
    "ticket": {"title": "", "opened_at": ""},
    "feedback": {"score": "", "kind": "--set kind=nps, csat or ces", "at": ""},
    "segment": {"name": "", "where": ""},
}


# fields that say as much
_INSTEAD = {
    ("contact", "name"): ("given", "family", "emails"),
    ("ticket", "opened_at"): ("created_at",),
    ("feedback", "at"): ("created_at",),
}


def _check_needed(noun: str, sheet: Sheet, targets: Sequence[Target], asked: Asked) -> None:
    given = {field.key for name in (*asked.defaults, *asked.given) if (field := NOUNS[noun].get(name))}
    keys = {target.key for target in targets} | given | set(asked.defaults)
    title = NOUNS[noun].title
    if not sheet.headers:
        return
    names = ", ".join(header for header in sheet.headers if header)
    for key, mend in _NEEDED.get(noun, {title: ""}).items():
        instead = _INSTEAD.get((noun, key), ())
        if key in keys or (key == title and asked.titles) or any(other in keys for other in instead):
            continue
        raise UsageError(
            f"{sheet.name}: no column is the {key} that {article(noun)} needs",
            hint=f'--map "HEADER={key}"{", or " + mend if mend else ""}; its columns: {names}',
        )


def guess_noun(sheet: Sheet, settings: Settings) -> str:
    """Gives what the rows of a sheet are, by the columns that fit and the file's name.

    Raises:
        UsageError: it could be several things, or none.
    """
    from tinycrm.services.transfer.asked import Asked

    bare = Asked()
    bare.only_known = True
    file = fold(sheet.name.replace("\\", "/").rpartition("/")[2])
    scores: dict[str, int] = {}
    for noun in NOUNS:
        targets = [_by_name(noun, header, sheet.headers, bare, settings) for header in sheet.headers if header]
        keys = {target.key for target in targets} - {LEAVE_OUT, FOREIGN_ID}
        # rows of every kind have a text beside them: it does not make them tasks
        keys -= {"note"} if noun == "task" else set()
        score = len(keys) if is_sure(noun, keys) else 0
        score += 3 * ((score > 0 or noun not in SURE) and any(word in file for word in NAMES[noun].split()))
        score += 2 * (noun == "deal" and "stage" in keys) + 2 * (noun == "contact" and bool({"given", "emails"} & keys))
        scores[noun] = score
    best = max(scores.values(), default=0)
    found = [noun for noun, score in scores.items() if score == best and score > 1]
    if len(found) > 1:
        # tables of people, deals and tasks are brought far more often
        found = [noun for noun in found if noun not in SURE] or found
    if len(found) != 1:
        raise UsageError(
            f"{sheet.name}: what its rows are is not clear",
            hint="--as contacts, companies, deals, tasks, interactions, sales, subscriptions, expenses, tickets …",
        )
    return found[0]
