"""Typed functions: read by a whitelist, differentiated by autograd; what is not known gets a helpful message."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from loopwise.descent import descend
from loopwise.descent.typed import FUNCTIONS, typed
from loopwise.errors import LoopwiseError
from loopwise.text import speaking


def test_a_typed_function_is_what_it_says():
    x, y = np.array([0.5, -1.5]), np.array([2.0, 0.25])
    for source, wanted in {
        "3*x**2 + y**2": 3 * x**2 + y**2,
        "-x**2 + pi*y": -(x**2) + np.pi * y,
        "exp(-x**2)*sin(3*y) / (1 + abs(x))": np.exp(-(x**2)) * np.sin(3 * y) / (1 + abs(x)),
        "max(x, y) - min(x, 0)": np.maximum(x, y) - np.minimum(x, 0),
        "x**-2 + 2**y": x**-2.0 + 2**y,
        "7": np.array([7.0, 7.0]),
    }.items():
        np.testing.assert_allclose(typed(source).value(x, y), wanted)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_the_whitelist_can_be_called(name):
    source = f"{name}(x, y)" if name in ("max", "maximum", "min", "minimum") else f"{name}(x)"
    surface = typed(source)
    gx, gy = surface.gradient(0.7, 0.2)
    assert np.isfinite(surface.value(0.7, 0.2)) and np.isfinite(gx) and np.isfinite(gy)


def test_a_constant_has_no_slope():
    assert descend("7", start=(1, 1)).verdict[0].kind == "stays"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("3x**2 + y", ["3*x**2 + y"]),
        ("x²+2(y-1)²", ["x**2+2*(y-1)**2"]),
        ("f(x, y) = xy;", ["x*y"]),
        ("ln(x)", ["log"]),
        ("x^2 + y^2", ["^", "x**2 + y**2"]),
        ("x**2 + z", ["'z'", "character 8"]),
        ("sinn(x)", ["'sinn'", "sin"]),
        ("np.sin(x)", [".sin", "sin(x)"]),
        ("__import__('os').system('ls')", [".system"]),
        ("x.__class__", [".__class__"]),
        ("(lambda: 1)()", ["only numbers"]),
        ("x if y else 0", ["only numbers"]),
        ("[x, y]", ["only numbers"]),
        ("'x'", ["only numbers"]),
        ("x and y", ["only numbers"]),
        ("min(x)", ["min takes 2"]),
        ("x = 3", ["cannot be read"]),
        ("", ["1 to 500 characters"]),
        ("(" * 240 + "x" + ")" * 240, ["cannot be read"]),
        ("-" * 100 + "x", ["nested"]),
        ("x*" * 300 + "y", ["1 to 500"]),
    ],
)
def test_what_is_not_known_is_refused_with_its_place(source, words):
    with pytest.raises(LoopwiseError) as refused, speaking("en"):
        typed(source)
    with speaking("en"):
        told = str(refused.value)
    assert any(word in told for word in words) if len(source) > 300 else all(word in told for word in words)


@pytest.mark.parametrize(
    ("source", "start"),
    [
        ("1/x + y**2", (0, 1)),
        ("1/0", (1, 1)),
        ("log(x) + y", (-1, 0)),
        ("sqrt(x)*y", (-1, 1)),
        ("9**9**9*x", (1, 1)),
    ],
)
def test_a_start_without_a_height_is_refused(source, start):
    with pytest.raises(LoopwiseError, match="no way down"), speaking("en"):
        descend(source, start=start)


def test_a_pole_on_the_way_is_a_verdict_and_not_an_exception():
    paths = descend("log(x) + y**2", start=(1, 1), lr=0.4, steps=10)
    assert (paths.verdict[0].kind, paths.verdict[0].step) == ("breaks", 2)


def test_a_python_function_of_tensors_is_a_surface_too():
    paths = descend(lambda x, y: torch.hypot(x, y) ** 2, start=(5, 4), lr=0.1, steps=4)
    np.testing.assert_allclose(paths.xy[0, -1], np.array([5, 4]) * 0.8**4)


def broken(x, y):
    raise ValueError("no luck")


@pytest.mark.parametrize(
    ("function", "word"),
    [(broken, "no luck"), (lambda x, y: torch.stack([x, y]), "one number for each point")],
)
def test_a_function_that_fails_says_how(function, word):
    with pytest.raises(LoopwiseError, match=word), speaking("en"):
        descend(function, start=(1, 1))
