"""Which sheet is imported how, and in which order: what others lead to comes first."""

from __future__ import annotations

import os
from itertools import islice

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.services.transfer.asked import AUTO, DEFAULT_SOURCE
from tinycrm.services.transfer.items import know_again
from tinycrm.services.transfer.mapping import find_targets, guess_noun
from tinycrm.services.transfer.parts import divide, links_of, users_of
from tinycrm.services.transfer.profiles import find_profiles, is_profile, recognise
from tinycrm.services.transfer.rules import LEFT_OUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.profiles import Match, Profile
    from tinycrm.services.transfer.sheet import Sheet
    from tinycrm.services.work import Work

_SAMPLES = 3
_LOOKED_AT = 1000
# what others lead to comes first
_FIRST = ("company", "contact", "campaign", "deal", "task", "interaction")
ORDER = (*_FIRST, *(noun for noun in NOUNS if noun not in _FIRST))


class Job:
    """One sheet and how it is imported.

    Attributes:
        sheet: headers and rows.
        asked: how, its own copy.
        order: jobs are done by it.
    """

    __slots__ = ("asked", "order", "sheet")

    def __init__(self, sheet: Sheet, asked: Asked, order: tuple[int, int]) -> None:
        self.sheet = sheet
        self.asked = asked
        self.order = order


def plan_jobs(work: Work, sheets: Sequence[Sheet], asked: Asked) -> list[Job]:
    """Gives the jobs that importing sheets takes, in their order; what is left out is told in the work's notes.

    Args:
        work: the import's work.
        sheets: of all files.
        asked: how.

    Raises:
        UsageError: what the rows of a file are is not clear.
    """
    for sheet in sheets:
        sheet.loose = sheet.loose or sheet.source.name in asked.loose
        know_again(sheet, asked.noun)
    profiles = _profiles(work, asked)
    matches = [_match(profiles, sheet, asked) for sheet in sheets]
    systems = {id(match.profile) for match in matches if match is not None and match.kind.noun != LEFT_OUT}
    jobs: list[Job] = []
    kinds: list[tuple[Match, Job]] = []
    for sheet, match in zip(sheets, matches, strict=True):
        job = _job(work, sheet, match, asked, one_of_many=bool(systems))
        if job is None:
            continue
        made = _parts(work, match, job, asked) if match is not None else [job]
        jobs += made
        if match is not None:
            kinds += [(match, own) for own in made]
    _refer(work, [(sheet, match) for sheet, match in zip(sheets, matches, strict=True) if match is not None], kinds)
    if sheets and not jobs:
        raise _nothing(sheets, matches)
    return sorted(jobs, key=lambda job: job.order)


def _parts(work: Work, match: Match, job: Job, asked: Asked) -> list[Job]:
    """Gives the jobs for a sheet: more than one where some of its rows are other records."""
    if not match.parts or asked.noun:
        return [job]
    made: list[Job] = []
    for place, sheet in divide(job.sheet, [part.rules for part in match.parts], work.reading):
        if place < 0:
            made.append(Job(sheet, job.asked, job.order))
            continue
        part, own = match.parts[place], asked.copy()
        own.profile, own.source, own.noun, own.save = match.profile.title, job.asked.source, part.noun, ""
        own.take(part.rules, patterns=True)
        made.append(Job(sheet, own, (ORDER.index(part.noun), part.order)))
    return made


def _refer(work: Work, found: Sequence[tuple[Sheet, Match]], kinds: Sequence[tuple[Match, Job]]) -> None:
    """What files say that hold no records of ours is known to the jobs it is about."""
    for sheet, match in found:
        own, profile = match.kind, match.profile
        jobs = [job for other, job in kinds if other.profile is profile]
        if own.users:
            for job in jobs:
                job.asked.users.update(users_of(sheet, own.rules))
        elif own.beside:
            jobs = [job for other, job in kinds if other.profile is profile and other.kind.name == own.beside]
            if not jobs:
                work.note(f"{os.path.basename(sheet.name)} was left out: it only says what {own.beside} belong to")
            for job in jobs:
                job.asked.beside.update(links_of(sheet, own.rules))


def _nothing(sheets: Sequence[Sheet], matches: Sequence[Match | None]) -> UsageError:
    match = next((match for match in matches if match is not None), None)
    if match is None:
        names = ", ".join(sheet.name for sheet in sheets[:3])
        return UsageError(f"no file here holds records: {names}", hint="--as contacts says what the rows of a file are")
    file = sheets[matches.index(match)].name
    return UsageError(
        f"{file} holds {match.profile.title} {match.kind.name}: TinyCRM has no such records",
        hint="--as NOUN takes its rows as those: contacts, companies, deals, tasks, interactions, sales, tickets …",
    )


def _profiles(work: Work, asked: Asked) -> list[Profile]:
    if asked.wanted != AUTO:
        return find_profiles(asked.wanted, asked.folder)
    if asked.mapped:
        # who wrote a map file has said what the columns are, perhaps that they are as in a profile
        return find_profiles(asked.source, asked.folder) if is_profile(asked.source, asked.folder) else []
    return find_profiles(AUTO, asked.folder, work.note)


def _match(profiles: Sequence[Profile], sheet: Sheet, asked: Asked) -> Match | None:
    if sheet.whole is not None or sheet.noun or not sheet.headers:
        return None
    named = asked.mapped or asked.wanted != AUTO
    match = recognise(profiles, sheet.name, sheet.headers, asked.noun, sure=named and not sheet.loose)
    if match is None and named and profiles and not sheet.loose:
        file = os.path.basename(sheet.name)
        sheet.notes.append(f"{file} is like no file of {profiles[0].title}: its columns go by their names")
    return match


def _job(work: Work, sheet: Sheet, match: Match | None, asked: Asked, *, one_of_many: bool) -> Job | None:
    own = asked.copy()
    own.maps = {**own.maps, **own.answers.get(sheet.name, {})}
    if sheet.whole is not None:
        return Job(sheet, own, (-1, 0))
    if match is not None:
        work.note(match.reason(sheet.name))
        if match.kind.noun == LEFT_OUT:
            return None
        own.profile = match.profile.title
        own.noun = match.kind.noun
        if own.source == DEFAULT_SOURCE:
            own.source = match.kind.rules.texts.get("from", match.profile.name)
        own.take(match.kind.rules, patterns=True)
        return Job(sheet, own, (ORDER.index(own.noun), match.kind.order))
    if not sheet.headers:
        return Job(sheet, own, (len(ORDER), 0))
    if sheet.noun:
        _take_format(sheet, own)
        return Job(sheet, own, (ORDER.index(own.noun), len(NOUNS)))
    if sheet.loose and one_of_many and not own.noun:
        work.note(f"{sheet.name} was left out: it is no file of a system that is known; --as imports it by itself")
        return None
    try:
        own.noun = own.noun or guess_noun(sheet, work.settings)
    except UsageError:
        if not sheet.loose:
            raise
        work.note(f"{sheet.name} was left out: what its rows are is not clear; --as imports it by itself")
        return None
    if own.save and own.source == DEFAULT_SOURCE:
        # ids are remembered under the name that the next such file is read with
        own.source = own.save
    return Job(sheet, own, (ORDER.index(own.noun), len(NOUNS)))


def unknown_columns(work: Work, job: Job) -> tuple[list[tuple[str, str, list[str]]], set[str]]:
    """Gives the columns of a sheet that would become custom fields nobody asked for, each with some of its values.

    Beside them what they cannot be, because another column is it already.

    Args:
        work: the import's work.
        job: the sheet and how it is imported.

    Raises:
        UsageError: the columns or the file cannot be read.
    """
    sheet, asked = job.sheet, job.asked
    if sheet.whole is not None or not sheet.headers:
        return [], set()
    targets = find_targets(asked.noun, sheet, asked, work.settings)
    known = work.settings.custom(asked.noun)
    places = {
        place: target.key
        for place, target in enumerate(targets)
        if target.field is not None and target.field.place == "custom" and target.key not in known
        if target.header not in asked.maps and asked.rule_of(target.header) is None
        # an export of ours and a vCard say themselves that it is a custom field
        if not target.header.startswith("fields.")
    }
    samples: dict[int, list[str]] = {place: [] for place in places}
    for line in islice(sheet.lines if places else (), _LOOKED_AT):
        for place, texts in samples.items():
            cell = line.cells[place]
            if isinstance(cell, str) and cell.strip() and len(texts) < _SAMPLES and cell not in texts:
                texts.append(cell)
    taken = {target.named for target in targets if target.is_alone}
    return [(targets[place].header, key, samples[place]) for place, key in places.items()], taken


def _take_format(sheet: Sheet, own: Asked) -> None:
    """What a vCard or a calendar is by itself holds.

    Raises:
        UsageError: the user asked for another noun.
    """
    if own.noun not in ("", sheet.noun):
        what, asked = NOUNS[sheet.noun].plural, NOUNS[own.noun].plural
        raise UsageError(f"{sheet.name} holds {what}, not {asked}", hint=f"leave out --as {asked}")
    own.noun = sheet.noun
    if own.source == DEFAULT_SOURCE:
        own.source = sheet.system
