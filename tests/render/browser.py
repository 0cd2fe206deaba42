"""A browser without a window, driven through its debugging pipe; it may load files only."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SETTINGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")
_QUIET = ("--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--disable-extensions")
_PATIENCE = 60.0

Message = dict[str, Any]


def found() -> str:
    """Gives the path of a browser, "" without any."""
    return next((path for path in map(shutil.which, NAMES) if path), "")


class Browser:
    """One browser with one tab; `close` it.

    Args:
        folder: an empty one for its profile.

    Attributes:
        said: what the last page wrote into the console, or failed to load.
    """

    def __init__(self, folder: Path) -> None:
        self.said: list[str] = []
        self._number = 0
        self._buffer = b""
        self._waiting: list[Message] = []
        to_read, self._to = os.pipe()
        self._from, to_write = os.pipe()
        # the browser listens at descriptor 3 and answers at 4
        command = (
            f'exec 3<&{to_read} 4>&{to_write}; exec "$0" "$@"',
            found(),
            *(*_SETTINGS, *_QUIET),
            f"--user-data-dir={folder}",
            "--remote-debugging-pipe",
        )
        self._process = subprocess.Popen(
            ["bash", "-c", *command],
            pass_fds=(to_read, to_write),
            env={**os.environ, "HOME": str(folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        tab = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = ""
        self._session = self.ask("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        for part in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{part}.enable")

    def load(self, page: Path, *, width: int, dark: bool = False, height: int = 900) -> None:
        """The page is there, in a window of that width."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        self.said.clear()
        self._waiting.clear()
        self.ask("Page.navigate", url=page.as_uri())
        self._until(lambda message: message.get("method") == "Page.loadEventFired")

    def value(self, script: str) -> Any:
        """Gives what an expression of the page's own world is."""
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def picture(self, path: Path) -> None:
        """The whole page is a PNG."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self.ask("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def printed(self, path: Path) -> None:
        """The page is a PDF, as it would be on paper."""
        path.write_bytes(base64.b64decode(self.ask("Page.printToPDF", preferCSSPageSize=True)["data"]))

    def ask(self, method: str, **parameters: object) -> Message:
        """Gives the browser's answer."""
        self._number += 1
        request: Message = {"id": self._number, "method": method, "params": parameters}
        if getattr(self, "_session", ""):
            request["sessionId"] = self._session
        os.write(self._to, json.dumps(request).encode() + b"\0")
        number = self._number
        answer = self._until(lambda message: message.get("id") == number)
        assert "error" not in answer, (method, answer)
        result: Message = answer["result"]
        return result

    def close(self) -> None:
        """The browser has ended."""
        os.close(self._to)
        os.close(self._from)
        self._process.terminate()
        self._process.wait()

    def _until(self, wanted: Callable[[Message], bool]) -> Message:
        for message in self._waiting:
            if wanted(message):
                self._waiting.remove(message)
                return message
        while True:
            message = self._read()
            if wanted(message):
                return message
            self._listen(message)
            self._waiting.append(message)

    def _listen(self, message: Message) -> None:
        method, given = message.get("method"), message.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.said.append(f"console: {given.get('args')}")
        elif method == "Runtime.exceptionThrown":
            self.said.append(f"exception: {given}")
        elif method == "Log.entryAdded":
            self.said.append(f"{given['entry'].get('level')}: {given['entry'].get('text')}")
        elif method == "Network.loadingFailed":
            self.said.append(f"failed: {given.get('errorText')}")
        elif method == "Network.requestWillBeSent":
            address = given["request"]["url"]
            if not address.startswith("file:"):
                self.said.append(f"request: {address}")

    def _read(self) -> Message:
        end = time.monotonic() + _PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], max(0.0, end - time.monotonic()))
            assert ready, "the browser does not answer"
            piece = os.read(self._from, 1 << 20)
            assert piece, "the browser has gone"
            self._buffer += piece
        text, _, self._buffer = self._buffer.partition(b"\0")
        message: Message = json.loads(text)
        return message
