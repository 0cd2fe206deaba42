"""Pairs that are likely one record become groups, the sure ones together, whatever else was asked to be listed."""

from __future__ import annotations

from tinycrm.domain.duplicates import DEFAULT_SCORE, EXACT
from tinycrm.services.candidates import LARGEST
from tinycrm.store.queries import duplicates as stored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.services.duplicates import Search
    from tinycrm.services.work import Work

    Pair = tuple[int, int]

# of those who share a phone and are said to be two
_SHARED = 40


class Group:
    """Records that are likely one.

    Attributes:
        ids: of the records, rising.
        score: of its least sure pair.
        signs: what all of them share, the surest first.
        keys: of a shared contact point: its sign → its key.
    """

    __slots__ = ("ids", "keys", "score", "signs")

    def __init__(self, ids: tuple[int, ...], score: int, signs: tuple[str, ...]) -> None:
        self.ids = ids
        self.score = score
        self.signs = signs
        self.keys: dict[str, str] = {}


def find_groups(work: Work, search: Search, least: int) -> list[Group]:
    """Gives the groups of records that are likely one, and those that share a contact point.

    Args:
        work: the command's work.
        search: with the pairs.
        least: the least score of those who only share a contact point.
    """
    shared = _sharing(work, search, least)
    return _not_within(_clusters(search), shared) + shared


def _clusters(search: Search) -> list[Group]:
    """The pairs as groups of which every two are a sure pair; a pair that no group can take stands alone.

    A group has the score of its least sure pair: a pair that is listed only because a low score was asked for must not
    take a sure one down with it.
    """
    home: dict[int, list[int]] = {}
    lone: list[Pair] = []
    for (one, two), _ in sorted(search.found.items(), key=lambda item: (-item[1].score, item[0])):
        ours, theirs = home.get(one, [one]), home.get(two, [two])
        if ours is theirs:
            continue
        if len(ours) + len(theirs) <= LARGEST and all(search.is_sure(a, b) for a in ours for b in theirs):
            joined = sorted(ours + theirs)
            for id in joined:
                home[id] = joined
        else:
            lone.append((one, two))
    groups = {members[0]: members for members in home.values()}
    return [_group(search, members) for members in (*groups.values(), *(list(pair) for pair in lone))]


def _not_within(groups: Sequence[Group], larger: Sequence[Group]) -> list[Group]:
    """The groups without the unsure pairs of which a larger group says all there is, with no lower score."""
    home: dict[int, list[Group]] = {}
    for group in larger:
        for id in group.ids:
            home.setdefault(id, []).append(group)
    return [
        group
        for group in groups
        if group.score >= DEFAULT_SCORE
        or not any(one.score >= group.score and set(group.ids) <= set(one.ids) for one in home.get(group.ids[0], ()))
    ]


def _group(search: Search, members: Sequence[int]) -> Group:
    verdicts = [search.found[one, two] for at, one in enumerate(members) for two in members[at + 1 :]]
    weakest = min(verdicts, key=lambda verdict: verdict.score)
    shared = [sign for sign in weakest.signs if all(sign in verdict.signs for verdict in verdicts)]
    return Group(tuple(members), weakest.score, tuple(shared or weakest.signs))


def _sharing(work: Work, search: Search, least: int) -> list[Group]:
    """The groups that share a contact point and are not wholly in one another."""
    owners: dict[tuple[str, str], list[int]] = {}
    for kind, key, record in stored.shared_points(work.store.db, search.noun):
        owners.setdefault((kind, key), []).append(record)
    groups: dict[tuple[int, ...], Group] = {}
    for kind, key in sorted(owners, key=lambda sign: (EXACT.index(sign[0]), sign[1])):
        ids = tuple(sorted(owners[kind, key]))
        pairs = [(one, two) for at, one in enumerate(ids) for two in ids[at + 1 :]] if len(ids) <= LARGEST else []
        if pairs and all(search.is_apart(one, two) for one, two in pairs):
            continue
        if pairs and (all(search.is_sure(*pair) for pair in pairs) or (len(pairs) == 1 and pairs[0] in search.found)):
            # listed with all else that speaks for it
            continue
        score = min((search.verdict(one, two).score for one, two in pairs), default=0)
        if any(search.is_apart(one, two) for one, two in pairs):
            # one person they are not, whatever their names
            score = min(score, _SHARED)
        if ids in groups:
            groups[ids].signs += (kind,) if kind not in groups[ids].signs else ()
        elif score >= least:
            groups[ids] = Group(ids, score, (kind,))
        if ids in groups:
            groups[ids].keys.setdefault(kind, key)
    return list(groups.values())
