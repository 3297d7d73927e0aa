"""The feature maps of a model fitted here are those of the weights it was measured with."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from loopwise.errors import LoopwiseError
from loopwise.records import plain, rebuild
from loopwise.records.fitted import FitResult
from loopwise.tracing.looking import by_hand, looked
from loopwise.training.fitting import fit
from loopwise.training.pictured import subject_of


@pytest.fixture(scope="module")
def fitted():
    return fit("digits", model="cnn", epochs=2)


@pytest.mark.parametrize("row", [0, 7, 449])
def test_its_answer_is_the_one_that_was_measured(fitted, row):
    again = rebuild(FitResult, plain(fitted))
    look = looked(subject_of(again, row))
    shares = fitted.answers.predicted[row]
    best = int(np.argmax(shares))
    assert look.answer[0][0] == fitted.classes[best]
    assert look.answer[0][1] == pytest.approx(shares[best], abs=1e-5)
    assert look.truth == fitted.classes[int(fitted.answers.truth[row][0])]


def test_the_maps_are_what_the_layers_give(fitted):
    subject = subject_of(fitted, 3)
    look = looked(subject)
    assert (
        look.first == (16, 8, 8) and look.picture.shape == (8, 8, 3) and look.filters.shape == (16, 3, 3, 3)
    )
    relu = next(one.number for one in look.trace.operations if one.name == "relu")
    with torch.no_grad():
        first = subject.model.features[0](subject.x)[0]
    assert look.maps[relu].zeros == pytest.approx(float((first <= 0).float().mean()))
    for channel, row, column in ((0, 0, 0), (5, 3, 4), (15, 7, 7)):
        assert by_hand(subject, channel, row, column).value == pytest.approx(
            float(first[channel, row, column]), abs=1e-5
        )


def test_a_table_keeps_no_weights_and_says_so():
    result = fit("iris", epochs=1)
    assert result.weights is None
    with pytest.raises(LoopwiseError, match="kept no weights"):
        subject_of(result)
