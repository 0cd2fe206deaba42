"""config.yaml becomes Settings: every key checked, every error with its line and column."""

from __future__ import annotations

import os
import re
from datetime import date
from typing import TYPE_CHECKING

from tinycrm.config.mail import read_mail
from tinycrm.config.paths import read_bytes
from tinycrm.config.yamlio import load
from tinycrm.domain.currencies import check_currency
from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.settings import (
    FIELD_TYPES,
    FLAG_KEYS,
    NESTED_KEYS,
    TEXT_KEYS,
    WHOLE_KEYS,
    CustomField,
    Settings,
)
from tinycrm.errors import UsageError

if TYPE_CHECKING:
    from tinycrm.config.document import Document, Path
    from tinycrm.domain.settings import FieldType, Plain

FILE = "config.yaml"

KEYS = (*TEXT_KEYS, *WHOLE_KEYS, *FLAG_KEYS, *NESTED_KEYS)
_CHOICES = {
    "language": ("en", "ru", "fa"),
    "week_starts": ("monday", "saturday", "sunday"),
    "decimal": ("point", "comma"),
    "calendar": ("gregorian", "jalali"),
}
_MAX_DAYS = 36_500
_MAX_SECONDS = 600
_RATE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?\Z")
_LIKE = {"goals": "- {kpi: win_rate, target: 35%}", "kpis": '- {key: demos, value: "count(interaction)"}'}
_FIELD_FORM = "text, integer, number, boolean, date, or a list of choices like [basic, pro]"


def load_settings(folder: str) -> Settings:
    """Gives the settings of a folder, the defaults when it holds no config.yaml.

    Raises:
        UsageError: the file is broken; the message begins with FILE:LINE:COLUMN.
    """
    path = os.path.join(folder, FILE)
    raw = read_bytes(path) if folder else None
    return Settings() if raw is None else read_settings(raw, path)


def read_settings(raw: bytes, name: str) -> Settings:
    """Gives the settings that the bytes of a config.yaml hold.

    Raises:
        UsageError: they are broken; the message begins with NAME:LINE:COLUMN.
    """
    doc = load(raw, name)
    doc.mapping((), KEYS)
    made = Settings()
    _single_values(doc, made)
    made.key_fields = _key_fields(doc) if doc.has(("key_fields",)) else made.key_fields
    doc.mapping(("cadence",), ("tags", "default"))
    for tag in doc.mapping(("cadence", "tags")):
        path: Path = ("cadence", "tags", tag)
        made.cadence_tags[_key(doc, path)] = doc.whole(path, 1, _MAX_DAYS)
    if doc.has(("cadence", "default")):
        made.cadence_default = doc.whole(("cadence", "default"), 1, _MAX_DAYS)
    made.rates = _rates(doc, made.currency)
    for noun in doc.mapping(("fields",), tuple(NOUNS)):
        names = doc.mapping(("fields", noun))
        made.fields[noun] = {key: _custom_field(doc, noun, key) for key in names}
    if doc.has(("lifecycle",)):
        made.lifecycle = _lifecycle(doc)
    _kept_as_written(doc, made)
    return made


def _single_values(doc: Document, made: Settings) -> None:
    for key, allowed in _CHOICES.items():
        if doc.has((key,)):
            setattr(made, key, doc.choice((key,), allowed))
    for key in WHOLE_KEYS:
        if doc.has((key,)):
            setattr(made, key, doc.whole((key,), 1, _MAX_DAYS))
    for key in FLAG_KEYS:
        if doc.has((key,)):
            setattr(made, key, doc.flag((key,)))
    if doc.has(("currency",)):
        made.currency = currency(doc, ("currency",))
    if doc.has(("country",)):
        made.country = _country(doc)
    if doc.has(("timezone",)):
        made.timezone = _timezone(doc)
    if doc.has(("margin",)):
        made.margin = _margin(doc)


def currency(doc: Document, path: Path) -> str:
    """Gives the currency code at a path, in capitals; UsageError at its place for an unknown one."""
    try:
        return check_currency(doc.text(path))
    except UsageError as error:
        if error.code == "bad_settings":
            raise
        raise doc.error(path, error.message, error.hint) from error


def _country(doc: Document) -> str:
    from phonenumbers import SUPPORTED_REGIONS

    code = doc.text(("country",)).upper()
    if code not in SUPPORTED_REGIONS:
        hint = "did you mean GB?" if code == "UK" else "write two letters, for example DE"
        raise doc.error(("country",), f"'{doc.text(('country',))}' is not an ISO 3166 country code", hint)
    return code


def _timezone(doc: Document) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    name = doc.text(("timezone",))
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = _near_zone(name, sorted(available_timezones())) or "write it like Europe/Berlin"
        raise doc.error(("timezone",), f"'{name}' is not a time zone", hint) from error
    return name


def _near_zone(name: str, zones: list[str]) -> str:
    wanted = name.lower().replace(" ", "_")
    for zone in zones:
        if wanted in (zone.lower(), zone.lower().rpartition("/")[2]):
            return f"did you mean {zone}?"
    return did_you_mean(name, zones).strip()


def _margin(doc: Document) -> str:
    text = doc.text(("margin",))
    number = text.removesuffix("%").strip()
    if _RATE.match(number):
        before, _, decimals = number.partition(".")
        scale = len(decimals) + (2 if text.endswith("%") else 0)
        whole, rest = divmod(int(before + decimals), 10**scale)
        if (whole, rest > 0) <= (1, False):
            shown = f"{rest:0{scale}d}".rstrip("0") if rest else ""
            return f"{whole}.{shown}" if shown else str(whole)
    raise doc.error(("margin",), f"margin '{text}' is not between 0 and 1", "write it like 0.8 or 80%")


def _key_fields(doc: Document) -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for noun in doc.mapping(("key_fields",), tuple(NOUNS)):
        declared = {key: CustomField(noun, key, "text") for key in doc.mapping(("fields", noun))}
        keys: list[str] = []
        for index, name in enumerate(doc.texts(("key_fields", noun))):
            field = NOUNS[noun].get(name, declared)
            if field is None:
                known = [field.key for field in NOUNS[noun].fields] + list(declared)
                hint = f"{did_you_mean(name, known)}its fields: {', '.join(known)}"
                raise doc.error(("key_fields", noun, index), f"a {noun} has no field '{name}'", hint)
            keys.append(field.key)
        made[noun] = tuple(keys)
    return made


def _rates(doc: Document, base: str) -> dict[str, tuple[tuple[str, str], ...]]:
    made: dict[str, tuple[tuple[str, str], ...]] = {}
    for code in doc.mapping(("rates",)):
        path = ("rates", code)
        try:
            upper = check_currency(code)
        except UsageError as error:
            raise doc.error(path, error.message, error.hint, key=True) from error
        if upper == base:
            what = f"'{code}' is the base currency; its rate is always 1"
            raise doc.error(path, what, "rates say what other currencies are worth in it", key=True)
        if upper in made:
            raise doc.error(path, f"'{upper}' is written twice", "put its days together", key=True)
        if not isinstance(doc.at(path), dict):
            hint = f"write {upper}: {{2026-01-01: 0.92}}"
            raise doc.error(path, f"a rate of {upper} needs the day it holds from", hint)
        dated = [(_rate_day(doc, (*path, day)), _rate(doc, (*path, day))) for day in doc.mapping(path)]
        made[upper] = tuple(sorted(dated))
    return made


def _rate_day(doc: Document, path: Path) -> str:
    day = str(path[-1]).strip()
    try:
        if day == date.fromisoformat(day).isoformat() and "1900" <= day[:4] <= "2200":
            return day
    except ValueError:
        pass
    # {2026-01-01: 1,08} is a rate of 1 and a key 08 without a value
    comma = day.isdigit() and not doc.has(path)
    hint = "write decimals with a point: 1.08" if comma else "write it as YYYY-MM-DD"
    raise doc.error(path, f"'{day}' is not a day", hint, key=True)


def _rate(doc: Document, path: Path) -> str:
    rate = doc.text(path, "write it like 0.92")
    if not _RATE.match(rate) or not rate.strip("0."):
        raise doc.error(path, f"rate '{rate}' is not a positive number", "write it like 0.92")
    return rate


def _custom_field(doc: Document, noun: str, key: str) -> CustomField:
    path: Path = ("fields", noun, key)
    if not key.isidentifier() or key != _key(doc, path):
        raise doc.error(path, f"'{key}' cannot name a field", "use letters, digits and _ only", key=True)
    if NOUNS[noun].get(key) is not None:
        raise doc.error(path, f"a {noun} has the field '{key}' already", "choose another name", key=True)
    value = doc.at(path)
    if isinstance(value, list):
        return CustomField(noun, key, "choice", choices=_field_choices(doc, path))
    if not isinstance(value, dict):
        return CustomField(noun, key, _field_type(doc, path))
    doc.mapping(path, ("type", "choices", "index"))
    has_choices = doc.has((*path, "choices"))
    kind: FieldType = "choice" if has_choices else "text"
    if doc.has((*path, "type")):
        kind = _field_type(doc, (*path, "type"))
    if kind == "choice" and not has_choices:
        raise doc.error(path, f"the choice '{key}' has no choices", "add choices: [one, two]")
    if kind != "choice" and has_choices:
        what = f"a field of type {kind} has no choices"
        raise doc.error((*path, "choices"), what, "write type: choice", key=True)
    choices = _field_choices(doc, (*path, "choices")) if has_choices else ()
    index = doc.flag((*path, "index")) if doc.has((*path, "index")) else False
    return CustomField(noun, key, kind, choices=choices, index=index)


def _field_type(doc: Document, path: Path) -> FieldType:
    word = doc.at(path)
    for known in FIELD_TYPES:
        if word == known and (known != "choice" or path[-1] == "type"):
            return known
    near = did_you_mean(word, FIELD_TYPES) if isinstance(word, str) else ""
    shown = f"'{word}'" if isinstance(word, (str, int)) else "nothing"
    raise doc.error(path, f"{shown} is not a type of field", near + f"types: {_FIELD_FORM}")


def _field_choices(doc: Document, path: Path) -> tuple[str, ...]:
    choices = doc.texts(path)
    if not choices:
        raise doc.error(path, "the list of choices is empty", "write them like [basic, pro]")
    _refuse_same(doc, path, choices)
    return choices


def _lifecycle(doc: Document) -> tuple[str, ...]:
    steps = doc.texts(("lifecycle",))
    _refuse_same(doc, ("lifecycle",), steps)
    if "customer" not in steps and doc.at(("auto_customer",)) is not False:
        hint = "add it, or write auto_customer: false"
        raise doc.error(("lifecycle",), "no step 'customer' for the first purchase to move to", hint)
    return steps


def _refuse_same(doc: Document, path: Path, texts: tuple[str, ...]) -> None:
    seen: dict[str, str] = {}
    for index, text in enumerate(texts):
        other = seen.setdefault(fold(text), text)
        if other != text:
            raise doc.error((*path, index), f"'{text}' cannot be told from '{other}'", "keep one of them")


def _key(doc: Document, path: Path) -> str:
    cleaned = doc.cleaned(path, str(path[-1]), key=True)
    if not cleaned:
        raise doc.error(path, "an empty name", "write one, or remove the line", key=True)
    return cleaned


def _kept_as_written(doc: Document, made: Settings) -> None:
    for key in ("goals", "kpis"):
        for index, item in enumerate(doc.items((key,), f"`{key}:` and below it `- {{…}}`")):
            if not isinstance(item, dict):
                what = f"each of '{key}' must hold `key: value` pairs"
                raise doc.error((key, index), what, f"write it like {_LIKE[key]}")
    made.goals = doc.items(("goals",))
    made.kpis = doc.items(("kpis",))
    made.reports = _reports(doc)
    if made.kpis or made.reports:
        _check_own(doc, made)
    made.mail = read_mail(doc)
    made.hooks |= _hooks(doc)


def _hooks(doc: Document) -> dict[str, Plain]:
    """How hooks are run; a time limit is seconds, with an s or without."""
    path = ("hooks", "timeout")
    if not doc.mapping(("hooks",), ("timeout",)) or not doc.has(path):
        return {}
    text = str(doc.at(path)).strip().removesuffix("s").strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= _MAX_SECONDS):
        raise doc.error(path, f"'{doc.at(path)}' is no time limit of 1 to {_MAX_SECONDS} seconds", "write it like 10s")
    return {"timeout": int(text)}


def _check_own(doc: Document, made: Settings) -> None:
    """The user's own KPIs and reports can be read; each key is there once."""
    from tinycrm.domain.measures import own_kpi, own_report

    for section, items, read in (("kpis", made.kpis, own_kpi), ("reports", made.reports, own_report)):
        seen: set[str] = set()
        for index, item in enumerate(items):
            place = list(doc.mapping((section,)))[index] if isinstance(doc.at((section,)), dict) else index
            try:
                found = read(item if isinstance(item, dict) else {}, made.fields)
            except UsageError as error:
                raise doc.error((section, place), error.message, error.hint) from error
            if found.key in seen:
                raise doc.error((section, place), f"'{found.key}' is there twice", "choose another key")
            seen.add(found.key)


def _reports(doc: Document) -> list[Plain]:
    """A list of reports; or a mapping of their keys, to what else they have or just to the KPIs they show."""
    if not isinstance(doc.at(("reports",)), dict):
        for index, item in enumerate(doc.items(("reports",), "`reports:` and below it `- {…}`")):
            if not isinstance(item, dict):
                raise doc.error(
                    ("reports", index), "a report holds `key: value` pairs", "- {key: weekly, kpis: [revenue]}"
                )
        return doc.items(("reports",))
    found: list[Plain] = []
    for key, value in doc.mapping(("reports",)).items():
        if not isinstance(value, (list, dict)) or not value:
            raise doc.error(("reports", key), f"the report '{key}' is neither KPIs nor pairs", f"{key}: [revenue]")
        found.append({"key": key, **value} if isinstance(value, dict) else {"key": key, "kpis": value})
    return found
