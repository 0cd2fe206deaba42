"""A user's own KPIs and reports: `count(interaction where kind = meeting)`, `sum(sale.amount)`, their quotients."""

from __future__ import annotations

import re

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.filters import fields_of, parse_filter
from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from tinycrm.domain.fields import Field
    from tinycrm.domain.settings import CustomField, Plain

    Fields = Mapping[str, Mapping[str, CustomField]]
    Act = Literal["count", "sum"]

_FORM = re.compile(r"\s*(\w+)\s*\(\s*(\w+)(?:\.([\w.]+))?\s*(?:\bwhere\b(.*))?\)\s*\Z", re.DOTALL | re.IGNORECASE)
_EXAMPLE = 'for example "count(deal where outcome = won)" or "sum(sale.amount)"'
_ADDED = ("money", "int", "number", "days")
_DATED = ("day", "when", "instant")
UNITS = ("count", "ratio", "money", "number", "days", "hours")
# the day on which a record counts, unless period_field names another
DAY_OF = {
    "contact": "created_at",
    "company": "created_at",
    "campaign": "started_on",
    "deal": "opened_on",
    "interaction": "at",
    "task": "due_on",
    "subscription": "start_on",
    "sale": "sold_on",
    "expense": "spent_on",
    "ticket": "opened_at",
    "feedback": "at",
}
# a period_field that says: as it is today, whenever it was
ALWAYS = "none"
KPI_KEYS = ("key", "name", "value", "numerator", "denominator", "unit", "period_field", "less_is_better", "group")
REPORT_KEYS = ("key", "name", "kpis", "period", "noun", "where", "by", "values", "period_field")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")


class Measure:
    """A count or a sum over the records of one noun.

    Attributes:
        act: "count" or "sum".
        noun: whose records.
        field: what is added up; None of a count.
        where: a filter as typed, or "".
        day: the field whose day decides the period; None when every record counts whenever it was.
        text: as it was written.
    """

    __slots__ = ("act", "day", "field", "noun", "text", "where")

    def __init__(self, act: Act, noun: str, field: Field | None, where: str, day: Field | None, text: str) -> None:
        self.act: Act = act
        self.noun = noun
        self.field = field
        self.where = where
        self.day = day
        self.text = text

    @property
    def money(self) -> bool:
        """Whether it is an amount, once per currency."""
        return self.field is not None and self.field.type == "money"


class OwnKpi:
    """One KPI of config.yaml.

    Attributes:
        key, name, unit, group: as of any KPI.
        over: what is counted or added; under: what it is divided by, or None.
        less_is_better: whether a goal is an upper limit.
    """

    __slots__ = ("group", "key", "less_is_better", "name", "over", "under", "unit")

    def __init__(
        self, key: str, name: str, over: Measure, under: Measure | None, unit: str, *, less_is_better: bool, group: str
    ) -> None:
        self.key = key
        self.name = name
        self.over = over
        self.under = under
        self.unit = unit
        self.less_is_better = less_is_better
        self.group = group


class OwnReport:
    """One report of config.yaml: a scorecard of some KPIs, or a table of measures by a field.

    Attributes:
        key, name: as `tinycrm report KEY`, and for people.
        period: the period unless one is given, "" for a month.
        kpis: the keys of its KPIs; empty of a table.
        by: the field or "month", "quarter", "year" that gives a row each; "" of a scorecard.
        values: (label, measure) of the columns.
    """

    __slots__ = ("by", "key", "kpis", "name", "period", "values")

    def __init__(
        self, key: str, name: str, period: str, kpis: tuple[str, ...], by: str, values: tuple[tuple[str, Measure], ...]
    ) -> None:
        self.key = key
        self.name = name
        self.period = period
        self.kpis = kpis
        self.by = by
        self.values = values


def parse_measure(text: str, fields: Fields, days: Mapping[str, str]) -> Measure:
    """Gives the measure that a text means.

    Args:
        text: `count(NOUN [where FILTER])` or `sum(NOUN.FIELD [where FILTER])`.
        fields: noun → declared custom fields.
        days: noun → the field whose day decides the period, or "none".

    Raises:
        UsageError: it cannot be read; the message says what of it.
    """
    found = _FORM.match(text)
    if found is None:
        raise UsageError(f"'{text}' is neither a count nor a sum", hint=_EXAMPLE)
    act, word, name, where = found[1].lower(), found[2].lower(), found[3] or "", (found[4] or "").strip()
    noun = next((noun for noun in NOUNS.values() if word in (noun.name, noun.plural)), None)
    if noun is None or noun.name not in DAY_OF:
        raise UsageError(f"'{word}' in '{text}' is no kind of record", hint=f"{did_you_mean(word, DAY_OF)}{_EXAMPLE}")
    own = dict(fields.get(noun.name, {}))
    field: Field | None = None
    if act == "sum":
        if not name:
            raise UsageError(f"'{text}' does not say what to add", hint=_EXAMPLE)
        field = noun.need(name, own)
        if field.type not in _ADDED or field.place not in ("column", "custom"):
            raise UsageError(f"'{name}' of a {noun.name} cannot be added up", hint="an amount or a number can")
    elif act != "count":
        raise UsageError(f"'{act}' in '{text}' is neither count nor sum", hint=_EXAMPLE)
    elif name:
        raise UsageError(f"'{text}' counts records, not fields", hint=f"count({noun.name}), or sum({noun.name}.{name})")
    if where:
        # what a field is called, and that it is one; values are read when the figure is made
        for used in fields_of(parse_filter(where)):
            _check_field(noun.name, used, own)
    day = _day(noun.name, days.get(noun.name, DAY_OF[noun.name]), own)
    return Measure("sum" if field is not None else "count", noun.name, field, where, day, text)


def _check_field(noun: str, name: str, own: dict[str, CustomField]) -> None:
    known = NOUNS[noun]
    if known.get(name, own) is None and known.get("fields") is None:
        known.need(name, own)


def _day(noun: str, name: str, own: dict[str, CustomField]) -> Field | None:
    if name == ALWAYS:
        return None
    field = NOUNS[noun].need(name, own)
    if field.type not in _DATED or field.place != "column":
        dated = [own.key for own in NOUNS[noun].fields if own.type in _DATED]
        raise UsageError(f"'{name}' of a {noun} is no day", hint=f"one of: {', '.join(dated)}, or none")
    return field


def own_kpi(plain: Mapping[str, Plain], fields: Fields) -> OwnKpi:
    """Gives the KPI that one item of `kpis:` means.

    Raises:
        UsageError: it cannot be read.
    """
    _check_keys(plain, KPI_KEYS)
    key, name = _key(plain, "KPI")
    days = _days(plain)
    over = _text(plain, "numerator") or _text(plain, "value")
    if bool(_text(plain, "numerator")) == bool(_text(plain, "value")):
        raise UsageError(f"the KPI '{key}' needs a value, or a numerator and a denominator", hint=_EXAMPLE)
    under = _text(plain, "denominator")
    if bool(_text(plain, "numerator")) != bool(under):
        raise UsageError(f"the KPI '{key}' has one of numerator and denominator", hint="value: is a KPI of one part")
    top = parse_measure(over, fields, days)
    bottom = parse_measure(under, fields, days) if under else None
    _check_days(plain, {top.noun, *([bottom.noun] if bottom else [])})
    unit = _text(plain, "unit") or _unit(top, bottom)
    if unit not in UNITS:
        raise UsageError(f"'{unit}' is no unit", hint=f"{did_you_mean(unit, UNITS)}one of: {', '.join(UNITS)}")
    amount = top.money and not (bottom is not None and bottom.money)
    if amount != (unit == "money"):
        raise UsageError(
            f"the unit of '{key}' is {unit}, and its value {'' if amount else 'no '}amount", hint="leave unit out"
        )
    if bottom is not None and bottom.money and not top.money:
        raise UsageError(f"the KPI '{key}' divides a number by an amount", hint="divide amounts by amounts or counts")
    flag = plain.get("less_is_better", False)
    if not isinstance(flag, bool):
        raise UsageError(f"less_is_better of '{key}' is neither true nor false", hint="less_is_better: true")
    return OwnKpi(key, name, top, bottom, unit, less_is_better=flag, group=_text(plain, "group") or "Own")


def _unit(top: Measure, bottom: Measure | None) -> str:
    if bottom is None:
        return "money" if top.money else "count" if top.act == "count" else "number"
    if top.money:
        return "ratio" if bottom.money else "money"
    return "ratio" if top.act == "count" else "number"


def own_report(plain: Mapping[str, Plain], fields: Fields) -> OwnReport:
    """Gives the report that one item of `reports:` means.

    Raises:
        UsageError: it cannot be read.
    """
    _check_keys(plain, REPORT_KEYS)
    key, name = _key(plain, "report")
    key = key.replace("_", "-")
    period, by = _text(plain, "period"), _text(plain, "by")
    kpis = _texts(plain, "kpis")
    if kpis:
        for other in ("noun", "where", "by", "values", "period_field"):
            if other in plain:
                raise UsageError(f"the report '{key}' has kpis and {other}", hint="a scorecard has kpis alone")
        return OwnReport(key, name, period, kpis, "", ())
    values = _texts(plain, "values")
    if not values:
        raise UsageError(
            f"the report '{key}' has neither kpis nor values", hint='values: ["count(deal)"], or kpis: [win_rate]'
        )
    days = _days(plain)
    measures = [(text, parse_measure(text, fields, days)) for text in values]
    noun = measures[0][1].noun
    _check_days(plain, {noun})
    for text, measure in measures:
        if measure.noun != noun:
            raise UsageError(f"'{text}' of the report '{key}' is not of {NOUNS[noun].plural}", hint="one noun a report")
    if _text(plain, "noun") not in ("", noun, NOUNS[noun].plural):
        raise UsageError(f"the report '{key}' is of {noun}, not of '{plain['noun']}'", hint="leave noun out")
    if not by:
        raise UsageError(f"the report '{key}' does not say what gives a row", hint="by: source, or by: month")
    if by not in ("month", "quarter", "year"):
        field = NOUNS[noun].need(by, dict(fields.get(noun, {})))
        if field.place == "custom_all" or field.type == "long":
            raise UsageError(f"'{by}' gives no rows", hint="a field with few different values does")
    where = _text(plain, "where")
    for _, measure in measures:
        if where:
            for used in fields_of(parse_filter(where)):
                _check_field(noun, used, dict(fields.get(noun, {})))
            measure.where = f"({where}) and ({measure.where})" if measure.where else where
    return OwnReport(key, name, period, (), by, tuple(measures))


def _check_days(plain: Mapping[str, Plain], nouns: set[str]) -> None:
    value = plain.get("period_field")
    for noun in value if isinstance(value, dict) else ():
        if noun not in nouns:
            raise UsageError(
                f"period_field names '{noun}', which is not counted", hint=f"name {' or '.join(sorted(nouns))}"
            )


def _check_keys(plain: Mapping[str, Plain], known: tuple[str, ...]) -> None:
    for key in plain:
        if key not in known:
            raise UsageError(
                f"unknown key '{key}'", hint=f"{did_you_mean(str(key), known)}known keys: {', '.join(known)}"
            )


def _key(plain: Mapping[str, Plain], what: str) -> tuple[str, str]:
    key = _text(plain, "key").replace("-", "_")
    if not _KEY.match(key):
        raise UsageError(f"'{key}' cannot be the key of a {what}", hint="small letters, digits and _, like demo_rate")
    return key, _text(plain, "name") or key.replace("_", " ").capitalize()


def _text(plain: Mapping[str, Plain], key: str) -> str:
    value = plain.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"'{key}' must be text, not '{value}'", hint=f"write {key}: in quotes")
    return value.strip()


def _texts(plain: Mapping[str, Plain], key: str) -> tuple[str, ...]:
    value = plain.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item.strip() for item in value):
        raise UsageError(f"'{key}' must be a list of texts", hint=f"write {key}: [one, two]")
    return tuple(str(item).strip() for item in value)


def _days(plain: Mapping[str, Plain]) -> dict[str, str]:
    value = plain.get("period_field")
    if value is None:
        return {}
    if isinstance(value, str):
        return dict.fromkeys(DAY_OF, value.strip())
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise UsageError(
            "'period_field' must be a field, or a field for each noun", hint="period_field: {deal: closed_on}"
        )
    for noun in value:
        if noun not in DAY_OF:
            raise UsageError(f"'{noun}' in period_field is no kind of record", hint=f"one of: {', '.join(DAY_OF)}")
    return {noun: str(name).strip() for noun, name in value.items()}
