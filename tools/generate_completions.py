"""Writes completions/ from the declarations of the commands.

python tools/generate_completions.py            write the files
python tools/generate_completions.py --check    say which differ (exit 1 when any does)
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {"bash": "tinycrm.bash", "zsh": "_tinycrm", "fish": "tinycrm.fish", "powershell": "tinycrm.ps1"}


def main() -> int:
    """The files are written, or compared; the exit code is returned."""
    sys.path.insert(0, str(ROOT / "src"))
    from tinycrm.cli.shells import render_script

    stale: list[str] = []
    for shell, name in FILES.items():
        path = ROOT / "completions" / name
        text = render_script(shell)
        if "--check" not in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        sys.stderr.write(f"stale: {', '.join(stale)}; run tools/generate_completions.py\n")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
