"""What people call the columns and files of each noun, wherever they come from."""

from __future__ import annotations

from functools import cache

from tinycrm.services.transfer.columns import squash
from tinycrm.services.transfer.headerwords import ABROAD, CHOICES, FAMILY_BESIDE, GIVEN_BESIDE
from tinycrm.services.transfer.tradewords import FILES, HEADERS, SURE, WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FOREIGN_ID = "foreign_id"
CLOSE_DATE = "close_date"

_PARTY = "company companyname account accountname organization organisation employer client customer"
_WHO = "contact contactname contactperson primarycontact person associatedcontact"
_OWNER = "salesowner salesagent salesrep salesperson rep assignedto assignee responsible"
COMMON: dict[str, dict[str, str]] = {
    "contact": {
        "name": "fullname displayname contact contactname",
        "given": "firstname givenname forename",
        "family": "lastname surname familyname secondname",
        "emails": "emailaddress mail emailaddresses workemail primaryemail email1value",
        "phones": "phonenumber telephone tel mobile mobilephone mobilephonenumber cell workphone phone1value "
        "businessphone homephone officephone mobilenumber cellphone cellphonenumber otherphone directphone",
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
        FOREIGN_ID: "id recordid contactid externalid internalid vcardid",
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
        "note": "notes comment comments description body",
        FOREIGN_ID: "id recordid taskid externalid icalendarid",
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

# words in the names of files
NAMES = {
    "company": "compan account organi компани организаци شرکت firmen unternehmen entreprise societes empresa",
    "contact": "contact people person lead контакт مخاطب kontakt",
    "deal": "deal opportunit pipeline сделк معامل verkaufschance affaire oportunidad",
    "task": "task todo задач وظیفه وظایف aufgabe taches tarea",
    "interaction": "interaction activit call note meeting звонк встреч تماس anruf appels llamada",
    **FILES,
}


@cache
def _keys(noun: str) -> dict[str, str]:
    keys: dict[str, str] = {}
    for key, words in HEADERS.get(noun, {}).items():
        for word in words.split(","):
            keys.setdefault(squash(word), key)
    for key, words in COMMON.get(noun, {}).items():
        for word in words.split():
            keys.setdefault(word, key)
    for key, words in ABROAD.get(noun, {}).items():
        for word in words.split(","):
            keys.setdefault(squash(word), key)
    return keys


def key_of(noun: str, header: str) -> str:
    """Gives the field that people call so in some language, "" when nobody does.

    Args:
        noun: what the rows are.
        header: squashed.
    """
    return _keys(noun).get(header, "")


def place_of(noun: str, header: str) -> int:
    """Gives how far behind a word for a column stands among those that people use: the first ones are the surest.

    Args:
        noun: what the rows are.
        header: squashed.
    """
    words = list(_keys(noun))
    return words.index(header) if header in words else -1


def is_sure(noun: str, keys: set[str]) -> bool:
    """Says whether columns that are these fields may be those of a table of this noun."""
    return noun not in SURE or any(keys.issuperset(needed) for needed in SURE[noun])


def part_of_name(header: str, headers: Sequence[str]) -> str:
    """Gives "given" or "family" for a column that is a part of the name because of one beside it, else "".

    Args:
        header: squashed: that of the column.
        headers: of all columns of a sheet of contacts.
    """
    if header not in GIVEN_BESIDE and header not in FAMILY_BESIDE:
        return ""
    others = {squash(other) for other in headers}
    has_family = any(key_of("contact", other) == "family" for other in others)
    if header in GIVEN_BESIDE:
        return "given" if has_family else ""
    return "family" if not has_family and not others.isdisjoint(FAMILY_BESIDE[header]) else ""


def choice_words(noun: str) -> dict[str, dict[str, str]]:
    """Gives field → folded word of another language → our own word, for the choices of a noun's table."""
    from tinycrm.domain.fold import fold

    keys = {"interaction": ("kind",), "task": ("priority",)}.get(noun, ())
    choices = WORDS.get(noun) or {key: CHOICES[key] for key in keys}
    return {
        key: {fold(word): own for own, words in known.items() for word in words.split(",")}
        for key, known in choices.items()
    }
