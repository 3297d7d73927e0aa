"""The way through a model that was followed."""

from __future__ import annotations

from loopwise.records.traced import Trace
from loopwise.store.kinds._kind import Headline, Kind
from loopwise.text import Text


class TraceKind(Kind[Trace]):
    """A trace: every operation, without a tensor."""

    name = "trace"
    record = Trace
    label = Text(en="Trace", ko="모델 구조")
    labels = {
        "parameters": Text(en="parameters", ko="파라미터"),
        "multiply_adds": Text(en="multiply-adds", ko="곱셈-덧셈"),
        "skips": Text(en="skips", ko="스킵 연결"),
    }

    def title(self, record: Trace) -> str:
        """Return the model's name."""
        return record.model

    def headline(self, record: Trace) -> Headline:
        """Return what tells architectures apart."""
        return {
            "parameters": record.parameters,
            "multiply_adds": record.multiply_adds,
            "skips": len(record.skips),
        }
