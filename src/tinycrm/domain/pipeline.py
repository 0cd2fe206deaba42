"""A pipeline: an ordered list of stages; a stage has a probability and an outcome."""

from __future__ import annotations

from tinycrm.domain.pipelines import Pipelines, near, of_folded
from tinycrm.domain.settings import as_flag, as_int, as_list, as_map, as_text, as_texts
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    from tinycrm.domain.settings import Plain

    Outcome = Literal["open", "won", "lost"]

OUTCOMES: tuple[Outcome, ...] = ("open", "won", "lost")
FULL = 10_000  # basis points in 100 %


class StageTask:
    """A task that entering a stage makes.

    Attributes:
        title: words with `{{fields}}` of the deal.
        due: when, as `--due` takes it, counted from the day of entering; "" is no day.
        priority: "high", "normal" or "low".
        repeat: how often, as `--repeat` takes it; "" is once.
    """

    __slots__ = ("due", "priority", "repeat", "title")

    def __init__(self, title: str, due: str = "", priority: str = "normal", repeat: str = "") -> None:
        self.title = title
        self.due = due
        self.priority = priority
        self.repeat = repeat

    def to_plain(self) -> Plain:
        """Gives the task as texts in the order of the constructor."""
        return [self.title, self.due, self.priority, self.repeat]


class Stage:
    """One stage of a pipeline.

    Attributes:
        key: what deals store; name: words for people.
        probability: of winning a deal that stands here, in basis points 0-10000.
        outcome: "open", "won" or "lost".
        rot_days: a deal here for longer is rotting, or None.
        requires: keys of deal fields that must be filled to enter.
        on_enter: tasks made on entering.
        position: from 0, in the order of the file.
    """

    __slots__ = ("key", "name", "on_enter", "outcome", "position", "probability", "requires", "rot_days")

    def __init__(
        self,
        key: str,
        name: str,
        probability: int,
        outcome: Outcome = "open",
        *,
        rot_days: int | None = None,
        requires: Sequence[str] = (),
        on_enter: Sequence[StageTask] = (),
        position: int = 0,
    ) -> None:
        self.key = key
        self.name = name
        self.probability = probability
        self.outcome: Outcome = outcome
        self.rot_days = rot_days
        self.requires = tuple(requires)
        self.on_enter = tuple(on_enter)
        self.position = position

    def to_plain(self) -> Plain:
        """Gives the stage as a mapping of its attributes, without its position."""
        return {
            "key": self.key,
            "name": self.name,
            "probability": self.probability,
            "outcome": self.outcome,
            "rot_days": self.rot_days,
            "requires": list(self.requires),
            "on_enter": [task.to_plain() for task in self.on_enter],
        }


class Pipeline:
    """One pipeline: exactly one won stage, at least one lost stage, the first stage open.

    Attributes:
        key: what deals store; name: words for people.
        default: whether deals that name no pipeline enter it.
        currency: of deals that name none, or None for the settings' one.
        stages: in the order of the file.
        moves: stage key → keys a deal may move to from there; a stage not named may move anywhere.
        reasons: outcome → the reasons to choose from; an outcome not named takes any text.
    """

    __slots__ = ("currency", "default", "key", "moves", "name", "reasons", "stages")

    def __init__(
        self,
        key: str,
        name: str,
        stages: Sequence[Stage],
        *,
        default: bool = False,
        currency: str | None = None,
        moves: Mapping[str, Sequence[str]] | None = None,
        reasons: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.key = key
        self.name = name
        self.stages = tuple(stages)
        self.default = default
        self.currency = currency
        self.moves = None if moves is None else {source: tuple(targets) for source, targets in moves.items()}
        self.reasons = {outcome: tuple(items) for outcome, items in (reasons or {}).items()}

    def find(self, key: str) -> Stage | None:
        """Gives the stage with exactly this key, or None: deals may stand in stages that no longer exist."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        return None

    def stage(self, text: str) -> Stage:
        """Gives the stage that a word means: its key, else its key or name in any spelling.

        Raises:
            UsageError: no such stage; the hint names the stages.
        """
        found = self.find(text.strip()) or of_folded(text, self.stages)
        if found is None:
            keys = [stage.key for stage in self.stages]
            raise UsageError(
                f"pipeline '{self.key}' has no stage '{text}'",
                code="unknown_stage",
                hint=near(text, keys) + f"its stages: {', '.join(keys)}",
            )
        return found

    def first(self) -> Stage:
        """Gives the stage that a new deal enters."""
        return self.stages[0]

    def won(self) -> Stage:
        """Gives the won stage."""
        return next(stage for stage in self.stages if stage.outcome == "won")

    def lost(self) -> Stage:
        """Gives the first lost stage, which `deal lost` means."""
        return next(stage for stage in self.stages if stage.outcome == "lost")

    def allows(self, from_key: str, to_key: str) -> bool:
        """Tells whether a deal may move between two stages; staying is always allowed."""
        if from_key == to_key or self.moves is None or from_key not in self.moves:
            return True
        return to_key in self.moves[from_key]

    def to_plain(self) -> Plain:
        """Gives the pipeline as a mapping of its attributes."""
        moves: Plain = None
        if self.moves is not None:
            moves = {source: list(targets) for source, targets in self.moves.items()}
        return {
            "key": self.key,
            "name": self.name,
            "default": self.default,
            "currency": self.currency,
            "stages": [stage.to_plain() for stage in self.stages],
            "moves": moves,
            "reasons": {outcome: list(items) for outcome, items in self.reasons.items()},
        }


def default_pipelines() -> Pipelines:
    """Gives the pipelines that hold when there is no pipelines.yaml: one, `sales`."""
    stages = (
        Stage("lead", "Lead", 1_000, position=0),
        Stage("qualified", "Qualified", 3_000, position=1),
        Stage("proposal", "Proposal", 6_000, position=2),
        Stage("negotiation", "Negotiation", 8_000, position=3),
        Stage("won", "Won", FULL, "won", position=4),
        Stage("lost", "Lost", 0, "lost", position=5),
    )
    return Pipelines(lambda: [Pipeline("sales", "Sales", stages, default=True)])


def pipelines_from_plain(plain: Plain) -> list[Pipeline]:
    """Gives the pipelines that `Pipelines.to_plain` wrote.

    Raises:
        TypeError, ValueError: the data has another shape.
    """
    items = [_pipeline(as_map(item)) for item in as_list(plain)]
    if not items or sum(pipeline.default for pipeline in items) != 1:
        raise ValueError("no default pipeline")
    return items


def _pipeline(plain: Mapping[str, Plain]) -> Pipeline:
    moves, currency = plain.get("moves"), plain.get("currency")
    stages = [_stage(as_map(item), position) for position, item in enumerate(as_list(plain.get("stages")))]
    made = Pipeline(
        as_text(plain.get("key")),
        as_text(plain.get("name")),
        stages,
        default=as_flag(plain.get("default")),
        currency=None if currency is None else as_text(currency),
        moves=None if moves is None else {key: as_texts(targets) for key, targets in as_map(moves).items()},
        reasons={key: as_texts(items) for key, items in as_map(plain.get("reasons")).items()},
    )
    outcomes = [stage.outcome for stage in stages]
    if outcomes.count("won") != 1 or "lost" not in outcomes or outcomes[0] != "open":
        raise ValueError("no pipeline")
    return made


def _stage(plain: Mapping[str, Plain], position: int) -> Stage:
    rot_days, outcome = plain.get("rot_days"), as_text(plain.get("outcome"))
    tasks = [as_texts(item) for item in as_list(plain.get("on_enter"))]
    for known in OUTCOMES:
        if outcome == known:
            return Stage(
                as_text(plain.get("key")),
                as_text(plain.get("name")),
                as_int(plain.get("probability")),
                known,
                rot_days=None if rot_days is None else as_int(rot_days),
                requires=as_texts(plain.get("requires")),
                on_enter=[StageTask(title, due, priority, repeat) for title, due, priority, repeat in tasks],
                position=position,
            )
    raise ValueError(outcome)
