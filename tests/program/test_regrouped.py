"""Numbers cut into other groups: rows of several samples, and pictures put one below the other."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import torch
import matplotlib.pyplot as plt
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
"""
DECODER = """
torch.manual_seed(0)
data = torch.rand(400, 64)
net = nn.Sequential(nn.Linear(64, 6), nn.ReLU(), nn.Linear(6, 64))
opt = torch.optim.Adam(net.parameters())
for epoch in range(5):
    for (rows,) in DataLoader(TensorDataset(data), batch_size=50, shuffle=True):
        opt.zero_grad()
        nn.functional.mse_loss(net(rows), rows).backward()
        opt.step()
"""


def named(source: str) -> set[str]:
    return {one.fault for one in check(HEAD + source, hints=True).findings if one.severity != "note"}


@pytest.mark.parametrize(
    "shown",
    [
        "plt.imshow(net[2](torch.randn(8, 6)).detach().view(8 * 8, 8))",
        "columns = net[2](torch.randn(4, 6))[:, :16].detach().reshape(16, 4)\nplt.imshow(columns.numpy())",
        "grid = net(torch.rand(8, 8, 64)).detach().view(64, 8, 8)\nfor one in grid: plt.imshow(one)",
    ],
)
def test_pictures_below_one_another_are_not_torn(shown):
    assert named(DECODER + shown) == set()


@pytest.mark.parametrize(
    "torn",
    [
        "picture = net[2](torch.randn(12, 6)).detach()[:, :48].view(12, 16, 3).reshape(3, 16, 12)\nplt.imshow(picture)",
        "steps = torch.relu(net(torch.rand(5, 6, 64))).view(6, 5, 64)\nplt.plot(steps[0])",
        "print(nn.Linear(8, 2)(net[2](torch.randn(8, 6)).relu().view(64, 8)))",
    ],
)
def test_axes_that_change_places_are_torn(torn):
    assert named(DECODER + torn) == {"view-instead-of-permute"}


VIEWS = """
X, y = torch.randn(600, 5, 12), torch.randint(0, 3, (600,))


class Net(nn.Module):
    def __init__(self, views=5, width=16):
        super().__init__()
        self.views, self.width = views, width
        self.embed, self.head = nn.Linear(12, width), nn.Linear(width, 3)

    def forward(self, x):
        rows = {rows}
        return self.head({answer})


net = Net()
opt = torch.optim.Adam(net.parameters())
for a, b in DataLoader(TensorDataset(X, y), batch_size=50, shuffle=True):
    opt.zero_grad()
    nn.functional.cross_entropy(net(a), b).backward()
    opt.step()
"""


JOINED = "torch.relu(self.embed(x.reshape(-1, 12)))"


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        (JOINED, "rows.view(self.views, -1, self.width).mean(0)"),
        ("self.embed(x.view(len(x) * 5, 12))", "torch.tanh(rows).view(5, len(x), -1).amax(dim=0)"),
        ("self.embed(x).flatten(0, 1)", "rows.unflatten(0, (self.views, -1)).sum(0)"),
    ],
)
def test_rows_joined_by_sample_and_split_by_view_are_torn(rows, answer):
    assert named(VIEWS.format(rows=rows, answer=answer)) == {"view-instead-of-permute"}


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        (JOINED, "rows.view(-1, self.views, self.width).mean(1)"),
        ("self.embed(x.transpose(0, 1).reshape(-1, 12))", "rows.view(self.views, -1, self.width).mean(0)"),
        ("self.embed(torch.cat([x[:, i] for i in range(5)]))", "rows.unflatten(0, (5, -1)).mean(0)"),
    ],
)
def test_rows_split_as_they_were_joined_are_whole(rows, answer):
    assert named(VIEWS.format(rows=rows, answer=answer)) == set()
