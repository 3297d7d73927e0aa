"""Changes in place: torch is the oracle. What it refuses is told, what it takes is not."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

pytest.importorskip("torch")  # some cases are held against torch itself; the base install has none

HEAD = """
import torch
import torch.nn.functional as F
from torch import nn

x, y = torch.randn(32, 4), torch.randn(32, 1)
"""
NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(4, 8), nn.Linear(8, 8), nn.Linear(8, 1)
        self.bn, self.relu = nn.BatchNorm1d(8), nn.ReLU(inplace=True)

    def forward(self, x):
        h = self.a(x)
        {}

net = Net()
for step in range(2):
    loss = F.mse_loss(net(x), y)
    net.zero_grad()
    loss.backward()
"""
FORWARDS = [
    "h = torch.sigmoid(h); h *= 2; return self.c(h)",
    "h *= 2; return self.c(h)",
    "h = self.relu(self.bn(h)); return self.c(h)",
    "h = self.relu(self.relu(h)); return self.c(h)",
    "g = self.b(h); h += g; return self.c(h)",
    "h = torch.tanh(h); h[:, 0] = 0; return self.c(h)",
    "h[:, 0] = 0; return self.c(h)",
    "z = torch.zeros(32, 8); z[:, :] = h; return self.c(z)",
    "h = F.relu(h); h.clamp_(max=1); return self.c(h)",
    "h = F.relu(h).view(-1, 8); h += 1; return self.c(h)",
    "h = F.relu(h).clone(); h += 1; return self.c(h)",
    "g = self.bn(self.b(h)); g += h; return self.c(self.relu(g))",
    "h = F.relu(torch.tanh(h), inplace=True); return self.c(h)",
    "g = h * torch.ones(32, 8); h += 1; return self.c(g)",
    "g = h * self.b(h.detach()); h += 1; return self.c(g)",
    "g = h.detach(); g = torch.exp(g); g += 1; return self.c(g)",
]
PROGRAMS = [
    "w = torch.zeros(4, 1, requires_grad=True)\n((x @ w - y) ** 2).mean().backward()\nw -= 0.1 * w.grad",
    "w = torch.zeros(4, 1, requires_grad=True)\n(x @ w).sum().backward()\nwith torch.no_grad():\n    w -= 0.1 * w.grad",
    "w = torch.zeros(4, 1, requires_grad=True)\nw[0] = 1",
    "w = torch.zeros(4, 1)\nw[0] = 1\nw.requires_grad_()",
    "m = nn.Linear(4, 1)\nm.bias.fill_(0.1)",
    "m = nn.Linear(4, 1)\nm.bias.data.fill_(0.1)\nwith torch.no_grad():\n    m.weight[0] = 0",
    "m = nn.Linear(4, 1)\nm(x).mean().backward()\nfor p in m.parameters():\n    p -= 0.1 * p.grad",
    "m = nn.Linear(4, 1)\nfor p in m.parameters():\n    p.detach_()\nfor p in m.parameters():\n    p.mul_(0.9)",
]


@pytest.mark.parametrize("text", [NET.format(forward) for forward in FORWARDS] + PROGRAMS)
def test_what_torch_refuses_is_told_and_nothing_else(text):
    try:
        exec(compile(HEAD + text, "program", "exec"), {"__name__": "program"})
        refused = False
    except RuntimeError as error:
        refused = "inplace" in str(error) or "in-place" in str(error)
    found = {finding.fault for finding in check(HEAD + text).findings}
    assert ("changed-in-place" in found) is refused
