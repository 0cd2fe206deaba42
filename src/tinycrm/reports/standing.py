"""Open deals, counted: what they are worth, how long they have stood, and how likely they are."""

from __future__ import annotations

from tinycrm.reports.figures import FULL, Share, Total

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.pipelines import Pipelines


class Standing:
    """Open deals, of one currency where money is asked for.

    Attributes:
        deals: how many; known: how many of them have a value; rotting: how many stand too long.
        value: the sum of the values in minor units; likely: that of value × probability in basis points.
        age, stay: days since opening and since the stage began, summed.
    """

    __slots__ = ("age", "deals", "known", "likely", "rotting", "stay", "value")

    def __init__(self) -> None:
        self.deals = self.known = self.rotting = self.age = self.stay = 0
        self.value, self.likely = Total(), Total()

    def add(self, age: int, stay: int, *, rots: bool, points: int, over: int | None, under: int = 1) -> None:
        """One more deal is counted; over / under is its value in minor units, None when it has none."""
        self.deals += 1
        self.age += age
        self.stay += stay
        self.rotting += rots
        if over is not None:
            self.known += 1
            self.value.add(over, under)
            self.likely.add(over * points, under)

    def include(self, other: Standing) -> None:
        """The deals of another are counted too."""
        self.deals += other.deals
        self.known += other.known
        self.rotting += other.rotting
        self.age += other.age
        self.stay += other.stay
        self.value.include(other.value)
        self.likely.include(other.likely)

    def worth(self) -> Share | None:
        """Gives Σ value in minor units; None when no deal has one."""
        return self.value.share if self.known else None

    def weighted(self) -> Share | None:
        """Gives Σ value × probability in minor units; None when no deal has a value."""
        return self.likely.share.times(Share(1, FULL)) if self.known else None


class Chances:
    """What the pipelines say of an open deal: its probability and whether it stands too long."""

    __slots__ = ("_days", "_points")

    def __init__(self, pipelines: Pipelines) -> None:
        self._points = {(line.key, stage.key): stage.probability for line in pipelines for stage in line.stages}
        self._days = {(line.key, stage.key): stage.rot_days for line in pipelines for stage in line.stages}

    def points(self, pipeline: str, stage: str, own: int | None) -> int:
        """Gives the probability in basis points: the deal's own, else its stage's, 0 for one not in the YAML."""
        return self._points.get((pipeline, stage), 0) if own is None else own

    def rots(self, pipeline: str, stage: str, days: int) -> bool:
        """Says whether so many days are longer than the stage's rot_days."""
        limit = self._days.get((pipeline, stage))
        return limit is not None and days > limit
