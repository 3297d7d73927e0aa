"""A descent is kept as its question and the outcome of each run; the paths come again from the question."""

from __future__ import annotations

from loopwise.records.descended import DescentRecord
from loopwise.store.kinds._kind import Headline, Kind
from loopwise.text import Text

ARRIVING = ("converges", "overshoots", "zig-zags")


class DescentKind(Kind[DescentRecord]):
    """Does not grow: it is walked at once."""

    name = "descent"
    label = Text(en="descent", ko="경사하강법")
    record = DescentRecord
    labels = {
        "runs": Text(en="runs", ko="실행 수"),
        "converging": Text(en="converging", ko="수렴"),
        "loss": Text(en="lowest", ko="최솟값"),
    }

    def title(self, record: DescentRecord) -> str:
        """Return the surface and the rules."""
        return f"{record.surface}, {', '.join(dict.fromkeys(run.rule for run in record.runs))}"

    def headline(self, record: DescentRecord) -> Headline:
        """Return how many runs, how many of them converge, and the lowest end."""
        found = sum(run.verdict in ARRIVING for run in record.runs)
        lowest = min((run.loss for run in record.runs if run.loss == run.loss), default=float("nan"))
        return {"runs": len(record.runs), "converging": found, "loss": lowest}
