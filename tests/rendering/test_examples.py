"""The examples in the docstrings of the renderers, the search and the command line are run."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

ROOMS = ("loopwise.rendering", "loopwise.cli", "loopwise.integrations", "loopwise.diagnosis")
MODULES = [
    f"{room}.{found.name}" for room in ROOMS for found in pkgutil.iter_modules(import_module(room).__path__)
]
# Their classes stand on a package that is not among ours.
NEEDS = {
    "loopwise.integrations._hugging_face": "transformers",
    "loopwise.integrations._lightning": "lightning",
}


@pytest.mark.parametrize("module", MODULES)
def test_examples_hold(module):
    if module in NEEDS:
        pytest.importorskip(NEEDS[module])
    assert doctest.testmod(import_module(module)).failed == 0
