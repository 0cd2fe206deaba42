"""Every sample file comes in as it is: twice, taken back, and again."""

from __future__ import annotations

from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data"
# sets that belong together, and how many records each makes; a file of products or agents holds none of ours
SETS = {
    "exports/salesforce": 15,
    "exports/hubspot": 13,
    "exports/zoho": 13,
    "exports/google": 9,
    "exports/outlook": 9,
    "exports/linkedin": 9,
    "maven/accounts.csv": 85,
    "vcard/John_Doe_GMAIL.vcf": 2,
    "vcard/John_Doe_IPHONE.vcf": 2,
    "vcard/rfc2426-example.vcf": 4,
    "vcard/rfc6350-example.vcf": 2,
    "vcard/v30_iphone_persian_folded.vcf": 2,
    "vcard/v40_noyear_bday.vcf": 2,
    "ics/tasks.ics": 2,
}
NOUNS = ("contacts", "companies", "deals", "tasks", "interactions")


def _records(crm) -> dict[str, int]:
    whole = crm("export").json
    return {noun: len(whole[noun]) for noun in NOUNS}


@pytest.mark.parametrize("name", SETS)
def test_a_sample_comes_in_once_however_often_it_is_imported(crm, name):
    sample = SAMPLES / name
    if not sample.exists():
        pytest.skip(f"the sample data {name} is not here")
    crm("import", sample)
    first = _records(crm)
    assert sum(first.values()) == SETS[name]
    crm("import", sample)
    assert _records(crm) == first
    crm("undo")
    assert sum(_records(crm).values()) == 0
    crm("import", sample)
    assert _records(crm) == first
