"""The settings of config.yaml: every key with the value it has when nothing is configured."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TypeAlias, TypeGuard

    # What YAML, JSON and marshal can all hold. A decimal is text, so that money and rates stay exact.
    Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"
    FieldType = Literal["text", "integer", "number", "boolean", "date", "choice"]

FIELD_TYPES: tuple[FieldType, ...] = ("text", "integer", "number", "boolean", "date", "choice")

# The keys of config.yaml that hold one value each, by the kind of value; everything else is nested.
TEXT_KEYS = ("language", "currency", "country", "timezone", "week_starts", "decimal", "calendar", "margin")
WHOLE_KEYS = ("active_window_days", "stale_after_days")
FLAG_KEYS = ("won_deals_are_sales", "auto_customer")
NESTED_KEYS = ("key_fields", "cadence", "rates", "fields", "lifecycle", "goals", "kpis", "reports", "mail", "hooks")


class CustomField:
    """One custom field that config.yaml declares.

    Attributes:
        noun: the noun it belongs to.
        key: its name in options, filters and formats.
        type: what its values are.
        choices: the closed set of a choice, else empty.
        index: whether the store keeps an index of it.
    """

    __slots__ = ("choices", "index", "key", "noun", "type")

    def __init__(
        self, noun: str, key: str, type: FieldType, *, choices: tuple[str, ...] = (), index: bool = False
    ) -> None:
        self.noun = noun
        self.key = key
        self.type: FieldType = type
        self.choices = choices
        self.index = index

    def to_plain(self) -> Plain:
        """Gives the declaration as config.yaml spells it in full."""
        plain: dict[str, Plain] = {"type": self.type, "index": self.index}
        if self.choices:
            plain["choices"] = list(self.choices)
        return plain


class Settings:
    """Everything config.yaml can say, except for pipelines; `Settings()` is what holds without a file.

    Attributes:
        language: of words on the screen and in dates: "en", "ru" or "fa".
        currency: ISO 4217 code of amounts that name none, and of totals.
        country: ISO 3166 code for local phone numbers; "" knows international ones only.
        timezone: IANA name of the zone that decides what day it is; "" is the machine's.
        week_starts: "monday", "saturday" or "sunday".
        active_window_days: a customer without a subscription is active this long after a sale.
        won_deals_are_sales: whether a won deal without sales of its own counts as revenue.
        decimal: how `1.234` is read: "point", "comma", or "" to refuse what can be read two ways.
        calendar: that people read and type: "gregorian" or "jalali".
        margin: gross margin as decimal text between "0" and "1".
        stale_after_days: a record without interaction for longer is stale.
        auto_customer: whether the first purchase moves the lifecycle to customer.
        key_fields: noun → fields that count as needed in data quality.
        cadence_tags: tag → days between touches; the shortest applies.
        cadence_default: days between touches for everyone else, or None.
        rates: currency → ((day, decimal text), …) by day; one unit in the base currency from that day.
        fields: noun → key → declared custom field.
        lifecycle: the steps in order.
        goals, kpis, reports, mail: as written, for those who use them.
        hooks: how hooks are run: `timeout` in seconds.
    """

    __slots__ = (
        "active_window_days",
        "auto_customer",
        "cadence_default",
        "cadence_tags",
        "calendar",
        "country",
        "currency",
        "decimal",
        "fields",
        "goals",
        "hooks",
        "key_fields",
        "kpis",
        "language",
        "lifecycle",
        "mail",
        "margin",
        "rates",
        "reports",
        "stale_after_days",
        "timezone",
        "week_starts",
        "won_deals_are_sales",
    )

    def __init__(self) -> None:
        self.language = "en"
        self.currency = "EUR"
        self.country = ""
        self.timezone = ""
        self.week_starts = "monday"
        self.active_window_days = 365
        self.won_deals_are_sales = True
        self.decimal = ""
        self.calendar = "gregorian"
        self.margin = "0.8"
        self.stale_after_days = 90
        self.auto_customer = True
        self.key_fields: dict[str, tuple[str, ...]] = {"contact": ("email", "phone", "company")}
        self.cadence_tags: dict[str, int] = {}
        self.cadence_default: int | None = None
        self.rates: dict[str, tuple[tuple[str, str], ...]] = {}
        self.fields: dict[str, dict[str, CustomField]] = {}
        self.lifecycle: tuple[str, ...] = ("subscriber", "lead", "qualified", "customer", "former")
        self.goals: list[Plain] = []
        self.kpis: list[Plain] = []
        self.reports: list[Plain] = []
        self.mail: dict[str, Plain] = {}
        self.hooks: dict[str, Plain] = {"timeout": 10}

    def custom(self, noun: str) -> dict[str, CustomField]:
        """Gives the custom fields declared for a noun, by key."""
        return self.fields.get(noun, {})

    def to_plain(self) -> dict[str, Plain]:
        """Gives every setting in the shape of config.yaml, defaults included."""
        plain: dict[str, Plain] = {key: getattr(self, key) for key in (*TEXT_KEYS, *WHOLE_KEYS, *FLAG_KEYS)}
        tags: dict[str, Plain] = dict(self.cadence_tags)
        plain["key_fields"] = {noun: list(names) for noun, names in self.key_fields.items()}
        plain["cadence"] = {"tags": tags, "default": self.cadence_default}
        plain["rates"] = {code: dict(dated) for code, dated in self.rates.items()}
        plain["fields"] = {
            noun: {key: field.to_plain() for key, field in declared.items()} for noun, declared in self.fields.items()
        }
        plain["lifecycle"] = list(self.lifecycle)
        plain["goals"] = self.goals
        plain["kpis"] = self.kpis
        plain["reports"] = self.reports
        plain["mail"] = self.mail
        plain["hooks"] = self.hooks
        return plain

    @classmethod
    def from_plain(cls, plain: Plain) -> Settings:
        """Gives the settings that `to_plain` wrote.

        Raises:
            TypeError, ValueError: the data has another shape.
        """
        given = as_map(plain)
        made = cls()
        for key in TEXT_KEYS:
            setattr(made, key, as_text(given.get(key)))
        for key in WHOLE_KEYS:
            setattr(made, key, as_int(given.get(key)))
        for key in FLAG_KEYS:
            setattr(made, key, as_flag(given.get(key)))
        made.key_fields = {noun: as_texts(names) for noun, names in as_map(given.get("key_fields")).items()}
        cadence = as_map(given.get("cadence"))
        default = cadence.get("default")
        made.cadence_tags = {tag: as_int(days) for tag, days in as_map(cadence.get("tags")).items()}
        made.cadence_default = None if default is None else as_int(default)
        made.rates = {
            code: tuple((day, as_text(rate)) for day, rate in as_map(dated).items())
            for code, dated in as_map(given.get("rates")).items()
        }
        made.fields = {
            noun: {key: _custom_field(noun, key, as_map(field)) for key, field in as_map(fields).items()}
            for noun, fields in as_map(given.get("fields")).items()
        }
        made.lifecycle = as_texts(given.get("lifecycle"))
        made.goals = as_list(given.get("goals"))
        made.kpis = as_list(given.get("kpis"))
        made.reports = as_list(given.get("reports"))
        made.mail = as_map(given.get("mail"))
        made.hooks = as_map(given.get("hooks"))
        return made


def _custom_field(noun: str, key: str, plain: Mapping[str, Plain]) -> CustomField:
    kind = as_text(plain.get("type"))
    for known in FIELD_TYPES:
        if kind == known:
            choices = as_texts(plain.get("choices", []))
            return CustomField(noun, key, known, choices=choices, index=as_flag(plain.get("index")))
    raise ValueError(kind)


def is_plain(value: object) -> TypeGuard[Plain]:
    """Tells whether a value consists of None, bool, int, str, lists and dicts keyed by text."""
    if value is None or isinstance(value, (bool, int, str)):
        return True
    if _is_list(value):
        return all(is_plain(item) for item in value)
    if _is_dict(value):
        return all(isinstance(key, str) and is_plain(item) for key, item in value.items())
    return False


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _is_dict(value: object) -> TypeGuard[dict[object, object]]:
    return isinstance(value, dict)


def as_map(value: Plain) -> dict[str, Plain]:
    """Gives the value, which is a mapping; TypeError otherwise."""
    if not isinstance(value, dict):
        raise TypeError("not a mapping")
    return value


def as_list(value: Plain) -> list[Plain]:
    """Gives the value, which is a list; TypeError otherwise."""
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def as_texts(value: Plain) -> tuple[str, ...]:
    """Gives the value, which is a list of texts; TypeError otherwise."""
    return tuple(as_text(item) for item in as_list(value))


def as_text(value: Plain) -> str:
    """Gives the value, which is text; TypeError otherwise."""
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def as_int(value: Plain) -> int:
    """Gives the value, which is a whole number; TypeError otherwise."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a whole number")
    return value


def as_flag(value: Plain) -> bool:
    """Gives the value, which is true or false; TypeError otherwise."""
    if not isinstance(value, bool):
        raise TypeError("not true or false")
    return value
