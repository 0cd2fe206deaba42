from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

START = "pipelines:\n  sales: {stages: [lead, proposal, {key: won, outcome: won}, {key: lost, outcome: lost}]}\n"
RENAMED = START.replace("lead,", "enquiry,")
SETTLED = START.replace("lead, proposal", "lead, {key: proposal, outcome: lost}").replace(
    "{key: lost, outcome: lost}", "end"
)


def write(crm, text: str) -> None:
    folder = Path(f"{crm.db}.d")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pipelines.yaml").write_text(text)


def test_the_list_names_stages_and_counts_open_deals(crm) -> None:
    crm("deal", "add", "Website")
    assert crm("pipeline", "list", "-f", "json").json == [
        {
            "key": "sales",
            "name": "Sales",
            "default": True,
            "stages": ["lead", "qualified", "proposal", "negotiation", "won", "lost"],
            "open_deals": 1,
            "deals": 1,
        }
    ]


def test_a_pipeline_shows_values_and_weighted_values_per_currency(crm) -> None:
    crm("deal", "add", "A", "--value", "100 EUR")
    crm("deal", "add", "B", "--value", "50 USD", "--probability", "50%")
    found = crm("pipeline", "show", "-f", "json").json["rows"]
    assert [(row["stage"], row["deals"], row["value"], row["weighted"], row["currency"]) for row in found[:2]] == [
        ("lead", 1, 100, 10, "EUR"),
        ("lead", 1, 50, 25, "USD"),
    ]


def test_values_that_together_leave_64_bits_are_summed_exactly(crm) -> None:
    for title in "AB":
        crm("deal", "add", title, "--value", "92233720368547758.07", "--probability", "100%")
    found = crm("pipeline", "show", "-f", "tsv").rows[0]
    assert (found["value"], found["weighted"]) == ("184467440737095516.14", "184467440737095516.14")


def test_a_deal_in_a_stage_that_is_gone_is_listed_and_is_exit_1(crm) -> None:
    write(crm, START)
    id = crm("deal", "add", "Website").id
    assert crm("pipeline", "validate", "-f", "ids").ids == []
    write(crm, RENAMED)
    answer = crm("pipeline", "validate", "-f", "json", ok=False)
    assert answer.code == 1
    (row,) = answer.json
    assert (row["id"], row["stage"], row["mend"]) == (id, "lead", "tinycrm pipeline rename-stage lead NEW")


def test_a_broken_file_is_exit_2_with_its_line(crm) -> None:
    write(crm, "pipelines:\n  sales: {stages: [lead]}\n")
    answer = crm("pipeline", "validate", ok=False)
    assert (answer.code, answer.out) == (2, "")
    assert "pipelines.yaml:2:" in answer.err


def test_renaming_a_stage_moves_deals_and_history_and_is_undone_in_one_step(crm) -> None:
    write(crm, START)
    one, two = crm("deal", "add", "A").id, crm("deal", "add", "B").id
    crm("deal", "move", str(two), "proposal")
    write(crm, RENAMED)
    answer = crm("pipeline", "rename-stage", "lead", "enquiry")
    assert (answer.code, answer.ids) == (0, [one])
    assert crm("deal", "show", str(one), "--get", "stage").out == "enquiry\n"
    assert crm("pipeline", "validate").code == 0
    crm("undo")
    assert crm("deal", "show", str(one), "--get", "stage").out == "lead\n"


def test_renaming_again_writes_nothing_and_a_stage_that_is_still_there_is_refused(crm) -> None:
    write(crm, START)
    crm("deal", "add", "A")
    assert crm("pipeline", "rename-stage", "lead", "proposal", ok=False).code == 1
    assert crm("pipeline", "rename-stage", "lead", "nowhere", ok=False).code == 2
    answer = crm("pipeline", "rename-stage", "enquiry", "lead")
    assert (answer.code, answer.out) == (0, "")
    assert "no deal was ever in 'enquiry'" in answer.err


def test_sync_settles_outcomes_after_the_yaml_changed_and_is_undone_in_one_step(crm) -> None:
    write(crm, START)
    id = str(crm("deal", "add", "A", "--stage", "proposal", "--opened", "2026-05-01").id)
    write(crm, SETTLED)
    assert crm("pipeline", "validate", ok=False).code == 1
    assert crm("pipeline", "sync", "--dry-run").out == ""
    assert crm("deal", "show", id, "--get", "outcome").out == "open\n"
    assert crm("pipeline", "sync").ids == [int(id)]
    deal = crm("deal", "show", id, "-f", "json").json
    assert (deal["outcome"], deal["closed_on"]) == ("lost", "2026-05-01")
    assert crm("pipeline", "validate").code == 0
    assert crm("pipeline", "sync").out == ""
    crm("undo")
    assert crm("deal", "show", id, "--get", "outcome").out == "open\n"


def test_init_writes_a_private_file_and_never_overwrites_one(crm) -> None:
    folder = Path(f"{crm.db}.d")
    written = crm("--config", str(folder), "pipeline", "init", "-f", "json").json
    path = folder / "pipelines.yaml"
    assert written["path"] == str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    before = path.read_text()
    assert crm("pipeline", "init", "retainers", ok=False).code == 5
    assert path.read_text() == before
    crm("pipeline", "init", "retainers", "--force")
    assert "retainers:" in path.read_text()
    assert Path(f"{path}.old").read_text() == before


def test_every_template_is_a_sound_file(crm) -> None:
    crm("contact", "add", "Anna Petrova")
    for name in ("sales", "freelance", "retainers"):
        folder = crm.home / name
        crm("--config", str(folder), "pipeline", "init", name)
        assert crm("--config", str(folder), "pipeline", "validate").code == 0


def test_the_board_stands_in_80_cells_whatever_the_script(crm) -> None:
    from tinycrm.render.width import width

    crm("deal", "add", "Website for Neva", "--value", "4800")
    crm("deal", "add", "سایت برای شرکت نوا", "--value", "1200000 IRR", "--stage", "qualified")
    crm("deal", "add", "網站設計案 🚀 for the big one", "--value", "9999.50 USD", "--stage", "proposal")
    lines = crm("deal", "board").lines
    assert lines[2].split() == ["Lead", "Qualified", "Proposal", "Negotiation"]
    assert max(width(line) for line in lines) <= 80
    edge = lines[2].index("Proposal")
    card = next(line for line in lines if "網站" in line)
    assert width(card[: card.index("網站")]) == edge


def test_the_board_puts_the_most_valuable_deal_first_and_counts_the_rest(crm) -> None:
    for value in range(1, 13):
        crm("deal", "add", f"Deal {value:02}", "--value", str(value))
    lines = crm("deal", "board").lines
    assert lines[5].strip() == "Deal 12"
    assert lines[-1].strip() == "+2 more"
    data = crm("deal", "board", "-f", "json").json
    assert data["columns"][0]["count"] == 12
    assert data["columns"][0]["values"] == [{"currency": "EUR", "value": 78.00}]


def test_deals_in_a_stage_that_is_gone_stay_on_the_board(crm) -> None:
    write(crm, START)
    crm("deal", "add", "Website")
    write(crm, RENAMED)
    answer = crm("deal", "board")
    assert "lead (?)" in answer.out
    assert "Website" in answer.out


def test_renaming_a_stage_renames_past_stays_too(crm) -> None:
    write(crm, START)
    id = crm("deal", "add", "A").id
    crm("deal", "move", str(id), "proposal")
    write(crm, RENAMED)
    crm("pipeline", "rename-stage", "lead", "enquiry")
    with sqlite3.connect(crm.db) as connection:
        stays = connection.execute("SELECT stage, position FROM stage_stay ORDER BY seq").fetchall()
    assert stays == [("enquiry", 0), ("proposal", 1)]
