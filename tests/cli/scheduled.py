"""What the tests of `schedule` share: a crontab in a file, and what systemctl was asked."""

from __future__ import annotations

import os
import subprocess
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Crm

_CRONTAB = """\
#!/bin/sh
[ -e "$HOME/refused" ] && { cat "$HOME/refused" >&2; exit 1; }
case "$1" in
-l) [ -e "$HOME/crontab" ] || { echo "no crontab for vera" >&2; exit 1; }; cat "$HOME/crontab" ;;
-) cat > "$HOME/new"; cmp -s "$HOME/new" "$HOME/crontab" 2>/dev/null || echo written >> "$HOME/writes"
   mv "$HOME/new" "$HOME/crontab" ;;
*) exit 2 ;;
esac
"""
_SYSTEMCTL = """\
#!/bin/sh
echo "$@" >> "$HOME/systemctl"
[ -e "$HOME/no-bus" ] && { echo "Failed to connect to bus: No medium found" >&2; exit 1; }
exit 0
"""


class Cron:
    """A user whose crontab is the file `crontab` in the home folder of a test."""

    def __init__(self, crm: Crm) -> None:
        self.crm = crm
        self.tab = crm.home / "crontab"
        folder = crm.home / "bin"
        folder.mkdir()
        for name, text in (("crontab", _CRONTAB), ("systemctl", _SYSTEMCTL)):
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        crm.env["PATH"] = f"{folder}:/usr/bin:/bin"

    @property
    def text(self) -> str:
        return self.tab.read_text()

    @property
    def jobs(self) -> Path:
        """The folder with what is known of the jobs."""
        return self.crm.db.with_name(self.crm.db.name + ".jobs")

    @property
    def started(self) -> str:
        """How a line begins, up to the job's name."""
        crm = self.crm
        variables = f"TINYCRM_DB={crm.db} TINYCRM_CONFIG={crm.home}/.config/tinycrm TINYCRM_USER=tester TZ=UTC"
        return f"{variables} PYTHONPATH={crm.env['PYTHONPATH']} {sys.executable} -m tinycrm schedule exec"

    def start(self, number: int = 0, *, before: str = "") -> list[str]:
        """Gives what cron starts for a line of ours.

        Args:
            number: of the line.
            before: what the shell does first.
        """
        lines = [row for row in self.text.splitlines() if " schedule exec " in row and not row.startswith("#")]
        return ["/bin/sh", "-c", before + lines[number].split(" ", 5)[5].replace("\\%", "%")]

    def run(self, number: int = 0, *, before: str = "") -> subprocess.CompletedProcess[str]:
        """Runs a line of ours as cron does: its own environment, the shell, no stdin."""
        return subprocess.run(
            self.start(number, before=before),
            env={"HOME": str(self.crm.home), "LOGNAME": "vera", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"},
            cwd=self.crm.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def backups(self) -> list[str]:
        """Gives the names of the backups that were made."""
        folder = self.crm.db.parent / "backups"
        return sorted(os.listdir(folder)) if folder.exists() else []
