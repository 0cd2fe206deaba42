"""What is in the database already, by every key that the rows at hand may match or lead to."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.points import normalise
from tinycrm.errors import UsageError
from tinycrm.services.transfer.entries import digest
from tinycrm.services.transfer.linking import SHARED_PHONE, is_phone, mail_of, phone_keys
from tinycrm.services.transfer.living import Life
from tinycrm.store import foreign, matching
from tinycrm.store.sqlite.scratch import Scratch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.entries import Entry, Link
    from tinycrm.services.work import Work
    from tinycrm.store.matching import Present

    Owners = dict[str, list[int]]
    Known = dict[str, tuple[int, bool]]

# Keys that are remembered beyond the rows at hand: the same companies are named again and again.
_REMEMBERED = 20_000
_KNOWN_BY = {"contact": "email", "company": "website"}
_STEPS = {
    "contact": ("foreign_id", "email", "row"),
    "company": ("foreign_id", "row", "website", "name"),
    "campaign": ("foreign_id", "row", "name"),
    "segment": ("foreign_id", "row", "name"),
}
# records that many others are called like
_NAMELESS = ("interaction", "sale", "subscription", "expense", "ticket", "feedback")
# those of which a file says the id where it says which it means
_BY_ID = ("sale", "subscription", "ticket")
_GONE_OR_NEVER = (0, False)


class Index:
    """Keys of the records there are, of those that the rows at hand speak of; `load` comes before them.

    Attributes:
        noun: whose records are matched.
        source: whose foreign ids are remembered.
        first: records from this id on were made for this sheet: no row of it is one of them.
    """

    def __init__(self, work: Work, noun: str, asked: Asked) -> None:
        self._work = work
        self.noun = noun
        self.source = asked.source
        self._match = asked.match
        self.first = foreign.next_id(work.store.db)
        self._linked = {field.key: field.noun for field in NOUNS[noun].fields if field.place in ("ref", "link")}
        self._steps = (asked.match, "foreign_id", "row") if asked.match else _STEPS.get(noun, ("foreign_id", "row"))
        self._refs: dict[tuple[str, str], Known] = {}
        self._uids: dict[str, int] = {}
        self._points: dict[tuple[str, str], Owners] = {}
        self._names: dict[str, Owners] = {}
        self._keys: dict[str, str] = {}
        self._identities: dict[int, str] = {}
        # line → where its row is remembered, and under which key
        self._places: dict[int, tuple[str, str]] = {}
        self._related: dict[str, list[tuple[str, int]]] = {}
        # records that rows name by their uid
        self._by_uid: dict[tuple[str, str], int] = {}
        self._seen = Scratch()
        self._present = matching.Present()

    # --- the rows at hand ---

    def load(self, entries: Sequence[Entry]) -> None:
        """All keys of these rows are known; those of rows before them may be forgotten. Nothing waits to be written."""
        self.trim()
        self._uids = matching.uids(self._work.store.db, self.noun, [entry.uid for entry in entries if entry.uid])
        self._identify(entries)
        self._learn_refs(self.source, self.noun, [entry.foreign_id for entry in entries if entry.foreign_id])
        self._learn_refs(f"row:{self.noun}", self.noun, list(self._identities.values()))
        foreign_place, row_place = self.source, f"row:{self.noun}"
        self._places = {line: (row_place, identity) for line, identity in self._identities.items()}
        self._places.update(
            (entry.line.number, (foreign_place, entry.foreign_id)) for entry in entries if entry.foreign_id
        )
        for kind in self._kinds():
            keys = [point.key for entry in entries for point in entry.draft.points.get(kind, ())]
            self._learn_points(self.noun, kind, keys)
        if "name" in self._steps and self.noun not in _NAMELESS:
            titles = [self._key(entry.title(self.noun)) for entry in entries]
            self._learn_names(self.noun, titles)
        self.load_links(
            (self._linked[key], link) for entry in entries for key, links in entry.links.items() for link in links
        )
        related = [id for entry in entries for id in entry.related]
        if related:
            self._related = matching.nouns_of(self._work.store.db, self.source, NOUNS, related)
        self._load_present(entries)

    def trim(self) -> None:
        """No more is remembered of rows before than weighs little; nothing waits to be written."""
        for known in self._refs.values():
            if len(known) > _REMEMBERED:
                known.clear()
        if len(self._by_uid) > _REMEMBERED:
            self._by_uid.clear()
        for owners in (*self._points.values(), *self._names.values()):
            if len(owners) > _REMEMBERED:
                owners.clear()

    def load_links(self, links: Iterable[tuple[str, Link]]) -> None:
        """Whoever has one of these foreign ids, names or e-mails is known."""
        ids: dict[str, list[str]] = {}
        names: dict[str, list[str]] = {}
        uids: dict[str, list[str]] = {}
        mails: list[str] = []
        phones: list[str] = []
        for noun, (id, name) in dict.fromkeys(links):
            if id:
                ids.setdefault(noun, []).append(id)
            if is_uid(name):
                uids.setdefault(noun, []).append(name)
            elif noun == "contact" and mail_of(name):
                try:
                    mails.append(self._mail(mail_of(name)))
                except UsageError:
                    continue  # told of when its row is planned
            elif name:
                names.setdefault(noun, []).append(self._key(name))
                if is_phone(noun, name):
                    phones += phone_keys(name, self._work.settings.country)
                if noun in _BY_ID:
                    ids.setdefault(noun, []).append(name)
        for noun, texts in uids.items():
            new = [uid for uid in texts if (noun, uid) not in self._by_uid]
            for uid, known in matching.uids(self._work.store.db, noun, new).items():
                self._by_uid[(noun, uid)] = known
        for noun, texts in ids.items():
            self._learn_refs(self.source, noun, texts)
        for noun, texts in names.items():
            self._learn_names(noun, texts)
        if mails:
            self._learn_points("contact", "email", mails)
        if phones:
            self._learn_points("contact", "phone", phones)

    def _kinds(self) -> list[str]:
        if self.noun not in ("contact", "company"):
            return []
        kinds = ["email"] if self.noun == "contact" else []
        return kinds + [step for step in self._steps if step in ("email", "website", "phone") and step not in kinds]

    def _learn_refs(self, source: str, noun: str, ids: Sequence[str]) -> None:
        known = self._refs.setdefault((source, noun), {})
        new = [id for id in ids if id not in known]
        if new:
            known.update(dict.fromkeys(new, _GONE_OR_NEVER))
            known.update(matching.known_ids(self._work.store.db, source, noun, new))

    def _learn_points(self, noun: str, kind: str, keys: Sequence[str]) -> None:
        owners = self._points.setdefault((noun, kind), {})
        new = _unknown(owners, keys)
        owners.update(matching.point_owners(self._work.store.db, noun, kind, new))

    def _learn_names(self, noun: str, keys: Sequence[str]) -> None:
        owners = self._names.setdefault(noun, {})
        new = _unknown(owners, keys)
        owners.update(matching.named(self._work.store.db, noun, new))

    def _identify(self, entries: Sequence[Entry]) -> None:
        """An entry without foreign id is known by its e-mail or website, else by the whole row."""
        kind = _KNOWN_BY.get(self.noun, "")
        bases: dict[int, str] = {}
        for entry in entries:
            if not entry.foreign_id:
                points = entry.draft.points.get(kind)
                bases[entry.line.number] = digest(f"{kind}:{points[0].key}") if points else entry.digest
        seen = self._seen.find(bases.values())
        self._identities = {}
        for number, base in bases.items():
            # equal rows are as many records: the second of them is another one
            seen[base] = seen.get(base, 0) + 1
            self._identities[number] = base if seen[base] == 1 else f"{base}:{seen[base]}"
        self._seen.put(seen)

    def _load_present(self, entries: Sequence[Entry]) -> None:
        """The records that the rows may be are there to be compared with, read all at once."""
        ids: dict[int, None] = dict.fromkeys(self._uids.values())
        by_name = "name" in self._steps and self.noun not in _NAMELESS
        owners = [(step, known) for step in self._steps if (known := self._points.get((self.noun, step)))]
        for entry in entries:
            found = [_live(self._known(entry))]
            if by_name:
                found += self._names[self.noun].get(self._key(entry.title(self.noun)), ())
            for step, known in owners:
                for point in entry.draft.points.get(step, ()):
                    found += known.get(point.key, ())
            for id in found:
                if 0 < id < self.first:
                    ids[id] = None
        self._present = matching.present(self._work.store.db, self.noun, list(ids)) if ids else matching.Present()

    def present(self, id: int) -> Present:
        """Gives the store's answers about a record, as it is now."""
        if id not in self._present.columns:
            self._present = matching.present(self._work.store.db, self.noun, [*self._present.columns, id])
        return self._present

    def changed(self, id: int) -> None:
        """The record was changed: what was read of it holds no more."""
        self._present.forget(id)

    # --- records that rows lead to ---

    def link(self, noun: str, link: Link) -> int:
        """Gives the id of the record that a row leads to, by foreign id, e-mail, phone or name; 0 when none is there.

        Raises:
            UsageError: several have the name or the phone.
        """
        id, name = link
        if id:
            known = _live(self._refs.get((self.source, noun), {}).get(id))
            if known:
                return known
        if not name:
            return 0
        if is_uid(name):
            return self._by_uid.get((noun, name), 0)
        if noun in _BY_ID and (known := _live(self._refs.get((self.source, noun), {}).get(name))):
            return known
        if noun == "contact" and mail_of(name):
            found = self._points.get(("contact", "email"), {}).get(self._mail(mail_of(name)), [])
        else:
            found = self._having(name) if is_phone(noun, name) else []
            if len(found) > 1:
                shown = ", ".join(f"{id} {self._work.store.title(noun, id)}".strip() for id in found[:5])
                raise UsageError(f"the phone '{name}' could be {len(found)} contacts: {shown}", hint=SHARED_PHONE)
            found = found or self._names.get(noun, {}).get(self._key(name), [])
        if len(found) > 1:
            shown = ", ".join(map(str, found[:5]))
            raise UsageError(
                f"'{name}' could be {len(found)} records: {shown}", hint=f"tinycrm {noun} merge joins them"
            )
        return found[0] if found else 0

    def related(self, id: str) -> list[tuple[str, int]]:
        """Gives (noun, our id) of the records that a foreign id leads to."""
        return self._related.get(id, [])

    def _having(self, phone: str) -> list[int]:
        """The contacts with a phone, each once."""
        keys, owners = phone_keys(phone, self._work.settings.country), self._points.get(("contact", "phone"), {})
        return list(dict.fromkeys(id for key in keys for id in owners.get(key, ())))

    def _mail(self, text: str) -> str:
        return normalise("email", text, self._work.settings.country)[0]

    def _key(self, name: str) -> str:
        """Gives the folded name: each is asked for several times, and again in the next rows."""
        key = self._keys.get(name)
        if key is None:
            if len(self._keys) >= _REMEMBERED:
                self._keys.clear()
            key = self._keys[name] = fold(name)
        return key

    def email_owner(self, key: str) -> int:
        """Gives the id of the contact whose e-mail it is, 0 when it is nobody's."""
        found = self._points.get(("contact", "email"), {}).get(key)
        return found[0] if found else 0

    def add_name(self, noun: str, name: str, id: int, *, instead_of: str = "") -> None:
        """A record made or renamed meanwhile answers to its name."""
        known = self._names.get(noun)
        if not known:
            return
        old = known.get(instead_of, [])
        if id in old:
            old.remove(id)
        if (ids := known.get(self._key(name))) is not None and id not in ids:
            ids.append(id)

    def add_points(self, noun: str, kind: str, keys: Iterable[str], id: int) -> None:
        """A record made or changed meanwhile answers to its contact points."""
        known = self._points.get((noun, kind), {})
        for key in keys:
            if (ids := known.get(key)) is not None and id not in ids:
                ids.append(id)

    def add_uid(self, noun: str, uid: str, id: int) -> None:
        """A record made meanwhile answers to the uid that the file brought."""
        self._by_uid[(noun, uid)] = id

    def life(self, id: int) -> Life:
        """Gives the changes and terms of a subscription, as they are now."""
        return Life(*matching.lives_of(self._work.store.db, [id])[id])

    def add_ref(self, noun: str, foreign_id: str, id: int) -> None:
        """A record made meanwhile answers to a foreign id of the source."""
        self._refs.setdefault((self.source, noun), {})[foreign_id] = (id, False)

    # --- matching rows ---

    def find(self, entry: Entry) -> int:
        """Gives the id of the record that an entry is, or 0.

        Raises:
            UsageError: several records answer, or its e-mails belong to different ones.
        """
        if entry.uid in self._uids:
            return self._uids[entry.uid]
        for step in self._steps:
            id = self._step(step, entry)
            if id:
                return id
        return 0

    def _step(self, step: str, entry: Entry) -> int:
        if step == "foreign_id":
            return _live(self._known(entry)) if entry.foreign_id else 0
        if step == "row":
            return 0 if entry.foreign_id else _live(self._known(entry))
        if step == "name":
            if self.noun in _NAMELESS:
                return 0
            title = entry.title(self.noun)
            return self._one(self._names[self.noun].get(self._key(title), []), title)
        owned: list[int] = []
        for point in entry.draft.points.get(step, ()):
            owned += self._points.get((self.noun, step), {}).get(point.key, [])
        typed = entry.draft.points[step][0].typed if owned else ""
        return self._one(list(dict.fromkeys(owned)), typed)

    def _one(self, owners: list[int], text: str) -> int:
        # what another row of this file has just made is no match for this one
        found = [id for id in owners if id < self.first]
        if len(found) > 1:
            shown = ", ".join(map(str, found[:5]))
            raise UsageError(
                f"'{text}' is that of {len(found)} {self.noun} records: {shown}",
                hint=f"tinycrm {self.noun} merge joins them",
            )
        return found[0] if found else 0

    def _known(self, entry: Entry) -> tuple[int, bool] | None:
        source, key = self._places[entry.line.number]
        return self._refs[(source, self.noun)].get(key)

    def is_gone(self, entry: Entry) -> bool:
        """Says whether the record that an entry once made was deleted here."""
        known = self._known(entry)
        return known is not None and known[1]

    def knows(self, entry: Entry) -> bool:
        """Says whether the entry's identity leads to a living record already."""
        return bool(_live(self._known(entry)))

    def remember(self, entry: Entry, id: int) -> tuple[str, str]:
        """Gives (source, foreign id) to remember an entry by; this index knows it from now on."""
        source, key = self._places[entry.line.number]
        self._refs[(source, self.noun)][key] = (id, False)
        return source, key

    def close(self) -> None:
        """Everything is forgotten."""
        self._seen.close()


def is_uid(text: str) -> bool:
    """Says whether a text has the form of a uid."""
    if len(text) != 36:
        return False
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(
        char in "0123456789abcdef" for char in text.replace("-", "")
    )


def _unknown(owners: Owners, keys: Sequence[str]) -> list[str]:
    """Gives the keys that are to be asked for; until then nobody has them."""
    new = [key for key in keys if key not in owners]
    for key in new:
        owners[key] = []
    return new


def _live(known: tuple[int, bool] | None) -> int:
    return known[0] if known is not None and not known[1] else 0
