from __future__ import annotations

from pathlib import Path

import pytest

from tinycrm import config
from tinycrm.config.settings import load_settings, read_settings
from tinycrm.domain.settings import Settings
from tinycrm.errors import UsageError

# The example of the documentation, every key of it.
EVERYTHING = """\
language: ru
currency: usd
country: de
timezone: Europe/Berlin
week_starts: saturday
active_window_days: 200
won_deals_are_sales: false
decimal: comma
calendar: jalali
margin: 75%
stale_after_days: 30
auto_customer: false
key_fields: {contact: [email, last-touch, score]}
cadence: {tags: {key: 14, friend: 90}, default: 60}
rates: {eur: {2026-04-01: 1.1, 2026-01-01: 1.08}}
fields:
  contact: {linkedin_url: text, score: {type: integer, index: true}, vip: boolean, since: date,
            plan: [basic, pro]}
lifecycle: [lead, client]
goals:
  - {kpi: win_rate, target: 35%, period: quarter}
kpis:
  - {key: demo_rate, numerator: "count(interaction where kind = meeting)", denominator: count(deal)}
reports: {board: [win_rate]}
mail: {host: smtp.example.org, port: 587}
"""


def _refused(text: str) -> tuple[str, str]:
    with pytest.raises(UsageError) as caught:
        read_settings(text.encode(), "F")
    return caught.value.message, caught.value.hint


def test_every_key_is_read() -> None:
    made = read_settings(EVERYTHING.encode(), "F")
    assert (made.language, made.currency, made.country, made.timezone) == ("ru", "USD", "DE", "Europe/Berlin")
    assert (made.week_starts, made.active_window_days, made.won_deals_are_sales) == ("saturday", 200, False)
    assert (made.decimal, made.calendar, made.margin) == ("comma", "jalali", "0.75")
    assert (made.stale_after_days, made.auto_customer) == (30, False)
    assert made.key_fields == {"contact": ("email", "last_touch_at", "score")}
    assert (made.cadence_tags, made.cadence_default) == ({"key": 14, "friend": 90}, 60)
    assert made.rates == {"EUR": (("2026-01-01", "1.08"), ("2026-04-01", "1.1"))}
    fields = made.custom("contact")
    assert [(field.key, field.type, field.index) for field in fields.values()] == [
        ("linkedin_url", "text", False),
        ("score", "integer", True),
        ("vip", "boolean", False),
        ("since", "date", False),
        ("plan", "choice", False),
    ]
    assert fields["plan"].choices == ("basic", "pro")
    assert made.lifecycle == ("lead", "client")
    assert made.goals == [{"kpi": "win_rate", "target": "35%", "period": "quarter"}]
    assert made.kpis == [
        {
            "key": "demo_rate",
            "numerator": "count(interaction where kind = meeting)",
            "denominator": "count(deal)",
        }
    ]
    assert made.reports == [{"key": "board", "kpis": ["win_rate"]}]
    assert made.mail == {"host": "smtp.example.org", "port": 587}


@pytest.mark.parametrize("text", ["", "# nothing\n", "country:\ncadence:\nfields:\ngoals:\nrates: {}\n", "{}"])
def test_what_says_nothing_is_the_defaults(text: str) -> None:
    assert read_settings(text.encode(), "F").to_plain() == Settings().to_plain()


def test_an_absent_file_is_the_defaults_and_a_broken_one_never_is(tmp_path: Path) -> None:
    assert load_settings(str(tmp_path)).to_plain() == Settings().to_plain()
    (tmp_path / "config.yaml").write_text("currency: EUR\ncurency: USD\n")
    with pytest.raises(UsageError) as caught:
        load_settings(str(tmp_path))
    assert caught.value.message == f"{tmp_path}/config.yaml:2:1: unknown key 'curency'"
    assert caught.value.hint.startswith("did you mean currency? known keys: language, currency, ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "F:1:1: the file must hold `key: value` pairs, not a list"),
        ("currency: EURO\n", "F:1:11: "),
        ("currency: [EUR]\n", "F:1:11: 'currency' must be text, not a list"),
        ("language: de\n", "F:1:11: 'language' is one of en, ru, fa, not 'de'"),
        ("country: UK\n", "F:1:10: 'UK' is not an ISO 3166 country code"),
        ("timezone: Berlin\n", "F:1:11: 'Berlin' is not a time zone"),
        ("timezone: ../../etc/passwd\n", "F:1:11: '../../etc/passwd' is not a time zone"),
        ("timezone: Europe\n", "F:1:11: 'Europe' is not a time zone"),
        ("decimal: ','\n", "F:1:10: 'decimal' is one of point, comma, not ','"),
        (
            "stale_after_days: 0\n",
            "F:1:19: 'stale_after_days' must be a whole number from 1 to 36500, not '0'",
        ),
        (
            "stale_after_days: true\n",
            "F:1:19: 'stale_after_days' must be a whole number from 1 to 36500, not true",
        ),
        ("auto_customer: yes\n", "F:1:16: 'auto_customer' must be true or false, not 'yes'"),
        ("margin: 1.2\n", "F:1:9: margin '1.2' is not between 0 and 1"),
        ("margin: 101%\n", "F:1:9: margin '101%' is not between 0 and 1"),
        ("margin: nan\n", "F:1:9: margin 'nan' is not between 0 and 1"),
        ("key_fields: {contact: [email, shoe]}\n", "F:1:31: a contact has no field 'shoe'"),
        ("key_fields: {person: [email]}\n", "F:1:14: unknown key 'person'"),
        ("cadence:\n  tags: {key: -1}\n", "F:2:15: 'key' must be a whole number from 1 to 36500, not '-1'"),
        ("cadence:\n  tag: {key: 1}\n", "F:2:3: unknown key 'tag'"),
        ("rates: {USD: 0.92}\n", "F:1:14: a rate of USD needs the day it holds from"),
        ("rates: {USD: {2026-02-30: 1}}\n", "F:1:15: '2026-02-30' is not a day"),
        ("rates: {USD: {20260101: 1}}\n", "F:1:15: '20260101' is not a day"),
        ("rates: {USD: {2026-01-01: 0.0}}\n", "F:1:27: rate '0.0' is not a positive number"),
        ("rates: {USD: {2026-01-01: 1,08}}\n", "F:1:29: '08' is not a day"),
        ("rates: {EUR: {2026-01-01: 1}}\n", "F:1:9: 'EUR' is the base currency; its rate is always 1"),
        ("rates: {USD: {2026-01-01: 1}, usd: {2026-01-01: 1}}\n", "F:1:31: 'USD' is written twice"),
        ("fields: {contact: {score: intger}}\n", "F:1:27: 'intger' is not a type of field"),
        ("fields: {contact: {score: choice}}\n", "F:1:27: 'choice' is not a type of field"),
        ("fields: {contact: {score: {type: choice}}}\n", "F:1:27: the choice 'score' has no choices"),
        (
            "fields: {contact: {a: {type: text, choices: [b]}}}\n",
            "F:1:36: a field of type text has no choices",
        ),
        ("fields: {contact: {score: {typ: text}}}\n", "F:1:28: unknown key 'typ'"),
        ("fields: {contact: {email: text}}\n", "F:1:20: a contact has the field 'email' already"),
        ("fields: {contact: {shoe size: text}}\n", "F:1:20: 'shoe size' cannot name a field"),
        ("fields: {contact: {plan: [a, A]}}\n", "F:1:30: 'A' cannot be told from 'a'"),
        ("fields: {contact: {plan: []}}\n", "F:1:26: the list of choices is empty"),
        ("lifecycle: [lead, lead, customer]\n", "F:1:19: 'lead' is listed twice"),
        ("lifecycle: [lead]\n", "F:1:12: no step 'customer' for the first purchase to move to"),
        ("goals: {kpi: x}\n", "F:1:8: 'goals' must be a list, not `key: value` pairs"),
        ("goals: [win_rate]\n", "F:1:9: each of 'goals' must hold `key: value` pairs"),
        ("mail: smtp\n", "F:1:7: 'mail' must hold `key: value` pairs, not 'smtp'"),
    ],
)
def test_a_bad_value_is_refused_at_its_place(text: str, message: str) -> None:
    assert _refused(text)[0].startswith(message)


def test_a_near_miss_is_offered() -> None:
    assert _refused("timezone: berlin\n")[1] == "did you mean Europe/Berlin?"
    assert _refused("timezone: europe/berlin2\n")[1].startswith("did you mean Europe/Berlin?")
    assert _refused("country: UK\n")[1] == "did you mean GB?"
    assert _refused("language: rus\n")[1] == "did you mean ru?"
    assert _refused("rates: {USD: {2026-01-01: 1,08}}\n")[1] == "write decimals with a point: 1.08"


@pytest.mark.parametrize(
    ("text", "margin"),
    [("1", "1"), ("0", "0"), ("0.80", "0.8"), ("100%", "1"), ("7.5%", "0.075"), ("80 %", "0.8")],
)
def test_a_margin_is_exact_decimal_text(text: str, margin: str) -> None:
    assert read_settings(f"margin: {text}\n".encode(), "F").margin == margin


def test_the_template_as_it_is_holds_the_defaults() -> None:
    made = read_settings(config.template("config").encode(), "F")
    assert made.to_plain() == Settings().to_plain()


def test_every_example_of_the_template_is_valid() -> None:
    lines: list[str] = []
    for line in config.template("config").splitlines():
        bare = line.removeprefix("# ")
        word = bare.split(":")[0].strip(" -{")
        if line.startswith("# ") and (bare.startswith("  ") or word.isidentifier()):
            lines.append(bare)
    made = read_settings("\n".join(lines).encode(), "F")
    assert (made.country, made.decimal, made.cadence_tags) == ("DE", "comma", {"key": 14, "friend": 90})
    assert made.custom("deal")["seats"].type == "integer"
    assert made.mail["password_command"] == "pass smtp"
