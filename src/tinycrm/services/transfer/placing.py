"""Where an imported deal stands, and since when. History is data: no stage's rules are asked."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.errors import UsageError
from tinycrm.services.transfer.mapping import CLOSE_DATE
from tinycrm.store.deals import enter_stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.pipeline import Pipeline, Stage
    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.entries import Entry
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

_WON = frozenset((
    "won", "closed won", "closed - won", "closedwon", "1 won", "выиграна", "выиграно", "успешно реализовано",
    "gewonnen", "gagne", "gagnee", "ganado", "ganada", "برنده", "برنده شده", "موفق",
))  # fmt: skip
_LOST = frozenset((
    "lost", "closed lost", "closed - lost", "closedlost", "abandoned", "проиграна", "проиграно",
    "закрыто и не реализовано", "verloren", "perdu", "perdue", "perdido", "perdida", "بازنده", "ناموفق", "از دست رفته",
))  # fmt: skip
_OPEN = frozenset((
    "open", "in progress", "active", "new", "on hold", "в работе", "открыта", "открыто", "новая", "offen",
    "ouvert", "ouverte", "en cours", "abierto", "abierta", "باز", "در جریان",
))  # fmt: skip
# what systems call the only pipeline they have
_DEFAULT_LINES = frozenset(("default", "default pipeline", "pipeline", "standard", "sales", "sales pipeline"))


class Placement:
    """A deal's stage.

    Attributes:
        line, place: its pipeline and stage.
        before: the open stage it was in before a closing one.
        opened, closed: days, "" when the file does not say.
        stated: whether the file says where the deal stands.
    """

    __slots__ = ("before", "closed", "line", "opened", "place", "stated")

    def __init__(self, line: Pipeline, place: Stage, before: Stage, opened: str, closed: str, *, stated: bool) -> None:
        self.line = line
        self.place = place
        self.before = before
        self.opened = opened
        self.closed = closed
        self.stated = stated


def place_deal(work: Work, entry: Entry, pipeline: str) -> Placement:
    """Gives where the file says that a deal stands; its days are put into the entry's draft.

    Args:
        work: the import's work.
        entry: the deal.
        pipeline: of deals that name none; "" is the default one.

    Raises:
        UsageError: no such pipeline, stage or outcome; or it closed before it was opened.
    """
    said = entry.brought
    line = _line(work, entry, pipeline)
    line, place = _stage(work, entry, line, is_sure=bool(said.get("pipeline") or pipeline))
    before = place if place.outcome == "open" else line.first()
    outcome = _outcome(said.get("outcome", ""), place, profiled=bool(entry.asked.profile))
    if outcome == "won" and place.outcome != "won":
        place = line.won()
    elif outcome == "lost" and place.outcome != "lost":
        place = line.lost()
    opened = str(entry.draft.columns.get("opened_on") or "")
    closed = said.get("closed_on") or said.get(CLOSE_DATE, "")
    closed = work.reading.day(closed, past=True) if closed else ""
    if place.outcome == "open":
        if said.get(CLOSE_DATE) and closed:
            entry.draft.columns.setdefault("expected_close_on", closed)
        closed = ""
    if closed and opened and closed < opened:
        if not entry.asked.profile:
            raise UsageError(f"it closed on {closed}, before it was opened on {opened}", hint="check the two days")
        # deals that were brought into the other system later were entered there after they closed
        entry.asked.late += 1
        opened = closed
        entry.draft.columns["opened_on"] = closed
    own = entry.draft.columns.get("probability")
    if own is not None and own == {"won": 10_000, "lost": 0}.get(place.outcome, place.probability):
        del entry.draft.columns["probability"]  # the stage says so anyway
    stated = bool(said.get("stage") or said.get("outcome"))
    return Placement(line, place, before, opened, closed, stated=stated)


def _line(work: Work, entry: Entry, pipeline: str) -> Pipeline:
    """The deal's pipeline; one of another system that is not here is the default one, and told."""
    lines, named = work.store.pipelines, entry.brought.get("pipeline", "")
    if not entry.asked.profile or not named:
        name = named or pipeline
        return lines.get(name) if name else lines.default()
    try:
        return lines.get(named)
    except UsageError:
        line = lines.get(pipeline) if pipeline else lines.default()
    if fold(named) not in _DEFAULT_LINES:
        entry.asked.lines[named] = entry.asked.lines.get(named, 0) + 1
        entry.draft.custom.setdefault("original_pipeline", named)
    return line


def _stage(work: Work, entry: Entry, line: Pipeline, *, is_sure: bool) -> tuple[Pipeline, Stage]:
    stage = entry.brought.get("stage", "")
    if not stage:
        return line, line.first()
    word = fold(stage)
    others = () if is_sure and not entry.asked.profile else work.store.pipelines
    for own in (line, *others):
        for place in own.stages:
            if place.key == stage or word in (fold(place.key), fold(place.name)):
                return own, place
    if word in _WON:
        return line, line.won()
    if word in _LOST:
        return line, line.lost()
    if not entry.asked.profile:
        return line, line.stage(stage)
    return line, _nearest(entry, line, stage)


def _nearest(entry: Entry, line: Pipeline, stage: str) -> Stage:
    """The stage that a stage of another system comes nearest to: closed as the deal is, else by probability."""
    asked = entry.asked
    meant = asked.stage_words.get(fold(stage), "")
    for word in (fold(meant), fold(entry.brought.get("outcome", ""))):
        if word in _WON:
            return line.won()
        if word in _LOST:
            return line.lost()
    found = line.find(meant) or _likely(entry, line, stage)
    key = (stage, found.name)
    asked.placed[key] = asked.placed.get(key, 0) + 1
    entry.draft.custom.setdefault("original_stage", stage)
    return found


def _likely(entry: Entry, line: Pipeline, stage: str) -> Stage:
    """The last open stage that is no more likely to be won than the stage was over there."""
    chance = entry.draft.columns.get("probability")
    if not isinstance(chance, int):
        chance = entry.asked.stages.get(fold(stage))
    found = line.first()
    for place in line.stages:
        if place.outcome == "open" and chance is not None and found.probability <= place.probability <= chance:
            found = place
    return found


def placed_notes(asked: Asked) -> list[str]:
    """Gives what to tell of the deals of one sheet whose stage or pipeline is not one of ours."""
    notes: list[str] = []
    gone, system = asked.left_out - asked.nobody, asked.profile or "the file"
    if gone:
        notes.append(f"{_rows(gone)} of {system} left out: deleted, merged, converted or cancelled there")
    if asked.nobody:
        notes.append(f"{_rows(asked.nobody)} of {system} left out: no name, e-mail, phone or company")
    if asked.late:
        what = (
            "1 deal was entered in {} after it"
            if asked.late == 1
            else f"{asked.late:,} deals were entered in {{}} after they"
        )
        notes.append(f"{what.format(system)} closed: the day of closing counts as the day of opening")
    notes += [
        f"{stage} → {found} ({_deals(count)}); --map-file with values: stage settles it otherwise"
        for (stage, found), count in asked.placed.items()
    ]
    for line, count in asked.lines.items():
        notes.append(f"there is no pipeline '{line}' here ({_deals(count)}, now in the default one)")
    return notes


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _deals(count: int) -> str:
    return "1 deal" if count == 1 else f"{count} deals"


def _outcome(text: str, place: Stage, *, profiled: bool) -> str:
    word = fold(text)
    if not word or word in _OPEN:
        return place.outcome
    if word in _WON:
        return "won"
    if word in _LOST:
        return "lost"
    if profiled:
        return place.outcome
    raise UsageError(f"'{text}' is no outcome", code="unknown_value", hint="one of: open, won, lost")


def stand(work: Work, columns: dict[str, Cell], where: Placement) -> None:
    """The columns of a new deal say where it stands; a day that the file leaves open is told of."""
    today = work.today
    closed = where.closed
    opened = where.opened or closed or today
    if where.place.outcome != "open" and not closed:
        closed = max(today, opened)
        work.note("closed deals without a day count as closed today; map a column to closed_on")
    columns["opened_on"] = opened
    columns["closed_on"] = closed or None
    columns["stage_entered_on"] = closed or opened
    columns.update(_place(where))


def _place(where: Placement) -> dict[str, Cell]:
    return {
        "pipeline": where.line.key,
        "stage": where.place.key,
        "position": where.place.position,
        "outcome": where.place.outcome,
    }


def write_stays(work: Work, unit: Unit, id: int, where: Placement, columns: dict[str, Cell]) -> None:
    """A new deal's way is in the store: the first stay from the day it was opened, and its closing."""
    opened = str(columns["opened_on"])
    _enter(work, unit, id, where.line, where.before, opened)
    if where.place is not where.before:
        _enter(work, unit, id, where.line, where.place, str(columns["closed_on"]))


def _enter(work: Work, unit: Unit, id: int, line: Pipeline, place: Stage, day: str) -> None:
    # a day in the past has no known hour: noon keeps it on that day in every zone
    at = unit.now if day == work.today else work.reading.clock.to_instant(day, "12:00")
    enter_stage(
        unit,
        id,
        pipeline=line.key,
        stage=place.key,
        position=place.position,
        outcome=place.outcome,
        at=at,
        day=day,
    )


def moved_columns(where: Placement, before: dict[str, Cell], today: str) -> dict[str, Cell]:
    """Gives the columns of a deal that the file moves to another stage or day; empty when it agrees."""
    if not where.stated:
        return {}
    same = (before["pipeline"], before["stage"]) == (where.line.key, where.place.key)
    if same:
        changed = bool(where.closed) and before["closed_on"] not in (None, where.closed)
        return {"closed_on": where.closed, "stage_entered_on": where.closed} if changed else {}
    closed = where.closed or (today if where.place.outcome != "open" else "")
    return {**_place(where), "closed_on": closed or None, "stage_entered_on": closed or today}


def move(work: Work, unit: Unit, id: int, where: Placement, columns: dict[str, Cell]) -> None:
    """A deal that was there already has entered the stage that the file says."""
    if "stage" in columns:
        _enter(work, unit, id, where.line, where.place, str(columns["stage_entered_on"]))
