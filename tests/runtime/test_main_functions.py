"""Programs that live in a function and judge by one helper: their data are gone when the run is over."""

from __future__ import annotations

import pytest
import torch
from sklearn.datasets import load_wine
from torch import nn
from torch.utils.data import DataLoader, Dataset

from loopwise.diagnosis.watching import watch

X, Y = (torch.tensor(one) for one in load_wine(return_X_y=True))
X = X.float()
ORDER = torch.randperm(len(X), generator=torch.Generator().manual_seed(0))
TRAIN, TEST = ORDER[:118], ORDER[118:]
MEAN, DEVIATION = X[TRAIN].mean(0), X[TRAIN].std(0)


class Rows(Dataset):
    def __init__(self, rows, transform):
        self.rows, self.transform = rows, transform

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, at):
        return self.transform(X[self.rows[at]]), Y[self.rows[at]]


class Buffer(Rows):
    """Other rows every time it is read through, as of a replay buffer."""

    def __getitem__(self, at):
        if at == 0:
            self.rows = self.rows.roll(7)
        return super().__getitem__(at)


def scaled(x):
    return (x - MEAN) / DEVIATION


def noisy(x):
    return scaled(x) + 0.1 * torch.randn_like(x)


def accuracy(model, loader):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


def fit(test_set, *, times=1, train_transform=scaled):
    torch.manual_seed(0)
    train_loader = DataLoader(Rows(TRAIN, train_transform), 16, shuffle=True)
    test_loader = DataLoader(test_set, 32)
    model = nn.Sequential(nn.Linear(13, 16), nn.ReLU(), nn.Linear(16, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(6):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        accuracy(model, train_loader)
        for _ in range(times):
            accuracy(model, test_loader)


def found(*args, **options):
    """Return the findings about data by name, the source unread."""
    with watch(source=lambda: None) as watched:
        fit(*args, **options)
    asked = ("preprocessing-differs", "test-set-augmented")
    return {one.fault: one.evidence for one in watched.findings if one.fault in asked}


def test_test_inputs_that_are_not_scaled_are_told_though_the_same_line_judges_both_sets():
    evidence = found(Rows(TEST, lambda x: x))["preprocessing-differs"]
    assert evidence["right_alike"] > evidence["right"] + 0.2


def test_a_test_set_that_is_another_one_in_every_pass_is_told():
    evidence = found(Rows(TEST, noisy))["test-set-augmented"]
    assert evidence["samples"] == evidence["differ"] == 4 and 0 < evidence["apart"] < 1


@pytest.mark.parametrize(
    "test_set, options",
    [
        (Rows(TEST, scaled), {}),
        (Rows(TEST, scaled), {"train_transform": noisy}),
        (Rows(TEST, noisy), {"times": 3}),  # averaged over augmentations, on purpose
        (Buffer(TEST, scaled), {}),
    ],
)
def test_what_is_right_is_silent(test_set, options):
    assert not found(test_set, **options)
