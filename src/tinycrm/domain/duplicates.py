"""How sure it is that two records are one: a score of 0-100 from what they share, and the signs it came from.

The scores are a table: how the names are one (rows), and what else the records share (columns). They were set by a
labelled set of pairs, which the tests hold. Two people at one telephone with different names share a phone and no more.
"""

from __future__ import annotations

from sys import intern

from tinycrm.domain.fold import fold
from tinycrm.domain.likeness import Firm, Name, firm_form, person_form
from tinycrm.domain.name_words import NOBODY
from tinycrm.domain.whose import is_telling, local_part, mailbox, own_domain, own_host, phone_tail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tinycrm.domain.likeness import Form

# What is listed unless asked otherwise: four of five such pairs of the labelled set are one record, and more.
DEFAULT_SCORE = 70
EXACT = ("email", "handle", "website", "phone")

# name: same handle or mailbox, same phone, same e-mail name, same company, nothing else, different companies
_PEOPLE: dict[Form, tuple[int, int, int, int, int, int]] = {
    "same": (99, 99, 97, 96, 83, 74),
    "sound": (98, 98, 95, 92, 79, 71),
    "typo": (97, 95, 88, 87, 72, 62),
    "homophone": (97, 96, 90, 86, 66, 50),
    "part": (96, 95, 88, 88, 74, 62),
    "gender": (94, 88, 80, 76, 60, 45),
    "slip": (95, 92, 84, 80, 64, 45),
    "initial": (95, 92, 84, 80, 52, 40),
    "single": (92, 82, 72, 65, 45, 20),
    "suffix": (90, 62, 60, 50, 45, 30),
    "family": (84, 45, 40, 30, 10, 0),
    "": (84, 40, 30, 10, 0, 0),
}
# name: same website, same phone, same e-mail domain, nothing else
_FIRMS: dict[Form, tuple[int, int, int, int]] = {
    "same": (99, 97, 96, 83),
    "sound": (97, 95, 93, 80),
    "typo": (94, 88, 86, 72),
    "slip": (92, 84, 80, 62),
    "part": (88, 80, 76, 45),
    "": (84, 40, 45, 0),
}
_HANDLE, _PHONE, _LOCAL, _COMPANY, _ALONE, _APART = range(6)
_SITE, _DOMAIN = 0, 2

# of the mark that says in one step that two people share nothing: five keys of one meet five of another by chance
# once in twenty times
_BITS = 509


class Person:
    """What of a contact is compared with others.

    Attributes:
        id: of the record.
        name: taken apart.
        phones, handles: keys of the contact points.
        mailboxes: its e-mails without what a provider ignores.
        mark: a bit for each of these: two who have no bit in common share nothing but perhaps the name.
        firms: what its companies are known by: their names without legal form, and the domains of its own e-mails.
        birthday: "1990-12-10", "--12-10" or "".
        namesakes: how many others are to be expected to have this name by chance.
    """

    __slots__ = (
        "birthday",
        "firms",
        "handles",
        "id",
        "mailboxes",
        "mark",
        "name",
        "namesakes",
        "phones",
    )

    def __init__(
        self,
        id: int,
        name: str,
        points: Iterable[tuple[str, str]],
        companies: Iterable[str],
        birthday: str,
        crowded: frozenset[str] = frozenset(),
    ) -> None:
        self.id = id
        self.name = Name(name)
        self.birthday = birthday
        self.namesakes = 0.0
        found: dict[str, list[str]] = {"phone": [], "handle": [], "email": [], "local": []}
        firms = {intern("n:" + key) for company in companies if (key := Firm(company).key)}
        for kind, key in points:
            if kind != "email":
                found[kind].append(key)
                continue
            found["email"].append(mailbox(key))
            found["local"].append(local_part(found["email"][-1], self.name.words))
            domain = own_domain(key)
            if domain and domain not in crowded:
                firms.add(intern("d:" + domain))
        self.phones = tuple(found["phone"])
        self.handles = tuple(found["handle"])
        self.mailboxes = tuple(found["email"])
        self.firms = tuple(sorted(firms))
        ends = (tail for key in self.phones if (tail := phone_tail(key)))
        self.mark = 0
        for key in (*self.mailboxes, *self.handles, *self.phones, *ends, *found["local"], *self.firms):
            if key:
                self.mark |= 1 << hash(key) % _BITS

    @property
    def locals(self) -> tuple[str, ...]:
        """What stands before the @, where it says who somebody is."""
        own = (local_part(key, self.name.words) for key in self.mailboxes)
        return tuple(local for local in own if local)


class Company:
    """What of a company is compared with others.

    Attributes:
        id: of the record.
        name: taken apart.
        phones, websites: keys of the contact points.
        hosts: of the websites that are its own.
        domains: of the e-mails of its people, and its own hosts.
        country: folded.
        parent: the id of the company above it, or 0.
        common: how many records have this very name.
    """

    __slots__ = ("common", "country", "domains", "hosts", "id", "name", "parent", "phones", "websites")

    def __init__(
        self, id: int, name: str, points: Iterable[tuple[str, str]], domains: Iterable[str], country: str, parent: int
    ) -> None:
        self.id = id
        self.name = Firm(name)
        self.country = fold(country)
        self.parent = parent
        self.common = 1
        listed = list(points)
        self.phones = tuple(key for kind, key in listed if kind == "phone")
        self.websites = tuple(key for kind, key in listed if kind == "website")
        self.hosts = tuple(dict.fromkeys(host for site in self.websites if (host := own_host(site))))
        self.domains = tuple(sorted({*self.hosts, *domains}))


class Verdict:
    """How sure it is that two records are one.

    Attributes:
        score: 0-100.
        form: how their names are one.
        signs: what they share, the surest first: "email", "handle", "website", "phone", "name", "name_alike",
            "email_name", "phone_end", "domain", "company", "birthday".
    """

    __slots__ = ("form", "score", "signs")

    def __init__(self, score: int, form: Form, signs: tuple[str, ...]) -> None:
        self.score = score
        self.form: Form = form
        self.signs = signs


# of two who have nothing in common; most pairs are
_TWO = Verdict(0, "", ())


def judge_people(one: Person, two: Person) -> Verdict:
    """Gives how sure it is that two contacts are one person."""
    form = person_form(one.name, two.name)
    if not one.mark & two.mark:
        return _by_name(one, two, form)
    row = _PEOPLE[form]
    signs: list[str] = []
    best = row[_ALONE]
    for sign, column, ours, theirs in (
        ("email", _HANDLE, one.mailboxes, two.mailboxes),
        ("handle", _HANDLE, one.handles, two.handles),
        ("phone", _PHONE, one.phones, two.phones),
    ):
        if _meet(ours, theirs):
            signs.append(sign)
            best = max(best, row[column])
    same_local = [local for local in one.locals if local in two.locals] if one.mailboxes and two.mailboxes else []
    # what only repeats the name says no more than the name
    if any(is_telling(local, one.name.words) and is_telling(local, two.name.words) for local in same_local):
        signs.append("email_name")
        best = max(best, row[_LOCAL])
    if "phone" not in signs and form not in ("", "family") and _tails_meet(one.phones, two.phones):
        signs.append("phone_end")
        best = max(best, row[_LOCAL])
    if form and form != "family":
        signs.append("name" if form == "same" or one.name.text == two.name.text else "name_alike")
    together = [firm for firm in one.firms if firm in two.firms]
    if together:
        signs.append("company" if any(firm[0] == "n" for firm in together) else "domain")
        best = max(best, row[_COMPANY] - _colleagues(one, two))
        if form == "family" and same_local and _same_beginnings(one.name, two.name):
            # mross@… of one firm is Mike Ross and Michael Ross
            signs += ["email_name"] if "email_name" not in signs else []
            best = max(best, 74)
    elif not signs or signs[0] in ("name", "name_alike"):
        by_name = _by_name(one, two, form)
        best = by_name.score
        if same_local:
            signs.append("email_name")
            best += 4
    best = _by_birthday(best, one.birthday, two.birthday, form, signs)
    return Verdict(max(0, min(100, best)), form, tuple(signs))


def _by_name(one: Person, two: Person, form: Form) -> Verdict:
    """The verdict on two who share nothing but perhaps the name."""
    row = _PEOPLE[form]
    if not row[_ALONE]:
        return _TWO
    signs: list[str] = []
    if form != "family":
        signs.append("name" if form == "same" or one.name.text == two.name.text else "name_alike")
    best = (row[_APART] if one.firms and two.firms else row[_ALONE]) - _by_chance(max(one.namesakes, two.namesakes))
    if best > 30 and NOBODY.issuperset(one.name.words):
        best -= 30
    if one.birthday and two.birthday:
        best = _by_birthday(best, one.birthday, two.birthday, form, signs)
    return Verdict(max(0, min(100, best)), form, tuple(signs))


def _colleagues(one: Person, two: Person) -> int:
    """What it takes off that both have an e-mail of the same firm: a person seldom has two."""
    own = any(firm in two.firms for firm in one.firms if firm.startswith("d:"))
    return 8 if own and one.mailboxes and two.mailboxes else 0


def expected_namesakes(words: tuple[str, ...], counts: Mapping[str, int], total: int) -> float:
    """Gives how many people of so many have a name by chance, when its words are given independently.

    Args:
        words: of the name.
        counts: how many people have each word.
        total: how many people there are; of few no chance can be told, so they count as a thousand.
    """
    people = max(total, 1000)
    known = sorted(counts.get(word, 1) for word in words)
    # of a family name of two words each comes with the other: they are not independent
    return known[0] * known[-1] / people if len(known) > 1 else float(sum(known))


def _by_chance(namesakes: float) -> int:
    """What it takes off that a name is common here: six points for every doubling of what chance gives."""
    doublings = 0.0
    while namesakes > 0.05 and doublings < 7:
        namesakes /= 2
        doublings += 1
    return int(6 * doublings)


def _commonness(count: int) -> int:
    """What it takes off that so many records have the name: two of a hundred John Smiths are not one."""
    return 0 if count < 3 else min(40, 3 * (count - 2).bit_length() * (1 if count < 9 else 2))


def _by_birthday(score: int, one: str, two: str, form: Form, signs: list[str]) -> int:
    if not one or not two:
        return score
    if one[-5:] != two[-5:] or (one[:2] != "--" and two[:2] != "--" and one != two):
        return score - 35
    if form and form != "family":
        signs.append("birthday")
        return max(score, min(97, score + (12 if one == two and one[:2] != "--" else 6)))
    return score


def judge_companies(one: Company, two: Company) -> Verdict:
    """Gives how sure it is that two records are one company."""
    form = firm_form(one.name, two.name)
    row = _FIRMS.get(form, _FIRMS[""])
    signs: list[str] = []
    best = row[3]
    for sign, column, ours, theirs in (
        ("website", _SITE, one.hosts, two.hosts),
        ("phone", _PHONE, one.phones, two.phones),
    ):
        if _meet(ours, theirs):
            signs.append(sign)
            best = max(best, row[column])
    if not signs and one.hosts and two.hosts and not _meet(one.domains, two.domains):
        # each has a site of its own
        best -= 18
    if "website" not in signs and _meet(one.domains, two.domains):
        signs.append("domain")
        best = max(best, row[_DOMAIN])
    if form:
        signs.append("name" if form == "same" else "name_alike")
    if signs in (["name"], ["name_alike"]):
        best -= _commonness(max(one.common, two.common))
    if one.name.legal and two.name.legal and not one.name.legal & two.name.legal:
        best -= 5
    if one.country and two.country and one.country != two.country:
        best -= 12
    if one.parent == two.id or two.parent == one.id or (one.parent and one.parent == two.parent):
        # branches of one firm share what they have
        best = min(best, 45)
    return Verdict(max(0, min(100, best)), form, tuple(signs))


def _same_beginnings(one: Name, two: Name) -> bool:
    return sorted(word[0] for word in one.words) == sorted(word[0] for word in two.words)


def _tails_meet(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    if not one or not two:
        return False
    ends = {tail for key in one if (tail := phone_tail(key))}
    return any(phone_tail(key) in ends for key in two)


def _meet(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    if not one or not two:
        return False
    return one[0] in two if len(one) == 1 else any(key in two for key in one)
