"""What commands answer in JSON that is no record: pages, reports, what was done, and errors."""

from __future__ import annotations

from schema_values import SCALARS, VALUES, Schema, array, closed, columns_of, extended, or_null, shape

from tinycrm.domain.nouns import NOUNS
from tinycrm.reports.registry import REPORTS

ERROR = closed(
    {
        "error": shape(
            "code:str message:str hint:str exit_code:int ~id:id ~candidates:[candidate]",
            candidate=shape("id:id noun:noun name:str"),
        )
    }
)

_MAIL = (
    "id:id uid:uid key:str what:str state:state recipient:str subject:str message_id:str record:id? queued_at:instant"
    " due_at:instant? attempts:int began_at:instant? ended_at:instant? reply:str?"
)
_STATE: Schema = {"enum": ["queued", "sending", "sent", "failed", "in doubt"]}

# --- what is due, and who ---
_TICKET = shape(
    "id:id title:str priority:str opened_at:instant channel:str? company:ref? contact:ref? owner:str? who:str?"
    " mark:str?"
)
_WORD = shape("id:id name:str at:instant kind:str summary:str")
_SILENT = shape("id:id name:str last_touch_at:instant days:int cadence_days:int late:int words:str")
_ENDING = (
    "id:id product:str? company:ref? contact:ref? amount:num? currency:str interval:str owner:str? who:str? kind:str"
    " ends_on:day days:int"
)
TODAY = shape(
    "date:day overdue:[task] due:[task] upcoming:[task] undated:[task] tickets:[ticket] owed:[word] awaited:[word]"
    " cadence:[silent] rotting:[deal] renewals:[ending] birthdays:[birth]"
    " mails:[mail] jobs:[job]",
    task=extended("task", "who:str? mark:str?"),
    mail=shape(_MAIL, state=_STATE),
    ticket=_TICKET,
    word=_WORD,
    silent=_SILENT,
    deal=extended("deal", "days:int rot_days:int words:str"),
    ending=shape(_ENDING + " words:str"),
    birth=shape("id:id name:str on:day age:int? words:str?"),
    job=shape("job:str at:instant message:str exit_code:int?"),
)
WELCOME = shape("commands:[str]")
RENEWALS = array(shape(_ENDING))

_BRIEF = (
    " tags:[str] owner:str? source:str? lifecycle:str? note:str? lifecycle_since:day? value:value {}touch:touch"
    " interactions:[said] deals:[deal] tasks:[task] tickets:[ticket] subscriptions:[subscription] feedback:answer?"
    " talk_about:[point_of_talk]"
)
_BRIEF_PARTS: dict[str, Schema] = {
    "value": shape(
        "sales:int net:[money] first_sale:day? last_sale:day? won_deals:int won:[money] mrr:[money] rfm:str?"
        " rfm_class:str?"
    ),
    "people_value": shape("people:int sales:int net:[money] first_sale:day? last_sale:day? mrr:[money]"),
    "touch": shape(
        "last_touch_at:instant? last_in_at:instant? last_out_at:instant? days:int? cadence_days:int? days_left:int?"
    ),
    "said": shape("id:id at:instant on_day:day kind:str direction:str? summary:str"),
    "deal": shape(
        "id:id title:str stage:str value:num? currency:str days_in_stage:int rotting:bool expected_close_on:day?"
        " next_task:day?"
    ),
    "task": shape("id:id title:str due_on:day? due_time:time? priority:str"),
    "ticket": shape("id:id title:str priority:str opened_on:day first_answered_at:instant? age_days:int"),
    "subscription": shape(
        "id:id product:str? amount:num currency:str interval:str status:str end_on:day? days_to_end:int?"
        " next_due:day? trial_ends_on:day?"
    ),
    "answer": shape("id:id kind:str score:int on_day:day comment:str?"),
    "point_of_talk": shape("key:str text:str"),
    "relation": shape("kind:str id:id name:str"),
    "person": shape("id:id name:str title:str? role:str?"),
}
BRIEF: Schema = {
    "oneOf": [
        shape(
            "noun:str id:id name:str title:str? company:ref? emails:[point] phones:[point] handles:[point]"
            " birthday:birthday? role:str? relations:[relation]" + _BRIEF.format(""),
            **_BRIEF_PARTS,
        ),
        shape(
            "noun:str id:id name:str industry:str? size:int? country:str? parent:ref? websites:[point] phones:[point]"
            " people:[person]" + _BRIEF.format("people_value:people_value "),
            **_BRIEF_PARTS,
        ),
    ]
}
SEARCH = array(shape("id:id noun:noun name:str detail:str? with:ref?"))
TIMELINE = array(shape("at:str noun:str kind:str? who:str? text:str? id:id"))
DUPES = {
    "contact": array(
        shape("group:int reason:str shared:str id:id name:str email:str? phone:str? score:int why:[str] company:ref?")
    ),
    "company": array(
        shape("group:int reason:str shared:str id:id name:str website:str? phone:str? score:int why:[str]")
    ),
}
_CARD = shape("id:id title:str stage:str value:num? currency:str company:str? expected_close_on:day? owner:str?")
BOARD = shape(
    "pipeline:str name:str columns:[column]",
    column=shape(
        "stage:str name:str count:int values:[sum] deals:[deal]", sum=shape("currency:currency value:num"), deal=_CARD
    ),
)
MEMBERS = array(
    shape("id:id noun:str name:str reached_on:day? answered_on:day? reached_at:instant? answered_at:instant?")
)
LIFE = array(shape("on:day kind:str amount:num? currency:str? interval:str? until:day? outcome:str? decided_on:day?"))

# --- reports ---
_CELL: Schema = {
    "anyOf": [{"type": ["string", "number", "boolean", "null", "array"]}, {"$ref": "#/$defs/ref"}],
}
_ROW: Schema = {"type": "object", "additionalProperties": _CELL}
_REPORT = closed(
    {
        "report": VALUES["str"],
        "from": or_null(VALUES["day"]),
        "to": or_null(VALUES["day"]),
        "columns": array(shape("key:str label:str unit:str?")),
        "rows": array({"$ref": "#/$defs/row"}),
        "totals": {"anyOf": [{"$ref": "#/$defs/row"}, {"type": "null"}]},
        "sections": array({"$ref": "#/$defs/report"}),
    },
    optional=("sections",),
)
REPORT: Schema = {
    "$ref": "#/$defs/report",
    "$defs": {"report": _REPORT, "row": _ROW, "ref": VALUES["ref"]},
}
REPORT_LIST = array(
    closed(
        {
            "name": {"enum": [kind.name for kind in REPORTS]},
            "about": VALUES["str"],
            "by": array(VALUES["str"]),
            "period": or_null(VALUES["str"]),
        }
    )
)
EXPLAIN = shape(
    "key:str name:str unit:str formula:str empty:str source:str less_is_better:bool from:day? to:day? figures:[figure]",
    figure=shape("currency:str? value:num? n:int? inputs:[input]", input=shape("name:str value:any")),
)

# --- pipelines, settings, care ---
PIPELINES = array(shape("key:str name:str default:bool stages:[str] open_deals:int deals:int"))
MISFITS = array(shape("id:id title:str pipeline:str stage:str problem:str mend:str"))
SETTINGS = array(shape("key:str value:any"))
PLACES = shape("database:str settings:str")
DOCTOR = shape("ok:bool checks:[check]", check=shape("check:str ok:bool level:str message:str mend:str?"))
QUALITY = shape(
    "score:int? parts:[part] completeness:[filled] findings:[finding]",
    part=shape("part:str counted:str good:int of:int share:ratio? weight:int"),
    filled=shape("noun:noun field:str label:str filled:int of:int share:ratio? needed:bool command:str?"),
    finding=shape(
        "check:str noun:noun count:int message:str examples:[example] command:str?",
        example=shape("id:id name:str? ~values:[str]"),
    ),
)
BACKUP = shape("path:str size:int sha256:str schema_version:int removed:[str]")
VERIFIED = array(shape("path:str sound:bool size:int? sha256:str? schema_version:int? about:str"))
BACKUPS = array(shape("path:str written_at:instant size:int"))
RESTORED = shape("restored:str database:str before:str?")
INSTALLED = shape("shell:str path:str? also:also")
WRITTEN_PIPELINES = shape("path:str template:str also:also")

# --- the past, exchange, batches ---
_CHANGED: Schema = {
    "type": "object",
    "additionalProperties": closed({"before": VALUES["any"], "after": VALUES["any"]}),
}
CHANGE = closed(
    {
        "cursor": {"type": "string", "pattern": "^(0|[0-9a-f]+\\.[0-9]+)$"},
        **shape(
            "operation:id at:instant who:str command:str undoes:id? action:action noun:noun id:id uid:uid? name:str?"
            " merged_into:id?",
            action={"enum": ["added", "edited", "removed"]},
        )["properties"],
        "changed": _CHANGED,
    }
)
CHANGES: Schema = {"anyOf": [array(CHANGE), shape("cursor:str")]}
HISTORY = array(
    closed(
        {
            **shape("operation:id at:instant who:str command:str records:int undoes:id? undone_by:id?")["properties"],
            "changes": array(
                closed(
                    {
                        "table": VALUES["str"],
                        "kind": {"enum": ["added", "changed", "removed"]},
                        "before": SCALARS,
                        "after": SCALARS,
                    }
                )
            ),
            "what": VALUES["str"],
        },
        optional=("changes", "what"),
    )
)
# what an undo or redo, or a write of several nouns, answers with
IDS: Schema = {"anyOf": [shape("id:id also:also"), array(shape("id:id also:also"))]}
_COUNTS = "new:int changed:int same:int different:int skipped:int"
IMPORTED = closed(
    {
        **shape(_COUNTS)["properties"],
        "nouns": {
            "type": "object",
            "propertyNames": {"enum": list(NOUNS)},
            "additionalProperties": shape(_COUNTS),
        },
        "differences": array(
            shape(
                "noun:noun id:id name:str file:str line:int kind:str fields:[field]",
                field=shape("field:str old:str? new:str"),
            )
        ),
        "bad": array(shape("file:str line:int message:str")),
        "also": VALUES["also"],
    }
)
_EXPORTED_ROWS = {
    "relations": "relation",
    "lifecycle_changes": "lifecycle_change",
    "foreign_refs": "foreign_ref",
    "merged": "merged",
    "not_duplicates": "not_duplicate",
    "campaign_members": "campaign_member",
    "subscription_changes": "subscription_change",
    "subscription_terms": "subscription_term",
    "kpi_snapshots": "kpi_snapshot",
    "enrolments": "enrolment",
    "rules_fired": "rule_fired",
    "mails": "outbox",
}


def export() -> Schema:
    """Gives the schema of an export: everything, or the records of one noun."""
    records = {noun.plural: array({"$ref": f"{noun.name}.json#/$defs/exported"}) for noun in NOUNS.values()}
    beside = {key: array(columns_of(table)) for key, table in _EXPORTED_ROWS.items()}
    head = shape("schema_version:int exported_at:instant next_id:int")["properties"]
    return {"anyOf": [closed({**head, **records, **beside}), *records.values()]}


# --- the outbox ---
_HEADER = shape("name:str value:str")
_ATTACHMENT = shape("name:str type:str size:int")
MAILS = array(shape(_MAIL, state=_STATE))
MAIL = shape(
    _MAIL + " from:str? headers:[header] text:str attachments:[attachment] attached:[str]",
    state=_STATE,
    header=_HEADER,
    attachment=_ATTACHMENT,
)
MAIL_WRITTEN = shape(_MAIL + " ~way:str also:also", state=_STATE)
MAILS_WRITTEN = array(MAIL_WRITTEN)

# --- jobs that run by themselves ---
_JOB_STATE: Schema = {"enum": ["new", "changed", "installed", "removed"]}
_PLANNED = "job:str when:str where:str state:state"
JOBS = array(
    shape(
        "job:str when:str next_at:instant? last_at:instant? result:str about:str? exit_code:int? cron:str? where:str"
        " command:str? database:str"
    )
)
JOBS_WRITTEN: Schema = {
    "anyOf": [
        array(shape(_PLANNED + " also:also", state=_JOB_STATE)),
        shape("jobs:[job] lines:[str]", job=shape(_PLANNED, state=_JOB_STATE)),
    ]
}

# --- rules ---
RULES = array(shape("name:str? source:str when:str? if:str? then:[str] fired:int last_fired_at:instant? problem:str?"))
RULES_DUE = array(shape("rule:str noun:noun id:id title:str? when:str occasion:str then:str"))
RULE_TRIED = shape(
    "rule:str noun:noun id:id when:str time_has_come:bool? occasion:str? done_at:instant? if:[condition]"
    " would_fire:bool then:[str]",
    condition=shape("condition:str holds:bool? value:any"),
)
_COUNTED: Schema = {"type": "object", "additionalProperties": VALUES["int"]}
RUN = closed(
    {
        "fired": _COUNTED,
        "held": _COUNTED,
        "failed": array(VALUES["str"]),
        "mail": shape("sent:int failed:int in_doubt:int waiting:int"),
    }
)

# --- hooks ---
HOOKS = array(shape("name:str when:str noun:str verb:str? there:bool runs:bool problem:str?"))

# --- templates and sequences ---
TEMPLATES = array(shape("name:str subject:str? about:[str] language:str? problem:str?"))
TEMPLATE: Schema = {
    "anyOf": [
        shape("name:str path:str subject:str about:[str] language:str? reply_to:str? source:str"),
        shape("name:str noun:noun id:id subject:str language:str reply_to:str? text:str html:str"),
    ]
}
TEMPLATE_WRITTEN = shape("name:str path:str also:also")
_MAILED = "record:id contact:str? to:str? subject:str? state:str mail:id? reason:str?"
TEMPLATE_SENT: Schema = {"anyOf": [array(shape(_MAILED)), array(shape(_MAILED + " also:also"))]}
SEQUENCES = array(
    shape("name:str of:noun? steps:int? days:int? stop_on:[str] running:int finished:int stopped:int problem:str?")
)
SEQUENCE = shape(
    "name:str of:noun stop_on:[str] weekdays_only:bool steps:[step] records:[enrolled]",
    step=shape("step:str after_days:int then:[str]"),
    enrolled=shape("id:id title:str? started_on:day state:str done:[str] next_step:str? next_on:day?"),
)

BATCH_LINE = closed(
    {
        "line": {"type": "integer", "minimum": 1},
        "exit_code": VALUES["int"],
        "ids": array(VALUES["id"]),
        "also": VALUES["also"],
        "uids": array(VALUES["str"]),
        "data": VALUES["any"],
        "error": ERROR["properties"]["error"],
        "notes": array(VALUES["str"]),
    },
    optional=("ids", "also", "uids", "data", "error", "notes"),
)
