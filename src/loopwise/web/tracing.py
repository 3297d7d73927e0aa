"""What the Trace and the VGG vs ResNet pages ask of `tracing`: models of the zoo, followed once and remembered.

A model of the zoo is followed on the meta device: nothing is computed, nothing of a person's is run.
"""

from __future__ import annotations

import threading
from functools import lru_cache

from loopwise.records.compared import Comparison
from loopwise.records.traced import Trace
from loopwise.tracing import comparison_of, trace_of

_one_at_a_time = threading.Lock()  # modes and hooks of torch belong to a thread, its first loading does not


@lru_cache(maxsize=32)
def zoo_trace(name: str) -> Trace:
    """Return the trace of a model of the zoo."""
    with _one_at_a_time:
        return trace_of(f"zoo:{name}")


@lru_cache(maxsize=32)
def zoo_comparison(first: str, second: str) -> Comparison:
    """Return two models of the zoo side by side."""
    return comparison_of(zoo_trace(first), zoo_trace(second))
