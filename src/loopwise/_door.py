"""The public functions whose result is kept, as the commands of the same name keep theirs.

    loopwise.fit("breast_cancer")        # and `loopwise kept` lists it
"""

from __future__ import annotations

import functools
import logging
from typing import Any

from loopwise.errors import LoopwiseError
from loopwise.records import FitResult
from loopwise.training import fitting

log = logging.getLogger("loopwise")


@functools.wraps(fitting.fit)
def fit(*arguments: Any, **options: Any) -> FitResult:  # its signature is training.fit's
    """Fit, and keep the result where the extra `keep` is installed."""
    result = fitting.fit(*arguments, **options)
    keep_where_possible(result)
    return result


def keep_where_possible(record: object) -> int | None:
    """Keep a result and say its number; a store that cannot take it never costs the result itself."""
    from loopwise.store import keep

    try:
        number = keep(record)
    except LoopwiseError as problem:
        log.warning("not kept: %s", problem)
        return None
    log.info("kept as result %d", number)
    return number
