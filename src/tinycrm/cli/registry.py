"""Every command of TinyCRM: where its function is and what its help says in one line."""

from __future__ import annotations


class Command:
    """One command: its words, its module under cli/commands, its function."""

    __slots__ = ("function", "help", "module", "words")

    def __init__(self, words: str, module: str, function: str, help: str) -> None:
        self.words = tuple(words.split())
        self.module = module
        self.function = function
        self.help = help


GROUPS: dict[str, str] = {
    "contact": "People",
    "company": "Organizations",
    "interaction": "Calls, e-mails, meetings, messages, notes",
    "task": "Follow-ups",
    "deal": "Possible sales",
    "sale": "Money earned, and money given back",
    "expense": "What winning and serving customers cost",
    "campaign": "Pushes with a budget, whom they reached, who answered",
    "segment": "Filters with a name: who is meant, kept",
    "pipeline": "Stages that deals move through (pipelines.yaml)",
    "report": "Numbers: pipeline, forecast, win-loss, activity, kpi",
    "goal": "What the numbers are to reach (config.yaml)",
    "config": "Settings",
    "completion": "Completion for your shell",
}

COMMANDS: tuple[Command, ...] = (
    Command("log", "interaction", "log", "Log a call, e-mail, meeting, message or note"),
    Command("today", "today", "today", "What is due, and who is waiting"),
    Command("search", "search", "search", "Find records by words or parts of words"),
    Command("contact add", "contact", "add", "Add a person"),
    Command("contact list", "contact", "list_", "List people"),
    Command("contact show", "contact", "show", "Show people"),
    Command("contact edit", "contact", "edit", "Change a person, or all that a filter finds"),
    Command("contact rm", "contact", "rm", "Remove people"),
    Command("contact merge", "contact", "merge", "Join records of one person"),
    Command("contact dupes", "contact", "dupes", "People who are likely one"),
    Command("contact tag", "contact", "tag", "Tag people"),
    Command("contact untag", "contact", "untag", "Take tags off"),
    Command("contact relate", "contact", "relate", "Link two people"),
    Command("contact timeline", "contact", "timeline", "All that happened with a person"),
    Command("company add", "company", "add", "Add an organization"),
    Command("company list", "company", "list_", "List organizations"),
    Command("company show", "company", "show", "Show organizations"),
    Command("company edit", "company", "edit", "Change an organization, or all that a filter finds"),
    Command("company rm", "company", "rm", "Remove organizations"),
    Command("company merge", "company", "merge", "Join records of one organization"),
    Command("company dupes", "company", "dupes", "Organizations that are likely one"),
    Command("company tag", "company", "tag", "Tag organizations"),
    Command("company untag", "company", "untag", "Take tags off"),
    Command("company timeline", "company", "timeline", "All that happened with an organization"),
    Command("interaction add", "interaction", "log", "The same as log"),
    Command("interaction list", "interaction", "list_", "List what happened"),
    Command("interaction show", "interaction", "show", "Show interactions"),
    Command("interaction edit", "interaction", "edit", "Change an interaction"),
    Command("interaction rm", "interaction", "rm", "Remove interactions"),
    Command("task add", "task", "add", "Add a follow-up"),
    Command("task list", "task", "list_", "List follow-ups"),
    Command("task show", "task", "show", "Show follow-ups"),
    Command("task edit", "task", "edit", "Change a follow-up"),
    Command("task rm", "task", "rm", "Remove follow-ups"),
    Command("task done", "task", "done", "Finish follow-ups"),
    Command("task reopen", "task", "reopen", "Open finished follow-ups again"),
    Command("task snooze", "task", "snooze", "Put a follow-up off"),
    Command("deal add", "deal", "add", "Add a deal"),
    Command("deal list", "deal", "list_", "List deals"),
    Command("deal show", "deal", "show", "Show deals"),
    Command("deal edit", "deal", "edit", "Change a deal"),
    Command("deal rm", "deal", "rm", "Remove deals"),
    Command("deal move", "deal_stages", "move", "Move a deal to a stage"),
    Command("deal won", "deal_stages", "won", "Win deals"),
    Command("deal lost", "deal_stages", "lost", "Lose deals"),
    Command("deal reopen", "deal_stages", "reopen", "Open closed deals again"),
    Command("deal board", "deal_stages", "board", "The pipeline as columns"),
    Command("sale add", "sale", "add", "Add a sale"),
    Command("sale list", "sale", "list_", "List sales and refunds"),
    Command("sale show", "sale", "show", "Show sales"),
    Command("sale edit", "sale", "edit", "Change a sale"),
    Command("sale rm", "sale", "rm", "Remove sales"),
    Command("sale refund", "sale", "refund", "Give money of a sale back"),
    Command("expense add", "expense", "add", "Add an expense"),
    Command("expense list", "expense", "list_", "List expenses"),
    Command("expense show", "expense", "show", "Show expenses"),
    Command("expense edit", "expense", "edit", "Change an expense"),
    Command("expense rm", "expense", "rm", "Remove expenses"),
    Command("campaign add", "campaign", "add", "Add a campaign"),
    Command("campaign list", "campaign", "list_", "List campaigns"),
    Command("campaign show", "campaign", "show", "Show campaigns"),
    Command("campaign edit", "campaign", "edit", "Change a campaign"),
    Command("campaign rm", "campaign", "rm", "Remove campaigns"),
    Command("campaign reach", "campaign", "reach", "Say whom a campaign reached"),
    Command("campaign answer", "campaign", "answer", "Say who answered a campaign"),
    Command("campaign drop", "campaign", "drop", "Take members off a campaign"),
    Command("campaign members", "campaign", "members", "Whom a campaign reached, and who answered"),
    Command("segment add", "segment", "add", "Give a filter a name"),
    Command("segment list", "segment", "list_", "List segments, with how many members each has"),
    Command("segment show", "segment", "show", "Show segments"),
    Command("segment edit", "segment", "edit", "Change a segment"),
    Command("segment rm", "segment", "rm", "Remove segments"),
    Command("segment members", "segment", "members", "List the members of a segment"),
    Command("pipeline list", "pipeline", "list_", "The pipelines"),
    Command("pipeline show", "pipeline", "show", "A pipeline's stages with counts and values"),
    Command("pipeline validate", "pipeline", "validate", "Check pipelines.yaml and the deals against it"),
    Command("pipeline sync", "pipeline", "sync", "Settle deals after the YAML changed"),
    Command("pipeline init", "pipeline", "init", "Write a pipelines.yaml to start from"),
    Command("pipeline rename-stage", "pipeline", "rename_stage", "Move deals and history to a stage's new key"),
    Command("goal set", "goal", "set_", "Set what a KPI is to reach"),
    Command("goal list", "goal", "list_", "How far the goals are, their pace, what they will come to"),
    Command("goal show", "goal", "show", "The goals of one KPI"),
    Command("goal rm", "goal", "rm", "Remove a goal"),
    Command("goal check", "goal", "check", "Check the goals of config.yaml"),
    Command("report explain", "report", "explain", "How a KPI is computed, with the numbers that go in"),
    Command("report list", "report", "list_", "The reports there are"),
    Command("report", "report", "report", "One report"),
    Command("import", "transfer", "import_", "Bring records in from CSV or JSON"),
    Command("export", "export", "export", "Take records out: CSV, JSON, vCard, iCalendar, Markdown"),
    Command("undo", "history", "undo", "Take the last operation back"),
    Command("redo", "history", "redo", "Do again what was undone"),
    Command("history", "history", "history", "Who changed what, when"),
    Command("batch", "batch", "batch", "Many commands in one process"),
    Command("init", "setup", "init", "Write settings and pipelines to start from"),
    Command("demo", "setup", "demo", "Fill a database of its own with a small business to look at"),
    Command("doctor", "care", "doctor", "Check the database and the settings"),
    Command("doctor data", "quality", "data", "How complete, valid and fresh the records are"),
    Command("backup", "care", "backup", "Copy the database safely"),
    Command("backup verify", "care", "verify", "Prove that backups hold what was written, byte for byte"),
    Command("backup list", "care", "list_", "The backups in a folder"),
    Command("restore", "care", "restore", "Put a backup in the database's place"),
    Command("config path", "config", "path", "Where settings and data are"),
    Command("config show", "config", "show", "All settings"),
    Command("config get", "config", "get", "One setting"),
    Command("config set", "config", "set_", "Change a setting, leaving the rest of the file alone"),
    Command("completion show", "completion", "show", "Print the completion script of a shell"),
    Command("completion install", "completion", "install", "Put the completion script where the shell finds it"),
)

ALIASES: dict[str, str] = {"ls": "list"}


def find_command(words: tuple[str, ...]) -> tuple[Command | None, int]:
    """Gives the command that the first words name, and how many of them it took."""
    named = tuple(ALIASES.get(word, word) for word in words[:2])
    for length in (2, 1):
        for command in COMMANDS:
            if len(named) >= length and command.words == named[:length]:
                return command, length
    return None, 0
