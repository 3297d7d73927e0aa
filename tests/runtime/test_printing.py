"""What a program prints, against exact means computed here by hand: wrong sums are known by their value alone."""

from __future__ import annotations

import builtins

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from loopwise.runtime import Printed, Recorder

ROWS, BATCH = 70, 32  # batches of 32, 32 and 6


def run(report, epochs=4, by_hand=False):
    """Train; after each epoch evaluate, and let `report(sums)` print. Return what was told of the prints.

    by_hand: no loader cuts the batches.
    """
    torch.manual_seed(0)
    x = torch.randn(ROWS, 4)
    y = (x[:, 0] > 0).long()
    cut = [(x[rows], y[rows]) for rows in torch.arange(ROWS).split(BATCH)]
    loader = cut if by_hand else DataLoader(TensorDataset(x, y), batch_size=BATCH)
    events, sums = [], {"running": 0.0, "steps": 0}
    with Recorder(events.append).attached():
        model = nn.Linear(4, 2)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        for _ in range(epochs):
            sums |= {"means": 0.0, "weighed": 0.0, "val_means": 0.0, "val": 0.0, "right": 0, "shares": 0.0}
            for inputs, labels in loader:
                optimizer.zero_grad()
                loss = F.cross_entropy(model(inputs), labels)
                loss.backward()
                optimizer.step()
                sums["running"] += loss.item()
                sums["steps"] += 1
                sums["means"] += loss.item()
                sums["weighed"] += loss.item() * len(labels)
            with torch.no_grad():
                for inputs, labels in loader:
                    answers = model(inputs)
                    loss = F.cross_entropy(answers, labels).item()
                    right = (answers.argmax(1) == labels).sum().item()
                    sums["val_means"] += loss
                    sums["val"] += loss * len(labels)
                    sums["right"] += right
                    sums["shares"] += right / len(labels)
            report(sums)
    return [event for event in events if isinstance(event, Printed)]


WRONG = {
    "running on": lambda s: print(f"loss {s['running'] / 3:.4f}"),
    "mean so far": lambda s: print(f"epoch loss {s['running'] / s['steps']:.4f}"),
    "by samples": lambda s: print("loss", s["means"] / ROWS),
    "by batches": lambda s: print(f"accuracy {100 * s['right'] / 3:.2f}%"),
    "batch means": lambda s: print(f"val loss: {s['val_means'] / 3:.5f}, epoch done"),
}


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_sum_is_told_with_the_exact_mean_beside_it(how, by_hand, capsys):
    last = {}

    def report(sums):
        WRONG[how](sums)
        last.update(sums)

    told = run(report, by_hand=by_hand)[-1]
    exact = {
        "running on": last["means"] / 3,
        "mean so far": last["means"] / 3,
        "by samples": last["means"] / 3,
        "by batches": 100 * last["right"] / ROWS,
        "batch means": last["val"] / ROWS,
    }[how]
    assert told.how == how
    assert told.exact == pytest.approx(exact, rel=1e-4)
    assert told.shown != pytest.approx(exact, rel=5e-3)
    assert told.prints == 4
    assert told.excess == pytest.approx(1 / 3 - 6 / ROWS if how == "batch means" else 0.0)


@pytest.mark.parametrize("by_hand", [False, True])
def test_exact_numbers_and_others_say_nothing(by_hand, capsys):
    def report(sums):
        print(f"loss {sums['weighed'] / ROWS:.4f} {sums['means'] / 3:.4f} {sums['val'] / ROWS:.4f}")
        print("accuracy", sums["right"] / ROWS, "so far", sums["running"], 0.001, "seconds 12.25")
        print(f"epoch: mean so far {sums['running'] / sums['steps']:.4f}")
        print(f"{sums['right']}/{ROWS}")

    assert run(report, by_hand=by_hand) == []


def test_a_mean_that_runs_over_one_long_pass_says_nothing(capsys):
    """As any other that is cut by hand, unless the line speaks of epochs: nobody knows when a pass is over."""
    assert run(lambda sums: print(f"loss {sums['running'] / sums['steps']:.4f}"), by_hand=True) == []


def test_print_is_pythons_own_again_and_nothing_that_is_printed_is_lost(capsys):
    bare = builtins.print
    run(lambda sums: print("a", 0.5, sep="-", end="!\n"), epochs=1)
    assert builtins.print is bare
    assert capsys.readouterr().out == "a-0.5!\n"


def test_what_is_printed_is_turned_into_text_once_as_without_us(capsys):
    class Meter:
        asked = 0

        def __str__(self):
            self.asked += 1
            return f"{self.asked}.25"

    meter = Meter()
    run(lambda sums: print(meter, None, 3), epochs=2)
    assert capsys.readouterr().out == "1.25 None 3\n2.25 None 3\n"
