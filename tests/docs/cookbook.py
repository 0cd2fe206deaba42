"""The recipes of docs/scripting.md, and a small business whose names are made to break scripts."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.docs.test_examples import ROOT, environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = ROOT / "docs" / "scripting.md"
TODAY = "2026-11-16"
ROGUE = "O'Brien; rm -rf \"$HOME\" $(touch pwned) `touch pwned` %s \\n 'x"
NEVA, OAK, ANNA, SARA, SEAN, TWIN = range(1, 7)
OLD, ROGUE_DEAL, FRESH, DEAD = range(7, 11)
_LINES: tuple[tuple[str, ...], ...] = (
    ("company", "add", "Neva Trade", "--website", "neva.example", "--owner", "me"),
    ("company", "add", f"Oak, {ROGUE}", "--website", "oak.example"),
    ("contact", "add", "Анна Петрова", "--email", "anna@neva.example", "--phone", "+7 921 123-45-67", "--company", "1"),
    ("contact", "add", "سارا محمدی", "--email", "sara@aftab.example", "--phone", "+98 912 345 6789",
     "--birthday", TODAY),
    ("contact", "add", ROGUE, "--email", "sean@oak.example", "--company", "2", "--owner", "sam"),
    ("contact", "add", "Anna Petrova", "--email", "petrova@mail.example", "--title", "CTO"),
    ("deal", "add", "Website", "--value", "4800 EUR", "--contact", "3", "--opened", "2026-10-01"),
    ("deal", "add", ROGUE, "--value", "12000 EUR", "--company", "2", "--contact", "5",
     "--opened", "2026-10-01", "--owner", "sam"),
    ("deal", "add", "Fresh offer", "--value", "900 EUR", "--contact", "4", "--opened", "2026-11-12"),
    ("deal", "add", "Поддержка сайта", "--value", "2000 EUR", "--contact", "4", "--opened", "2026-01-10"),
    ("deal", "move", "7", "proposal", "--on", "2026-10-20"),
    ("deal", "move", "8", "proposal", "--on", "2026-11-01"),
    ("deal", "move", "9", "proposal", "--on", "2026-11-14"),
)  # fmt: skip


def recipes() -> dict[str, str]:
    """Gives the scripts of the page by their names, in order."""
    text = PAGE.read_text("utf-8")
    return dict(re.findall(r"^```bash ([a-z-]+)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL))


def files() -> dict[str, str]:
    """Gives the settings files of the page by their paths."""
    text = PAGE.read_text("utf-8")
    found = re.findall(r"^```(?:yaml|markdown) ([\w/.-]+)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return dict(found)


class Kitchen:
    """A home with a database, where recipes are run.

    Attributes:
        home: the home folder, and the folder that the scripts start in.
        env: the environment of every process.
        err: what the last recipe printed on stderr.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.err = ""
        self.env = {**environment(home), "TINYCRM_TODAY": TODAY, "TZ": "UTC"}
        # jq and the like may be in a folder of the machine's own
        self.env["PATH"] += os.pathsep + os.environ.get("PATH", "")

    def stock(self) -> None:
        """The records of the business are there, under the ids that this module names."""
        for line in _LINES:
            self.crm(*line)

    def crm(self, *words: str | int, code: int = 0) -> str:
        """Runs `tinycrm`, which must end with the code; gives stdout."""
        done = self._run(["tinycrm", *map(str, words)])
        assert done.returncode == code, done
        return done.stdout

    def json(self, *words: str | int):
        """Runs `tinycrm … -f json`; gives what it prints."""
        return json.loads(self.crm(*words, "-f", "json"))

    def cook(self, name: str, *args: str | int | Path, code: int = 0, err: str | None = "") -> list[str]:
        """Runs a recipe, which must end with the code and print this on stderr, None for anything; gives its lines."""
        done = self._run(self._argv(name, *args))
        self.err = done.stderr
        assert (done.returncode, done.stderr if err is not None else None) == (code, err), done
        assert not list(self.home.rglob("pwned")), "a name became a command"
        return done.stdout.splitlines()

    def start(self, name: str, *args: str | int | Path) -> subprocess.Popen[bytes]:
        """Starts a recipe in a process group of its own and does not wait for it."""
        return subprocess.Popen(
            self._argv(name, *args), env=self.env, cwd=self.home, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def _argv(self, name: str, *args: str | int | Path) -> list[str]:
        script = self.home / "bin" / name
        script.write_text(recipes()[name], "utf-8")
        return [shutil.which("bash") or "bash", str(script), *map(str, args)]

    def _run(self, argv: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            argv,
            env=self.env,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


class Webhook:
    """A server on this machine that takes what is posted.

    Attributes:
        url: its address.
        taken: the JSON that it accepted, in order.
        keys: the Idempotency-Key of every request, also of those that it refused.
        refuse: the posts, counted from 0, that get 503.
        first: called once, when the first post is taken and before it is answered.
    """

    def __init__(self) -> None:
        self.taken: list[dict[str, object]] = []
        self.keys: list[str | None] = []
        self.refuse: set[int] = set()
        self.first: Callable[[], object] | None = None
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                number = len(hook.keys)
                hook.keys.append(self.headers.get("Idempotency-Key"))
                refused = number in hook.refuse
                if not refused:
                    hook.taken.append(json.loads(body))
                if hook.first is not None:
                    once, hook.first = hook.first, None
                    once()
                self.send_response(503 if refused else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """The server takes nothing any more."""
        self._server.shutdown()
        self._server.server_close()
