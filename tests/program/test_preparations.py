"""Whether the rows that are judged were prepared as those that were learnt from."""

from __future__ import annotations

import pytest

from loopwise.testing.contract import names_found

PROGRAM = """
import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import datasets, transforms

torch.manual_seed(0)
{data}
model = nn.Sequential(nn.Flatten(), nn.Linear({width}, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for images, labels in train_loader:
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(images), labels).backward()
    optimizer.step()
correct = 0
with torch.no_grad():
    for images, labels in test_loader:
        correct += (model(images).argmax(1) == labels).sum().item()
print(correct)
"""
DIGITS = """
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
{steps}
train_set = TensorDataset(torch.tensor(X_train, dtype=torch.float32), torch.tensor(y_train))
test_set = TensorDataset(torch.tensor(X_test, dtype=torch.float32), torch.tensor(y_test))
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
test_loader = DataLoader(test_set, batch_size=64)
"""
PICTURES = """
train_steps = transforms.Compose([{train}])
test_steps = transforms.Compose([{test}])
train_loader = DataLoader(datasets.MNIST("d", transform=train_steps), batch_size=64, shuffle=True)
test_loader = DataLoader(datasets.MNIST("d", train=False, transform=test_steps), batch_size=64)
"""
ONE, OTHER = "transforms.Normalize((0.1307,), (0.3081,))", "transforms.Normalize((0.5,), (0.5,))"
TENSOR, FLIP = "transforms.ToTensor()", "transforms.RandomHorizontalFlip()"


def program(steps: str) -> str:
    return PROGRAM.format(data=DIGITS.format(steps=steps), width=64)


def pictures(train: str, test: str) -> str:
    return PROGRAM.format(data=PICTURES.format(train=train, test=test), width=784)


UNLIKE = {
    "divided on one side": program("X_train = X_train / 16"),
    "fitted anew": program(
        "s = StandardScaler()\nX_train, X_test = s.fit_transform(X_train), s.fit_transform(X_test)"
    ),
    "another scaler": program(
        "X_train = StandardScaler().fit_transform(X_train)\nX_test = StandardScaler().fit_transform(X_test)"
    ),
    "by their own numbers, by hand": program(
        "X_train = (X_train - X_train.mean(0)) / (X_train.std(0) + 1)\n"
        "X_test = (X_test - X_test.mean(0)) / (X_test.std(0) + 1)"
    ),
    "by their own numbers, in a helper": program(
        "def norm(x):\n    return (x - np.mean(x, axis=0)) / (np.std(x, axis=0) + 1)\n\n"
        "X_train, X_test = norm(X_train), norm(X_test)"
    ),
    "by a scaler of another class": program(
        "X_train = StandardScaler().fit_transform(X_train)\nX_test = MinMaxScaler().fit_transform(X_test)"
    ),
    "not normalised": pictures(f"{TENSOR}, {ONE}", TENSOR),
    "other numbers": pictures(f"{TENSOR}, {ONE}", f"{TENSOR}, {OTHER}"),
}
ALIKE = {
    "divided on both sides": program("X_train, X_test = X_train / 16, X_test / 16"),
    "fitted once": program(
        "s = StandardScaler().fit(X_train)\nX_train, X_test = s.transform(X_train), s.transform(X_test)"
    ),
    "by the training rows' numbers, by hand": program(
        "mean, std = X_train.mean(0), X_train.std(0) + 1\n"
        "X_train, X_test = (X_train - mean) / std, (X_test - mean) / std"
    ),
    "by a helper that is given the numbers": program(
        "def norm(x, by):\n    return (x - by.mean(0)) / (by.std(0) + 1)\n\n"
        "X_test, X_train = norm(X_test, X_train), norm(X_train, X_train)"
    ),
    "each sample by its own numbers": program(
        "def norm(x):\n    return (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)\n\n"
        "X_train, X_test = norm(X_train), norm(X_test)"
    ),
    "augmented": pictures(f"{FLIP}, {TENSOR}, {ONE}", f"{TENSOR}, {ONE}"),
    "neither normalised": pictures(f"{FLIP}, {TENSOR}", TENSOR),
    "a step that is not seen": pictures(f"{TENSOR}, transforms.Lambda(scale)", TENSOR),
}


@pytest.mark.parametrize("source", UNLIKE.values(), ids=UNLIKE)
def test_rows_prepared_otherwise_are_found(source):
    assert names_found(source) == {"preprocessing-differs"}


@pytest.mark.parametrize("source", ALIKE.values(), ids=ALIKE)
def test_rows_prepared_alike_are_silent(source):
    assert names_found(source) == set()
