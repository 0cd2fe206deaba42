"""Which field each column is: by the user's map, by name, or as a custom field."""

from __future__ import annotations

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.services.drafts import custom_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.fields import Field
    from tinycrm.domain.settings import Settings
    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.sheet import Sheet

FOREIGN_ID = "foreign_id"
# the day a deal closed or is to close, whichever its stage says
CLOSE_DATE = "close_date"
LEAVE_OUT = "-"
_PSEUDO = (FOREIGN_ID, CLOSE_DATE, LEAVE_OUT)

# fields that no edit sets, and that a file still may bring
_ALWAYS = ("uid", "created_at", "updated_at")
_BROUGHT: dict[str, tuple[str, ...]] = {
    "deal": ("pipeline", "stage", "outcome", "closed_on"),
    "task": ("status", "done_at", "done_on"),
}
_MANY = {
    "email": "emails",
    "phone": "phones",
    "handle": "handles",
    "website": "websites",
    "company": "companies",
    "contact": "contacts",
}

_PARTY = "company companyname account accountname organization organisation employer client customer"
_WHO = "contact contactname contactperson primarycontact person associatedcontact"
_OWNER = "salesowner salesagent salesrep salesperson rep assignedto assignee responsible"
_COMMON: dict[str, dict[str, str]] = {
    "contact": {
        "name": "fullname displayname contact contactname",
        "given": "firstname givenname forename",
        "family": "lastname surname familyname secondname",
        "emails": "emailaddress mail emailaddresses workemail primaryemail email1value",
        "phones": "phonenumber telephone tel mobile mobilephone mobilephonenumber cell workphone phone1value",
        "companies": _PARTY,
        "title": "jobtitle position role",
        "birthday": "birthdate dateofbirth dob bday",
        "lifecycle": "lifecyclestage",
        "source": "leadsource originalsource",
        "tags": "labels categories groups",
        "note": "notes comment comments description",
        "owner": _OWNER + " contactowner",
        "handles": "twitter telegram",
        "created_at": "createdate createddate createdtime",
        FOREIGN_ID: "id recordid contactid externalid internalid",
    },
    "company": {
        "name": _PARTY,
        "websites": "website url web domain domainname companydomainname homepage",
        "phones": "phonenumber telephone tel",
        "industry": "sector",
        "country": "countryregion",
        "size": "numberofemployees employees headcount staff",
        "parent": "parentcompany parentaccount subsidiaryof",
        "tags": "labels categories",
        "note": "notes comment comments description",
        "owner": _OWNER + " companyowner accountowner",
        "source": "leadsource originalsource",
        "created_at": "createdate createddate createdtime",
        FOREIGN_ID: "id recordid companyid accountid externalid internalid",
    },
    "deal": {
        "title": "dealname dealtitle opportunity opportunityname topic",
        "companies": _PARTY,
        "contacts": _WHO,
        "value": "amount dealvalue closevalue estrevenue revenue price sum",
        "currency": "currencycode currencyofvalue currencyisocode",
        "stage": "dealstage stagename salesstage pipelinephase",
        "outcome": "status dealstatus",
        "pipeline": "dealpipeline",
        "probability": "probabilitypercent dealprobability",
        "opened_on": "opendate startdate engagedate createdate createddate createdtime",
        "expected_close_on": "expectedclosedate estclosedate expectedclose",
        "closed_on": "actualclosedate wontime losttime dateclosed",
        CLOSE_DATE: "closedate closingdate",
        "reason": "lostreason closedlostreason closereason",
        "owner": _OWNER + " dealowner opportunityowner",
        "source": "leadsource",
        "tags": "labels",
        FOREIGN_ID: "id recordid dealid opportunityid externalid internalid",
    },
    "task": {
        "title": "task tasktitle subject name",
        "due_on": "duedate deadline due",
        "status": "taskstatus",
        "contact": _WHO,
        "company": _PARTY,
        "deal": "dealname opportunity associateddeal",
        "owner": _OWNER + " taskowner",
        "priority": "taskpriority",
        "done_at": "completedat datecompleted",
        FOREIGN_ID: "id recordid taskid externalid",
    },
    "interaction": {
        "kind": "type activitytype channel",
        "at": "date activitydate when time timestamp datetime",
        "summary": "text note notes description subject body content",
        "contacts": _WHO + " people",
        "companies": _PARTY,
        "deal": "dealname opportunity",
        "owner": _OWNER + " createdby",
        "minutes": "duration",
        FOREIGN_ID: "id recordid activityid externalid",
    },
}


class Target:
    """What a column is.

    Attributes:
        header: the column.
        key: the field's key, or one of `foreign_id`, `close_date` and `-`.
        field: the field, or None for those.
    """

    __slots__ = ("field", "header", "key")

    def __init__(self, header: str, key: str, field: Field | None = None) -> None:
        self.header = header
        self.key = key
        self.field = field


def squash(text: str) -> str:
    """Gives the letters and digits of a header, folded: "E-mail Address" is emailaddress."""
    return "".join(char for char in fold(text) if char.isalnum())


def importable(noun: str, field: Field) -> bool:
    """Says whether a file may bring a field."""
    return field.editable or field.key in _ALWAYS or field.key in _BROUGHT.get(noun, ())


def find_targets(noun: str, sheet: Sheet, asked: Asked, settings: Settings) -> list[Target]:
    """Gives what each column of a sheet is, in their order.

    Raises:
        UsageError: a map names a column or field that is not there, two columns are one field, or the field
            that every record needs is missing.
    """
    headers = sheet.headers
    maps = _asked_for(sheet, asked)
    found: list[Target] = []
    for header in headers:
        if header in maps:
            found.append(_target(noun, header, maps[header], settings))
        elif not header:
            found.append(Target(header, LEAVE_OUT))
        else:
            found.append(_by_name(noun, header, headers, asked, settings))
    _check_once(sheet, found)
    _check_needed(noun, sheet, found, asked)
    return found


def _asked_for(sheet: Sheet, asked: Asked) -> dict[str, str]:
    by_squash = {squash(header): header for header in reversed(sheet.headers) if header}
    maps: dict[str, str] = {}
    absent: list[str] = []
    for header, target in asked.maps.items():
        own = header if header in sheet.headers else by_squash.get(squash(header), "")
        if own:
            maps[own] = target
        elif header in asked.strict:
            names = [name for name in sheet.headers if name]
            raise UsageError(
                f"{sheet.name} has no column '{header}'",
                hint=f"{did_you_mean(header, names)}its columns: {', '.join(names)}",
            )
        else:
            absent.append(header)
    if absent:
        sheet.notes.append(f"{sheet.name} has no column {', '.join(absent)} of the map file")
    return maps


def _target(noun: str, header: str, name: str, settings: Settings) -> Target:
    if name in _PSEUDO and (name != CLOSE_DATE or noun == "deal"):
        return Target(header, name)
    known = NOUNS[noun]
    field = known.get(name, settings.custom(noun))
    # a column may be given its own name as that of a new custom field
    if field is None and squash(name) == squash(header):
        field = known.get(f"fields.{custom_key(name)}", settings.custom(noun))
    if field is None:
        names = [own.key for own in known.fields if importable(noun, own)]
        names += [*sorted(settings.custom(noun)), FOREIGN_ID]
        raise UsageError(
            f"'{name}' for the column '{header}' is no field of a {noun}",
            code="unknown_field",
            hint=f"{did_you_mean(name, names)}one of: {', '.join(names)}; fields.NAME is custom, - none",
        )
    if not importable(noun, field) or field.place == "custom_all":
        raise UsageError(f"'{field.key}' cannot be imported", hint=f'--map "{header}=-" leaves the column out')
    return _single(noun, header, field)


def _single(noun: str, header: str, field: Field) -> Target:
    """One primary and its list are the same column."""
    many = NOUNS[noun].get(_MANY.get(field.key, ""))
    return Target(header, many.key, many) if many is not None and many.many else Target(header, field.key, field)


def _by_name(noun: str, header: str, headers: Sequence[str], asked: Asked, settings: Settings) -> Target:
    known = NOUNS[noun]
    field = known.get(header, settings.custom(noun))
    wanted = squash(header)
    if field is None:
        for own in known.fields:
            if wanted in (squash(own.key), squash(own.label), *map(squash, own.aliases)):
                field = own
                break
    if header == "id" and "uid" in headers:
        return Target(header, LEAVE_OUT)
    if field is not None and field.key == "id":
        return Target(header, FOREIGN_ID)
    if field is None:
        if wanted in (squash(FOREIGN_ID), squash(CLOSE_DATE)) and (noun == "deal" or wanted == squash(FOREIGN_ID)):
            return Target(header, FOREIGN_ID if wanted == squash(FOREIGN_ID) else CLOSE_DATE)
        return _common(noun, header, wanted, asked, settings)
    if not importable(noun, field) or field.place == "custom_all":
        return Target(header, LEAVE_OUT)
    return _single(noun, header, field)


def _common(noun: str, header: str, wanted: str, asked: Asked, settings: Settings) -> Target:
    for key, words in _COMMON[noun].items():
        if wanted in words.split():
            if key in _PSEUDO:
                return Target(header, key)
            field = NOUNS[noun].get(key)
            # deals have one company, whatever the list is called
            field = field or NOUNS[noun].need({"companies": "company", "contacts": "contact"}.get(key, key))
            return Target(header, field.key, field)
    if asked.only_known:
        return Target(header, LEAVE_OUT)
    field = NOUNS[noun].get(f"fields.{_new_key(header)}", settings.custom(noun))
    has_custom = NOUNS[noun].get("fields") is not None
    return Target(header, field.key, field) if has_custom and field is not None else Target(header, LEAVE_OUT)


def _new_key(header: str) -> str:
    key = "_".join("".join(char if char.isalnum() else " " for char in fold(header)).split())[:60]
    return key if key and key.isidentifier() else f"column_{key}" if key else "column"


def _check_once(sheet: Sheet, targets: Sequence[Target]) -> None:
    seen: dict[str, str] = {}
    for target in targets:
        if target.key == LEAVE_OUT or (target.field is not None and target.field.many and target.field.place != "link"):
            continue
        if target.key in seen:
            raise UsageError(
                f"{sheet.name}: the columns '{seen[target.key]}' and '{target.header}' are both {target.key}",
                hint=f'--map "{target.header}=-" leaves one out',
            )
        seen[target.key] = target.header


def _check_needed(noun: str, sheet: Sheet, targets: Sequence[Target], asked: Asked) -> None:
    keys = {target.key for target in targets} | set(asked.defaults)
    title = NOUNS[noun].title
    instead = {"contact": ("given", "family", "emails")}.get(noun, ())
    if not sheet.headers or title in keys or asked.titles or any(key in keys for key in instead):
        return
    names = ", ".join(header for header in sheet.headers if header)
    raise UsageError(
        f"{sheet.name}: no column is the {title} that a {noun} needs",
        hint=f'--map "HEADER={title}"; its columns: {names}',
    )


_NAMES = {
    "company": "compan account organi",
    "contact": "contact people person lead",
    "deal": "deal opportunit pipeline sales",
    "task": "task todo",
    "interaction": "interaction activit call note meeting",
}


def guess_noun(sheet: Sheet, settings: Settings) -> str:
    """Gives what the rows of a sheet are, by the columns that fit and the file's name.

    Raises:
        UsageError: it could be several things, or none.
    """
    from tinycrm.services.transfer.asked import Asked

    bare = Asked()
    bare.only_known = True
    file = fold(sheet.name.replace("\\", "/").rpartition("/")[2])
    scores: dict[str, int] = {}
    for noun in NOUNS:
        targets = [_by_name(noun, header, sheet.headers, bare, settings) for header in sheet.headers if header]
        keys = {target.key for target in targets} - {LEAVE_OUT, FOREIGN_ID}
        score = len(keys)
        score += 3 * any(word in file for word in _NAMES[noun].split())
        score += 2 * (noun == "deal" and "stage" in keys) + 2 * (noun == "contact" and bool({"given", "emails"} & keys))
        scores[noun] = score
    best = max(scores.values(), default=0)
    found = [noun for noun, score in scores.items() if score == best and score > 1]
    if len(found) != 1:
        raise UsageError(
            f"{sheet.name}: what its rows are is not clear",
            hint="--as contacts, companies, deals, tasks or interactions",
        )
    return found[0]
