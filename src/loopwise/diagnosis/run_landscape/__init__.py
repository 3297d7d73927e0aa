"""The loss landscape of a watched run that kept its path  ->  landscape_of_run(kept(12).result).

The program runs again up to its first steps, in a copy of its project and a process of its own; what its loss is
computed from there is computed again with other weights.
"""

from loopwise.diagnosis.run_landscape.again import BY_HAND, landscape_of_run, refuse_without_path
from loopwise.diagnosis.run_path import LARGEST

__all__ = ["BY_HAND", "LARGEST", "landscape_of_run", "refuse_without_path"]
