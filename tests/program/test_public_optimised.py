"""What public code steps in another way, warms up alone and cuts on purpose, beside the twin that is at fault."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

TRACES = """
import torch
from torch import nn
from torch.optim import Optimizer

class Traced(Optimizer):
    def __init__(self, params, lr=1.0):
        super().__init__(params, dict(lr=lr))

    def td_step(self, error, traces):
        for group in self.param_groups:
            for p in group["params"]:
                p.data.add_(group["lr"] * error * traces[p])

torch.manual_seed(0)
stream, plain = nn.Linear(7, 1), nn.Linear(7, 1)
{traced}
optimizer = torch.optim.Adam(plain.parameters())
traces = {{p: torch.zeros_like(p) for p in stream.parameters()}}
rows = torch.randn(500, 7)
for row in rows:
    value, other = stream(row), plain(row)
    stream.zero_grad()
    value.backward()
    for p in stream.parameters():
        traces[p] = 0.9 * traces[p] + p.grad
    {step}
    optimizer.zero_grad()
    (1 - other).square().backward()
    optimizer.step()
"""

WARMED = """
import torch
import torch.nn.functional as F
from torch import nn

class Mix(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(4, 8, batch_first=True)
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        return self.out(self.gru(x)[0][:, -1])

    def warm_up(self, x, y{given}):
        warm = torch.optim.Adam(self.gru.parameters())
        self.train()
        for _ in range(20):
            warm.zero_grad()
            F.mse_loss(self(x), y).backward()
            warm.step()
"""

DEEP = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 8)
        self.body = nn.Sequential({body})
        self.head = nn.Linear(8, 3)
        self.beside = nn.Linear(8, 3)

    def forward(self, x):
        x = self.first(x)
        early = x.detach()
        x = self.body(x)
        return self.head({above}), self.beside(early)

net = Net()
optimizer = torch.optim.Adam(net.parameters())
cost = nn.CrossEntropyLoss()
x, y = torch.randn(64, 8), torch.randint(0, 3, (64,))
for epoch in range(10):
    one, two = net(x)
    loss = cost(one, y) + cost(two, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


def _found(source: str) -> set[str]:
    return {finding.fault for finding in check(source).findings if finding.severity == "error"}


@pytest.mark.parametrize(
    ("traced", "step", "told"),
    [
        ("stepped = Traced(stream.parameters())", "stepped.td_step(1 - value.detach(), traces)", set()),
        ("", "pass", {"parameters-not-optimised"}),
    ],
)
def test_an_optimiser_of_their_own_that_steps_under_another_name(
    traced: str, step: str, told: set[str]
) -> None:
    assert _found(TRACES.format(traced=traced, step=step)) == told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (", optimizer", set()),  # the one that trains the whole model comes from outside
        (", optimizer: torch.optim.Optimizer", set()),
        ("", {"parameters-not-optimised"}),
    ],
)
def test_a_warm_up_of_some_layers(given: str, told: set[str]) -> None:
    assert _found(WARMED.format(given=given)) == told


@pytest.mark.parametrize(("above", "told"), [("x", set()), ("x.detach()", {"graph-cut"})])
def test_a_cut_beside_a_path_of_many_layers(above: str, told: set[str]) -> None:
    body = ", ".join(["nn.Linear(8, 8), nn.ReLU()"] * 220)
    assert _found(DEEP.format(body=body, above=above)) == told


SAVED = """
import torch
from torch import nn
from data import train, rest

model = nn.Linear(4, 1)
optimizer = torch.optim.Adam(model.parameters())
best = 1e9
for epoch in range(20):
    for x, y in train:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    with torch.no_grad():
        loss = sum(nn.functional.mse_loss(model(x), y).item() for x, y in rest)
    if loss < best:
        best = loss
        snap = {{"epoch": epoch, "model": model.state_dict()}}
        {at_once}
    {each_time}
{behind}
"""


@pytest.mark.parametrize(
    ("at_once", "each_time", "behind", "told"),
    [
        ('torch.save(snap, "best.pt")', 'torch.save(snap, "last.pt")', "", False),
        ("pass", 'torch.save(snap, "best.pt")', "", True),
        ('torch.save(snap, "best.pt")', "pass", 'model.load_state_dict(snap["model"])', True),
    ],
)
def test_a_state_that_is_saved_at_once(at_once: str, each_time: str, behind: str, told: bool) -> None:
    source = SAVED.format(at_once=at_once, each_time=each_time, behind=behind)
    assert ("best-weights-lost" in {finding.fault for finding in check(source).findings}) is told


STUB = """
import torch
from torch import nn
from data import loader

class Cost(nn.Module):
    def forward(self, output, target):
        {cost}

net, cost = nn.Linear(4, 1), Cost()
optimizer = torch.optim.Adam(net.parameters())
for x, y in loader:
    optimizer.zero_grad()
    loss = cost(net(x), y)
    {backward}
    optimizer.step()
"""


@pytest.mark.parametrize(("backward", "told"), [("loss.backward()", False), ("print(loss)", True)])
def test_backward_of_a_loss_that_is_still_to_be_written(backward: str, told: bool) -> None:
    source = STUB.format(cost="return 0", backward=backward)
    assert ("backward-missing" in {finding.fault for finding in check(source).findings}) is told


THAWED = """
import sys
import torch
from torch import nn

def ask(part, wanted, later):
    if not later:
        for p in part.parameters():
            p.requires_grad = wanted

later = len(sys.argv) > 1
body, head = nn.Linear(4, 4), nn.Linear(4, 2)
optimizer = torch.optim.Adam(head.parameters())
x, y = torch.randn(64, 4), torch.randint(0, 2, (64,))
ask(head, False, later)
{thawed}
for _ in range(10):
    optimizer.zero_grad()
    with torch.no_grad():
        seen = body(x)
    nn.functional.cross_entropy(head(seen), y).backward()
    optimizer.step()
"""


@pytest.mark.parametrize(("thawed", "told"), [("ask(head, True, later)", False), ("", True)])
def test_a_head_that_is_thawed_under_the_condition_it_was_frozen_under(thawed: str, told: bool) -> None:
    found = _found(THAWED.format(thawed=thawed))
    assert bool(found & {"graph-cut", "gradient-not-required"}) is told
