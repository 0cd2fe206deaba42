"""Records that are one and the same to all appearances."""

from __future__ import annotations

from tinycrm.domain.fold import words
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Listing
from tinycrm.store.queries.duplicates import folded_names, shared_points

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work

    # the ids of a group → (reason, key), …
    Groups = dict[tuple[int, ...], list[tuple[str, str]]]

# The surest sign first.
_REASONS = ("email", "handle", "website", "phone", "name")
_POINTS = {"contact": ("email", "phone"), "company": ("website", "phone")}
_LISTS = {"email": "emails", "handle": "handles", "website": "websites", "phone": "phones"}


def list_duplicates(work: Work, noun: str) -> Listing:
    """Gives the groups of records that share a contact point in any spelling, or a name.

    Rows of one group have the same number, `group`; a group that shares several things is listed once.
    The names of contacts are the same with their words in any order.

    Args:
        work: the command's work.
        noun: "contact" or "company".
    """
    groups = _groups(work, noun)
    ids = sorted({id for group in groups for id in group})
    lists = [field.key for field in NOUNS[noun].fields if field.place == "point" and field.many]
    view = work.store.view(NOUNS[noun], ["name", *_POINTS[noun], *lists])
    records = {int(str(row["id"])): row for row in view.of_ids(ids)}
    rows: list[Row] = []
    ordered = sorted(groups.items(), key=lambda item: (_REASONS.index(item[1][0][0]), item[0]))
    for number, (group, signs) in enumerate(ordered, 1):
        shared = ", ".join(_typed(work, records[group[0]], reason, key) for reason, key in signs)
        for id in group:
            own: Row = {key: records[id][key] for key in ("name", *_POINTS[noun])}
            reasons = ", ".join(reason for reason, _ in signs)
            rows.append({"group": number, "reason": reasons, "shared": shared, "id": id, **own})
    columns = [
        Column("group", "Group", "int"),
        Column("reason", "Reason"),
        Column("shared", "Shared"),
        Column("id", "Id", "id"),
        Column("name", "Name"),
        *(Column(key, NOUNS[noun].need(key).label) for key in _POINTS[noun]),
    ]
    empty = f"No two {NOUNS[noun].plural} share a contact point or a name."
    notes = [f"tinycrm {noun} merge KEEP OTHER joins two records"] if rows else []
    return Listing(noun, columns, rows, notes=notes, today=work.today, empty=empty)


def _groups(work: Work, noun: str) -> Groups:
    db = work.store.db
    signs: dict[tuple[str, str], list[int]] = {}
    for kind, key, record in shared_points(db, noun):
        signs.setdefault((kind, key), []).append(record)
    for id, name in folded_names(db, noun):
        key = " ".join(sorted(words(name))) if noun == "contact" else name
        # a name of signs alone has no words
        signs.setdefault(("name", key or name), []).append(id)
    groups: Groups = {}
    for reason, key in sorted(signs, key=lambda sign: (_REASONS.index(sign[0]), sign[1])):
        ids = signs[reason, key]
        if len(ids) > 1:
            groups.setdefault(tuple(sorted(ids)), []).append((reason, key))
    return groups


def _typed(work: Work, record: Row, reason: str, key: str) -> str:
    """What is shared, as the first record of the group has it."""
    if reason == "name":
        return str(record["name"])
    from tinycrm.domain.points import normalise
    from tinycrm.errors import UsageError

    points: Json = record[_LISTS[reason]]
    for point in points if isinstance(points, list) else []:
        text = str(point["value"]) if isinstance(point, dict) else ""
        try:
            if normalise(reason, text, work.settings.country)[0] == key:
                return text
        except UsageError:
            # written when the settings named another country
            continue
    return key
