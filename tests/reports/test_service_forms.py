"""Satisfaction, service and discipline: what reports call their numbers, and how they draw them."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, form, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "next": """
        next: Who to call today (no period; 2026-06-30)
        id 'Id' id; name 'Who' text; words 'Why' long; noun* 'noun' text; why* 'why' list; urgency* 'Urgency' int
    """,
    "satisfaction period=2026-06": """
        satisfaction: Satisfaction (2026-06-01 to 2026-06-30; 2026-06-30)
        key* 'key' text; name 'KPI' text; value 'Value' measure; previous 'Before' measure; change 'Change' change;
                n 'n' int; goal* 'Goal' measure; met* 'Met' bool; on_track* 'On track' bool; unit* 'unit' text;
                currency* 'currency' text
        satisfaction-scores: Scores (no period; no day)
        kind 'Kind' text; score 'Score' int; answers 'Answers' int; share 'Share' ratio; share '' bar
        bars score: answers '' by kind
        satisfaction-month: By month (no period; no day)
        month 'Month' text; nps 'NPS' measure [score]; nps_n 'n' int; csat 'CSAT' ratio; csat_n 'n' int; ces 'CES'
                measure [score]; ces_easy 'Easy' ratio; ces_n 'n' int
        line month: nps 'NPS'
        line month: csat 'Satisfied (CSAT)'
        line month: ces 'Ease (CES)'
    """,
    "satisfaction period=2026-06 by=owner": """
        satisfaction: Satisfaction (2026-06-01 to 2026-06-30; 2026-06-30)
        owner 'Owner' text; nps 'NPS' measure [score]; nps_n 'n' int; csat 'CSAT' ratio; csat_n 'n' int; ces 'CES'
                measure [score]; ces_easy 'Easy' ratio; ces_n 'n' int
        bars owner: nps 'NPS'
        bars owner: csat 'Satisfied (CSAT)'
        bars owner: ces 'Ease (CES)'
    """,
    "satisfaction period=2026-06 form=screen by= where='kind = ces'": """
        satisfaction: Satisfaction (2026-06-01 to 2026-06-30; 2026-06-30)
        key* 'key' text; name 'KPI' text; value 'Value' measure; previous 'Before' measure; change 'Change' change;
                n 'n' int; goal* 'Goal' measure; met* 'Met' bool; on_track* 'On track' bool; unit* 'unit' text;
                currency* 'currency' text
        satisfaction-scores: Scores (no period; no day)
        kind 'Kind' text; score 'Score' int; answers 'Answers' int; share 'Share' ratio; share '' bar
        bars score: answers '' by kind
        satisfaction-month: By month (no period; no day)
        month 'Month' text; nps 'NPS' measure [score]; nps_n 'n' int; csat 'CSAT' ratio; csat_n 'n' int; ces 'CES'
                measure [score]; ces_easy 'Easy' ratio; ces_n 'n' int
        line month: ces 'Ease (CES)'
        satisfaction-comments: Latest comments (no period; no day)
        id* 'Feedback' id; day 'Day' day; kind 'Kind' text; score 'Score' int; who 'Who' text; comment 'Comment'
                long
    """,
    "service period=2026-06": """
        service: Service (2026-06-01 to 2026-06-30; 2026-06-30)
        key* 'key' text; name 'KPI' text; value 'Value' measure; previous 'Before' measure; change 'Change' change;
                n 'n' int; goal* 'Goal' measure; met* 'Met' bool; on_track* 'On track' bool; unit* 'unit' text;
                currency* 'currency' text
        service-backlog: Open tickets by age (no period; no day)
        age 'Age' text; tickets 'Open tickets' int; tickets '' bar
        bars age: tickets ''
        service-month: By month (no period; no day)
        month 'Month' text; opened 'Opened' int; resolved 'Resolved' int; unanswered 'Unanswered' int; reopened*
                'Reopened' int; first_response 'First answer' measure [hours]; first_response_p90 '9 of 10' measure
                [hours]; resolution 'Resolution' measure [hours]; resolution_p90 '9 of 10' measure [hours]; minutes*
                'Minutes' int; open 'Open' int; backlog_age* 'Age, days' measure [days]; opened '' bar
        columns month: opened, resolved 'Tickets'
        line month: first_response, resolution 'Median hours'
        service-channel: By channel (no period; no day)
        channel 'Channel' text; opened 'Opened' int; resolved 'Resolved' int; unanswered 'Unanswered' int; reopened*
                'Reopened' int; first_response 'First answer' measure [hours]; first_response_p90 '9 of 10' measure
                [hours]; resolution 'Resolution' measure [hours]; resolution_p90 '9 of 10' measure [hours]; minutes*
                'Minutes' int; open 'Open' int; backlog_age* 'Age, days' measure [days]; opened '' bar
        bars channel: opened, resolved 'Tickets'
        bars channel: first_response, resolution 'Median hours'
        service-priority: By priority (no period; no day)
        priority 'Priority' text; opened 'Opened' int; resolved 'Resolved' int; unanswered 'Unanswered' int;
                reopened* 'Reopened' int; first_response 'First answer' measure [hours]; first_response_p90 '9 of
                10' measure [hours]; resolution 'Resolution' measure [hours]; resolution_p90 '9 of 10' measure
                [hours]; minutes* 'Minutes' int; open 'Open' int; backlog_age* 'Age, days' measure [days]; opened ''
                bar
        bars priority: opened, resolved 'Tickets'
        bars priority: first_response, resolution 'Median hours'
    """,
    "service period=2026-06 by=owner": """
        service: Service (2026-06-01 to 2026-06-30; 2026-06-30)
        owner 'Owner' text; opened 'Opened' int; resolved 'Resolved' int; unanswered 'Unanswered' int; reopened*
                'Reopened' int; first_response 'First answer' measure [hours]; first_response_p90 '9 of 10' measure
                [hours]; resolution 'Resolution' measure [hours]; resolution_p90 '9 of 10' measure [hours]; minutes*
                'Minutes' int; open 'Open' int; backlog_age* 'Age, days' measure [days]; opened '' bar
        bars owner: opened, resolved 'Tickets'
        bars owner: first_response, resolution 'Median hours'
    """,
    "activity period=2026-06": """
        activity: Activity (2026-06-01 to 2026-06-30; 2026-06-30)
        key* 'key' text; name 'Figure' text; value 'Value' measure; n 'n' int; unit* 'unit' text
        activity-kind: By kind (no period; no day)
        kind 'Kind' text; interactions 'Interactions' int; minutes 'Minutes' int; interactions '' bar
        bars kind: interactions ''
        activity-owner: By person (no period; no day)
        owner 'Person' text; interactions 'Interactions' int; minutes 'Minutes' int; interactions '' bar
        bars owner: interactions ''
        activity-day: By day (no period; no day)
        day 'Day' text; interactions 'Interactions' int; minutes 'Minutes' int; interactions '' bar
        columns day: interactions ''
    """,
    "tasks period=2026-06": """
        tasks: Tasks (2026-06-01 to 2026-06-30; 2026-06-30)
        owner 'Person' text; due 'Due' int; in_time 'In time' int; late 'Late' int; not_done 'Not done' int; on_time
                'On time' ratio; done 'Done in all' int; overdue 'Overdue' int; due '' bar
        stack owner: in_time, late, not_done 'Tasks due'
        tasks-overdue: Overdue tasks by age (no period; no day)
        overdue_for 'Overdue for' text; tasks 'Tasks' int; tasks '' bar
        bars overdue_for: tasks ''
    """,
    "tasks period=2026-06 by=month": """
        tasks: Tasks (2026-06-01 to 2026-06-30; 2026-06-30)
        month 'Month' text; due 'Due' int; in_time 'In time' int; late 'Late' int; not_done 'Not done' int; on_time
                'On time' ratio; done 'Done in all' int; due '' bar
        stack month: in_time, late, not_done 'Tasks due'
        line month: on_time 'Done on time'
        tasks-overdue: Overdue tasks by age (no period; no day)
        overdue_for 'Overdue for' text; tasks 'Tasks' int; tasks '' bar
        bars overdue_for: tasks ''
    """,
    "stale": """
        stale: Stale records (no period; 2026-06-30)
        records 'Records' text; stale 'Stale' int; of 'Of' int; share 'Share' ratio; share '' bar [ratio]
        bars records: share 'Share of stale records'
        stale-since: Stale records by their last interaction (no period; no day)
        last_touch 'Last interaction' text; contacts 'Contacts' int; companies 'Companies' int; deals 'Open deals'
                int; contacts '' bar
        stack last_touch: contacts, companies, deals ''
    """,
    "stale by=owner": """
        stale: Stale records (no period; 2026-06-30)
        owner 'Person' text; records 'Records' text; stale 'Stale' int; of 'Of' int; share 'Share' ratio; share ''
                bar [ratio]
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_columns_labels_units_and_charts(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert form(ledger.report(name, **words)) == written(REPORTS[report])
