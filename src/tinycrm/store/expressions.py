"""The SQL of each field: what a filter compares, a sort orders and a list selects."""

from __future__ import annotations

from tinycrm.store.tables import LINKS, ORDERED_LINKS, title_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.fields import Field, Noun
    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.reading import Reading


# Columns that the schema never leaves empty. NULLS LAST says nothing there, and an index could not serve it.
_FILLED = frozenset(
    (
        "id", "uid", "created_at", "updated_at", "pipeline", "stage", "outcome", "currency", "opened_on",
        "stage_entered_on", "status", "priority", "kind", "at", "on_day", "summary", "amount_minor", "sold_on",
        "spent_on", "start_on", "interval", "opened_at", "score", "noun", "filter",
    )
)  # fmt: skip
# Stored as keys of the settings, which have one spelling.
_KEYS = frozenset(("pipeline", "outcome", "status", "kind"))


def scalar(noun: Noun, field: Field, pipelines: Pipelines, reading: Reading | None = None) -> str:
    """Gives the SQL of a field's one value: of a list, its first. Derived fields need to know how values are read."""
    table = noun.name
    if field.place == "computed" and reading is not None:
        from tinycrm.store.derived import computed

        return computed(table, field, reading, pipelines)
    if field.key == "probability":
        return probability(pipelines)
    if field.place == "column":
        return f"{table}.{field.column}"
    if field.place == "ref":
        return f"(SELECT r.{title_of(field.noun)} FROM {field.noun} AS r WHERE r.id = {table}.{field.column})"
    if field.place == "point":
        return (
            f"(SELECT p.typed FROM contact_point AS p WHERE p.record = {table}.id AND p.kind = '{field.type}'"
            " ORDER BY p.is_primary DESC, p.position LIMIT 1)"
        )
    if field.place == "tag":
        return f"(SELECT t.name FROM tagging AS t WHERE t.record = {table}.id ORDER BY t.key LIMIT 1)"
    if field.place == "link":
        link, owner, other = LINKS[(noun.name, field.noun)]
        order = "l.is_primary DESC, l.position" if link in ORDERED_LINKS else f"l.{other}"
        return (
            f"(SELECT r.{title_of(field.noun)} FROM {link} AS l JOIN {field.noun} AS r ON r.id = l.{other}"
            f" WHERE l.{owner} = {table}.id ORDER BY {order} LIMIT 1)"
        )
    if field.place == "custom":
        from tinycrm.store.sqlite import dialect

        return dialect.field(f"{table}.fields", field.key, field.type)
    return f"{table}.fields"


def probability(pipelines: Pipelines) -> str:
    """Gives the SQL of a deal's probability in basis points: its own, else its outcome's or its stage's."""
    cases = [
        "WHEN deal.outcome = 'won' THEN 10000",
        "WHEN deal.outcome = 'lost' THEN 0",
        "WHEN deal.probability IS NOT NULL THEN deal.probability",
    ]
    for pipeline in pipelines:
        for stage in pipeline.stages:
            place = f"deal.pipeline = '{quoted(pipeline.key)}' AND deal.stage = '{quoted(stage.key)}'"
            cases.append(f"WHEN {place} THEN {int(stage.probability)}")
    return f"CASE {' '.join(cases)} END"


def quoted(key: str) -> str:
    """Gives a word as it stands between the quotes of an SQL literal."""
    return key.replace("'", "''")


def ordering(noun: Noun, fields: list[tuple[Field, bool]], pipelines: Pipelines, reading: Reading | None = None) -> str:
    """Gives the ORDER BY of a list: empty values last, the id at the end.

    Args:
        noun: whose list.
        fields: (field, descending) in order.
        pipelines: for a deal's probability.
        reading: for derived fields.
    """
    parts: list[str] = []
    for field, down in fields:
        way = "DESC" if down else "ASC"
        if field.place == "computed":
            parts.append(_ordered(noun, field, down, scalar(noun, field, pipelines, reading)))
            continue
        if field.folded:
            parts.append(f"{noun.name}.{field.folded} {way}")
            continue
        if field.key == "stage":
            parts.append(f"deal.position {way}")
            continue
        if field.key == "priority":
            rank = f"CASE {noun.name}.priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END"
            parts.append(f"{rank} {way}")
            continue
        if field.type == "money":
            # amounts of different currencies have no order among them
            parts.append(f"{noun.name}.currency ASC")
        expression = scalar(noun, field, pipelines)
        if field.textual and field.type != "choice" and field.key not in _KEYS:
            from tinycrm.store.sqlite import dialect

            expression = dialect.folded(expression)
        filled = field.place == "column" and field.column in _FILLED
        parts.append(f"{expression} {way}" + ("" if filled else " NULLS LAST"))
    parts.append(f"{noun.name}.id ASC")
    return ", ".join(parts)


def _ordered(noun: Noun, field: Field, down: bool, expression: str) -> str:
    from tinycrm.domain.derived import DAYS_SINCE, is_own_money

    # the more days, the earlier the touch that they are counted from
    way = "DESC" if down != (field.key == DAYS_SINCE) else "ASC"
    money = f"{noun.name}.currency ASC, " if is_own_money(noun.name, field) else ""
    return f"{money}{expression} {way} NULLS LAST"
