"""The KPIs there are: those of the program, then the user's own."""

from __future__ import annotations

from tinycrm.reports.kpis import all_kpis
from tinycrm.services.reporting.own import own_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.reports.kpis.kpi import Kpi
    from tinycrm.services.work import Work


def known_kpis(work: Work) -> list[Kpi]:
    """Gives every KPI there is, the user's own last."""
    return [*all_kpis(), *own_table(work)]


def find_known(work: Work, key: str) -> Kpi | None:
    """Gives the KPI with this key, the user's own too, or None."""
    return next((kpi for kpi in known_kpis(work) if kpi.key == key), None)
