"""A noun is a table of fields: one row a field, from which SQL, options, filters, formats and display follow."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal

    from tinycrm.domain.settings import CustomField

    # What a value is: decides how it is read, compared, stored and shown.
    Type = Literal[
        "id",
        "uid",
        "text",
        "long",
        "int",
        "number",
        "bool",
        "day",
        "time",
        "when",
        "instant",
        "birthday",
        "money",
        "currency",
        "ratio",
        "choice",
        "email",
        "phone",
        "website",
        "handle",
        "tag",
        "ref",
        "days",
        "hours",
        "interval",
        "repeat",
        "user",
        "fields",
    ]
    # Where a value lives: a column, contact points, tags, a foreign key, a link table, the JSON of custom fields.
    Place = Literal["column", "point", "tag", "ref", "link", "custom", "custom_all", "computed"]


class Field:
    """One field of a noun.

    Attributes:
        key: its JSON key.
        type: what the value is.
        label: words for people.
        place: where the store keeps it.
        column: the column (place column or ref), else "".
        noun: the noun a ref or link leads to, else "".
        many: whether the value is a list.
        aliases: other names it answers to (option names, old names).
        choices: the closed set of a choice, empty when open or set by the settings.
        editable: whether add and edit may set it.
        past: whether a weekday alone looks back.
        folded: the column that holds the folded text, else "".
        day: of an instant, the column that holds its local day, else "".
    """

    __slots__ = (
        "aliases",
        "choices",
        "column",
        "day",
        "editable",
        "folded",
        "key",
        "label",
        "many",
        "noun",
        "past",
        "place",
        "type",
    )

    def __init__(
        self,
        key: str,
        type: Type,
        label: str,
        *,
        place: Place = "column",
        column: str | None = None,
        noun: str = "",
        many: bool = False,
        aliases: Sequence[str] = (),
        choices: Sequence[str] = (),
        editable: bool = True,
        past: bool = False,
        folded: str = "",
        day: str = "",
    ) -> None:
        self.key = key
        self.type: Type = type
        self.label = label
        self.place: Place = place
        self.column = key if column is None and place in ("column", "ref") else (column or "")
        self.noun = noun
        self.many = many
        self.aliases = tuple(aliases)
        self.choices = tuple(choices)
        self.editable = editable
        self.past = past
        self.folded = folded
        self.day = day

    @property
    def named(self) -> str:
        """The name that always finds this field again: an undeclared custom field answers only to `fields.KEY`."""
        return f"fields.{self.key}" if self.place == "custom" else self.key

    @property
    def textual(self) -> bool:
        """Whether values compare as folded text."""
        return self.type in ("text", "long", "choice", "user", "tag", "handle", "ref", "repeat")


class Noun:
    """One kind of record: its table, its fields, what a list shows.

    Attributes:
        name: singular, as on the command line and in JSON.
        plural: as in exports.
        title: the key of the field that names a record ("name", "title" or "summary").
        columns: keys that a list shows on a terminal.
        plain: keys of tsv and csv; only ever appended to.
        order: the default sort, as `--sort` takes it.
    """

    __slots__ = ("_index", "columns", "fields", "name", "order", "plain", "plural", "title")

    def __init__(
        self,
        name: str,
        plural: str,
        *,
        title: str,
        fields: Iterable[Field],
        columns: Sequence[str],
        plain: Sequence[str],
        order: str,
    ) -> None:
        self.name = name
        self.plural = plural
        self.title = title
        self.fields = tuple(fields)
        self.columns = tuple(columns)
        self.plain = tuple(plain)
        self.order = order
        self._index: dict[str, Field] = {}
        for field in self.fields:
            self._index[field.key] = field
        for field in self.fields:
            for alias in field.aliases:
                self._index.setdefault(alias, field)

    def get(self, key: str, custom: dict[str, CustomField] | None = None) -> Field | None:
        """Gives the field that a name means, or None.

        Args:
            key: a JSON key, an option's name (dashes or underscores) or a custom field's key.
            custom: the custom fields declared for this noun.
        """
        key = key.strip().replace("-", "_")
        found = self._index.get(key) or self._index.get(key.lower())
        if found is not None:
            return found
        if key.startswith("fields."):
            key = key[7:]
            return custom_field(key, custom.get(key) if custom else None)
        if custom and key in custom:
            return custom_field(key, custom[key])
        return None

    def need(self, key: str, custom: dict[str, CustomField] | None = None, *, derived: Sequence[str] = ()) -> Field:
        """Gives the field that a name means.

        Args:
            key: as `get` takes it.
            custom: the custom fields declared for this noun.
            derived: names of derived fields that would have done too, for the message.

        Raises:
            UsageError: no such field; the message names the nearest and the valid ones.
        """
        found = self.get(key, custom)
        if found is not None:
            return found
        names = [field.key for field in self.fields] + sorted(custom or ()) + list(derived)
        raise UsageError(
            f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.name} has no field '{key}'",
            code="unknown_field",
            hint=f"{did_you_mean(key, names)}its fields: {', '.join(names)}",
        )


_CUSTOM_TYPES: dict[str, Type] = {
    "text": "text",
    "integer": "int",
    "number": "number",
    "boolean": "bool",
    "date": "day",
    "choice": "choice",
}


def custom_field(key: str, declared: CustomField | None) -> Field:
    """Gives the field row of a custom field; undeclared ones are text."""
    kind = _CUSTOM_TYPES.get(declared.type, "text") if declared else "text"
    choices = declared.choices if declared else ()
    return Field(key, kind, key.replace("_", " ").capitalize(), place="custom", choices=choices)


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Gives "did you mean NAME? " for the nearest name, or nothing when none is near."""
    import difflib

    near = difflib.get_close_matches(word.lower(), list(names), n=1, cutoff=0.6)
    return f"did you mean {near[0]}? " if near else ""


def shared_fields() -> tuple[Field, ...]:
    """Gives the fields that every record has, in the order they are shown last."""
    return (
        Field("created_at", "instant", "Created", editable=False, past=True, aliases=("created",)),
        Field("updated_at", "instant", "Updated", editable=False, past=True, aliases=("updated",)),
    )


def key_fields() -> tuple[Field, ...]:
    """Gives the fields that identify every record, in the order they are shown first."""
    return (
        Field("id", "id", "Id", editable=False),
        Field("uid", "uid", "Uid", editable=False),
    )
