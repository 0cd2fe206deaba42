"""Writes docs/schema/: a JSON Schema (draft 2020-12) of what every command answers with -f json.

python tools/generate_schema.py            write them
python tools/generate_schema.py --check    say whether they are up to date (exit 1 when not)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import schema_pages as pages
from schema_values import Schema, array, record_file

from tinycrm.cli.registry import COMMANDS, Command
from tinycrm.domain.nouns import NOUNS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schema"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
INDEX = "index.json"
# verbs that write records of their noun and answer with them, each with what else was made
WRITES = (
    *("add", "edit", "rm", "merge", "tag", "untag", "relate", "done", "reopen", "snooze", "move", "won", "lost"),
    *("refund", "reach", "answer", "drop", "change", "pause", "resume", "cancel", "renew", "resolve"),
)
# what has no JSON on stdout: files, scripts, one value, or nothing but a note
SILENT = frozenset(
    (
        "goal set",
        "goal rm",
        "goal check",
        "init",
        "config get",
        "config set",
        "completion show",
        "schedule exec",
        "rules validate",
        "sequence validate",
        "template check",
        "template edit",
    )
)
# the records that a sequence was started or stopped for
_ENROLLED = [{"$ref": f"{noun}.json#/$defs/written"} for noun in ("contact", "company", "deal")]
SEQUENCE_WRITTEN: Schema = {"anyOf": [*_ENROLLED, array({"anyOf": _ENROLLED})]}
# words → schema, of what is no record
PAGES: dict[str, Schema] = {
    "today": {"anyOf": [pages.TODAY, pages.MAILS_WRITTEN]},
    "demo": pages.TODAY,
    "brief": pages.BRIEF,
    "search": pages.SEARCH,
    "contact dupes": pages.DUPES["contact"],
    "company dupes": pages.DUPES["company"],
    "contact timeline": pages.TIMELINE,
    "company timeline": pages.TIMELINE,
    "deal board": pages.BOARD,
    "campaign members": pages.MEMBERS,
    "subscription history": pages.LIFE,
    "subscription renewals": pages.RENEWALS,
    "pipeline list": pages.PIPELINES,
    "pipeline show": pages.REPORT,
    "pipeline validate": pages.MISFITS,
    "pipeline init": pages.WRITTEN_PIPELINES,
    "goal list": pages.REPORT,
    "goal show": pages.REPORT,
    "report": {"anyOf": [{"$ref": "report-one.json"}, pages.REPORT_LIST, pages.MAILS_WRITTEN]},
    "report list": pages.REPORT_LIST,
    "report explain": pages.EXPLAIN,
    "mail list": pages.MAILS,
    "mail send": pages.MAILS,
    "mail show": pages.MAIL,
    **dict.fromkeys(("mail test", "mail resend", "mail resolve", "mail cancel"), pages.MAIL_WRITTEN),
    "rules list": pages.RULES,
    "rules test": {"anyOf": [pages.RULES_DUE, pages.RULE_TRIED]},
    "rules skip": pages.RULES_DUE,
    "hooks list": pages.HOOKS,
    "run": {"anyOf": [pages.RUN, pages.RULES_DUE]},
    "sequence list": pages.SEQUENCES,
    "sequence show": pages.SEQUENCE,
    **dict.fromkeys(("sequence start", "sequence stop"), SEQUENCE_WRITTEN),
    "template list": pages.TEMPLATES,
    "template show": pages.TEMPLATE,
    "template add": pages.TEMPLATE_WRITTEN,
    "template send": pages.TEMPLATE_SENT,
    "schedule list": pages.JOBS,
    "schedule install": pages.JOBS_WRITTEN,
    "schedule remove": pages.JOBS_WRITTEN,
    "import": pages.IMPORTED,
    "export": pages.export(),
    "undo": pages.IDS,
    "redo": pages.IDS,
    "history": pages.HISTORY,
    "changes": pages.CHANGES,
    "doctor": pages.DOCTOR,
    "doctor data": pages.QUALITY,
    "backup": pages.BACKUP,
    "backup verify": pages.VERIFIED,
    "backup list": pages.BACKUPS,
    "restore": pages.RESTORED,
    "config path": pages.PLACES,
    "config show": pages.SETTINGS,
    "completion install": pages.INSTALLED,
    "batch": pages.BATCH_LINE,
}
# schemas that commands share, beside those of the records
SHARED: dict[str, Schema] = {"report-one": pages.REPORT, "error": pages.ERROR}


def schema_of(command: Command) -> Schema | None:
    """Gives the schema of what a command answers, None of one that answers no JSON.

    Raises:
        LookupError: nobody has said what it answers.
    """
    words = " ".join(command.words)
    if words in SILENT:
        return None
    if words in PAGES:
        return PAGES[words]
    noun, verb = ("interaction", "add") if words == "log" else (command.words[0], command.words[-1])
    if noun == "pipeline":
        noun = "deal"
    if noun in NOUNS and verb in ("list", "members"):
        nouns = [noun] if verb == "list" else [name for name in NOUNS if name != "segment"]
        rows = [{"$ref": f"{name}.json{part}"} for name in nouns for part in ("", "#/$defs/chosen")]
        return array({"anyOf": rows})
    if noun in NOUNS and verb == "show":
        one = {"$ref": f"{noun}.json"}
        return {"anyOf": [one, array(one)]}
    if noun in NOUNS and verb in (*WRITES, "sync", "rename-stage"):
        one = {"anyOf": [{"$ref": f"{noun}.json#/$defs/{part}"} for part in ("written", "gone")]}
        return {"anyOf": [one, array(one)]}
    raise LookupError(words)


def files() -> tuple[dict[str, str], list[str]]:
    """Gives the text of every file by its name, and the commands of which nobody has said what they answer."""
    found: dict[str, Schema] = {}
    for noun in NOUNS.values():
        found[f"{noun.name}.json"] = {"title": f"A {noun.name}", **record_file(noun)}
    for name, schema in SHARED.items():
        found[f"{name}.json"] = {"title": name.replace("-", " "), **schema}
    index: dict[str, str | None] = {}
    unknown: list[str] = []
    for command in COMMANDS:
        words = " ".join(command.words)
        try:
            schema = schema_of(command)
        except LookupError:
            unknown.append(words)
            continue
        index[words] = None if schema is None else f"{'-'.join(command.words)}.json"
        if schema is not None:
            found[f"{'-'.join(command.words)}.json"] = {
                "title": f"tinycrm {words} -f json",
                "description": command.help,
                **schema,
            }
    texts = {name: json.dumps({"$schema": DRAFT, **schema}, indent=1) + "\n" for name, schema in found.items()}
    return {**texts, INDEX: json.dumps(index, indent=1) + "\n"}, unknown


def main() -> int:
    """The files are written, or compared; one that is no longer made is gone."""
    texts, unknown = files()
    if unknown:
        sys.stderr.write(f"what do they answer? {', '.join(unknown)}: say it in PAGES or SILENT of {__file__}\n")
    FOLDER.mkdir(parents=True, exist_ok=True)
    there = {path.name: path for path in FOLDER.glob("*.json")}
    stale = [name for name, text in texts.items() if name not in there or there[name].read_text("utf-8") != text]
    stale += [name for name in there if name not in texts]
    if "--check" in sys.argv[1:]:
        if stale:
            sys.stderr.write(f"docs/schema is not what the code says: {', '.join(stale)}; tools/generate_schema.py\n")
        return int(bool(stale or unknown))
    for name in stale:
        if name in texts:
            (FOLDER / name).write_text(texts[name], encoding="utf-8")
        else:
            there[name].unlink()
    return int(bool(unknown))


if __name__ == "__main__":
    raise SystemExit(main())
