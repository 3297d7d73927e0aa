"""Sums over batches and the lengths they are divided by: wrong pairs are found, right ones are silent."""

from __future__ import annotations

import pytest

from loopwise.program import read_source

PROGRAM = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

criterion, model = nn.CrossEntropyLoss(), nn.Linear(4, 3)
train_set = TensorDataset(torch.randn(90, 4), torch.randint(0, 3, (90,)))
test_set = TensorDataset(torch.randn(40, 4), torch.randint(0, 3, (40,)))
train_loader, test_loader = DataLoader(train_set, batch_size=16), DataLoader(test_set, batch_size=16)
total, seen = 0.0, 0
for x, y in test_loader:
    out = model(x)
    seen += len(y)
    total += {term}
print({shown})
"""
HITS = "(out.argmax(dim=1) == y).sum().item()"
SHARE = "(out.argmax(dim=1) == y).float().mean().item()"
LOSS = "criterion(out, y).item()"


def averages(term, shown):
    return read_source(PROGRAM.format(term=term, shown=shown)).wrong_averages()


@pytest.mark.parametrize(
    ("term", "shown", "kinds"),
    [
        (LOSS, "total / len(test_loader.dataset)", ("means", "samples")),
        (LOSS, "total / len(test_set)", ("means", "samples")),
        (LOSS, "total / seen", ("means", "samples")),
        (SHARE, "100 * total / seen", ("means", "samples")),
        (HITS, "total / len(test_loader)", ("counts", "batches")),
        (HITS, "100. * total / len(test_loader)", ("counts", "batches")),
        (f"{LOSS} * x.size(0)", "total / len(test_loader)", ("counts", "batches")),
    ],
)
def test_units_that_do_not_go_together_are_found(term, shown, kinds):
    (average,) = averages(term, shown)
    assert (average.summed, average.divided_by) == kinds
    assert average.batch_size == 16 and average.other is None


@pytest.mark.parametrize(
    ("term", "shown"), [(LOSS, "total / len(train_loader)"), (HITS, "total / len(train_loader.dataset)")]
)
def test_the_length_of_another_loader_is_found(term, shown):
    (average,) = averages(term, shown)
    assert average.other is not None and average.other is not average.loader
    (edit,) = average.mended().edits
    assert edit.text in ("len(test_loader)", "len(test_loader.dataset)")


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (LOSS, "total / len(test_loader)"),
        (SHARE, "total / len(test_loader)"),
        (HITS, "total / len(test_loader.dataset)"),
        (HITS, "total / seen"),
        (f"{LOSS} * len(y)", "total / seen"),
        (LOSS, "total / len(test_set) * 16"),  # mended behind the division
        (HITS, "total / len(test_loader) / 16"),
        ("nn.CrossEntropyLoss(reduction='sum')(out, y).item()", "total / len(test_set)"),
        ("score(out, y)", "total / len(test_set)"),
        (LOSS, "total / 40"),
        ("(out.argmax(dim=1) == y).sum(dim=0).item()", "total / len(test_loader)"),
    ],
)
def test_units_that_go_together_or_are_not_known_are_silent(term, shown):
    assert not averages(term, shown)


def test_batches_of_one_are_samples():
    source = PROGRAM.format(term=LOSS, shown="total / len(test_set)")
    assert not read_source(source.replace("batch_size=16", "batch_size=1")).wrong_averages()


def test_a_mean_is_weighed_where_it_is_added():
    (average,) = averages(LOSS, "total / seen")
    (edit,) = average.mended().edits
    assert edit.text == f"{LOSS} * len(y)"


@pytest.mark.parametrize(
    ("term", "divisor", "mended"),
    [(LOSS, "len(test_set)", f"{LOSS} * len(y)"), (HITS, "len(test_loader)", "len(test_loader.dataset)")],
)
def test_a_sum_that_is_divided_in_place_names_its_divisor(term, divisor, mended):
    source = PROGRAM.format(term=term, shown="total").replace("print", f"total /= {divisor}\nprint")
    (average,) = read_source(source).wrong_averages()
    assert average.divisor == divisor
    assert [edit.text for edit in average.mended().edits] == [mended]
