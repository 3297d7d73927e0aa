"""Whether what a model is judged on is drawn anew each time it is taken."""

from __future__ import annotations

import pytest

from loopwise.testing.contract import names_found

PROGRAM = """
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split
from torchvision import datasets, transforms

torch.manual_seed(0)
flips = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
plain = transforms.ToTensor()
{data}
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for images, labels in DataLoader(train_set, batch_size=64, shuffle=True):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(images), labels).backward()
    optimizer.step()
correct = 0
with torch.no_grad():
    for images, labels in DataLoader(test_set, batch_size=64):
        correct += (model(images).argmax(1) == labels).sum().item()
print(correct)
"""
MNIST = 'train_set = datasets.MNIST("d", transform=flips)\ntest_set = datasets.MNIST("d", train=False, transform={})'
SPLIT = (
    'whole = datasets.MNIST("d", transform=flips)\ntrain_set, test_set = random_split(whole, [50000, 10000])'
)
OWN = """
class Rows(Dataset):
    def __init__(self, n, noisy):
        self.x, self.y, self.noisy = torch.randn(n, 784), torch.randint(0, 10, (n,)), noisy
    def __len__(self):
        return len(self.y)
    def __getitem__(self, i):
        x = self.x[i]
        {change}
        return x, self.y[i]
train_set, test_set = Rows(900, True), Rows(300, False)
"""
NOISE = "x = x + torch.randn(784)"
DRAWN = {
    "one transform": MNIST.format("flips"),
    "a split of an augmented set": SPLIT,
    "noise for every set": OWN.format(change=NOISE),
}
STILL = {
    "its own transform": MNIST.format("plain"),
    "the transform exchanged": SPLIT + "\ntest_set.dataset.transform = plain",
    "noise for one set": OWN.format(change="if self.noisy:\n            " + NOISE),
    "rows drawn once": OWN.format(change="pass"),
}


@pytest.mark.parametrize("data", DRAWN.values(), ids=DRAWN)
def test_samples_drawn_anew_for_the_test_are_found(data):
    assert "test-set-augmented" in names_found(PROGRAM.format(data=data))


@pytest.mark.parametrize("data", STILL.values(), ids=STILL)
def test_samples_that_stay_as_they_are_are_silent(data):
    assert "test-set-augmented" not in names_found(PROGRAM.format(data=data))
