"""Early stopping: counters that progress does not set back, and a best so far that nothing can beat."""

from __future__ import annotations

import pytest

from loopwise.faults import fault_named
from loopwise.program import read_source

FAULT = fault_named("early-stopping-never-resets")
SCORE = "(model(X_val).argmax(dim=1) == y_val).float().mean().item()"
START, RENEWED = 'best, waited, patience = float("inf"), 0, 5', "        best = val_loss\n"


def names(source):
    program = read_source(source)
    return [c.name for c in program.counters()], [(s.best, s.number) for s in program.unbeatable_starts()]


def test_a_counter_is_found_in_a_while_a_class_and_behind_continue():
    assert names(FAULT.bad) == (["waited"], [])
    waiting = FAULT.bad.replace(
        "for step in range(500):", "step = 0\nwhile waited < patience:\n    step += 1"
    )
    assert names(waiting.replace("        if waited >= patience:\n            break\n", "")) == (
        ["waited"],
        [],
    )
    early = FAULT.bad.replace(RENEWED, f"{RENEWED}        continue\n").replace(
        "    else:\n        waited += 1\n        if waited >= patience:\n            break\n",
        "    waited = waited + 1\n    if waited >= patience:\n        break\n",
    )
    assert names(early) == (["waited"], [])


@pytest.mark.parametrize(
    "source",
    [
        FAULT.bad.replace(RENEWED, f"{RENEWED}        waited = 0\n"),
        FAULT.bad.replace("    if val_loss < best:", "    if val_loss < best:\n        waited = -1"),
        FAULT.bad.replace(
            "        if waited >= patience:\n            break\n", ""
        ),  # only counted, and shown
        FAULT.bad.replace(RENEWED, "        pass\n"),  # no best so far
        FAULT.bad.replace(">= patience", "% patience == 0"),
    ],
)
def test_counters_that_are_set_or_stop_nothing_are_silent(source):
    assert source != FAULT.bad
    assert names(source)[0] == []


@pytest.mark.parametrize(
    ("start", "better", "found"),
    [
        ("0", "val_loss < best", "0"),
        ("-1", "val_loss < best", "-1"),
        ("0.0", "best > val_loss", "0"),
        ("math.inf", f"{SCORE} > best", "inf"),
        ('float("inf")', f"{SCORE} > best", "inf"),
        ("0", f"{SCORE} > best", None),
        ("1e9", "val_loss < best", None),
        ('float("-inf")', f"{SCORE} > best", None),
        ("0", "-val_loss < best", None),  # a negative number may well be below 0
    ],
)
def test_a_start_is_unbeatable_only_if_nothing_can_be_better(start, better, found):
    source = FAULT.good.replace(START, f"import math\nbest, waited, patience = {start}, 0, 5")
    assert names(source.replace("val_loss < best", better)) == ([], [("best", found)] if found else [])


def test_the_start_is_mended_where_it_is_written():
    source = FAULT.good.replace(START, "best = 0.0\nwaited, patience = 0, 5")
    (start,) = read_source(source).unbeatable_starts()
    (edit,) = start.begun_worst().edits
    assert (edit.place.line, edit.text) == (start.begun_place.line, 'float("inf")')


STOPPER = """
import torch
from torch import nn

X, y, X_val, y_val = torch.randn(80, 3), torch.randn(80, 1), torch.randn(40, 3), torch.randn(40, 1)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


class Stopper:
    def __init__(self, patience=5, mode="min"):
        self.patience, self.mode = patience, mode
        self.best, self.bad, self.stop = None, 0, False

    def is_better(self, score):
        if self.best is None:
            return True
        return score < self.best if self.mode == "min" else score > self.best

    def keep(self, score):
        self.best = score
        {kept}

    def step(self, metric):
        {step}


stopper = Stopper()
for epoch in range(100):
    optimizer.zero_grad()
    nn.functional.mse_loss(model(X), y).backward()
    optimizer.step()
    with torch.no_grad():
        if stopper.step(nn.functional.mse_loss(model(X_val), y_val).item()):
            break
    {after}
"""
BY_METHOD = """if self.is_better(metric):
            self.best = metric
        else:
            self.bad += 1
        return self.bad >= self.patience"""
OTHER_WAY = """if not self.is_better(metric):
            self.bad += 1
            self.stop = self.bad > self.patience
        else:
            self.best = metric
        return self.stop"""
BY_NAME = """improved = self.best is None or metric < self.best - 1e-4
        if improved:
            self.best = metric
            return False
        else:
            self.bad = self.bad + 1
        return self.bad >= self.patience"""
BY_KEEPING = BY_METHOD.replace("self.best = metric", "self.best = metric; self.keep(metric)")
IN_LOOP = FAULT.bad.replace("    if val_loss < best:", "    better = val_loss < best - 1e-3\n    if better:")


@pytest.mark.parametrize("step", [BY_METHOD, OTHER_WAY, BY_NAME])
def test_a_counter_is_found_where_a_method_or_a_name_says_what_is_better(step):
    assert names(STOPPER.format(step=step, kept="pass", after="pass"))[0] == ["self.bad"]
    assert names(IN_LOOP)[0] == ["waited"]


@pytest.mark.parametrize(
    ("step", "kept", "after"),
    [
        (BY_KEEPING, "self.bad = 0", "pass"),
        (BY_METHOD, "pass", "if epoch == 50: stopper.bad = 0  # with another rate"),
        (BY_METHOD.replace("self.is_better(metric)", "metric < 0.1"), "pass", "pass"),  # no best so far
        (
            BY_NAME.replace("        else:\n            self.bad =", "        self.bad ="),
            "pass",
            "stopper.bad = 0",
        ),
    ],
)
def test_a_counter_that_a_method_or_the_loop_sets_back_is_right(step, kept, after):
    assert names(STOPPER.format(step=step, kept=kept, after=after))[0] == []


MODES = """
import sys
import torch
from torch import nn

class Patience:
    def __init__(self, mode, start):
        self.mode, self.best, self.waited, self.kept = mode, start, 0, None

    def better(self, value):
        return value > self.best if self.mode == "max" else value < self.best

    def __call__(self, value, model):
        if self.better(value):
            self.best, self.waited = value, 0
            self.kept = {k: v.clone() for k, v in model.state_dict().items()}
        else:
            self.waited += 1
        return self.waited >= 5

x, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
model = nn.Linear(4, 3)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
stopper = Patience(MODE, START)
for epoch in range(60):
    opt.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    if stopper(loss.item(), model):
        break
"""


@pytest.mark.parametrize(
    ("mode", "start", "found"),
    [
        ('"min"', "0.0", [("self.best", "0")]),
        ('"min"', 'float("inf")', []),
        ('"max"', "0.0", []),
        ("sys.argv[1]", "0.0", []),
        ("input()", "0.0", []),
    ],
)
def test_of_a_comparison_for_each_mode_the_one_that_is_made_counts(mode, start, found):
    source = MODES.replace("MODE", mode).replace("START", start)
    assert names(source)[1] == found
    assert all(one.begun_worst() is None for one in read_source(source).unbeatable_starts())


@pytest.mark.parametrize("renewed", ['state["best"] = val_loss', "state.update(best=val_loss)"])
@pytest.mark.parametrize(("start", "found"), [("0.0", [("state['best']", "0")]), ('float("inf")', [])])
def test_a_best_so_far_may_stand_in_a_dictionary(renewed, start, found):
    source = FAULT.bad.replace(START, f'state, waited, patience = {{"best": {start}}}, 0, 5')
    source = source.replace("val_loss < best", 'val_loss < state["best"]')
    source = source.replace(RENEWED, f"        {renewed}\n        kept = model.state_dict()\n")
    assert names(source)[1] == found
