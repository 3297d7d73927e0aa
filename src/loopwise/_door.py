"""The public functions whose result is kept, as the commands of the same name keep theirs.

loopwise.fit("breast_cancer")        # and `loopwise kept` lists it
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from loopwise.errors import LoopwiseError

if TYPE_CHECKING:
    from loopwise.records import FitResult

log = logging.getLogger("loopwise")


def fit(*arguments: Any, **options: Any) -> FitResult:
    """Fit a model to data with the right recipe, beside its baselines, and keep the result.

    Takes what `loopwise.training.fit` takes: fit("my.csv", target="sold", epochs=50).
    """
    from loopwise.training import fit as fit_only

    result = fit_only(*arguments, **options)
    _keep(result)
    return result


def _keep(record: FitResult) -> None:
    """Keep a result; a store that cannot take it never costs the result itself."""
    from loopwise import store

    try:
        log.info("kept as result %d", store.keep(record))
    except LoopwiseError as problem:
        log.warning("not kept: %s", problem)
