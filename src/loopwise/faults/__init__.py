"""The catalogue: one fault a file, found by its file name. Knows no terminal, no browser and imports no torch."""

from loopwise.faults._catalogue import catalogue, fault_named, nearest_fault
from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.faults._probe import Probe

__all__ = ["ErrorText", "Fault", "Measure", "Probe", "catalogue", "fault_named", "nearest_fault"]
