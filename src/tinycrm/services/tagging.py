"""Tags of contacts and companies."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.text import blank, clean
from tinycrm.errors import UsageError
from tinycrm.services.work import Done
from tinycrm.store.attached import tags_of, write_tags

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.services.work import Work


def tag_records(work: Work, noun: str, ids: Sequence[int], names: Sequence[str], *, remove: bool) -> Done:
    """All the records carry the tags, or none of them does any more; those that already did are not written.

    Raises:
        UsageError: no tag, or a blank one.
    """
    if not names or any(blank(name) for name in names):
        raise UsageError("no tag was named", hint=f"tinycrm {noun} {'untag' if remove else 'tag'} REF TAG")
    tags = {fold(name): clean(name, what="tag") for name in names}
    changed = 0
    with work.write() as unit:
        for id in ids:
            present = tags_of(unit, id)
            wanted = {key: name for key, name in present.items() if key not in tags} if remove else {**tags, **present}
            if write_tags(unit, noun, id, wanted):
                unit.touch(noun, id)
                changed += 1
    listed = ", ".join(tags.values())
    count = f"{changed} {noun if changed == 1 else NOUNS[noun].plural}"
    sentence = f"{'Untagged' if remove else 'Tagged'} {count}: {listed}"
    return Done(noun, list(ids), sentence, changed=bool(changed))
