"""What is in the database already, by every key that a row may match: built once for an import."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.points import normalise
from tinycrm.errors import UsageError
from tinycrm.services.transfer.entries import digest
from tinycrm.store import foreign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.entries import Entry, Link
    from tinycrm.services.work import Work

    Owners = dict[str, list[int]]

_REMEMBERED = 20_000
_KNOWN_BY = {"contact": "email", "company": "website"}
_STEPS = {"contact": ("foreign_id", "email", "row"), "company": ("foreign_id", "row", "website", "name")}


class Index:
    """Keys of the records there are; grows with those that the import makes.

    Attributes:
        noun: whose records are matched.
        source: whose foreign ids are remembered.
    """

    def __init__(self, work: Work, noun: str, asked: Asked) -> None:
        db = work.store.db
        self._work = work
        self.noun = noun
        self.source = asked.source
        self._match = asked.match
        self._foreign = foreign.known_ids(db, asked.source, noun)
        self._rows = foreign.known_ids(db, f"row:{noun}", noun)
        self._uids = foreign.uids(db, noun)
        self._points: dict[tuple[str, str], Owners] = {}
        self._names: dict[str, Owners] = {}
        self._seen: dict[str, int] = {}
        self._keys: dict[str, str] = {}

    # --- names that rows link to ---

    def _owners(self, noun: str, kind: str) -> Owners:
        if (noun, kind) not in self._points:
            self._points[(noun, kind)] = foreign.point_owners(self._work.store.db, noun, kind)
        return self._points[(noun, kind)]

    def _named(self, noun: str) -> Owners:
        if noun not in self._names:
            self._names[noun] = foreign.named(self._work.store.db, noun)
        return self._names[noun]

    def link(self, noun: str, link: Link) -> int:
        """Gives the id of the record that a row leads to, by foreign id or by name; 0 when there is none yet.

        Raises:
            UsageError: several have the name.
        """
        name = link[1]
        if noun == "contact" and "@" in name:
            key, _ = normalise("email", name, self._work.settings.country)
            found = self._owners("contact", "email").get(key, [])
        else:
            found = self._named(noun).get(self._key(name), [])
        if len(found) > 1:
            shown = ", ".join(map(str, found[:5]))
            raise UsageError(
                f"'{name}' could be {len(found)} records: {shown}", hint=f"tinycrm {noun} merge joins them"
            )
        return found[0] if found else 0

    def _key(self, name: str) -> str:
        """Gives the folded name: each is asked for when it is planned, and again when it is written."""
        key = self._keys.get(name)
        if key is None:
            if len(self._keys) >= _REMEMBERED:
                self._keys.clear()
            key = self._keys[name] = fold(name)
        return key

    def email_owner(self, key: str) -> int:
        """Gives the id of the contact whose e-mail it is, 0 when it is nobody's."""
        found = self._owners("contact", "email").get(key)
        return found[0] if found else 0

    def add_name(self, noun: str, name: str, id: int) -> None:
        """A record made meanwhile answers to its name."""
        self._named(noun).setdefault(fold(name), []).append(id)

    def add_points(self, noun: str, kind: str, keys: list[str], id: int) -> None:
        """A record made meanwhile answers to its contact points."""
        if (noun, kind) in self._points or (noun, kind) == ("contact", "email"):
            for key in keys:
                self._owners(noun, kind).setdefault(key, []).append(id)

    # --- matching rows ---

    def identity(self, entry: Entry) -> str:
        """Gives what an entry without foreign id is known by: its e-mail or website, else the whole row."""
        kind = _KNOWN_BY.get(self.noun, "")
        points = entry.draft.points.get(kind)
        base = digest(f"{kind}:{points[0].key}") if points else entry.digest
        # equal rows are as many records: the second of them is another one
        self._seen[base] = self._seen.get(base, 0) + 1
        return base if self._seen[base] == 1 else f"{base}:{self._seen[base]}"

    def find(self, entry: Entry, identity: str) -> int:
        """Gives the id of the record that an entry is, or 0.

        Raises:
            UsageError: several records answer, or its e-mails belong to different ones.
        """
        if entry.uid in self._uids:
            return self._uids[entry.uid]
        for step in (self._match, "row") if self._match else _STEPS.get(self.noun, ("foreign_id", "row")):
            id = self._step(step, entry, identity)
            if id:
                return id
        return 0

    def _step(self, step: str, entry: Entry, identity: str) -> int:
        if step == "foreign_id":
            return _live(self._foreign.get(entry.foreign_id))
        if step == "row":
            return 0 if entry.foreign_id else _live(self._rows.get(identity))
        if step == "name":
            found = self._named(self.noun).get(fold(entry.title(self.noun)), []) if self.noun != "interaction" else []
            # what another row of this file has just made is no match for this one
            return self._one(found, entry.title(self.noun))
        owned: list[int] = []
        if self.noun in ("contact", "company"):
            for point in entry.draft.points.get(step, ()):
                owned += self._owners(self.noun, step).get(point.key, [])
        typed = entry.draft.points[step][0].typed if owned else ""
        return self._one(list(dict.fromkeys(owned)), typed)

    def _one(self, found: list[int], text: str) -> int:
        if len(found) > 1:
            shown = ", ".join(map(str, found[:5]))
            raise UsageError(
                f"'{text}' is that of {len(found)} {self.noun} records: {shown}",
                hint=f"tinycrm {self.noun} merge joins them",
            )
        return found[0] if found else 0

    def is_gone(self, entry: Entry, identity: str) -> bool:
        """Says whether the record that an entry once made was deleted here."""
        known = self._foreign.get(entry.foreign_id) if entry.foreign_id else self._rows.get(identity)
        return known is not None and known[1]

    def knows(self, entry: Entry, identity: str) -> bool:
        """Says whether the entry's identity leads to a living record already."""
        return bool(_live(self._foreign.get(entry.foreign_id) if entry.foreign_id else self._rows.get(identity)))

    def remember(self, entry: Entry, identity: str, id: int) -> tuple[str, str]:
        """Gives (source, foreign id) to remember an entry by; this index knows it from now on."""
        known = self._foreign if entry.foreign_id else self._rows
        key = entry.foreign_id or identity
        known[key] = (id, False)
        return (self.source if entry.foreign_id else f"row:{self.noun}"), key


def _live(known: tuple[int, bool] | None) -> int:
    return known[0] if known is not None and not known[1] else 0
