"""The KPIs, by family: each family has its table here and its figures in services/reporting, under one name."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

# in the order of the scorecard
FAMILIES = (
    "revenue",
    "customers",
    "recurring",
    "deals",
    "leads",
    "acquisition",
    "satisfaction",
    "service",
    "activity",
    "quality",
)


def table(family: str) -> tuple[Kpi, ...]:
    """Gives the KPIs of a family."""
    found = __import__(f"{__name__}.{family}", fromlist=["KPIS"])
    rows: tuple[Kpi, ...] = found.KPIS
    return rows


def all_kpis() -> list[Kpi]:
    """Gives every KPI, in the order of the scorecard."""
    return [kpi for family in FAMILIES for kpi in table(family)]


def find_kpi(key: str) -> Kpi | None:
    """Gives the KPI with this key, or None."""
    return next((kpi for kpi in all_kpis() if kpi.key == key), None)


def family_of(key: str) -> str:
    """Gives the family of a KPI, "" when there is none with this key."""
    return next((family for family in FAMILIES if any(kpi.key == key for kpi in table(family))), "")
