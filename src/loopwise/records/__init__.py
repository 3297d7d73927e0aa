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
from loopwise.records.json_form import SCHEMA, plain, rebuild
from loopwise.records.places import Place
from loopwise.records.watched import WatchReport

__all__ = [
    "CONFIDENCES",
    "SCHEMA",
    "SEVERITIES",
    "CheckReport",
    "Confidence",
    "Edit",
    "Evidence",
    "Finding",
    "Followed",
    "NotFollowed",
    "Place",
    "Repair",
    "Series",
    "Severity",
    "WatchReport",
    "at_least",
    "plain",
    "rebuild",
]
