"""What `--print` puts in the place of a write's sentence or ids."""

from __future__ import annotations

from tinycrm.domain.results import value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.cli.context import Context
    from tinycrm.domain.results import Written

_CHUNK = 500


def keys_of(ctx: Context, written: Written) -> Iterator[str] | None:
    """Gives what a write prints: its ids, or their uids, also of what it removed; None for what a format says."""
    wanted = ctx.shared.print
    if wanted == "id":
        return (str(id) for id in written.ids)
    return _uids(ctx, written) if wanted == "uid" else None


def _uids(ctx: Context, written: Written) -> Iterator[str]:
    if written.rows and len(written.rows) == len(written.ids) and all("uid" in row for row in written.rows[:1]):
        yield from (str(value_of(row, "uid")) for row in written.rows)
        return
    ids: Sequence[int] = written.ids
    for start in range(0, len(ids), _CHUNK):
        yield from ctx.store.uids(written.noun, list(ids[start : start + _CHUNK]))
