"""`submit("experiment", {"name": "plain_or_residual", "seeds": 3})`: run an experiment in a worker."""

from __future__ import annotations

from typing import Any

from loopwise.records.experiments import Outcome


def run(*, name: str, **settings: Any) -> Outcome:
    """Take the experiment's name, and what its `run` takes as far as JSON can say it."""
    from loopwise.experiments import experiment_named

    return experiment_named(name).run(**settings)
