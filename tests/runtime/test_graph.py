"""What is read from the autograd graph, against torch's own losses, however the program spells them."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from loopwise.runtime import graph
from loopwise.runtime.nodes import walked
from loopwise.runtime.received import received_by

torch.manual_seed(0)
W = nn.Parameter(torch.randn(4, 3))
X = torch.randn(8, 4)
Y = torch.randint(0, 3, (8,))
SHARE = torch.rand(8)
ONE_HOT = F.one_hot(Y, 3).float()


def logits():
    return X @ W


def by_hand(x):
    e = torch.exp(x - x.max(1, keepdim=True).values)
    return e / e.sum(1, keepdim=True)


def divided_by_unsqueezed_sum(x):
    e = x.exp()
    return e / e.sum(dim=1).unsqueeze(1)


def mixture():
    gate = (X[:, :2] @ W[:2, :2]).softmax(1)
    return (gate.unsqueeze(2) * torch.stack([logits().softmax(1), (-logits()).softmax(1)], 1)).sum(1)


def entropy(x):
    return -(x.softmax(1) * x.log_softmax(1)).sum()


def in_autocast():
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return F.cross_entropy((X @ W).softmax(1), Y)


SOFTMAX_FIRST = {
    "functional": lambda: F.cross_entropy(F.softmax(logits(), dim=1), Y),
    "module": lambda: nn.CrossEntropyLoss()(nn.Softmax(dim=-1)(logits()), Y),
    "method": lambda: F.cross_entropy(logits().softmax(1), Y),
    "written by hand": lambda: F.cross_entropy(by_hand(logits()), Y),
    "sum unsqueezed": lambda: F.cross_entropy(divided_by_unsqueezed_sum(logits()), Y),
    "label smoothing": lambda: F.cross_entropy(logits().softmax(1), Y, label_smoothing=0.1),
    "class probabilities": lambda: F.cross_entropy(logits().softmax(1), ONE_HOT),
    "class weights": lambda: F.cross_entropy(logits().softmax(1), Y, weight=torch.tensor([1.0, 2.0, 3.0])),
    "summed": lambda: F.cross_entropy(logits().softmax(1), Y, reduction="sum"),
    "per sample": lambda: (F.cross_entropy(logits().softmax(1), Y, reduction="none") * SHARE).mean(),
    "with a penalty": lambda: F.cross_entropy(logits().softmax(1), Y) + 0.1 * W.square().sum(),
    "divided for accumulation": lambda: F.cross_entropy(logits().softmax(1), Y) / 4,
    "sequence": lambda: F.cross_entropy(
        logits().view(2, 4, 3).softmax(-1).permute(0, 2, 1), Y.view(2, 4)
    ),
    "some rows": lambda: F.cross_entropy(logits().softmax(1)[X[:, 0] > 0], Y[X[:, 0] > 0]),
    "one sample": lambda: F.cross_entropy((X[0] @ W).softmax(0), Y[0]),
    "a mean of members": lambda: F.cross_entropy(torch.stack([logits().softmax(1), by_hand(-logits())]).mean(0), Y),
    "half of each": lambda: F.cross_entropy((logits().softmax(1) + (2 * logits()).softmax(1)) / 2, Y),
    "experts under a gate": lambda: F.cross_entropy(mixture(), Y),
    "log-softmax and nll": lambda: F.nll_loss(F.log_softmax(logits().softmax(1), 1), Y),
    "picked by hand": lambda: -F.log_softmax(logits().softmax(1), 1)[torch.arange(8), Y].mean(),
    "autocast": in_autocast,
}  # fmt: skip

LOGITS = {
    "logits": lambda: F.cross_entropy(logits(), Y),
    "temperature": lambda: F.cross_entropy(logits() / 0.07, Y),
    "scaled probabilities": lambda: F.cross_entropy(10 * logits().softmax(1), Y),
    "softmax inside": lambda: F.cross_entropy((logits().softmax(1) @ torch.eye(3)) @ W[:3], Y),
    "softmax over the batch": lambda: F.cross_entropy(logits().softmax(0), Y),
    "log of softmax": lambda: F.cross_entropy(logits().softmax(1).log(), Y),
    "softmax, nll of its log": lambda: F.nll_loss(logits().softmax(1).log(), Y),
    "sigmoid": lambda: F.cross_entropy(logits().sigmoid(), Y),
    "beside logits": lambda: F.cross_entropy((logits().softmax(1) + logits()) / 2, Y),
    "a mean of logits": lambda: F.cross_entropy(torch.stack([logits(), -logits()]).mean(0), Y),
    "attention": lambda: F.cross_entropy((logits().softmax(1) * logits()).sum(1, keepdim=True) * W[:1], Y),
    "dropout after": lambda: F.cross_entropy(F.dropout(logits().softmax(1), 0.5), Y),
    "some of the classes": lambda: F.cross_entropy(logits().softmax(1)[:, :2], Y % 2),
    "entropy bonus": lambda: F.cross_entropy(logits(), Y) + entropy(logits()),
    "normalised otherwise": lambda: F.cross_entropy(logits().exp() / logits().exp().sum(), Y),
}  # fmt: skip


def read(loss):
    return graph.read(loss.grad_fn).losses


MEANS = {
    "cross-entropy": lambda: F.cross_entropy(logits(), Y),
    "class weights": lambda: F.cross_entropy(logits(), Y, weight=torch.tensor([1.0, 2.0, 3.0])),
    "ignored": lambda: F.cross_entropy(logits(), Y.clone().index_fill_(0, torch.tensor([1]), -100)),
    "mse": lambda: F.mse_loss(logits(), ONE_HOT),
    "huber": lambda: F.huber_loss(logits(), ONE_HOT, delta=0.3),
    "bce": lambda: F.binary_cross_entropy(logits().sigmoid(), ONE_HOT, weight=SHARE[:, None]),
    "bce with logits": lambda: F.binary_cross_entropy_with_logits(logits(), ONE_HOT),
}
OTHERWISE = {
    "summed": lambda: F.cross_entropy(logits(), Y, reduction="sum"),
    "halved": lambda: F.cross_entropy(logits(), Y) / 2,
    "two of them": lambda: F.mse_loss(logits(), ONE_HOT) + F.cross_entropy(logits(), Y),
}


@pytest.mark.parametrize("name", [*MEANS, *OTHERWISE])
def test_a_mean_that_is_the_root_is_the_mean_of_what_is_saved(name):
    root = (MEANS | OTHERWISE)[name]()
    told, worked_out = graph.read_from(root).losses, read(root)
    assert [one.value() for one in told] == pytest.approx([one.value() for one in worked_out])
    assert (told[0].value() == root.item()) == (name in MEANS)


def probabilities(loss):
    """What a cross-entropy was given, if it is a softmax's output for each sample."""
    received = received_by(loss) if loss.kind == "cross_entropy" else None
    return received if received and received.by == "softmax" and received.rows_sum_to_one else None


@pytest.mark.parametrize("spelling", SOFTMAX_FIRST)
def test_a_softmax_before_cross_entropy_is_seen(spelling):
    [loss] = read(SOFTMAX_FIRST[spelling]())
    received = probabilities(loss)
    assert loss.kind == "cross_entropy"
    assert received is not None and received.classes == 3
    assert received.row_sum_error < 1e-2 and 0 <= received.smallest <= received.largest <= 1


@pytest.mark.parametrize("spelling", LOGITS)
def test_anything_else_before_cross_entropy_is_not(spelling):
    assert [found for loss in read(LOGITS[spelling]()) if (found := probabilities(loss))] == []


def test_what_the_loss_received_is_measured():
    rows = logits().softmax(1)
    received = probabilities(read(F.cross_entropy(rows, Y))[0])
    assert received.smallest == pytest.approx(float(rows.detach().min()))
    assert received.largest == pytest.approx(float(rows.detach().max()))


IMAGES = nn.Conv2d(3, 5, 1)(torch.randn(2, 3, 4, 4))
MASK = torch.randint(0, 5, (2, 4, 4))
VALUES = {
    "cross_entropy": lambda: F.cross_entropy(logits(), Y),
    "nll": lambda: F.nll_loss(logits().sigmoid().log(), Y),
    "bce": lambda: F.binary_cross_entropy(logits().sigmoid(), ONE_HOT),
    "bce_with_logits": lambda: F.binary_cross_entropy_with_logits(logits(), ONE_HOT, pos_weight=SHARE[:3]),
    "mse": lambda: F.mse_loss(logits(), ONE_HOT),
}  # fmt: skip


@pytest.mark.parametrize("kind", VALUES)
def test_the_value_is_the_mean_that_torch_gives(kind):
    mean = VALUES[kind]()
    [loss] = read(mean / 8 + W.square().sum())
    assert loss.kind == kind
    assert loss.value() == pytest.approx(float(mean.detach()), rel=1e-5)


@pytest.mark.parametrize("ignored", [-100, 2])
def test_ignored_labels_do_not_count(ignored):
    mean = F.cross_entropy(logits(), Y, ignore_index=ignored)
    assert read(mean)[0].value() == pytest.approx(float(mean.detach()), rel=1e-5)


def test_pictures_have_a_loss_a_pixel():
    mean = F.cross_entropy(IMAGES, MASK)
    assert read(mean)[0].value() == pytest.approx(float(mean.detach()), rel=1e-5)
    received = probabilities(read(F.cross_entropy(IMAGES.softmax(1), MASK))[0])
    assert received.classes == 5


def test_several_losses_of_one_backward_are_all_read():
    kinds = [loss.kind for loss in read(F.cross_entropy(logits(), Y) + F.mse_loss(logits(), ONE_HOT))]
    assert sorted(kinds) == ["cross_entropy", "mse"]


def test_a_graph_already_freed_is_no_error():
    loss = F.cross_entropy(logits().softmax(1), Y)
    loss.backward()
    [read_late] = read(loss)
    assert read_late.value() is None and received_by(read_late) is None


def test_tensors_that_the_program_packs_itself_are_left_alone():
    unpacked = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: unpacked.append(t) or t):
        loss = F.cross_entropy(logits().softmax(1), Y)
    [seen] = read(loss)
    assert seen.value() is None and received_by(seen) is None and unpacked == []


def test_the_leaves_are_those_that_backward_reaches():
    unused = nn.Parameter(torch.zeros(1))
    assert [leaf is W for leaf in graph.leaves(walked((logits().sum() + unused.detach()).grad_fn))] == [True]
