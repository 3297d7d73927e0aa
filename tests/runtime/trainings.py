"""Trainings that tests of what is measured share: `trained(train)` runs one and returns what is known of it."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

from loopwise.runtime import Recorder, RunEnd


def trained(train, every=None):
    """Run `train` under a recorder; return its trainings. every: fixes the looks, whatever the machine is doing."""
    ends = []
    torch.manual_seed(0)
    recorder = Recorder(lambda event: ends.append(event) if isinstance(event, RunEnd) else None, every=every)
    with recorder.attached():
        train()
    return ends[-1].trainings


def fitting(model, optimizer, x, y, loss=F.cross_entropy, steps=20):
    for _ in range(steps):
        optimizer.zero_grad()
        loss(model(x), y).backward()
        optimizer.step()


def mlp(*widths, act=nn.ReLU):
    layers = [one for a, b in pairwise(widths) for one in (nn.Linear(a, b), act())]
    return nn.Sequential(*layers[:-1])


def judged(fault, train):
    """Return the numbers with which a fault's probe shows the one training of `train`; None where it is silent."""
    [training] = trained(train, every=20)
    probe = fault.Probe(fault)
    shown = training.steps >= probe.enough and (training.plain or not probe.plain)
    return probe.shown(training) if shown else None
