"""What the driver says when it fails, in our words."""

from __future__ import annotations

import sqlite3

from tinycrm.errors import Conflict, Duplicate, StorageError, TinyCRMError, Unavailable, UsageError

# what another program took out of the database
_LOST = ("no such table", "no such column", "no such index", "vtable constructor failed")


def told(error: sqlite3.Error | UnicodeDecodeError, path: str) -> TinyCRMError:
    """Gives our error for one of the driver's; the text of a record never comes into it."""
    text = "malformed text" if isinstance(error, UnicodeDecodeError) else str(error)
    low = text.lower()
    if "could not decode" in low:
        text = low = "malformed text"
    if isinstance(error, sqlite3.IntegrityError):
        if "contact_point.key" in low:
            return Duplicate("another contact has this e-mail", hint="tinycrm search E-MAIL finds it")
        if "unique" in low:
            return Duplicate(f"a value that must be unique is taken ({text.rpartition(': ')[2]})")
        if "foreign key" in low:
            return Conflict("other records refer to this one", hint="tinycrm history REF shows them")
        return StorageError(f"the database refused the change: {text}", code="refused", hint="tinycrm doctor")
    if "locked" in low or "busy" in low:
        return Unavailable(f"'{path}' is locked by another program", hint="try again when it has finished")
    if "too many" in low or "too large" in low or "too big" in low:
        return UsageError(f"too much was asked at once: {text}", hint="ask for less in one command")
    if "full" in low:
        return Unavailable(f"the disk is full: nothing was changed in '{path}'", hint="free some space and try again")
    if "not a database" in low:
        return StorageError(
            f"'{path}' is damaged or no database: {text}", hint="move it away, then tinycrm restore BACKUP"
        )
    if "malformed" in low or "corrupt" in low or low.startswith(_LOST):
        return StorageError(f"'{path}' is damaged: {text}", code="damaged", hint="tinycrm doctor, then tinycrm restore")
    if "readonly" in low or "read-only" in low or "unable to open" in low:
        return StorageError(f"'{path}' cannot be written or opened: {text}", hint="check the folder's permissions")
    return StorageError(f"the database failed: {text}", hint="tinycrm doctor")
