"""How good the records are."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "data_quality",
        "Data quality",
        "score",
        "of 100: key fields filled 40; contacts and companies without a duplicate, valid contact points, contacts and"
        " companies not stale 20 each; of today only, rounded down",
        "- in the past, or without anything to count",
        "all records; the settings key_fields and stale_after_days",
        snapshot=True,
        group="Discipline",
    ),
)
