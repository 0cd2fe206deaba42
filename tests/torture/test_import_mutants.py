"""Rule 5: a mutated file is taken or refused, within bounds, and never a defect."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.torture.conftest import FULL, assert_sound
from tests.torture.mutants import mutant
from tests.torture.weighing import measured, own_megabytes


def _import_mutants(first: int, count: int, folder: str) -> dict[str, object]:
    """Imports mutants through the real service into a database in memory, each taken back; gives what happened."""
    from tests.torture.conftest import Inside

    from tinycrm.cli.context import Context
    from tinycrm.cli.shared import Shared
    from tinycrm.errors import TinyCRMError
    from tinycrm.formats.source import Source
    from tinycrm.render.sink import Sink
    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.importing import import_files

    env = Inside(Path(folder)).env
    context = Context(Shared(), [], env, Sink(io.BytesIO(), io.BytesIO(), env))
    work = context.work
    work.store.named = False
    taken, refused, longest = 0, 0, 0.0
    for number in range(first, first + count):
        name, noun, content = mutant(number)
        asked = Asked()
        asked.noun = noun
        asked.update, asked.skip_bad = number % 2 == 0, number % 3 == 0
        work.dry_run = True
        work.notes.clear()
        work.also.clear()
        begun = time.process_time()
        try:
            import_files(work, [Source.of_bytes(content, name)], asked)
            taken += 1
        except TinyCRMError as error:
            if error.exit_code not in (2, 4, 5):
                return {"failed": number, "why": f"{type(error).__name__} {error.exit_code}: {error.message}"}
            refused += 1
        except Exception as error:  # noqa: BLE001 -- every defect is told with its number
            return {"failed": number, "why": f"{type(error).__name__}: {error}"}
        longest = max(longest, time.process_time() - begun)
    context.close()
    return {"taken": taken, "refused": refused, "longest": longest, "megabytes": own_megabytes()}


# A tenth would be two minutes of a CI run: a fiftieth of them.
MUTANTS = 1_000_000 if FULL else 20_000


@pytest.mark.parametrize("shard", range(4))
def test_no_mutated_file_is_a_defect_or_takes_long(tmp_path, figures, shard):
    count = MUTANTS // 4
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.test_import_mutants", str(shard * count), str(count), str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert "failed" not in found, (found, mutant(found["failed"]))
    assert found["taken"] + found["refused"] == count
    # neither everything nor nothing gets through: else the mutants try one thing alone
    assert count / 20 < found["taken"] < count * 19 / 20
    assert found["longest"] < 10
    assert found["megabytes"] < 256
    figures(
        rule=5,
        what=f"mutated CSV and JSON files through the import service, part {shard + 1} of 4",
        count=count,
        found=f"0 defects; {found['taken']:,} taken, {found['refused']:,} refused;"
        f" at most {found['longest']:.2f} s and {found['megabytes']} MB",
    )


def test_mutated_files_by_the_command_line_leave_a_whole_database(stocked, tmp_path, times, figures):
    """Applied, one after the other, into one database: what one file brings the next one meets."""
    most = 0
    codes: dict[int, int] = {}
    for number in range(times(600)):
        name, noun, content = mutant(-number - 1)
        (tmp_path / name).write_bytes(content)
        words = ("import", str(tmp_path / name), *(("--as", noun) if noun else ()), "--skip-bad")
        code, out, err, megabytes = measured(stocked, *words, *(("--update",) if number % 2 else ()))
        assert code in (0, 2, 4, 5, 8), (number, code, err, content)
        assert "Traceback" not in err, (number, err, content)
        assert (code in (0, 8)) or (out == "" and len(err.splitlines()) == 1), (number, out, err, content)
        most = max(most, megabytes)
        codes[code] = codes.get(code, 0) + 1
    assert most < 256
    assert_sound(stocked.db)
    assert "WRONG" not in stocked("doctor").out
    whole = stocked("export").out
    (tmp_path / "whole.json").write_text(whole)
    stocked.env["TINYCRM_DB"] = str(tmp_path / "other" / "crm.db")
    stocked("import", str(tmp_path / "whole.json"))
    # all that came in goes out and in again
    assert _without_moment(stocked("export").out) == _without_moment(whole)
    figures(
        rule=5,
        what="mutated files by the command line into one database",
        count=times(600),
        found=f"exit codes {dict(sorted(codes.items()))}, at most {most} MB; the export restores to itself",
    )


def _without_moment(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith('"exported_at"')]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_import_mutants(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
