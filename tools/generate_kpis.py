"""Writes docs/kpis.md from the table of KPIs and the docstrings of the reports.

python tools/generate_kpis.py            write it
python tools/generate_kpis.py --check    say whether it is up to date (exit 1 when not)
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from pathlib import Path

from tinycrm.reports.kpis import all_kpis
from tinycrm.reports.registry import REPORTS
from tinycrm.reports.told import TEXTS, TOLD

PAGE = Path(__file__).resolve().parent.parent / "docs" / "kpis.md"
PARTS = ("Formula", "Unit", "Empty", "Source")

HEAD = """\
# Reports and KPIs

Generated from the program by `tools/generate_kpis.py`.

- A period has both its ends: `--period month`, `"last quarter"`, `2026-Q2`, `30d`, `all`, or `--from` and
  `--to`. Nothing after today counts. An unfinished period is compared with equal elapsed days.
- `-` (null in JSON) is no data and never 0. A ratio is 0-1 in JSON with six decimals, a mean has four;
  each states its n.
- Currencies are never added: figures of money come once per currency.
- Rates are of the default pipeline unless `--pipeline` names another, or `all`.
- The change is value / value before - 1, of ratios too.
- A goal of `config.yaml` counts when its period is of the kind shown:
  `goals: [{kpi: win_rate, target: 35%, period: quarter}]`.
"""


def page() -> str:
    """Gives docs/kpis.md."""
    lines = [HEAD, "## Reports", ""]
    for kind in REPORTS:
        function = getattr(importlib.import_module(f"tinycrm.reports.{kind.module}"), kind.function)
        text = inspect.getdoc(function) or ""
        first, _, rest = text.partition("\n\n")
        lines += [f"### tinycrm report {kind.name}", "", " ".join(first.split()), ""]
        found = dict(re.findall(r"^(\w+): (.*(?:\n +.*)*)", rest, re.MULTILINE))
        texts = tuple(" ".join(found[part].split()) for part in PARTS)
        if TEXTS.get(kind.name, texts) != texts:
            raise SystemExit(f"reports/told.py does not say of {kind.name} what reports/{kind.module}.py says: {texts}")
        lines += [f"- **{part}**: {text}" for part, text in zip(PARTS, texts, strict=True)]
        if kind.splits:
            lines.append(f"- **--by**: {', '.join(kind.splits)}")
        lines += [f"- **Period** unless given: {kind.period or 'none, it looks at today'}", ""]
    lines += [
        "## KPIs",
        "",
        "One of them alone: `tinycrm report KEY`.",
        "",
        "| Key | Name | Formula | Unit | Empty | Source |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{kpi.key}` | {kpi.name} | {kpi.formula} | {kpi.unit} | {kpi.empty} | {kpi.source} |" for kpi in all_kpis()
    ]
    lines += [
        "",
        "Rows of a report, and no single figure; `tinycrm report explain KEY` explains them too:",
        "",
        "| Key | Name | Report |",
        "|---|---|---|",
        *(f"| `{kpi.key}` | {kpi.name} | `{kpi.report}` |" for kpi in TOLD),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """The page is written, or compared."""
    text = page()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    if "--check" in sys.argv[1:]:
        sys.stderr.write("docs/kpis.md is not what the program says; python tools/generate_kpis.py\n")
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
