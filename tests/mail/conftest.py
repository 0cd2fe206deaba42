"""Fixtures of mail: an authority for certificates, servers, and a `crm` that is set up to use them."""

from __future__ import annotations

import os
import ssl

import pytest
import trustme
from tests.conftest import Crm
from tests.mail.servers import PASSWORD, USER, Rogue, Sound

from tinycrm.cli.context import Context
from tinycrm.cli.shared import Shared
from tinycrm.domain.letter import Letter
from tinycrm.render.sink import Sink
from tinycrm.services.mail.mailing import queue_mail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Authority:
    """Certificates of an authority that only these tests trust.

    Attributes:
        pem: its own certificate, for SSL_CERT_FILE.
    """

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA()
        self.pem = folder / "authority.pem"
        self._ca.cert_pem.write_to_path(str(self.pem))

    def context(self, name: str = "localhost") -> ssl.SSLContext:
        """Gives what a server proves with that it is this host."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(name).configure_cert(context)
        return context


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def running() -> Iterator[Callable[[Sound | Rogue], Sound | Rogue]]:
    """`running(server)` stops it at the end of the test."""
    servers: list[Sound | Rogue] = []

    def keep(server: Sound | Rogue) -> Sound | Rogue:
        servers.append(server)
        return server

    yield keep
    for server in servers:
        server.stop()


class Post(Crm):
    """A `crm` whose mail leaves by a server or command of the test."""

    def set_up(self, **mail: object) -> None:
        """config.yaml says this of mail, and who writes."""
        import yaml

        folder = self.home / "settings"
        folder.mkdir(exist_ok=True)
        self.env["TINYCRM_CONFIG"] = str(folder)
        text = yaml.safe_dump({"mail": {"from": f"Me <{USER}>", **mail}}, allow_unicode=True)
        (folder / "config.yaml").write_text(text, encoding="utf-8")

    def use(self, server: Sound | Rogue, **more: object) -> None:
        """Mail leaves by this server, unencrypted."""
        self.set_up(host="127.0.0.1", port=server.port, security="none", **{"timeout": 1, **more})

    def use_tls(self, server: Sound | Rogue, authority: Authority, **more: object) -> None:
        """Mail leaves by this server, encrypted and with a password."""
        self.env["SSL_CERT_FILE"] = str(authority.pem)
        self.env["TINYCRM_MAIL_PASSWORD"] = PASSWORD
        usual = {"host": "localhost", "port": server.port, "security": "starttls", "user": USER, "timeout": 1}
        self.set_up(**{**usual, **more})

    def queue(
        self, *recipients: str, key: str = "", due_at: str = "", record: int | None = None, **letter: str
    ) -> list[int]:
        """Mails are queued in one operation; gives their ids."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("TINYCRM")} | self.env
        context = Context(Shared(), ["queue"], env, Sink(None, None, env))
        try:
            work = context.work
            ids: list[int] = []
            with work.write() as unit:
                for to in recipients:
                    one = Letter(to, letter.get("subject", "Hello"), letter.get("text", "Text\n"))
                    once = f"{key} {to}" if key else ""
                    id = queue_mail(work, unit, one, key=once, what="letter", record=record, due_at=due_at)
                    if id is not None:
                        ids.append(id)
            return ids
        finally:
            context.close()

    def mail(self, id: int) -> dict[str, object]:
        """Gives a mail as JSON shows it."""
        return self("mail", "show", id, "-f", "json").json

    def states(self) -> list[str]:
        """Gives the states of all mails by id."""
        return [row["state"] for row in sorted(self("mail", "list", "-f", "json").json, key=lambda row: row["id"])]


@pytest.fixture
def post(tmp_path: Path) -> Post:
    """As `crm`, for mail: `use`, `use_tls`, `queue`, `mail`, `states`."""
    return Post(tmp_path)
