"""Data quality: every number of the small shop, as it was when checked against its records."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, values, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "data-quality": """
        data-quality:
        part | counted | good | of | share | weight
        score | score of 100 | 33 | 100 | 0.33 | -
        complete | key fields filled | 0 | 12 | 0 | 40
        unique | contacts and companies without a duplicate | 6 | 6 | 1 | 20
        valid | e-mails, phones, websites, handles that are valid | - | 0 | - | 20
        fresh | contacts and companies not stale | 2 | 6 | 0.333333 | 20
        data-quality-contacts:
        field | filled | of | share | key_field
        title | 0 | 4 | 0 | False
        email | 0 | 4 | 0 | True
        phone | 0 | 4 | 0 | True
        handle | 0 | 4 | 0 | False
        company | 0 | 4 | 0 | True
        lifecycle | 0 | 4 | 0 | False
        source | 2 | 4 | 0.5 | False
        owner | 4 | 4 | 1 | False
        tags | 0 | 4 | 0 | False
        birthday | 0 | 4 | 0 | False
        cadence_days | 0 | 4 | 0 | False
        note | 0 | 4 | 0 | False
        data-quality-companies:
        field | filled | of | share | key_field
        website | 0 | 2 | 0 | False
        phone | 0 | 2 | 0 | False
        industry | 0 | 2 | 0 | False
        size | 0 | 2 | 0 | False
        country | 0 | 2 | 0 | False
        lifecycle | 0 | 2 | 0 | False
        source | 2 | 2 | 1 | False
        owner | 2 | 2 | 1 | False
        tags | 0 | 2 | 0 | False
        note | 0 | 2 | 0 | False
        data-quality-deals:
        field | filled | of | share | key_field
        value | 6 | 8 | 0.75 | False
        company | 4 | 8 | 0.5 | False
        contact | 0 | 8 | 0 | False
        expected_close_on | 3 | 8 | 0.375 | False
        source | 3 | 8 | 0.375 | False
        campaign | 1 | 8 | 0.125 | False
        owner | 7 | 8 | 0.875 | False
        tags | 0 | 8 | 0 | False
        data-quality-tasks:
        field | filled | of | share | key_field
        due_on | 5 | 5 | 1 | False
        contact | 0 | 5 | 0 | False
        company | 0 | 5 | 0 | False
        deal | 0 | 5 | 0 | False
        owner | 5 | 5 | 1 | False
        note | 0 | 5 | 0 | False
        data-quality-interactions:
        field | filled | of | share | key_field
        direction | 4 | 5 | 0.8 | False
        contacts | 5 | 5 | 1 | False
        companies | 0 | 5 | 0 | False
        deal | 4 | 5 | 0.8 | False
        minutes | 3 | 5 | 0.6 | False
        outcome | 0 | 5 | 0 | False
        owner | 5 | 5 | 1 | False
        data-quality-gaps:
        check | noun | records | message | command
        missing_email | contact | 4 | 4 contacts of 4 have no e-mail | tinycrm contact list --where 'email is empty'
        missing_phone | contact | 4 | 4 contacts of 4 have no phone | tinycrm contact list --where 'phone is empty'
        missing_company | contact | 4 | 4 contacts of 4 have no company | tinycrm contact list --where 'company is
                empty'
        unreachable | contact | 4 | 4 contacts have no e-mail, phone or handle | tinycrm contact list --where 'email
                is empty and phone is empty and handle is empty'
        stale | contact | 2 | 2 contacts have no interaction for more than 90 days | tinycrm contact list --where
                'last_touch < 2026-04-01 or (last_touch is empty and created < 2026-04-01)'
        stale | company | 2 | 2 companies have no interaction for more than 90 days | tinycrm company list --where
                'last_touch < 2026-04-01 or (last_touch is empty and created < 2026-04-01)'
        orphan | deal | 4 | 4 deals have no company or contact | tinycrm deal list --all --where 'company is empty
                and contact is empty'
        orphan | task | 3 | 3 tasks are about nobody: no contact, company or deal | tinycrm task list --where
                'status = open and contact is empty and company is empty and deal is empty'
        no_next_step | deal | 4 | 4 deals are open and have no open task | tinycrm deal list --where 'outcome = open
                and open_tasks is empty'
    """,
    "data-quality owner=ann": """
        data-quality:
        part | counted | good | of | share | weight
        score | score of 100 | 33 | 100 | 0.33 | -
        complete | key fields filled | 0 | 6 | 0 | 40
        unique | contacts and companies without a duplicate | 3 | 3 | 1 | 20
        valid | e-mails, phones, websites, handles that are valid | - | 0 | - | 20
        fresh | contacts and companies not stale | 1 | 3 | 0.333333 | 20
        note: what is counted here is narrowed; the commands list what is so among all records
        data-quality-contacts:
        field | filled | of | share | key_field
        title | 0 | 2 | 0 | False
        email | 0 | 2 | 0 | True
        phone | 0 | 2 | 0 | True
        handle | 0 | 2 | 0 | False
        company | 0 | 2 | 0 | True
        lifecycle | 0 | 2 | 0 | False
        source | 1 | 2 | 0.5 | False
        owner | 2 | 2 | 1 | False
        tags | 0 | 2 | 0 | False
        birthday | 0 | 2 | 0 | False
        cadence_days | 0 | 2 | 0 | False
        note | 0 | 2 | 0 | False
        data-quality-companies:
        field | filled | of | share | key_field
        website | 0 | 1 | 0 | False
        phone | 0 | 1 | 0 | False
        industry | 0 | 1 | 0 | False
        size | 0 | 1 | 0 | False
        country | 0 | 1 | 0 | False
        lifecycle | 0 | 1 | 0 | False
        source | 1 | 1 | 1 | False
        owner | 1 | 1 | 1 | False
        tags | 0 | 1 | 0 | False
        note | 0 | 1 | 0 | False
        data-quality-deals:
        field | filled | of | share | key_field
        value | 3 | 3 | 1 | False
        company | 2 | 3 | 0.666667 | False
        contact | 0 | 3 | 0 | False
        expected_close_on | 1 | 3 | 0.333333 | False
        source | 2 | 3 | 0.666667 | False
        campaign | 1 | 3 | 0.333333 | False
        owner | 3 | 3 | 1 | False
        tags | 0 | 3 | 0 | False
        data-quality-tasks:
        field | filled | of | share | key_field
        due_on | 2 | 2 | 1 | False
        contact | 0 | 2 | 0 | False
        company | 0 | 2 | 0 | False
        deal | 0 | 2 | 0 | False
        owner | 2 | 2 | 1 | False
        note | 0 | 2 | 0 | False
        data-quality-interactions:
        field | filled | of | share | key_field
        direction | 3 | 3 | 1 | False
        contacts | 3 | 3 | 1 | False
        companies | 0 | 3 | 0 | False
        deal | 2 | 3 | 0.666667 | False
        minutes | 2 | 3 | 0.666667 | False
        outcome | 0 | 3 | 0 | False
        owner | 3 | 3 | 1 | False
        data-quality-gaps:
        check | noun | records | message | command
        missing_email | contact | 2 | 2 contacts of 2 have no e-mail | tinycrm contact list --where 'email is empty'
        missing_phone | contact | 2 | 2 contacts of 2 have no phone | tinycrm contact list --where 'phone is empty'
        missing_company | contact | 2 | 2 contacts of 2 have no company | tinycrm contact list --where 'company is
                empty'
        unreachable | contact | 2 | 2 contacts have no e-mail, phone or handle | tinycrm contact list --where 'email
                is empty and phone is empty and handle is empty'
        stale | contact | 1 | 1 contact has no interaction for more than 90 days | tinycrm contact list --where
                'last_touch < 2026-04-01 or (last_touch is empty and created < 2026-04-01)'
        stale | company | 1 | 1 company has no interaction for more than 90 days | tinycrm company list --where
                'last_touch < 2026-04-01 or (last_touch is empty and created < 2026-04-01)'
        orphan | deal | 1 | 1 deal has no company or contact | tinycrm deal list --all --where 'company is empty and
                contact is empty'
        no_next_step | deal | 1 | 1 deal is open and has no open task | tinycrm deal list --where 'outcome = open
                and open_tasks is empty'
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_every_number(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert values(ledger.report(name, **words)) == written(REPORTS[report])
