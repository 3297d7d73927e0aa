"""Whether inputs are divided by one number twice on their way to a model."""

from __future__ import annotations

import pytest

from loopwise.testing.contract import names_found

PROGRAM = """
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset
from torchvision import datasets, transforms

torch.manual_seed(0)
{data}
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for images, labels in loader:
    {before}
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(images), labels).backward()
    optimizer.step()
"""
MNIST = 'loader = DataLoader(datasets.MNIST("d", transform={transform}), batch_size=64, shuffle=True)'
BYTES = """
class Pictures(Dataset):
    def __init__(self, images, labels):
        self.images, self.labels = images, labels
    def __len__(self):
        return len(self.labels)
    def __getitem__(self, i):
        return {given}, self.labels[i]
images, labels = np.load("images.npy"), np.load("labels.npy")
loader = DataLoader(Pictures(torch.tensor(images), torch.tensor(labels)), batch_size=64, shuffle=True)
"""
ONCE, TENSOR = "transforms.ToTensor()", "transforms.Compose([{}])"
TWICE = {
    "a transform": (MNIST.format(transform=ONCE), "images = images / 255.0"),
    "times a 255th": (MNIST.format(transform=ONCE), "images = images * (1 / 255)"),
    "in place": (MNIST.format(transform=ONCE), "images /= 255"),
    "normalised between": (
        MNIST.format(transform=TENSOR.format("transforms.ToTensor(), transforms.Normalize(0.1, 0.3)")),
        "images = images.view(-1, 784) / 255",
    ),
    "a data set": (BYTES.format(given="self.images[i] / 255.0"), "images = images / 255.0"),
}
NOT_TWICE = {
    "a transform alone": (MNIST.format(transform=ONCE), "pass"),
    "bytes": (MNIST.format(transform="transforms.PILToTensor()"), "images = images / 255.0"),
    "multiplied between": (MNIST.format(transform=ONCE), "images = (images * 255).round() / 255"),
    "an unknown step": (
        MNIST.format(transform=TENSOR.format("transforms.ToTensor(), transforms.Lambda(f)")),
        "images = images / 255",
    ),
    "a data set of bytes": (BYTES.format(given="self.images[i]"), "images = images / 255.0"),
    "other numbers": (BYTES.format(given="self.images[i] / 255"), "images = images / 0.5"),
    "labels": (MNIST.format(transform=ONCE), "labels = labels / 255"),
}


@pytest.mark.parametrize(("data", "before"), TWICE.values(), ids=TWICE)
def test_a_second_division_is_found(data, before):
    assert names_found(PROGRAM.format(data=data, before=before)) == {"scaled-twice"}


@pytest.mark.parametrize(("data", "before"), NOT_TWICE.values(), ids=NOT_TWICE)
def test_one_division_is_silent(data, before):
    assert "scaled-twice" not in names_found(PROGRAM.format(data=data, before=before))
