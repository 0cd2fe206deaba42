"""No table is read whole by an import: what its rows may match is looked for by its keys."""

from __future__ import annotations

import pytest
from tests.store.test_plans import offences

FILES = {
    "contacts": "id,name,email,phone,company\n7,Anna Petrova,anna@neva.example,+79211234567,Neva Trade\n,Bo,,,\n",
    "companies": "id,name,website,parent\n7,Neva Trade,neva.example,Mother\n,Zeta,,Mother\n",
    "deals": "id,title,contact,company,stage\n7,Roof,anna@neva.example,Neva Trade,won\n,Wall,Bo Li,,\n",
    "tasks": "title,due,contact,deal\nCall,2026-12-01,Bo Li,Website for Neva\n",
    "interactions": "at,kind,summary,contacts\n2026-11-01,call,Hi,Bo Li;anna@neva.example\n",
}


@pytest.mark.parametrize("match", ["", "--match name", "--match phone"])
@pytest.mark.parametrize("noun", FILES)
def test_an_import_reads_no_table_whole(stocked, tmp_path, noun, match):
    path = tmp_path / "file.csv"
    path.write_text(FILES[noun])
    for more in ("", "--update"):
        assert offences(stocked, tmp_path, f"import {path} --as {noun} {match} {more}") == []
