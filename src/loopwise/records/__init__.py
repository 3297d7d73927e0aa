"""What rooms hand to one another: frozen dataclasses with one JSON form. Numbers and keys, never prose."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from loopwise.records.checked import CheckReport, Followed, IgnoreComment, NotFollowed
from loopwise.records.findings import (
    CONFIDENCES,
    SEVERITIES,
    Confidence,
    Edit,
    Evidence,
    Finding,
    Repair,
    Series,
    Severity,
    at_least,
)
from loopwise.records.json_form import SCHEMA, plain, rebuild
from loopwise.records.places import Place

if TYPE_CHECKING:
    from loopwise.records.descended import DescentRecord, DescentRun
    from loopwise.records.examined import ExamineReport
    from loopwise.records.fitted import (
        Answers,
        Column,
        Confusion,
        Curve,
        Epoch,
        FitResult,
        Interval,
        Rows,
        Scores,
        WrongRow,
    )
    from loopwise.records.landscapes import Landscape, PathOnPlane, WeightPath
    from loopwise.records.losses import LossCell, LossGrid
    from loopwise.records.watched import LayerSeries, Started, UnitSeries, WatchReport
    from loopwise.records.what_if import WhatIf

__all__ = [
    "CONFIDENCES",
    "SCHEMA",
    "SEVERITIES",
    "Answers",
    "CheckReport",
    "Column",
    "Confidence",
    "Confusion",
    "Curve",
    "DescentRecord",
    "DescentRun",
    "Edit",
    "Epoch",
    "Evidence",
    "ExamineReport",
    "Finding",
    "FitResult",
    "Followed",
    "IgnoreComment",
    "Interval",
    "Landscape",
    "LayerSeries",
    "LossCell",
    "LossGrid",
    "NotFollowed",
    "PathOnPlane",
    "Place",
    "Repair",
    "Rows",
    "Scores",
    "Series",
    "Severity",
    "Started",
    "UnitSeries",
    "WatchReport",
    "WeightPath",
    "WhatIf",
    "WrongRow",
    "at_least",
    "plain",
    "rebuild",
]

_HOMES = {
    "DescentRecord": "descended",
    "DescentRun": "descended",
    "ExamineReport": "examined",
    "LossCell": "losses",
    "LossGrid": "losses",
    "Landscape": "landscapes",
    "PathOnPlane": "landscapes",
    "WeightPath": "landscapes",
    "LayerSeries": "watched",
    "Started": "watched",
    "UnitSeries": "watched",
    "WatchReport": "watched",
    "WhatIf": "what_if",
}


def __getattr__(name: str) -> Any:
    """Load the records of a run or a fit where there is one: `check` starts without making them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOMES.get(name, "fitted")
    return getattr(import_module(f"loopwise.records.{home}"), name)
