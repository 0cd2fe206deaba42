"""What was done, and whether in time."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

GROUP = "Discipline"


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "interactions",
        "Interactions",
        "count",
        "interactions in the period",
        "- before the first, then 0",
        "interactions",
        group=GROUP,
        flow=True,
    ),
    Kpi(
        "touches_per_won_deal",
        "Touches per won deal",
        "count",
        "interactions, up to their closing, of the deals won in the period / those deals",
        "- when nothing was won",
        "interactions, won deals",
        group=GROUP,
    ),
    Kpi(
        "on_time",
        "Tasks done on time",
        "ratio",
        "tasks done by their due day / tasks due in the period",
        "- when nothing was due",
        "tasks",
        group=GROUP,
    ),
    Kpi(
        "overdue_tasks",
        "Overdue tasks",
        "count",
        "tasks due before the end of the period and not done by it",
        "- before the first due task, then 0",
        "tasks",
        less_is_better=True,
        group=GROUP,
    ),
    Kpi(
        "stale",
        "Stale contacts and companies",
        "count",
        "contacts and companies without an interaction, or else creation, in the last stale_after_days; of today only",
        "- in the past, or without any",
        "contacts, companies, interactions; the setting stale_after_days",
        less_is_better=True,
        snapshot=True,
        group=GROUP,
    ),
)
