"""What people call the columns and files of each noun, wherever they come from."""

from __future__ import annotations

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
        "note": "notes comment comments description body",
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

# words in the names of files
NAMES = {
    "company": "compan account organi",
    "contact": "contact people person lead",
    "deal": "deal opportunit pipeline sales",
    "task": "task todo",
    "interaction": "interaction activit call note meeting",
}
