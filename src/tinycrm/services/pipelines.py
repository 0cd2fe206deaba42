"""Pipelines and the deals in them: what stands where, what no longer fits, and how it is settled."""

from __future__ import annotations

from tinycrm.domain.results import Column, Listing, Report
from tinycrm.errors import RuleError, UsageError
from tinycrm.reports.figures import FULL, half_even, money
from tinycrm.services.work import Done
from tinycrm.store.deals import deals_in_stage, stays_in_stage
from tinycrm.store.queries.deals import deals_standing, stage_counts, stages_ever

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.pipeline import Pipeline, Stage
    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work
    from tinycrm.store.queries.deals import StageCount
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

UNKNOWN = "not in pipelines.yaml"


def list_pipelines(work: Work) -> Listing:
    """Gives every pipeline of the YAML, then those that only deals name."""
    columns = [
        Column("key", "Key"),
        Column("name", "Name"),
        Column("default", "Default", "bool"),
        Column("stages", "Stages", "list"),
        Column("open_deals", "Open deals", "int"),
        Column("deals", "Deals", "int"),
    ]
    counts = stage_counts(work.store.db)
    rows: list[Row] = [
        {
            "key": line.key,
            "name": line.name,
            "default": line.default,
            "stages": [stage.key for stage in line.stages],
            "open_deals": _open_in(counts, line.key),
            "deals": sum(count.deals for count in counts if count.pipeline == line.key),
        }
        for line in work.store.pipelines
    ]
    for key in sorted({count.pipeline for count in counts} - {str(row["key"]) for row in rows}):
        own = [count for count in counts if count.pipeline == key]
        rows.append(
            {
                "key": key,
                "name": UNKNOWN,
                "default": False,
                "stages": list(dict.fromkeys(c.stage for c in own)),
                "open_deals": _open_in(counts, key),
                "deals": sum(count.deals for count in own),
            }
        )
        work.note(f"deals stand in the pipeline '{key}', which is {UNKNOWN}: tinycrm pipeline validate")
    return Listing("pipeline", columns, rows, notes=work.notes, today=work.today)


def _open_in(counts: list[StageCount], pipeline: str) -> int:
    return sum(count.deals for count in counts if count.pipeline == pipeline and count.outcome == "open")


def show_pipeline(work: Work, text: str) -> Report:
    """Gives a pipeline's stages in order, each with its deals and their values per currency.

    Raises:
        UsageError: no such pipeline.
    """
    line = work.store.pipelines.get(text) if text else work.store.pipelines.default()
    counts = [count for count in stage_counts(work.store.db) if count.pipeline == line.key]
    rows: list[Row] = []
    for stage in line.stages:
        rows += _stage_rows(stage, [count for count in counts if count.stage == stage.key])
    for key in dict.fromkeys(count.stage for count in counts if line.find(count.stage) is None):
        own = [count for count in counts if count.stage == key]
        rows += [{"stage": key, "name": UNKNOWN, **row} for row in _value_rows(own, None)]
        work.note(f"deals stand in '{key}', which is {UNKNOWN}: tinycrm pipeline rename-stage {_word(key)} NEW")
    columns = [
        Column("stage", "Stage"),
        Column("name", "Name", wide=True),
        Column("probability", "Prob.", "ratio"),
        Column("outcome", "Outcome"),
        Column("deals", "Deals", "int"),
        Column("value", "Value", "money"),
        Column("weighted", "Weighted", "money"),
        Column("currency", "Currency", wide=True),
        Column("rot_days", "Rots after", "int"),
        Column("requires", "Requires", "list"),
    ]
    default = ", the default pipeline" if line.default else ""
    report = Report(
        "pipeline show",
        f"{line.name} ({line.key}{default})",
        columns,
        rows,
        notes=work.notes,
        today=work.today,
    )
    for source, targets in (line.moves or {}).items():
        report.notes.append(f"from {source} to: {', '.join(targets) or 'nowhere'}")
    for outcome, reasons in line.reasons.items():
        report.notes.append(f"reasons for {outcome}: {', '.join(reasons)}")
    return report


def _stage_rows(stage: Stage, counts: list[StageCount]) -> list[Row]:
    from tinycrm.domain.money import probability_text
    from tinycrm.domain.results import Number

    head: Row = {
        "stage": stage.key,
        "name": stage.name,
        "probability": Number(probability_text(stage.probability)),
        "outcome": stage.outcome,
        "rot_days": stage.rot_days,
        "requires": list(stage.requires),
    }
    return [{**head, **row} for row in _value_rows(counts, stage)]


def _value_rows(counts: list[StageCount], stage: Stage | None) -> list[Row]:
    """One row a currency; a stage without deals has one row that counts 0."""
    if not counts:
        return [{"deals": 0, "value": None, "weighted": None, "currency": None}]
    rows: list[Row] = []
    for currency in dict.fromkeys(count.currency for count in counts):
        own = [count for count in counts if count.currency == currency]
        valued = sum(count.valued for count in own)
        value: Row = {
            "deals": sum(count.deals for count in own),
            "value": None,
            "weighted": None,
            "currency": currency,
        }
        if valued:
            value["value"] = money(sum(count.value for count in own), currency)
        if valued and stage is not None and stage.outcome == "open":
            exact = sum(count.weighted + count.unweighted * stage.probability for count in own)
            value["weighted"] = money(half_even(exact, FULL), currency)
        rows.append(value)
    return rows


def validate_pipelines(work: Work) -> Listing:
    """Gives the deals that do not fit the YAML, and exit code 1 when there are any."""
    columns = [
        Column("id", "Id", "id"),
        Column("title", "Title"),
        Column("pipeline", "Pipeline"),
        Column("stage", "Stage"),
        Column("problem", "Problem", "long"),
        Column("mend", "Mend", "long"),
    ]
    rows: list[Row] = []
    lines = work.store.pipelines
    for pipeline, stage in dict.fromkeys((count.pipeline, count.stage) for count in stage_counts(work.store.db)):
        for id, title, outcome, position, _, _ in deals_standing(work.store.db, pipeline, stage):
            problem, mend = _problem(work, pipeline, stage, outcome, position, id)
            if problem:
                rows.append(
                    {
                        "id": id,
                        "title": title,
                        "pipeline": pipeline,
                        "stage": stage,
                        "problem": problem,
                        "mend": mend,
                    }
                )
    stages = sum(len(line.stages) for line in lines)
    kinds = "pipeline" if len(lines) == 1 else "pipelines"
    sound = f"Sound: {len(lines)} {kinds}, {stages} stages, and every deal fits."
    if rows:
        work.note(f"{len(rows)} {'deal does' if len(rows) == 1 else 'deals do'} not fit pipelines.yaml")
    return Listing("deal", columns, rows, notes=work.notes, today=work.today, empty=sound, exit_code=1 if rows else 0)


def _problem(work: Work, pipeline: str, stage: str, outcome: str, position: int, id: int) -> tuple[str, str]:
    line = work.store.pipelines.find(pipeline)
    if line is None:
        return f"the pipeline '{pipeline}' is {UNKNOWN}", f"tinycrm deal move {id} STAGE --pipeline KEY"
    place = line.find(stage)
    if place is None:
        return f"the stage '{stage}' is {UNKNOWN}", f"tinycrm pipeline rename-stage {_word(stage)} NEW"
    if place.outcome != outcome:
        return f"the deal is {outcome}, the stage is {place.outcome}", "tinycrm pipeline sync"
    if place.position != position:
        return "the stage stands at another place now", "tinycrm pipeline sync"
    return "", ""


def _word(text: str) -> str:
    return text if text.isidentifier() else f"'{text}'"


def sync_pipelines(work: Work) -> Done:
    """Outcome, closing day and position of deals and their history are what the YAML says of their stages.

    A deal that becomes closed did so on the day it came into its stage. Deals in stages that the YAML does
    not have are told of and stay as they are.
    """
    changed: list[int] = []
    settled = 0
    with work.write() as unit:
        unit.as_history()
        for pipeline, stage in dict.fromkeys(row[:2] for row in stages_ever(unit.db)):
            line = work.store.pipelines.find(pipeline)
            place = line.find(stage) if line else None
            if line is None or place is None:
                _tell_unknown(work, unit, pipeline, stage)
                continue
            moved, history = _settle(unit, line, stage, place)
            changed += moved
            settled += history
    sentence = f"Settled {_deals(len(changed))}" if changed else "Nothing to do: every deal fits"
    if settled and not changed:
        sentence = "Settled the history of deals"
    return Done("deal", sorted(changed), sentence, changed=bool(changed or settled))


def _deals(count: int) -> str:
    return f"{count} deal" if count == 1 else f"{count} deals"


def _tell_unknown(work: Work, unit: Unit, pipeline: str, stage: str) -> None:
    count = len(deals_in_stage(unit, pipeline, stage))
    if count:
        work.note(
            f"{_deals(count)} in '{stage}' of '{pipeline}', {UNKNOWN}: left alone;"
            f" tinycrm pipeline rename-stage {_word(stage)} NEW"
        )


def _settle(unit: Unit, line: Pipeline, stored: str, place: Stage) -> tuple[list[int], int]:
    """The deals and stays stored under a key stand in a stage of the YAML; gives what changed."""
    changed: list[int] = []
    for id, _, outcome, _, closed, entered in deals_standing(unit.db, line.key, stored):
        columns: dict[str, Cell] = {"stage": place.key, "position": place.position, "outcome": place.outcome}
        if place.outcome == "open":
            columns["closed_on"] = None
            if outcome != "open":
                columns["reason"] = None
        else:
            columns["closed_on"] = closed or entered
        if unit.update("deal", (id,), columns):
            changed.append(id)
    history = 0
    for deal, seq in stays_in_stage(unit, line.key, stored):
        history += unit.update(
            "stage_stay",
            (deal, seq),
            {"stage": place.key, "position": place.position, "outcome": place.outcome},
        )
    return changed, history


def rename_stage(work: Work, old: str, new: str, pipeline: str = "") -> Done:
    """Deals and history that were in a stage are in another, in one operation.

    Args:
        work: the command's work.
        old: the key that deals store.
        new: key or name of a stage of the YAML.
        pipeline: its key or name; "" is the only one that fits.

    Raises:
        UsageError: no such new stage, or several pipelines fit.
        RuleError: the old stage is still in the YAML.
    """
    line, stored = _line_of(work, old, new, pipeline)
    place = line.stage(new)
    if not stored:
        return Done("deal", [], f"Nothing to do: no deal was ever in '{old}'", changed=False)
    if line.find(stored) is not None:
        if stored == place.key:
            return Done("deal", [], f"Nothing to do: the stage is '{stored}' already", changed=False)
        raise RuleError(
            f"the stage '{stored}' is still in pipelines.yaml",
            hint="rename it there first; deal move moves single deals",
        )
    with work.write() as unit:
        unit.as_history()
        standing = deals_in_stage(unit, line.key, stored)
        _, history = _settle(unit, line, stored, place)
    sentence = f"Renamed '{stored}' to '{place.key}' in {line.key}: {_deals(len(standing))}, {history} stays"
    return Done("deal", standing, sentence)


def _line_of(work: Work, old: str, new: str, pipeline: str) -> tuple[Pipeline, str]:
    """The pipeline that is meant, and the old key as it is stored there, "" when it is not."""
    from tinycrm.domain.fold import fold

    used: dict[str, list[str]] = {}
    for key, stage, _, _ in stages_ever(work.store.db):
        used.setdefault(key, []).append(stage)
    lines = [work.store.pipelines.get(pipeline)] if pipeline else list(work.store.pipelines)
    fitting: list[tuple[Pipeline, str]] = []
    for line in lines:
        stages = used.get(line.key, [])
        stored = old if old in stages else next((stage for stage in stages if fold(stage) == fold(old)), "")
        if stored:
            fitting.append((line, stored))
    if not fitting:
        known = ", ".join(sorted({stage for line in lines for stage in used.get(line.key, [])}))
        work.note(f"no deal was ever in '{old}'; stages of deals: {known or 'none yet'}")
        return (next((line for line in lines if _has(line, new)), lines[0]), "")
    having = [(line, stored) for line, stored in fitting if _has(line, new)]
    if len(having) > 1:
        keys = ", ".join(line.key for line, _ in having)
        raise UsageError(f"several pipelines have '{old}' and '{new}'", hint=f"--pipeline, one of: {keys}")
    # none has it: line.stage() then says so and names the stages
    return having[0] if having else fitting[0]


def _has(line: Pipeline, text: str) -> bool:
    try:
        line.stage(text)
    except UsageError:
        return False
    return True
