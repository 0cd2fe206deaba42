"""The commands of docs/cron.md run one after the other, as on the machine of somebody who reads it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.docs.test_examples import ROOT, blocks, environment, run, world  # noqa: F401 - a fixture

MAIL = "mail: {host: 127.0.0.1, port: 9, security: none, from: me@x.example}\n"


def test_the_commands_of_the_page_run_in_turn(world: Path, tmp_path: Path) -> None:  # noqa: F811
    home = tmp_path / "home"
    shutil.copytree(world, home)
    (home / ".config/tinycrm/config.yaml").write_text(MAIL)
    env = environment(home)
    lines = [line for block in blocks(ROOT / "docs" / "cron.md", "sh") for line in block.splitlines() if line.strip()]
    assert len(lines) > 12
    for line in lines:
        done = run(line, env, home)
        assert done.returncode in (0, 10), f"{line}\n{done.stdout}\n{done.stderr}"
    left = [row for row in (home / "crontab").read_text().splitlines() if row.startswith("# TinyCRM: begin")]
    assert {row.split()[3] for row in left} == {"backup", "digest", "kpi"}


def test_the_page_shows_the_line_that_is_written(world: Path, tmp_path: Path) -> None:  # noqa: F811
    home = tmp_path / "home"
    shutil.copytree(world, home)
    env = environment(home)
    (shown,) = blocks(ROOT / "docs" / "cron.md", "crontab")
    done = run("tinycrm schedule install backup --dry-run", env, home)
    (line,) = done.stdout.splitlines()
    database = f"{home}/.local/share/tinycrm/tinycrm.db"
    fields, _, command = line.partition(f" TINYCRM_DB={database} TINYCRM_CONFIG={home}/.config/tinycrm ")
    assert shown.splitlines()[2].startswith(
        f"{fields} TINYCRM_DB=/home/anna/.local/share/tinycrm/tinycrm.db TINYCRM_CONFIG="
    )
    assert shown.splitlines()[2].endswith(command[command.index(" schedule exec") :])
