"""The report `satisfaction`: NPS, CSAT and CES from counts of scores."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.feedback import SCORES
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import MEAN_PLACES, share, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.reports.figures import Share

    Comment = tuple[int, str, str, int, int | None, str, str]

_NAMES = {"nps": "NPS", "csat": "CSAT", "ces": "CES"}
# the lowest score of a promoter, the highest of a detractor; the lowest of the satisfied, of those who found it easy
_PROMOTER, _DETRACTOR, _SATISFIED, _EASY = 9, 6, 4, 5


class Answers:
    """How often each score was given: of NPS the last answer of each respondent."""

    __slots__ = ("counts",)

    def __init__(self) -> None:
        self.counts: dict[str, dict[int, int]] = {kind: {} for kind in SCORES}

    def add(self, kind: str, score: int, count: int) -> None:
        """So many answers more are counted."""
        own = self.counts[kind]
        own[score] = own.get(score, 0) + count

    def include(self, other: Answers) -> None:
        """The answers of another are counted too."""
        for kind, counts in other.counts.items():
            for score, count in counts.items():
                self.add(kind, score, count)

    def n(self, kind: str) -> int:
        """Gives the number of answers."""
        return sum(self.counts[kind].values())

    def between(self, kind: str, lowest: int, highest: int) -> int:
        """Gives how many answers lie between two scores, both included."""
        return sum(count for score, count in self.counts[kind].items() if lowest <= score <= highest)

    def nps(self) -> Share | None:
        """Gives (promoters - detractors) / answers × 100, None without answers."""
        top, bottom = self.between("nps", _PROMOTER, 10), self.between("nps", 0, _DETRACTOR)
        return share(100 * (top - bottom), self.n("nps"))

    def csat(self) -> Share | None:
        """Gives the share of 4 and 5, None without answers."""
        return share(self.between("csat", _SATISFIED, 5), self.n("csat"))

    def ces(self) -> Share | None:
        """Gives the mean, None without answers."""
        return share(sum(score * count for score, count in self.counts["ces"].items()), self.n("ces"))

    def ces_easy(self) -> Share | None:
        """Gives the share of 5 to 7, None without answers."""
        return share(self.between("ces", _EASY, 7), self.n("ces"))

    def figures(self) -> list[Figure]:
        """Gives the figures."""
        nps, csat, ces = (self.n(kind) for kind in ("nps", "csat", "ces"))
        promoters = ("promoters (9, 10)", self.between("nps", _PROMOTER, 10))
        detractors = ("detractors (0 to 6)", self.between("nps", 0, _DETRACTOR))
        scores = sum(score * count for score, count in self.counts["ces"].items())
        return [
            Figure("nps", self.nps(), nps, inputs=(promoters, detractors, ("respondents", nps))),
            Figure(
                "csat",
                self.csat(),
                csat,
                inputs=(("satisfied (4, 5)", self.between("csat", _SATISFIED, 5)), ("answers", csat)),
            ),
            Figure("ces", self.ces(), ces, inputs=(("sum of scores", scores), ("answers", ces))),
            Figure(
                "ces_easy",
                self.ces_easy(),
                ces,
                inputs=(("found it easy (5 to 7)", self.between("ces", _EASY, 7)), ("answers", ces)),
            ),
        ]


def satisfaction_report(report: Report, answers: Answers) -> Report:
    """Gives NPS, CSAT and CES with their number of answers, each score's share, the course of a year, the comments.

    Formula: NPS = (respondents whose last answer is 9 or 10 - those of 0 to 6) / respondents × 100; CSAT = answers of
        4 and 5 / answers; CES = mean, and answers of 5 to 7 / answers. By month, owner, channel (of the ticket) or
        product (of the sale) the last answer is that in each.
    Unit: NPS -100 to 100; CSAT and found it easy: ratio; CES 1 to 7; answers.
    Empty: "-" without answers.
    Source: feedback; the channel of its ticket, the product of its sale.

    Args:
        report: the scorecard of these KPIs.
        answers: those of the period.
    """
    report.name, report.title = "satisfaction", "Satisfaction"
    for row in report.rows:
        del row["group"]
    if any(answers.n(kind) for kind in SCORES):
        report.sections.append(scores_given(answers))
    return report


def scores_given(answers: Answers) -> Report:
    """Gives how often each score was given."""
    rows: list[Row] = []
    for kind, (lowest, highest) in SCORES.items():
        n = answers.n(kind)
        for score in range(highest, lowest - 1, -1) if n else ():
            count = answers.counts[kind].get(score, 0)
            part = text(share(count, n))
            rows.append({"kind": _NAMES[kind], "score": score, "answers": count, "share": part})
    columns = [
        Column("kind", "Kind"),
        Column("score", "Score", "int"),
        Column("answers", "Answers", "int"),
        Column("share", "Share", "ratio"),
        Column("share", "", "bar"),
    ]
    report = Report("satisfaction-scores", "Scores", columns, rows)
    report.charts = [Chart("bars", "score", ["answers"], split="kind")]
    return report


def by_group(name: str, by: str, groups: Iterable[tuple[str, Answers]], *, over_time: bool = False) -> Report:
    """Gives the figures of each month, owner, channel or product.

    Args:
        name: of the report.
        by: what it is split by.
        groups: (its name, answers) in order.
        over_time: whether the groups follow each other in time.
    """
    rows: list[Row] = [
        {
            by: word or None,
            "nps": text(own.nps(), MEAN_PLACES),
            "nps_n": own.n("nps"),
            "csat": text(own.csat()),
            "csat_n": own.n("csat"),
            "ces": text(own.ces(), MEAN_PLACES),
            "ces_easy": text(own.ces_easy()),
            "ces_n": own.n("ces"),
        }
        for word, own in groups
    ]
    columns = [
        Column(by, by.capitalize()),
        Column("nps", "NPS", "measure", unit="score"),
        Column("nps_n", "n", "int"),
        Column("csat", "CSAT", "ratio"),
        Column("csat_n", "n", "int"),
        Column("ces", "CES", "measure", unit="score"),
        Column("ces_easy", "Easy", "ratio"),
        Column("ces_n", "n", "int"),
    ]
    report = Report(name, f"By {by}", columns, rows)
    drawn = [key for key in ("nps", "csat", "ces") if any(row[key] is not None for row in rows)]
    titles = {"nps": "NPS", "csat": "Satisfied (CSAT)", "ces": "Ease (CES)"}
    report.charts = [Chart("line" if over_time else "bars", by, [key], title=titles[key]) for key in drawn]
    return report


def comments_section(comments: Sequence[Comment]) -> Report:
    """Gives the latest comments, for people to read.

    Args:
        comments: (id of the feedback, day, kind, score, id and name of who answered, comment).
    """
    columns = [
        Column("id", "Feedback", "id", wide=True),
        Column("day", "Day", "day"),
        Column("kind", "Kind"),
        Column("score", "Score", "int"),
        Column("who", "Who"),
        Column("comment", "Comment", "long"),
    ]
    rows: list[Row] = [
        {"id": id, "day": day, "kind": _NAMES[kind], "score": score, "who": name or None, "comment": comment}
        for id, day, kind, score, _, name, comment in comments
    ]
    return Report("satisfaction-comments", "Latest comments", columns, rows)
