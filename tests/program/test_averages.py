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


FROM_FILES = """
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from scans import read


class Scans(Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return {sample}


device = "cuda" if torch.cuda.is_available() else "cpu"
model, criterion = nn.LazyLinear(1).to(device), nn.MSELoss()
loader = DataLoader(Scans(read.files("val")), batch_size={settings})


@torch.no_grad()
def evaluate():
    total = 0.0
    for {parts} in loader:
        {rows}
        loss = criterion(model(a), b)
        total += loss.item() * {weight}
    return {{"mse": total / {length}}}


print(evaluate())
"""
PAIR, UNPACKED = "read(self.files[i]), read(self.files[i] + '.t')", "a, b = a.to(device), b.to(device)"
FIRST = "a, b = batch['scan'].to(device), batch['truth'].to(device)"
TABLE = "{'scan': read(self.files[i]), 'truth': torch.load(self.files[i])}"


@pytest.mark.parametrize(
    ("sample", "parts", "rows", "weight"),
    [
        (PAIR, "a, b", "pass", "a.size(0)"),
        (PAIR, "a, b", UNPACKED, "b.shape[0]"),
        (TABLE, "batch", FIRST, "len(a)"),
    ],
)
@pytest.mark.parametrize(
    ("settings", "length", "wrong"),
    [
        ("8", "len(loader)", True),
        ("8", "len(loader.dataset)", False),
        ("8, collate_fn=read.by_steps", "len(loader)", False),  # the first axis may be steps
        ("None", "len(loader)", False),  # and here it is the sample's own
    ],
)
def test_a_batch_of_unknown_shape_has_its_samples_in_front(
    sample, parts, rows, weight, settings, length, wrong
):
    names = {"sample": sample, "parts": parts, "rows": rows, "weight": weight}
    source = FROM_FILES.format(**names, settings=settings, length=length)
    assert [one.summed for one in read_source(source).wrong_averages()] == (["counts"] if wrong else [])
