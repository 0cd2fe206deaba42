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
    """Show all settings, with the defaults of those that config.yaml does not name; of a secret only that it is set.

    Examples:
      tinycrm config show
      tinycrm config show -f json
    """
    plain = _shown(ctx)
    rows: list[Row] = [{"key": key, "value": text} for key, text in _flat("", plain)]
    return Listing("setting", [Column("key", "Setting"), Column("value", "Value")], rows)


# Their form is checked, and holds names that users chose: a tag or a field may well be called "token".
_PUBLIC = ("cadence", "fields", "rates")


def _shown(ctx: Context) -> dict[str, Plain]:
    from tinycrm.domain.secrets import without_secrets

    plain = ctx.settings.to_plain()
    return {key: value if key in _PUBLIC else without_secrets(value) for key, value in plain.items()}


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

    value = get_value(_shown(ctx), key)
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
    from tinycrm.domain.secrets import HIDDEN, names_secret

    set_value(ctx.settings_folder, key, value)
    told = HIDDEN if names_secret(key) and key.split(".")[0] not in _PUBLIC else value
    return Nothing(notes=[f"{key} is now {told}, in {ctx.settings_folder}/config.yaml"])
