"""Windows of a series that a data set cuts out: the targets are as the series is scaled."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

PROGRAM = """
import numpy as np
import torch
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
np.random.seed(0)
series = 40 * np.sin(np.arange(1500) / 22) ** 3 + np.random.randn(1500)
{scale}


class Windows(Dataset):
    def __init__(self, values, length=24):
        self.values, self.length = torch.as_tensor(values, dtype=torch.float32), length

    def __len__(self):
        return len(self.values) - self.length

    def __getitem__(self, i):
        x = self.values[i : i + self.length].reshape(-1, 1)
        return x, {target}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 32, batch_first=True)
        self.head = nn.Sequential(nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1){last})

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


net = Net()
opt = torch.optim.Adam(net.parameters())
for x, y in DataLoader(Windows(scaled[:1200]), batch_size=64, shuffle=True):
    opt.zero_grad()
    nn.functional.mse_loss(net(x), y).backward()
    opt.step()
"""
BY_HAND = "scaled = (series - series[:1200].mean()) / series[:1200].std()"
IN_PLACE = "scaled = series.copy()\nscaled -= scaled[:1200].mean()\nscaled /= scaled[:1200].std()"
BY_SCALER = "scaled = StandardScaler().fit(series[:1200, None]).transform(series[:, None]).ravel()"
NEXT = "self.values[i + self.length]"


def named(scale: str, target: str, last: str = ", nn.Tanh()") -> set[str]:
    findings = check(PROGRAM.format(scale=scale, target=target, last=last), hints=True).findings
    return {one.fault for one in findings if one.severity != "note"}


@pytest.mark.parametrize("scale", [BY_HAND, IN_PLACE, BY_SCALER])
@pytest.mark.parametrize("target", [f"{NEXT}.unsqueeze(-1)", f"{NEXT}.view(1)", f"{NEXT}[None]"])
def test_one_number_of_a_standardised_series_is_beyond_a_tanh(scale, target):
    assert named(scale, target) == {"bounded-output"}


@pytest.mark.parametrize(
    ("scale", "last"),
    [
        (BY_HAND, ""),
        (BY_HAND, ", nn.Tanh(), nn.Linear(1, 1)"),
        (BY_SCALER.replace("StandardScaler()", "MinMaxScaler((-1, 1))"), ", nn.Tanh()"),
        ("scaled = (series - series.mean()) / np.abs(series).max()", ", nn.Tanh()"),
    ],
)
def test_a_series_in_reach_is_right(scale, last):
    assert named(scale, f"{NEXT}.unsqueeze(-1)", last) == set()
