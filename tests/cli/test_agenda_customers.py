"""What `tinycrm today` says of customers: tickets that wait for an answer, terms and trials that end."""

from __future__ import annotations

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def test_open_tickets_without_an_answer_wait_the_urgent_and_then_the_oldest_first(stocked):
    late = stocked("ticket", "add", "Form", "--company", "neva").id
    early = stocked("ticket", "add", "Login", "--who", "bo", "--at", "2026-11-12").id
    urgent = stocked("ticket", "add", "Down", "--priority", "high", "--owner", "zoe").id
    answered = stocked("ticket", "add", "Invoice").id
    stocked("ticket", "answer", answered)
    resolved = stocked("ticket", "add", "Old").id
    stocked("ticket", "resolve", resolved)
    rows = stocked("today", "-f", "json").json["tickets"]
    assert [row["id"] for row in rows] == [urgent, early, late]
    assert (rows[1]["title"], rows[1]["who"], rows[2]["who"]) == ("Login", "Bo Li", "Neva Trade")
    assert [row["id"] for row in stocked("today", "--owner", "zoe", "-f", "json").json["tickets"]] == [urgent]
    page = stocked("today").out
    assert page.index("Tickets without an answer (3)") < page.index("Down") < page.index("Login") < page.index("Form")


def test_terms_and_trials_that_end_within_thirty_days_are_ahead_and_late_ones_recalled(stocked):
    soon = stocked("subscription", "add", "neva", 480, "--every", "year", "--start", "2025-12-01").id
    trial = stocked("subscription", "add", "bo", 25, "--trial-until", "2026-11-16", "--product", "Backup").id
    late = stocked("subscription", "add", "bo", 90, "--every", "quarter", "--start", "2026-08-01").id
    stocked("subscription", "add", "bo", 90, "--every", "quarter", "--start", "2026-01-01")
    last = stocked("subscription", "add", "bo", 70, "--every", "year", "--start", "2025-12-17").id
    stocked("subscription", "add", "bo", 71, "--every", "year", "--start", "2025-12-18")
    rows = stocked("today", "-f", "json").json["renewals"]
    assert [(row["id"], row["kind"], row["ends_on"], row["days"]) for row in rows] == [
        (late, "term", "2026-10-31", -16),
        (trial, "trial", "2026-11-16", 0),
        (soon, "term", "2026-11-30", 14),
        (last, "term", "2026-12-16", 30),
    ]
    page = stocked("today").out
    for words in ("term ended, undecided", "trial ends today", "term ends in 14 days", "Backup"):
        assert words in page
    assert "Renewals (4)" in page
    stocked("subscription", "renew", soon, "--yes")
    stocked("subscription", "cancel", late)
    assert [row["id"] for row in stocked("today", "-f", "json").json["renewals"]] == [trial, last]
    assert stocked("today", "--owner", "zoe", "-f", "json").json["renewals"] == []


def test_a_cancelled_trial_is_no_renewal(stocked):
    id = stocked("subscription", "add", "bo", 25, "--trial-until", "2026-11-30").id
    stocked("subscription", "cancel", id)
    assert stocked("today", "-f", "json").json["renewals"] == []


def test_a_long_list_is_cut_and_counted(stocked):
    lines = "".join(f"ticket add 'Request {number}' --who {BO}\n" for number in range(40))
    stocked("batch", "-", input=lines)
    page = stocked("today").out
    assert "Tickets without an answer (30+)" in page
    assert "… and more" in page
    assert len(stocked("today", "-f", "json").json["tickets"]) == 40
