"""What tests of the runtime share: a recorder that writes down what it hears."""

from __future__ import annotations

import pytest
import torch

from loopwise.runtime import LossEvent, Recorder, StepEvent


class Heard(list):
    """The events of a run, in order."""

    @property
    def losses(self):
        return [event for event in self if isinstance(event, LossEvent)]

    @property
    def steps(self):
        return [event for event in self if isinstance(event, StepEvent)]

    @property
    def leftovers(self):
        return [event for event in self.steps if event.leftover]


@pytest.fixture
def heard():
    torch.manual_seed(0)
    events = Heard()
    recorder = Recorder(events.append)
    with recorder.attached():
        yield events
