from __future__ import annotations

import os
import pwd
import stat
import sys
from pathlib import Path

import pytest

from tinycrm.config import paths
from tinycrm.config.paths import (
    config_dir,
    database_path,
    make_folder,
    platform_folder,
    read_bytes,
    write_bytes,
)
from tinycrm.errors import StorageError, UsageError

linux = pytest.mark.skipif(sys.platform != "linux", reason="XDG folders are Linux's")


@linux
@pytest.mark.parametrize(
    "environ",
    [
        {"HOME": "/home/anna"},
        {"HOME": "/home/anna", "XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/k"},
        {"HOME": "/home/anna", "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": " "},
    ],
)
def test_the_folders_are_those_of_platformdirs(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert platform_folder("data", environ) == platformdirs.user_data_dir("tinycrm", appauthor=False)
    assert platform_folder("config", environ) == platformdirs.user_config_dir("tinycrm", appauthor=False)
    assert platform_folder("cache", environ) == platformdirs.user_cache_dir("tinycrm", appauthor=False)


@linux
def test_a_relative_xdg_folder_is_ignored() -> None:
    assert platform_folder("data", {"HOME": "/h", "XDG_DATA_HOME": "rel"}) == "/h/.local/share/tinycrm"


@linux
def test_without_home_the_user_database_answers() -> None:
    home = pwd.getpwuid(os.getuid()).pw_dir
    assert platform_folder("config", {}) == f"{home}/.config/tinycrm"


@linux
def test_a_user_nobody_knows_has_no_folder_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert platform_folder("cache", {}) == ""
    assert config_dir(None, {}, "/x/crm.db") == ("", False)
    with pytest.raises(UsageError) as caught:
        database_path(None, {})
    assert caught.value.hint == "set HOME, or give --db PATH"


@linux
def test_the_database_is_the_options_then_the_variables_then_the_default() -> None:
    environ = {"HOME": "/h", "TINYCRM_DB": "/v.db"}
    assert database_path("o.db", environ) == ("o.db", True)
    assert database_path(None, environ) == ("/v.db", True)
    assert database_path(None, {"HOME": "/h", "TINYCRM_DB": ""}) == (
        "/h/.local/share/tinycrm/tinycrm.db",
        False,
    )


def test_a_tilde_and_a_url_are_understood() -> None:
    assert database_path("~/crm.db", {"HOME": "/h"}) == ("/h/crm.db", True)
    assert database_path("postgresql://h/crm", {}) == ("postgresql://h/crm", True)


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(UsageError):
        database_path("", {})
    with pytest.raises(UsageError):
        config_dir(" ", {}, "x.db")


@linux
def test_the_settings_folder_is_the_options_the_variables_the_databases_or_the_platforms(
    tmp_path: Path,
) -> None:
    for name in ("o", "v", "crm.db.d"):
        (tmp_path / name).mkdir()
    environ = {"HOME": "/h", "TINYCRM_CONFIG": str(tmp_path / "v")}
    database = str(tmp_path / "crm.db")
    assert config_dir(str(tmp_path / "o"), environ, database) == (str(tmp_path / "o"), True)
    assert config_dir(None, environ, database) == (str(tmp_path / "v"), True)
    assert config_dir(None, {"HOME": "/h"}, database) == (f"{database}.d", False)
    assert config_dir(None, {"HOME": "/h"}, "/other.db") == ("/h/.config/tinycrm", False)


def test_a_named_settings_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    missing = str(tmp_path / "nope")
    with pytest.raises(UsageError) as caught:
        config_dir(missing, {}, "x.db")
    assert caught.value.message == f"the settings folder '{missing}' does not exist"
    assert config_dir(missing, {}, "x.db", must_exist=False) == (missing, True)


def test_a_file_named_as_settings_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").touch()
    with pytest.raises(UsageError, match="is a file, not a settings folder"):
        config_dir(str(tmp_path / "config.yaml"), {}, "x.db")


def test_made_folders_are_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_folder(str(tmp_path / "a" / "b"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_written_files_are_private_and_leave_nothing_beside(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_bytes(str(tmp_path / "f"), b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o600
    assert [item.name for item in tmp_path.iterdir()] == ["f"]


def test_a_folder_that_is_missing_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        write_bytes(str(tmp_path / "no" / "f"), b"x")


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert read_bytes(str(tmp_path / "absent")) is None
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="not a file"):
        read_bytes(str(tmp_path / "folder"))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="not a file"):
        read_bytes(str(tmp_path / "pipe"))
    (tmp_path / "dead").symlink_to("nowhere")
    with pytest.raises(UsageError, match="a link to nothing: 'nowhere'"):
        read_bytes(str(tmp_path / "dead"))
    (tmp_path / "large").write_bytes(b"#" * (paths.MAX_FILE_BYTES + 1))
    with pytest.raises(UsageError, match="larger than 1 MiB"):
        read_bytes(str(tmp_path / "large"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"")
    (tmp_path / "f").chmod(0)
    with pytest.raises(UsageError, match="cannot be read: Permission denied"):
        read_bytes(str(tmp_path / "f"))
