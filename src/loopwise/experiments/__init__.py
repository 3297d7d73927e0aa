"""Ready experiments on real data, one a file, found by file name.

    outcome = experiment_named("plain_or_residual").run(depths=(8, 20), seeds=2)
    experiment_named("plain_or_residual").tells(outcome)

`experiment_names()` loads no torch. Needs the extra `fit`.
"""

from __future__ import annotations

from loopwise.experiments._catalogue import experiment_named, experiment_names, experiments
from loopwise.experiments._experiment import Experiment

__all__ = ["Experiment", "experiment_named", "experiment_names", "experiments"]
