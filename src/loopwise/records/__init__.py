"""What rooms hand to one another: frozen dataclasses with one JSON form. Numbers and keys, never prose."""

from loopwise.records.checked import CheckReport, Followed, NotFollowed
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
from loopwise.records.fitted import Column, Confusion, Curve, Epoch, FitResult, Interval, Rows, Scores
from loopwise.records.json_form import SCHEMA, plain, rebuild
from loopwise.records.places import Place
from loopwise.records.watched import WatchReport

__all__ = [
    "CONFIDENCES",
    "SCHEMA",
    "SEVERITIES",
    "CheckReport",
    "Column",
    "Confidence",
    "Confusion",
    "Curve",
    "Edit",
    "Epoch",
    "Evidence",
    "Finding",
    "FitResult",
    "Followed",
    "Interval",
    "NotFollowed",
    "Place",
    "Repair",
    "Rows",
    "Scores",
    "Series",
    "Severity",
    "WatchReport",
    "at_least",
    "plain",
    "rebuild",
]
