"""All pipelines together, made when first looked at: a command that reads contacts needs none of them."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeVar

    from tinycrm.domain.pipeline import Pipeline, Stage
    from tinycrm.domain.settings import Plain

    Item = TypeVar("Item", Stage, Pipeline)


class Pipelines:
    """The pipelines in the order of the file; never empty, one of them the default.

    Args:
        make: gives them; called once, when they are first needed.
    """

    __slots__ = ("_items", "_make")

    def __init__(self, make: Callable[[], Iterable[Pipeline]]) -> None:
        self._make = make
        self._items: tuple[Pipeline, ...] = ()

    def _all(self) -> tuple[Pipeline, ...]:
        if not self._items:
            self._items = tuple(self._make())
            if self._items and not any(pipeline.default for pipeline in self._items):
                self._items[0].default = True
        return self._items

    def __iter__(self) -> Iterator[Pipeline]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def default(self) -> Pipeline:
        """Gives the pipeline of deals that name none."""
        return next(pipeline for pipeline in self._all() if pipeline.default)

    def find(self, key: str) -> Pipeline | None:
        """Gives the pipeline with exactly this key, or None: deals may name one that is gone."""
        for pipeline in self._all():
            if pipeline.key == key:
                return pipeline
        return None

    def get(self, text: str) -> Pipeline:
        """Gives the pipeline that a word means: its key, else its key or name in any spelling.

        Raises:
            UsageError: no such pipeline; the hint names the pipelines.
        """
        found = self.find(text.strip()) or of_folded(text, self._all())
        if found is None:
            keys = [pipeline.key for pipeline in self._all()]
            raise UsageError(
                f"there is no pipeline '{text}'",
                code="unknown_pipeline",
                hint=near(text, keys) + f"the pipelines: {', '.join(keys)}",
            )
        return found

    def to_plain(self) -> Plain:
        """Gives the pipelines as a list, in order."""
        return [pipeline.to_plain() for pipeline in self._all()]


def of_folded(text: str, items: Iterable[Item]) -> Item | None:
    """Gives the stage or pipeline whose key or name is this in any spelling, or None."""
    from tinycrm.domain.fold import fold

    wanted = fold(text)
    for item in items:
        if wanted in (fold(item.key), fold(item.name)):
            return item
    return None


def near(word: str, names: Sequence[str]) -> str:
    """Gives "did you mean …? " for the name nearest to a word, or ""."""
    from tinycrm.domain.fields import did_you_mean

    return did_you_mean(word, names)
