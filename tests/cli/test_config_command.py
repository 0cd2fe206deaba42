"""`config`, `init` and `demo`."""

from __future__ import annotations

import stat


def test_config_path_says_where_things_are(crm) -> None:
    crm.env.pop("TINYCRM_DB")
    answer = crm("config", "path", "-f", "json")
    assert answer.json == {
        "database": f"{crm.home}/.local/share/tinycrm/tinycrm.db",
        "settings": f"{crm.home}/.config/tinycrm",
    }


def test_config_set_changes_what_holds_and_leaves_the_rest(crm) -> None:
    crm("init")
    path = crm.home / ".config" / "tinycrm" / "config.yaml"
    before = path.read_text()
    crm("config", "set", "currency", "USD")
    assert crm("config", "get", "currency").out == "USD\n"
    assert path.read_text().replace("currency: USD\n", "").strip() == before.strip()
    assert crm("deal", "add", "Shop", "--value", "100", "-f", "json").json["currency"] == "USD"


def test_config_set_refuses_a_bad_value_and_changes_nothing(crm) -> None:
    crm("config", "set", "currency", "USD")
    path = crm.home / ".config" / "tinycrm" / "config.yaml"
    before = path.read_bytes()
    crm.fails(2, "config", "set", "currency", "XYZ")
    crm.fails(2, "config", "set", "nonsense", "1")
    assert path.read_bytes() == before


def test_init_writes_private_files_and_keeps_what_is_there(crm) -> None:
    crm("init", "freelance")
    folder = crm.home / ".config" / "tinycrm"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        "config.yaml": 0o600,
        "pipelines.yaml": 0o600,
    }
    (folder / "pipelines.yaml").write_text("# mine\n")
    answer = crm("init", "retainers")
    assert "was left alone" in answer.err
    assert (folder / "pipelines.yaml").read_text() == "# mine\n"
    crm.fails(2, "init", "nonsense")


def test_a_broken_settings_file_stops_every_command_with_its_place(crm) -> None:
    folder = crm.home / ".config" / "tinycrm"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text("currency: EUR\ncurency: USD\n")
    answer = crm.fails(2, "contact", "add", "Anna")
    assert "config.yaml:2:1" in answer.err
    assert "did you mean currency?" in answer.err
    assert not crm.db.exists()


def test_demo_fills_a_database_of_its_own_and_leaves_mine_alone(crm) -> None:
    crm.env.pop("TINYCRM_DB")
    crm("contact", "add", "My Own")
    answer = crm("demo")
    assert "Overdue (2)" in answer.out
    assert crm("contact", "list", "-f", "ids").ids == [1]
    demo = crm.home / ".local" / "share" / "tinycrm" / "demo.db"
    assert len(crm("contact", "list", "-f", "ids", "--db", str(demo)).ids) == 37
    assert crm("doctor", "--db", str(demo)).code == 0
    crm("demo")
    assert len(crm("contact", "list", "-f", "ids", "--db", str(demo)).ids) == 37


def test_demo_never_writes_into_a_database_that_is_there(stocked) -> None:
    before = stocked.dump()
    stocked.fails(2, "demo")
    assert stocked.dump() == before


def test_init_and_pipeline_init_write_the_same_pipelines(crm, tmp_path) -> None:
    for name in ("sales", "freelance", "retainers"):
        crm("init", name, "--config", str(tmp_path / f"{name}-1"))
        crm("pipeline", "init", name, "--config", str(tmp_path / f"{name}-2"))
        one, other = (tmp_path / f"{name}-{turn}" / "pipelines.yaml" for turn in (1, 2))
        assert one.read_text() == other.read_text()


def test_init_with_force_keeps_what_it_replaces(crm) -> None:
    crm("init")
    path = crm.home / ".config" / "tinycrm" / "config.yaml"
    path.write_text("currency: USD\n")
    crm("init", "--force")
    assert path.with_name("config.yaml.old").read_text() == "currency: USD\n"
