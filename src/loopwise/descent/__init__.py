"""Where gradient descent goes, and why: surfaces, update rules, whole paths, what theory says, sharpness.

    paths = descend("3*x**2 + y**2", start=(5, 4), lr=[0.1, 0.2, 0.5])
    paths.xy.shape                  # (3, 11, 2): run, step + 1, coordinate
    [str(verdict) for verdict in paths.verdict]

Closed-form surfaces need numpy only; typed functions, models and sharpness need torch (extra `fit`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from loopwise.errors import MissingExtra

if TYPE_CHECKING:
    from loopwise.descent.lanczos import Sharpness, sharpness
    from loopwise.descent.landscapes import interpolated, landscape
    from loopwise.descent.paths import Paths, descend
    from loopwise.descent.rules import Rule, all_rules, rule_named
    from loopwise.descent.surfaces import Surface, surface_named, surface_names
    from loopwise.descent.theory import Theory, theory_of
    from loopwise.descent.verdicts import Verdict

__all__ = [
    "Paths",
    "Rule",
    "Sharpness",
    "Surface",
    "Theory",
    "Verdict",
    "all_rules",
    "descend",
    "interpolated",
    "landscape",
    "rule_named",
    "sharpness",
    "surface_named",
    "surface_names",
    "theory_of",
]

_HOMES = {
    "Paths": "paths",
    "Rule": "rules",
    "Sharpness": "lanczos",
    "Surface": "surfaces",
    "Theory": "theory",
    "Verdict": "verdicts",
    "all_rules": "rules",
    "descend": "paths",
    "interpolated": "landscapes",
    "landscape": "landscapes",
    "rule_named": "rules",
    "sharpness": "lanczos",
    "surface_named": "surfaces",
    "surface_names": "surfaces",
    "theory_of": "theory",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for; the line to type where numpy or torch is missing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as problem:
        if (problem.name or "") in ("numpy", "torch"):
            raise MissingExtra(problem.name or "", "fit") from problem
        raise
