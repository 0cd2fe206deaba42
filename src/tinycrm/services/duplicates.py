"""Records that are one and the same to all appearances: groups of them, how sure it is, and why."""

from __future__ import annotations

from tinycrm.domain.duplicates import (
    DEFAULT_SCORE,
    EXACT,
    Company,
    Person,
    expected_namesakes,
    judge_companies,
    judge_people,
)
from tinycrm.domain.likeness import percent
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Listing, id_of
from tinycrm.domain.sounds import script_of, sound_of
from tinycrm.domain.whose import own_domain
from tinycrm.errors import UsageError
from tinycrm.services.candidates import LARGEST, Found, company_passes, people_passes
from tinycrm.services.grouping import find_groups
from tinycrm.store.queries import duplicates as stored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.duplicates import Verdict
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.grouping import Group
    from tinycrm.services.work import Work

    Pair = tuple[int, int]

_POINTS = {"contact": ("email", "phone"), "company": ("website", "phone")}
_LISTS = {"email": "emails", "handle": "handles", "website": "websites", "phone": "phones"}
# an e-mail domain of so many is a provider's we do not know, or of a firm where the name alone must tell
_CROWDED = 200
# groups that a screen shows
_SHOWN = 20
# groups whose records are read at once
_CHUNK = 200


class Search:
    """One look through all contacts or companies for those that are likely one.

    Attributes:
        noun: "contact" or "company".
        found: pairs of ids, the lower first → how sure it is.
        notes: what was left out.
    """

    def __init__(self, work: Work, noun: str, least: int, *, everything: bool = False) -> None:
        db = work.store.db
        self.noun = noun
        self.notes: list[str] = []
        self.people: dict[int, Person] = {}
        self.companies: dict[int, Company] = {}
        self._apart = set[tuple[int, int]]() if everything else stored.told_apart(db, noun)
        places = self._read_people(work) if noun == "contact" else self._read_companies(work)
        found = Found(lambda one, two: self._judge(places[one], places[two]), least)
        if noun == "contact":
            found.add_all(people_passes(list(self.people.values())))
        else:
            found.add_all(company_passes(list(self.companies.values())))
        self.found: dict[Pair, Verdict] = {
            (places[one], places[two]): verdict for (one, two), verdict in found.pairs.items()
        }
        for pair in self._apart:
            self.found.pop(pair, None)
        self._tell(found)

    def _tell(self, found: Found) -> None:
        plural = NOUNS[self.noun].plural
        if found.crowded:
            self.notes.append(
                f"{len(found.crowded)} {plural} have a name that sounds like more than {LARGEST} others' and were"
                " compared only with those that share more than that"
            )
        if found.dropped:
            self.notes.append(
                f"{found.dropped} of the less sure pairs were left out: --min {DEFAULT_SCORE + 10} and up"
            )

    def _read_people(self, work: Work) -> list[int]:
        counts: dict[str, int] = {}
        for key in stored.email_keys(work.store.db):
            domain = own_domain(key)
            counts[domain] = counts.get(domain, 0) + 1
        crowded = frozenset(domain for domain, count in counts.items() if count > _CROWDED)
        words: dict[str, int] = {}
        for id, name, birthday, points, firms in stored.people(work.store.db):
            person = self.people[id] = Person(id, name, points, firms, birthday, crowded)
            for word in person.name.words:
                words[word] = words.get(word, 0) + 1
        for person in self.people.values():
            person.namesakes = expected_namesakes(person.name.words, words, len(self.people))
        return list(self.people)

    def _read_companies(self, work: Work) -> list[int]:
        names: dict[str, int] = {}
        for id, name, country, parent, points, emails in stored.firms(work.store.db):
            domains = {domain for key in emails if (domain := own_domain(key))}
            company = self.companies[id] = Company(id, name, points, domains, country, parent)
            names[company.name.key] = names.get(company.name.key, 0) + 1
        for company in self.companies.values():
            company.common = names[company.name.key]
        return list(self.companies)

    def _judge(self, one: int, two: int) -> Verdict:
        if self.noun == "contact":
            return judge_people(self.people[one], self.people[two])
        return judge_companies(self.companies[one], self.companies[two])

    def verdict(self, one: int, two: int) -> Verdict:
        """Gives how sure it is that two records are one, found or not."""
        return self.found.get((min(one, two), max(one, two))) or self._judge(one, two)

    def is_sure(self, one: int, two: int) -> bool:
        """Says whether the two are a pair that is listed without being asked for."""
        found = self.found.get((min(one, two), max(one, two)))
        return found is not None and found.score >= DEFAULT_SCORE

    def is_apart(self, one: int, two: int) -> bool:
        """Says whether a person said that the two are no duplicates."""
        return (min(one, two), max(one, two)) in self._apart

    def name_words(self, id: int) -> tuple[str, ...]:
        """Gives how the words of a record's name sound, a person's in one order for all."""
        if id in self.people:
            return tuple(sorted(sound_of(word).form for word in self.people[id].name.words))
        return tuple(sound_of(word).form for word in self.companies[id].name.words)

    def is_written_alike(self, one: int, two: int) -> bool:
        """Says whether two names are in one script, so that their letters can be counted."""
        return script_of(self.typed(one)) == script_of(self.typed(two))

    def typed(self, id: int) -> str:
        """Gives the name of a record as it was given."""
        return self.people[id].name.typed if id in self.people else self.companies[id].name.typed


def check_score(least: int | None) -> int:
    """Gives the score that pairs must reach, the usual one for None.

    Raises:
        UsageError: it is no score.
    """
    if least is not None and not 0 <= least <= 100:
        raise UsageError(f"--min {least} is no score", hint=f"0 to 100; {DEFAULT_SCORE} unless given")
    return DEFAULT_SCORE if least is None else least


def list_duplicates(
    work: Work,
    noun: str,
    *,
    least: int | None = None,
    limit: int | None = None,
    everything: bool = False,
    form: str = "",
) -> Listing:
    """Gives the groups of records that are likely one, the surest first; rows of one group have the same number.

    Without `least` a contact point that several have is listed whatever the score: it may be a switchboard.

    Args:
        work: the command's work.
        noun: "contact" or "company".
        least: the least score, 0-100; None is the usual one.
        limit: at most so many groups; 0 is all, None the usual of the form.
        everything: also pairs that were said to be no duplicates.
        form: of the output, as for lists.
    """
    score = check_score(least)
    # a score of 0 says nothing: it is that of any two records
    search = Search(work, noun, max(1, score), everything=everything)
    groups = find_groups(work, search, max(1, score) if least is not None else 0)
    groups.sort(key=lambda group: (-group.score, group.ids))
    shown = (_SHOWN if form == "screen" else 0) if limit is None else limit
    notes = list(search.notes)
    if shown and len(groups) > shown:
        more = len(groups) - shown
        notes.append(f"{more} more group{'s' if more > 1 else ''}; --limit 0 shows all")
        groups = groups[:shown]
    rows = _rows(work, search, groups)
    if rows:
        notes.append(f"tinycrm {noun} merge KEEP OTHER joins two; tinycrm {noun} dupes --review goes through them")
    empty = f"No two {NOUNS[noun].plural} are likely one."
    return Listing(noun, _columns(noun, form), rows, notes=notes, today=work.today, empty=empty)


def _columns(noun: str, form: str) -> list[Column]:
    own = [Column(key, NOUNS[noun].need(key).label) for key in _POINTS[noun]]
    group = Column("group", "Group", "int")
    record = [Column("id", "Id", "id"), Column("name", "Name", weight=1), *own]
    score, why = Column("score", "Score", "int"), Column("why", "Why", "list")
    company = [Column("company", "Company")] if noun == "contact" else []
    if form in ("screen", "page"):
        # the reasons are what a person decides by
        why = Column("why", "Why", "list", weight=1)
        second = Column(record[3].key, record[3].label, wide=form == "screen")
        return [group, score, *record[:2], why, record[2], second, *company]
    return [group, Column("reason", "Reason"), Column("shared", "Shared"), *record, score, why, *company]


# --- what is told of a group ---


def _rows(work: Work, search: Search, groups: Sequence[Group]) -> list[Row]:
    noun = NOUNS[search.noun]
    lists = [field.key for field in noun.fields if field.place == "point" and field.many]
    own = [*_POINTS[search.noun], *(["company"] if search.noun == "contact" else [])]
    view = work.store.view(noun, ["name", *own, *lists])
    rows: list[Row] = []
    known: dict[int, Row] = {}
    for number, group in enumerate(groups, 1):
        if number % _CHUNK == 1:
            ids = {id for later in groups[number - 1 : number - 1 + _CHUNK] for id in later.ids}
            known = {id_of(record): record for record in view.of_ids(sorted(ids))}
        records = [known[id] for id in group.ids]
        why: list[Json] = [*reasons(search, group)]
        shared = ", ".join(_shared(work, search, records[0], group))
        for id, record in zip(group.ids, records, strict=True):
            row: Row = {"group": number, "reason": ", ".join(group.signs), "shared": shared, "id": id}
            for key in ("name", *_POINTS[search.noun]):
                row[key] = record[key]
            row["score"], row["why"] = group.score, why
            if search.noun == "contact":
                row["company"] = record["company"]
            rows.append(row)
    return rows


_WORDS = {
    "email": "same mailbox",
    "handle": "same handle",
    "website": "same website",
    "phone": "same phone",
    "phone_end": "same phone but for its beginning",
    "email_name": "same name in the e-mail",
    "domain": "e-mails of one domain",
    "company": "same company",
    "birthday": "same birthday",
    "name": "same name",
}


def reasons(search: Search, group: Group) -> list[str]:
    """Gives in words what speaks for a group."""
    one, two = group.ids[0], group.ids[1]
    told: list[str] = []
    named = "name" in group.signs or "name_alike" in group.signs
    for sign in group.signs:
        if sign == "name_alike":
            told.append(_alike(search, group))
        elif sign in EXACT and not named and search.verdict(one, two).form in ("", "family"):
            told.append(f"shares a {sign}")
        else:
            told.append(_WORDS[sign])
    return told


def _alike(search: Search, group: Group) -> str:
    pairs = [(one, two) for at, one in enumerate(group.ids) for two in group.ids[at + 1 :]]
    form = min((search.verdict(*pair) for pair in pairs), key=lambda verdict: verdict.score).form
    if form in ("initial", "part", "single"):
        return {"initial": "an initial for a name", "part": "a part of the name", "single": "one word of the name"}[
            form
        ]
    for one, two in pairs:
        if not search.is_written_alike(one, two):
            return f"{search.typed(one)} ≈ {search.typed(two)}"
    least = min(percent(search.name_words(one), search.name_words(two)) for one, two in pairs)
    return "the names sound the same" if least == 100 else f"name {least} % alike"


def _shared(work: Work, search: Search, record: Row, group: Group) -> list[str]:
    """What is shared, as the first record of the group has it."""
    told: list[str] = []
    for sign in group.signs:
        if sign == "name":
            told.append(str(record["name"]))
        elif sign in EXACT:
            key = group.keys.get(sign) or _common_key(search, group, sign)
            told.append(_typed(work, record, sign, key))
        elif sign == "company":
            company = record.get("company")
            told.append(str(company["name"]) if isinstance(company, dict) else "")
    return [text for text in told if text]


def _common_key(search: Search, group: Group, sign: str) -> str:
    """Gives the key of a contact point that all of a group have."""
    lists: list[tuple[str, ...]] = []
    for id in group.ids:
        if id in search.people:
            person = search.people[id]
            lists.append({"phone": person.phones, "handle": person.handles}.get(sign, person.mailboxes))
        else:
            lists.append(search.companies[id].phones if sign == "phone" else search.companies[id].websites)
    return next((key for key in lists[0] if all(key in own for own in lists)), "")


def _typed(work: Work, record: Row, sign: str, key: str) -> str:
    """A contact point as a record has it."""
    from tinycrm.domain.points import normalise

    points: Json = record[_LISTS[sign]]
    first = ""
    for point in points if isinstance(points, list) else []:
        text = str(point["value"]) if isinstance(point, dict) else ""
        first = first or text
        try:
            if normalise(sign, text, work.settings.country)[0] == key:
                return text
        except UsageError:
            # written when the settings named another country
            continue
    return first if sign in ("email", "website") else key
