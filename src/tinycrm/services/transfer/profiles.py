"""Profiles of other systems: which of them a file comes from, and what its columns and words mean."""

from __future__ import annotations

import os
from functools import cache

from tinycrm.config.paths import read_bytes
from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.fold import fold
from tinycrm.errors import UsageError
from tinycrm.services.transfer.asked import AUTO
from tinycrm.services.transfer.columns import Columns, squash
from tinycrm.services.transfer.rules import LEFT_OUT, OF_KINDS, check_noun, read_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tinycrm.config.document import Document
    from tinycrm.services.transfer.rules import Rules

# a file of which a profile knows less than this share of the columns is one of its own only if it has several
# of the columns that tell the system apart: exports of all columns are mostly columns of somebody's own
_LEAST_SHARE = 0.5
_LEAST_SIGNS, _LEAST_KNOWN = 2, 4
_SHOWN = 3


class Kind:
    """One kind of file of a system.

    Attributes:
        name: its name in the profile.
        noun: what its rows are; "-" when such files are left out.
        rules: what its columns and words mean.
        order: its place in the profile.
        whole: the kind of file whose rows these are a part of, "" when it is a kind of its own.
        beside: the kind whose records its rows add links to, or "".
        users: whether its rows are the users that ids in other files mean.
    """

    __slots__ = ("_columns", "_needs", "_signs", "beside", "name", "noun", "order", "rules", "users", "whole")

    def __init__(self, name: str, noun: str, rules: Rules, order: int) -> None:
        self.name = name
        self.noun = noun
        self.rules = rules
        self.order = order
        self.whole = rules.texts.get("of", "")
        self.beside = rules.texts.get("beside", "")
        self.users = rules.texts.get("users", "") == "yes"
        self._columns = Columns(rules.columns)
        self._needs = [Columns({name: ""}) for name in rules.needs]
        self._signs = Columns(dict.fromkeys(rules.signs, ""))

    def known(self, headers: Sequence[str]) -> list[str]:
        """Gives the headers that its rules know; rules without columns leave them all to their names."""
        if not self._columns.names:
            return list(headers)
        return [header for header in headers if header in self._columns]

    def fits(self, headers: Sequence[str]) -> bool:
        """Says whether a file with these headers has what every file of this kind has."""
        if not all(any(header in need for header in headers) for need in self._needs):
            return False
        return not self._signs.names or any(header in self._signs for header in headers)

    def tells(self, headers: Sequence[str]) -> list[str]:
        """Gives the headers that tell such files from others."""
        return [header for header in headers if header in self._signs]

    def shown(self, headers: Sequence[str]) -> list[str]:
        """Gives the headers with those first that such files are known by."""
        needed = [header for header in headers if any(header in need for need in self._needs)]
        return list(dict.fromkeys([*self.tells(headers), *needed, *headers]))

    def is_named(self, file: str) -> bool:
        """Says whether the file's name speaks of this kind."""
        return any(squash(word) in file for word in self.rules.file)

    def exact(self, headers: Sequence[str]) -> int:
        """Gives how many headers are written exactly as the profile writes them."""
        written = set(self._columns.names)
        return sum(header in written for header in headers)


class Profile:
    """A system that files come from.

    Attributes:
        name: what `--from` takes, and the source of its ids.
        title: words for people.
        verified: what it was checked with, "" when nothing.
        kinds: its kinds of file.
    """

    __slots__ = ("kinds", "name", "title", "verified")

    def __init__(self, name: str, title: str, verified: str, kinds: Sequence[Kind]) -> None:
        self.name = name
        self.title = title
        self.verified = verified
        self.kinds = list(kinds)


class Match:
    """A file's system and kind.

    Attributes:
        profile, kind: which.
        known: the headers that the rules know.
        total: number of columns with a name.
        parts: kinds of which some rows of the file are.
    """

    __slots__ = ("kind", "known", "parts", "profile", "total")

    def __init__(self, profile: Profile, kind: Kind, known: Sequence[str], total: int) -> None:
        self.profile = profile
        self.kind = kind
        self.known = list(known)
        self.total = total
        self.parts = [part for part in profile.kinds if part.whole == kind.name]

    def reason(self, file: str) -> str:
        """Gives the words that tell a person why."""
        file = os.path.basename(file)
        shown = ", ".join(self.kind.shown(self.known)[:_SHOWN])
        doubt = "" if self.profile.verified else "; this profile was never checked with a real export"
        what = f"{self.profile.title} {self.kind.name}"
        if self.kind.users or self.kind.beside:
            return f"{file}: {what} ({len(self.known)} of {self.total} columns; {shown}), looked up"
        if self.kind.noun == LEFT_OUT:
            return f"{file}: {what}, left out: TinyCRM has no such records"
        return f"{file}: {what} ({len(self.known)} of {self.total} columns; {shown}){doubt}"


def read_profile(raw: bytes, file: str, name: str) -> Profile:
    """Gives the profile that a file holds: rules for each kind of file, or for a single kind.

    Args:
        raw: the bytes of the YAML file.
        file: its path, for messages.
        name: what `--from` takes.

    Raises:
        UsageError: it is broken, with line and column.
    """
    from tinycrm.config.yamlio import load

    doc = load(raw, file)
    shared = read_rules(doc, (), ("name", "verified", "files"))
    title = doc.text(("name",)) if doc.has(("name",)) else name
    verified = doc.text(("verified",)) if doc.has(("verified",)) else title
    kinds: list[Kind] = []
    for word in doc.mapping(("files",)):
        rules = shared.under(read_rules(doc, ("files", word), OF_KINDS))
        kinds.append(Kind(word, _noun(doc, ("files", word), rules), rules, len(kinds)))
    for kind in kinds:
        _check_places(doc, kind, [other.name for other in kinds if not other.whole])
    if not kinds:
        noun = _noun(doc, (), shared)
        kinds.append(Kind(shared.noun, noun, shared, 0))
    return Profile(name, title, "" if fold(verified) == "no" else verified, kinds)


def _check_places(doc: Document, kind: Kind, names: Sequence[str]) -> None:
    """What a kind says of others is so.

    Raises:
        UsageError: there is no such kind, or rows of files are to be records that are not here.
    """
    for key, name in (("of", kind.whole), ("beside", kind.beside)):
        if name and name not in names:
            raise doc.error(("files", kind.name, key), f"there is no kind '{name}'", f"one of: {', '.join(names)}")
    if kind.whole and kind.noun == LEFT_OUT:
        raise doc.error(("files", kind.name, "as"), "a part of a file has records", "as: tasks; skip leaves rows out")


def _noun(doc: Document, path: tuple[str, ...], rules: Rules) -> str:
    try:
        return check_noun(rules.noun)
    except UsageError as error:
        raise doc.error((*path, "as"), error.message, error.hint) from error


def _built_in() -> str:
    import tinycrm.formats

    return os.path.join(os.path.dirname(tinycrm.formats.__file__), "profiles")


def names_in(folder: str) -> list[str]:
    """Gives the names of the profiles in a folder, sorted; none when it is not there."""
    try:
        entries = os.listdir(folder)
    except OSError:
        return []
    return sorted(entry[:-5] for entry in entries if entry.endswith(".yaml") and not entry.startswith("."))


def is_profile(name: str, folder: str) -> bool:
    """Says whether there is a profile with exactly this name, of ours or of the user's."""
    return name in names_in(folder) or name in names_in(_built_in())


def find_profiles(wanted: str, folder: str, note: Callable[[str], None] | None = None) -> list[Profile]:
    """Gives the profiles that files may come from.

    Args:
        wanted: a profile's name, or "auto" for all of them.
        folder: of the user's own profiles; one of them stands for ours of the same name.
        note: told of each broken profile of the user that "auto" passes over.

    Raises:
        UsageError: the profile wanted is broken; no profile has a name that is nearly one's.
    """
    own, ours = names_in(folder), names_in(_built_in())
    if wanted == AUTO:
        return [*_sound(own, ours, folder, note), *(_ours(name) for name in ours if name not in own)]
    if wanted in own or wanted in ours:
        return [_load(wanted, folder) if wanted in own else _ours(wanted)]
    near = did_you_mean(wanted, [*own, *ours])
    if near:
        names = ", ".join(sorted({*own, *ours}))
        raise UsageError(f"there is no profile '{wanted}'", hint=f"{near}--from takes one of: {names}")
    return []


def _sound(
    own: Sequence[str], ours: Sequence[str], folder: str, note: Callable[[str], None] | None
) -> Iterator[Profile]:
    """Yields the user's profiles: a broken one is nothing to the files of other systems."""
    for name in own:
        try:
            yield _load(name, folder)
        except UsageError as error:
            if note is not None:
                instead = f"; ours of the name {name} stands" if name in ours else ""
                note(f"{error.message}: this profile is passed over{instead}")
            if name in ours:
                yield _ours(name)


@cache
def _ours(name: str) -> Profile:
    # a batch may import many times, and what came with the program stays what it is
    return _load(name, _built_in())


def _load(name: str, folder: str) -> Profile:
    path = os.path.join(folder, f"{name}.yaml")
    return read_profile(read_bytes(path) or b"", path, name)


def recognise(profiles: Sequence[Profile], file: str, headers: Sequence[str], noun: str, *, sure: bool) -> Match | None:
    """Gives the system and kind that a file is of; None when that is not clear.

    Args:
        profiles: those it may be of.
        file: its name.
        headers: its columns.
        noun: what its rows are, "" when that is not known.
        sure: whether its system was named: then the kind that fits best will do.
    """
    named = [header for header in headers if header]
    name = squash(os.path.basename(file.replace("\\", "/")))
    found: list[tuple[tuple[bool, bool, float, int], Match]] = []
    for profile in profiles:
        for kind in profile.kinds:
            known = kind.known(named)
            if kind.whole or not _may_be(kind, named, known, noun, sure=sure):
                continue
            is_wanted = kind.noun != LEFT_OUT or kind.users or bool(kind.beside)
            score = (is_wanted, kind.fits(named), len(known) + 2.0 * kind.is_named(name), kind.exact(named))
            found.append((score, Match(profile, kind, known, len(named))))
    if not found:
        return None
    found.sort(key=lambda pair: pair[0], reverse=True)
    best = found[0]
    ties = [match for score, match in found[1:] if score[:3] == best[0][:3] and score[3] >= best[0][3]]
    return None if ties else best[1]


def _may_be(kind: Kind, named: Sequence[str], known: Sequence[str], noun: str, *, sure: bool) -> bool:
    if noun and kind.noun not in (noun, LEFT_OUT):
        return False
    enough = len(known) >= max(_LEAST_SHARE * len(named), 1)
    enough = enough or (len(known) >= _LEAST_KNOWN and len(kind.tells(named)) >= _LEAST_SIGNS)
    if sure and kind.noun != LEFT_OUT:
        return kind.fits(named) or (enough and len(known) > 1)
    return kind.fits(named) and (enough or kind.noun == LEFT_OUT)
