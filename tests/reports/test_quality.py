"""The score of data quality: weighted, exact, and nothing where there is nothing to count."""

from __future__ import annotations

from tinycrm.reports.quality import PARTS, data_quality, share


def test_the_weights_are_those_of_the_formula() -> None:
    assert {part: weight for part, (weight, _) in PARTS.items()} == {
        "complete": 40,
        "unique": 20,
        "valid": 20,
        "fresh": 20,
    }


def test_all_that_is_well_is_100() -> None:
    assert data_quality({"complete": (6, 6), "unique": (2, 2), "valid": (5, 5), "fresh": (2, 2)}) == 100


def test_all_that_is_amiss_is_0() -> None:
    assert data_quality({"complete": (0, 6), "unique": (0, 2), "valid": (0, 5), "fresh": (0, 2)}) == 0


def test_each_part_weighs_what_it_should() -> None:
    # 40 × 1/2 + 20 × 3/4 + 20 × 1/5 + 20 × 1/4 = 20 + 15 + 4 + 5
    assert data_quality({"complete": (1, 2), "unique": (3, 4), "valid": (1, 5), "fresh": (1, 4)}) == 44


def test_thirds_are_exact() -> None:
    # 40 × 1/3 + 20 × 1/3 + 20 × 1/3 + 20 × 1/3 = 33 1/3
    assert data_quality(dict.fromkeys(PARTS, (1, 3))) == 33
    # 40 × 2/3 + 60 × 1 = 86 2/3
    assert data_quality({"complete": (2, 3), "unique": (1, 1), "valid": (1, 1), "fresh": (1, 1)}) == 86


def test_one_gap_in_a_million_is_not_100() -> None:
    million = 1_000_000
    parts = {"complete": (million - 1, million), "unique": (1, 1), "valid": (1, 1), "fresh": (1, 1)}
    assert data_quality(parts) == 99


def test_a_part_without_anything_to_count_weighs_nothing() -> None:
    # (40 × 1/2 + 20 × 1) / 60
    assert data_quality({"complete": (1, 2), "unique": (3, 3), "valid": (0, 0), "fresh": (0, 0)}) == 66


def test_nothing_to_count_is_no_score() -> None:
    assert data_quality(dict.fromkeys(PARTS, (0, 0))) is None
    assert share(0, 0) is None


def test_a_share_is_exact_decimal_text() -> None:
    one = share(1, 3)
    assert one is not None
    assert one.number() == "0.333333"
