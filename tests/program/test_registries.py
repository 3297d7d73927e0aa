"""Models out of a registry, one of several classes as the command line says; an optimiser beside a deep copy."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check


def named(program: str) -> list[tuple[str, int]]:
    findings = check(program, hints=False).findings
    return [(one.fault, one.place.line) for one in findings if one.severity != "note"]


CHOSEN = """
import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)



class Flat(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.fc = nn.Linear(20, classes)

    def forward(self, x):
        return {flat}


class Deep(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.one, self.two = nn.Linear(20, 32), nn.Linear(32, classes)

    def forward(self, x):
        return {deep}


{made}
opt = torch.optim.Adam(net.parameters())
for x, y in DataLoader(TensorDataset(torch.load("x.pt"), torch.load("y.pt")), 32, shuffle=True):
    opt.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    opt.step()
"""
ARGUMENTS = """
parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True, choices=["flat", "deep"])
args = parser.parse_args()
"""
BY_DICT = f'MODELS = {{"flat": Flat, "deep": Deep}}{ARGUMENTS}net = MODELS[args.model](3)'
BY_HELPER = f"""
def build(name, **settings):
    return {{"flat": Flat, "deep": Deep}}[name](**settings)

{ARGUMENTS}
net = build(args.model, classes=3)
"""
BY_ARM = f"{ARGUMENTS}kind = Flat if args.model == 'flat' else Deep\nnet = kind(3)"
FLAT, DEEP = "self.fc(x)", "self.two(torch.relu(self.one(x)))"


@pytest.mark.parametrize("made", [BY_DICT, BY_HELPER, BY_ARM])
def test_a_fault_that_all_classes_share_is_told(made):
    softened = CHOSEN.format(made=made, flat=f"{FLAT}.softmax(1)", deep=f"{DEEP}.softmax(1)")
    assert {fault for fault, _ in named(softened)} == {"softmax-before-cross-entropy"}


@pytest.mark.parametrize("made", [BY_DICT, BY_HELPER, BY_ARM])
def test_classes_that_are_right_are_left_alone(made):
    assert named(CHOSEN.format(made=made, flat=FLAT, deep=DEEP)) == []


def test_what_one_class_alone_does_is_not_told_as_if_it_were_chosen():
    assert named(CHOSEN.format(made=BY_DICT, flat=FLAT, deep=f"{DEEP}.softmax(1)")) == []


def test_classes_that_no_dictionary_holds_are_not_guessed():
    made = f"from zoo import MODELS\n{ARGUMENTS}net = MODELS[args.model](3)"
    assert named(CHOSEN.format(made=made, flat=FLAT, deep=f"{DEEP}.softmax(1)")) == []


COPY = """
import copy

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 3)

    def forward(self, x):
        return self.fc(x)


shared = Net()
own = copy.deepcopy(shared)
opt = torch.optim.SGD({given}.parameters(), lr=0.1)
for x, y in DataLoader(TensorDataset(torch.load("x.pt"), torch.load("y.pt")), 32, shuffle=True):
    opt.zero_grad()
    loss = nn.functional.cross_entropy({asked}(x), y){more}
    loss.backward()
    {between}
    opt.step()
"""


@pytest.mark.parametrize(("given", "asked"), [("shared", "own"), ("own", "shared")])
def test_the_optimiser_holds_the_model_that_was_copied_and_not_the_one_that_learns(given, asked):
    found = named(COPY.format(given=given, asked=asked, more="", between="pass"))
    assert [fault for fault, _ in found] == ["parameters-not-optimised"]


@pytest.mark.parametrize("model", ["shared", "own"])
def test_the_optimiser_holds_the_one_that_learns(model):
    assert named(COPY.format(given=model, asked=model, more="", between="pass")) == []


def test_a_teacher_that_was_copied_needs_no_optimiser():
    more = " + nn.functional.mse_loss(shared(x), own(x))"
    assert named(COPY.format(given="shared", asked="shared", more=more, between="pass")) == []


def test_gradients_that_are_carried_over_are_steps_of_the_other():
    carried = "for p, q in zip(shared.parameters(), own.parameters()): p.grad.copy_(q.grad)"
    assert named(COPY.format(given="shared", asked="own", more="", between=carried)) == []
