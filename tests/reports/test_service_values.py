"""Satisfaction, service and discipline: every number of the small shop, as it was when checked against its records."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, values, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "next": """
        next:
        id | noun | name | why | words | urgency
        2 | company | Orion | ticket | ticket 61 waits for an answer: T | 102
        5 | contact | Leo | unhappy, renewal | gave CES 2 on 2026-06-12: hard; Backup ends 5 days ago | 98
        4 | contact | Mia | unhappy | gave NPS 6 on 2026-06-06 | 96
    """,
    "satisfaction period=2026-06": """
        satisfaction:
        key | name | value | previous | change | n | goal | met | on_track | projection | unit | currency | better |
                progress
        nps | NPS | 25 | - | - | 4 | - | - | - | - | score | - | - | -
        csat | Satisfied (CSAT) | 0.5 | - | - | 2 | - | - | - | - | ratio | - | - | -
        ces | Ease (CES), mean | 4 | - | - | 2 | - | - | - | - | score | - | - | -
        ces_easy | Found it easy (CES) | 0.5 | - | - | 2 | - | - | - | - | ratio | - | - | -
        note: before: 2026-05-01 to 2026-05-31
        satisfaction-scores:
        kind | score | answers | share
        NPS | 10 | 1 | 0.25
        NPS | 9 | 1 | 0.25
        NPS | 8 | 1 | 0.25
        NPS | 7 | 0 | 0
        NPS | 6 | 1 | 0.25
        NPS | 5 | 0 | 0
        NPS | 4 | 0 | 0
        NPS | 3 | 0 | 0
        NPS | 2 | 0 | 0
        NPS | 1 | 0 | 0
        NPS | 0 | 0 | 0
        CSAT | 5 | 1 | 0.5
        CSAT | 4 | 0 | 0
        CSAT | 3 | 1 | 0.5
        CSAT | 2 | 0 | 0
        CSAT | 1 | 0 | 0
        CES | 7 | 0 | 0
        CES | 6 | 1 | 0.5
        CES | 5 | 0 | 0
        CES | 4 | 0 | 0
        CES | 3 | 0 | 0
        CES | 2 | 1 | 0.5
        CES | 1 | 0 | 0
        satisfaction-month:
        month | nps | nps_n | csat | csat_n | ces | ces_easy | ces_n
        2026-06 | 25 | 4 | 0.5 | 2 | 4 | 0.5 | 2
    """,
    "satisfaction period=2026-06 by=owner": """
        satisfaction:
        owner | nps | nps_n | csat | csat_n | ces | ces_easy | ces_n
        bo | 0 | 3 | 0 | 1 | 2 | 0 | 1
        ann | 100 | 1 | 1 | 1 | 6 | 1 | 1
    """,
    "satisfaction period=2026-06 form=screen by= where='kind = ces'": """
        satisfaction:
        key | name | value | previous | change | n | goal | met | on_track | projection | unit | currency | better |
                progress
        ces | Ease (CES), mean | 4 | - | - | 2 | - | - | - | - | score | - | - | -
        ces_easy | Found it easy (CES) | 0.5 | - | - | 2 | - | - | - | - | ratio | - | - | -
        note: before: 2026-05-01 to 2026-05-31
        note: 2 KPIs have no data yet; tinycrm report explain KEY says what each needs
        satisfaction-scores:
        kind | score | answers | share
        CES | 7 | 0 | 0
        CES | 6 | 1 | 0.5
        CES | 5 | 0 | 0
        CES | 4 | 0 | 0
        CES | 3 | 0 | 0
        CES | 2 | 1 | 0.5
        CES | 1 | 0 | 0
        satisfaction-month:
        month | nps | nps_n | csat | csat_n | ces | ces_easy | ces_n
        2026-06 | - | 0 | - | 0 | 4 | 0.5 | 2
        satisfaction-comments:
        id | day | kind | score | who | comment
        70 | 2026-06-12 | CES | 2 | Leo | hard
    """,
    "service period=2026-06": """
        service:
        key | name | value | previous | change | n | goal | met | on_track | projection | unit | currency | better |
                progress
        first_response | First response, median | 3 | 1 | 2 | 2 | - | - | - | - | hours | - | False | -
        first_response_p90 | First response, 9 of 10 | 4 | 1 | 3 | 2 | - | - | - | - | hours | - | False | -
        resolution | Resolution, median | 18 | - | - | 2 | - | - | - | - | hours | - | - | -
        resolution_p90 | Resolution, 9 of 10 | 24 | - | - | 2 | - | - | - | - | hours | - | - | -
        unanswered | Unanswered | 1 | 0 | - | 3 | - | - | - | - | count | - | - | -
        open_tickets | Open tickets | 2 | 1 | 1 | 2 | - | - | - | - | count | - | False | -
        backlog_age | Age of open tickets, median | 31 | 30 | 0.033333 | 2 | - | - | - | - | days | - | False | -
        note: before: 2026-05-01 to 2026-05-31
        service-backlog:
        age | tickets
        today | 0
        1-2 days | 1
        3-7 days | 0
        8-30 days | 0
        31-90 days | 1
        older | 0
        service-month:
        month | opened | resolved | unanswered | reopened | first_response | first_response_p90 | resolution |
                resolution_p90 | minutes | open | backlog_age
        2026-05 | 1 | 0 | 0 | 0 | 1 | 1 | - | - | - | 1 | 30
        2026-06 | 3 | 2 | 1 | 1 | 3 | 4 | 18 | 24 | 30 | 2 | 31
        service-channel:
        channel | opened | resolved | unanswered | reopened | first_response | first_response_p90 | resolution |
                resolution_p90 | minutes | open | backlog_age
        email | 2 | 1 | 1 | 1 | 2 | 2 | 24 | 24 | 30 | 2 | 31
        chat | 1 | 1 | 0 | 0 | 4 | 4 | 12 | 12 | - | 0 | -
        service-priority:
        priority | opened | resolved | unanswered | reopened | first_response | first_response_p90 | resolution |
                resolution_p90 | minutes | open | backlog_age
        high | 1 | 1 | 0 | 1 | 2 | 2 | 24 | 24 | 30 | 0 | -
        normal | 2 | 1 | 1 | 0 | 4 | 4 | 12 | 12 | - | 2 | 31
    """,
    "service period=2026-06 by=owner": """
        service:
        owner | opened | resolved | unanswered | reopened | first_response | first_response_p90 | resolution |
                resolution_p90 | minutes | open | backlog_age
        ann | 2 | 2 | 0 | 1 | 3 | 4 | 18 | 24 | 30 | 0 | -
        bo | 1 | 0 | 1 | 0 | - | - | - | - | - | 2 | 31
    """,
    "activity period=2026-06": """
        activity:
        key | name | value | n | unit
        interactions | Interactions | 5 | 5 | count
        touches_per_won_deal | Touches per won deal | 1.5 | 2 | count
        tasks_due | Tasks due | 4 | 4 | count
        on_time | Done on time | 0.25 | 4 | ratio
        overdue_tasks | Overdue tasks | 2 | 2 | count
        activity-kind:
        kind | interactions | minutes
        call | 3 | 15
        email | 1 | -
        meeting | 1 | 60
        activity-owner:
        owner | interactions | minutes
        ann | 3 | 15
        bo | 2 | 60
        activity-day:
        day | interactions | minutes
        2026-06-02 | 1 | 10
        2026-06-04 | 2 | -
        2026-06-11 | 1 | 60
        2026-06-12 | 1 | 5
    """,
    "tasks period=2026-06": """
        tasks:
        owner | due | in_time | late | not_done | on_time | done | overdue
        bo | 2 | 0 | 0 | 2 | 0 | 0 | 2
        ann | 2 | 1 | 1 | 0 | 0.5 | 2 | 0
        all: owner=all | due=4 | in_time=1 | late=1 | not_done=2 | on_time=0.25 | done=2 | overdue=2
        tasks-overdue:
        overdue_for | tasks
        1-7 days | 0
        8-30 days | 1
        31-90 days | 1
        91-365 days | 0
        over a year | 0
    """,
    "tasks period=2026-06 by=month": """
        tasks:
        month | due | in_time | late | not_done | on_time | done | overdue
        2026-06 | 4 | 1 | 1 | 2 | 0.25 | 2 | 0
        all: month=all | due=4 | in_time=1 | late=1 | not_done=2 | on_time=0.25 | done=2 | overdue=0
        tasks-overdue:
        overdue_for | tasks
        1-7 days | 0
        8-30 days | 1
        31-90 days | 1
        91-365 days | 0
        over a year | 0
    """,
    "tasks period=2026-06 by=priority": """
        tasks:
        priority | due | in_time | late | not_done | on_time | done | overdue
        high | 1 | 1 | 0 | 0 | 1 | 1 | 0
        normal | 3 | 0 | 1 | 2 | 0 | 1 | 1
        low | 0 | 0 | 0 | 0 | - | 0 | 1
        all: priority=all | due=4 | in_time=1 | late=1 | not_done=2 | on_time=0.25 | done=2 | overdue=2
        tasks-overdue:
        overdue_for | tasks
        1-7 days | 0
        8-30 days | 1
        31-90 days | 1
        91-365 days | 0
        over a year | 0
    """,
    "stale": """
        stale:
        records | stale | of | share
        contacts | 2 | 4 | 0.5
        companies | 2 | 2 | 1
        open deals | 0 | 4 | 0
        note: no interaction for more than 90 days (setting stale_after_days)
        note: tinycrm doctor data names them, and the commands that list them
        stale-since:
        last_touch | contacts | companies | deals
        never | 2 | 1 | 0
        2026-02 | 0 | 1 | 0
    """,
    "stale by=owner": """
        stale:
        owner | records | stale | of | share
        ann | contacts | 1 | 2 | 0.5
        ann | companies | 1 | 1 | 1
        ann | open deals | 0 | 1 | 0
        bo | contacts | 1 | 2 | 0.5
        bo | companies | 1 | 1 | 1
        bo | open deals | 0 | 2 | 0
        - | open deals | 0 | 1 | 0
        note: no interaction for more than 90 days (setting stale_after_days)
        note: tinycrm doctor data names them, and the commands that list them
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_every_number(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert values(ledger.report(name, **words)) == written(REPORTS[report])
