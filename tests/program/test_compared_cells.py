"""Cells that train one model with one optimiser after another, beside notebooks that mean to go on."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check
from loopwise.program import read_cells

BEGIN = [
    "import torch\nfrom torch import nn\nx, y = torch.randn(90, 4), torch.randint(0, 3, (90,))",
    """def fit(net, optimizer):
    history = []
    for step in range(50):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history""",
]
NET = "net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))"
SGD = "opt = torch.optim.SGD(net.parameters(), lr=0.1)\nsgd_curve = fit(net, opt)"
ADAM = "opt = torch.optim.Adam(net.parameters())\nadam_curve = fit(net, opt)"
RMS = "opt = torch.optim.RMSprop(net.parameters())\nprint('RMSProp', fit(net, opt)[-1])"
BY_NAME = "opt = torch.optim.SGD(net.parameters(), lr=0.1)\nprint(f'SGD: {fit(net, opt)[-1]}')"
PLAIN = "opt = torch.optim.SGD(net.parameters(), lr=0.1)\nhistory = fit(net, opt)"
AFTER = "opt = torch.optim.Adam(net.parameters(), lr=1e-4)\nhistory = fit(net, opt)"
LBFGS = "opt = torch.optim.LBFGS(net.parameters())\nlbfgs_curve = fit(net, opt)"

WRONG = {
    "curves under two names": ([NET, SGD, ADAM], 3),
    "results printed by name": ([NET, BY_NAME, RMS], 3),
    "a third one": ([NET, SGD, "print(sgd_curve[-1])", ADAM], 3),
}
RIGHT = {
    "a model for each": [NET, SGD, NET, ADAM],
    "one after the other": [NET, PLAIN, AFTER],
    "a second phase of other layers": [NET, SGD, "net[0].requires_grad_(False)\n" + ADAM],
    "weights put back": [
        NET + "\ntorch.save(net.state_dict(), 'start.pt')",
        SGD,
        "net.load_state_dict(torch.load('start.pt'))\n" + ADAM,
    ],
    "refined at the end": [NET, ADAM, LBFGS],
    "two models": [NET, SGD, "other = nn.Linear(4, 3)\n" + ADAM.replace("net", "other")],
}


def told(cells: list[str], *, hints: bool = False) -> list[int | None]:
    """Return the cells in which the fault is found."""
    findings = check(read_cells([*BEGIN, *cells]), hints=hints).findings
    return [found.place.cell for found in findings if found.fault == "trained-further-by-rerun"]


@pytest.mark.parametrize("name", WRONG)
def test_a_model_whose_optimisers_are_compared_is_named(name: str) -> None:
    cells, at = WRONG[name]
    assert told(cells) == [at]


@pytest.mark.parametrize("name", RIGHT)
def test_who_means_to_go_on_is_not_told(name: str) -> None:
    assert told(RIGHT[name], hints=True) == []


def test_a_training_cell_that_was_executed_twice_is_a_hint() -> None:
    assert told([NET, PLAIN, PLAIN]) == []
    assert told([NET, PLAIN, PLAIN], hints=True) == [3]
