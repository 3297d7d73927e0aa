"""What every fault declares about the texts it raises: patterns that compile, numbers that both languages tell."""

from __future__ import annotations

import re

import pytest

from loopwise.diagnosis.failures import causes_of
from loopwise.faults import catalogue
from loopwise.faults._errors import ErrorText
from loopwise.records.failures import Failure
from loopwise.text.text import placeholders

DECLARED = [(fault, text) for fault in catalogue() for text in fault.errors]
every_text = pytest.mark.parametrize(
    ("fault", "text"), DECLARED, ids=[f"{fault.name}-{text.words[:30]}" for fault, text in DECLARED]
)


def test_there_are_texts_to_look_at():
    assert len({fault.name for fault, _ in DECLARED}) >= 35 and len(DECLARED) >= 60


@every_text
def test_what_the_numbers_mean_is_told_in_both_languages(fault, text):
    groups = set(re.compile(text.words).groupindex)
    if text.says:
        assert placeholders(text.says.en) == placeholders(text.says.ko) <= groups
        assert re.search("[가-힣]", text.says.ko)


@every_text
def test_a_text_without_its_numbers_can_be_asked_too(fault, text):
    """An author's `fits` must not fail where a version leaves the numbers out, or the frames are gone."""
    assert fault.fits({}, Failure("RuntimeError", "")) in (True, False, None)


@pytest.mark.parametrize(
    "fault", [fault for fault in catalogue() if fault.errors], ids=lambda fault: fault.name
)
def test_a_text_that_a_symptom_quotes_is_declared_right(fault):
    """Of the texts a fault declares, at least one stands among its own symptoms: people will search for it."""
    assert any(text.read(symptom) is not None for text in fault.errors for symptom in fault.symptoms)


def test_numbers_are_numbers_and_line_breaks_are_blanks():
    text = ErrorText(r"Target (?P<target>-?\d+) is out of (?P<what>\w+)")
    assert text.read("IndexError: Target -1\n  is out of bounds.") == {"target": -1, "what": "bounds"}
    assert text.read("Target is out of bounds") is None
    assert text.words_in("so: Target 3 is out of bounds!") == "Target 3 is out of bounds"


def test_the_numbers_of_the_text_fill_what_the_fault_says():
    (first, *_) = causes_of(
        Failure("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (64x6144 and 144x4)")
    )
    assert "takes 144 features and is given 6144" in first.reason.en
    assert "144개를 받도록 만들어졌는데 6144개가" in first.reason.ko
