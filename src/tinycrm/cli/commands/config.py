"""`tinycrm config`: settings."""

from __future__ import annotations

from tinycrm.domain.results import Column, Listing, Nothing, Page, Raw

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.cli.context import Context
    from tinycrm.cli.options import KeyArg, ValueArg
    from tinycrm.domain.results import Result, Row
    from tinycrm.domain.settings import Plain


def path(ctx: Context) -> Result:
    """Show where the database and the settings are.

    Examples:
      tinycrm config path
    """
    database, _ = ctx.database
    data: Row = {"database": database, "settings": ctx.settings_folder}
    lines = [f"database  {database}", f"settings  {ctx.settings_folder}"]
    return Page("", [("", lines)], data)


def show(ctx: Context) -> Result:
    """Show all settings, with the defaults of those that config.yaml does not name.

    Examples:
      tinycrm config show
      tinycrm config show -f json
    """
    plain = ctx.settings.to_plain()
    rows: list[Row] = [{"key": key, "value": text} for key, text in _flat("", plain)]
    return Listing("setting", [Column("key", "Setting"), Column("value", "Value")], rows)


def _flat(prefix: str, plain: Plain) -> Iterator[tuple[str, str]]:
    if isinstance(plain, dict) and plain:
        for key, value in plain.items():
            yield from _flat(f"{prefix}.{key}" if prefix else str(key), value)
    elif isinstance(plain, list):
        yield prefix, ", ".join(str(item) for item in plain)
    elif not isinstance(plain, dict):
        yield prefix, _word(plain)


def _word(value: Plain) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def get(ctx: Context, key: KeyArg) -> Result:
    """Print one setting.

    Examples:
      tinycrm config get currency
      tinycrm config get cadence.tags
    """
    from tinycrm.config.editing import get_value

    value = get_value(ctx.settings.to_plain(), key)
    lines = [f"{name}\t{text}\n" if name else f"{text}\n" for name, text in _flat("", value)]
    return Raw(lines)


def set_(ctx: Context, key: KeyArg, value: ValueArg) -> Result:
    """Change one setting in config.yaml, leaving every other byte of it alone.

    Examples:
      tinycrm config set currency USD
      tinycrm config set decimal comma
      tinycrm config set cadence.tags.key 14
    """
    from tinycrm.config.editing import set_value

    set_value(ctx.settings_folder, key, value)
    return Nothing(notes=[f"{key} is now {value}, in {ctx.settings_folder}/config.yaml"])
