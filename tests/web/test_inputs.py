"""What a browser sends is taken only in the type and size that is expected."""

from __future__ import annotations

import base64
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from loopwise.web import inputs

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.lists(st.integers()),
    st.dictionaries(st.text(), st.text()),
)


def _url(data: bytes) -> str:
    return "data:application/octet-stream;base64," + base64.b64encode(data).decode()


@given(ANYTHING)
def test_a_number_is_a_finite_number_in_its_limits_or_refused(value):
    try:
        taken = inputs.number(value, least=0, most=1)
    except BadRequest:
        return
    assert isinstance(taken, float) and 0 <= taken <= 1


@given(ANYTHING)
def test_a_whole_number_likewise(value):
    try:
        taken = inputs.whole(value, least=1, most=9)
    except BadRequest:
        return
    assert type(taken) is int and 1 <= taken <= 9


@given(ANYTHING)
def test_a_text_is_a_short_text_or_refused(value):
    try:
        taken = inputs.text(value, most=5)
    except BadRequest:
        return
    assert isinstance(taken, str) and len(taken) <= 5


def test_what_numbers_are_not():
    for value in (True, "0.5", math.nan, math.inf, [0.5], None):
        with pytest.raises(BadRequest):
            inputs.number(value, least=0, most=1)
    assert inputs.whole("7", least=1, most=9) == 7


@given(st.binary(max_size=200))
def test_an_upload_comes_back_as_it_was(data):
    assert inputs.uploaded(_url(data)) == data


@pytest.mark.parametrize("value", [None, 3, "", "data:", "data:;base64,!!", "abc", ["data:;base64,aaaa"]])
def test_a_broken_upload_is_refused(value):
    with pytest.raises(BadRequest):
        inputs.uploaded(value)


def test_an_upload_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(inputs, "LARGEST_FILE", 10)
    with pytest.raises(BadRequest):
        inputs.uploaded(_url(b"x" * 11))


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\집\주간 6.ipynb", "주간 6.ipynb"),
        ("a\x00\nb.py", "ab.py"),
        ("", "file"),
        (None, "file"),
    ],
)
def test_a_file_name_has_no_folder(given_name, name):
    assert inputs.file_name(given_name) == name
