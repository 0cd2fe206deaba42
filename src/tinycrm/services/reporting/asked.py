"""What a report was asked for, as typed."""

from __future__ import annotations


class Asked:
    """What a report was asked for, as typed; "" is the report's own way.

    Attributes:
        period, first, last: `--period`, or `--from` and `--to`.
        compare: "previous", "year" or "none".
        pipeline: key or name, or "all".
        owner: whose records; "me" is the user.
        by: the field to split by.
        currency: what amounts are to be converted into.
        segment: the name of a segment.
        where: a filter of the records that the report is about.
        top: at most so many groups; 0 for all.
        form: "page" where it becomes a page with charts, "screen" for a terminal, "data" for programs.
    """

    __slots__ = (
        "by",
        "compare",
        "currency",
        "first",
        "form",
        "last",
        "owner",
        "period",
        "pipeline",
        "segment",
        "top",
        "where",
    )

    def __init__(
        self,
        *,
        period: str = "",
        first: str = "",
        last: str = "",
        compare: str = "",
        pipeline: str = "",
        owner: str = "",
        by: str = "",
        currency: str = "",
        segment: str = "",
        where: str = "",
        top: int = 0,
        form: str = "data",
    ) -> None:
        self.period = period
        self.first = first
        self.last = last
        self.compare = compare
        self.pipeline = pipeline
        self.owner = owner
        self.by = by
        self.currency = currency
        self.segment = segment
        self.where = where
        self.top = top
        self.form = form
