"""An optimiser knows what it holds, however the parameters of several modules are put together."""

from __future__ import annotations

import pytest

from loopwise.program import read_source

PROGRAM = """
import itertools, torch
from itertools import chain
from torch import nn
a, b = nn.Linear(3, 4), nn.Linear(4, 2)
w = torch.zeros(2, requires_grad=True)
{lines}
"""
BOTH = [
    "[*a.parameters(), *b.parameters()]",
    "(*a.parameters(), *b.parameters())",
    "list(a.parameters()) + list(b.parameters())",
    "itertools.chain(a.parameters(), b.parameters())",
    "chain(*[m.parameters() for m in (a, b)])",
    "list(chain.from_iterable([a.parameters(), b.parameters()]))",
    "list(a.parameters()) + [b.weight, b.bias]",
    "[{'params': a.parameters()}, {'params': b.parameters(), 'lr': 1e-3}]",
]


@pytest.mark.parametrize("given", BOTH)
def test_both_modules_are_held(given: str) -> None:
    program = read_source(PROGRAM.format(lines=f"optimizer = torch.optim.Adam({given}, lr=0.1)"))
    (optimiser,) = program.optimisers()
    assert optimiser.holds is not None
    assert set(optimiser.holds) == set(program.models())


def test_a_list_that_grows_and_a_tensor_beside_a_model() -> None:
    lines = "held = []\nheld.extend(a.parameters())\nheld.extend(b.parameters())\nheld.append(w)"
    program = read_source(PROGRAM.format(lines=lines + "\noptimizer = torch.optim.Adam(held)"))
    assert len(set(program.optimisers()[0].holds or ())) == 3
    program = read_source(PROGRAM.format(lines="optimizer = torch.optim.Adam([w, *a.parameters()])"))
    assert len(set(program.optimisers()[0].holds or ())) == 2


@pytest.mark.parametrize(
    "given", ["[*a.parameters(), *more]", "list(a.parameters()) + more", "[*a.parameters(), f(w)]"]
)
def test_what_is_not_seen_is_not_known(given: str) -> None:
    program = read_source(
        PROGRAM.format(lines=f"from extra import f, more\noptimizer = torch.optim.Adam({given})")
    )
    assert program.optimisers()[0].holds is None
