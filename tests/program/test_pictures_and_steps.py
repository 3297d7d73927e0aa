"""Pictures that a chain of transforms leaves pictures, and a schedule of steps of one that goes on with every batch."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

LEAVES = """
import os
import pandas as pd
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

class Leaves(Dataset):
    def __init__(self, frame, transform=None):
        self.frame = frame
        self.transform = transform

    def __len__(self):
        return len(self.frame)

    def __getitem__(self, i):
        row = self.frame.iloc[i]
        image = Image.open(os.path.join("leaves", row["file"])).convert("RGB")
        if self.transform is not None:
            image = self.transform(image)
        return image, row["kind"]

chain = {chain}
loader = DataLoader(Leaves(pd.read_csv("leaves.csv"), chain), batch_size=32, shuffle=True{collate})
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4))
optimizer = torch.optim.Adam(net.parameters())
for images, kinds in loader:
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(images), kinds).backward()
    optimizer.step()
"""

RATES = """
import torch
from torch import nn
from torch.utils.data import DataLoader
from data import Measured

rows = DataLoader(Measured(), batch_size=32, shuffle=True)

def train(net, optimizer, scheduler):
    for x, y in rows:
        optimizer.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        optimizer.step()
        {by_batch}

net = nn.Linear(4, 1)
optimizer = torch.optim.Adadelta(net.parameters())
scheduler = torch.optim.lr_scheduler.{made}
for epoch in range(10):
    train(net, optimizer, scheduler)
    {by_epoch}
"""


@pytest.mark.parametrize(
    ("chain", "collate", "told"),
    [
        ("transforms.Compose([transforms.Resize((96, 96)), transforms.ColorJitter(0.2)])", "", True),
        ("transforms.Resize((96, 96))", "", True),
        ("transforms.Compose([transforms.Resize((96, 96)), transforms.ToTensor()])", "", False),
        ("transforms.Compose([transforms.Resize((96, 96)), transforms.Lambda(as_array)])", "", False),
        ("transforms.Compose([transforms.Resize((96, 96)), as_array])", "", False),
        ("transforms.Compose([transforms.Resize((96, 96))])", ", collate_fn=stack", False),
    ],
)
def test_a_chain_that_leaves_pictures(chain: str, collate: str, told: bool) -> None:
    source = LEAVES.format(chain=chain, collate=collate)
    found = [one for one in check(source).findings if one.fault == "sample-not-a-tensor"]
    line = source[: source.index("chain = ")].count("\n") + 1
    assert [one.place.line for one in found] == [line] * told


@pytest.mark.parametrize(
    ("made", "by_batch", "told"),
    [
        ("StepLR(optimizer, step_size=1, gamma=0.7)", True, ["likely"]),
        ("StepLR(optimizer, 1)", True, ["likely"]),
        ("StepLR(optimizer, step_size=1, gamma=0.999)", True, []),
        ("StepLR(optimizer, step_size=1, gamma=0.7)", False, []),
        ("StepLR(optimizer, step_size=1000, gamma=0.7)", True, []),
    ],
)
def test_a_rate_that_falls_with_every_batch(made: str, by_batch: bool, told: list[str]) -> None:
    goes_on = ("scheduler.step()", "pass") if by_batch else ("pass", "scheduler.step()")
    source = RATES.format(made=made, by_batch=goes_on[0], by_epoch=goes_on[1])
    found = [one for one in check(source, hints=True).findings if one.fault == "scheduler-steps-too-often"]
    assert [one.confidence for one in found] == told
