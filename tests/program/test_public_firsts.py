"""What training scripts nobody had looked at do rightly at first sight, beside the twin that is at fault."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import torch
import torch.nn.functional as F
from torch import nn
from store import loader
torch.manual_seed(0)
"""


def found(body: str) -> set[str]:
    """Return the faults above `note` of a program."""
    findings = check(HEAD + textwrap.dedent(body), hints=True).findings
    return {finding.fault for finding in findings if finding.severity != "note"}


DESCENT = """
x, y = torch.randn(50, 3), torch.randn(50, 1)
w = torch.randn(3, 1, requires_grad=True)
start = w.detach().clone()
for _ in range(100):
    ((x @ w - y) ** 2).mean().backward()
    w = w - 0.1 * w.grad
    {then}
"""


@pytest.mark.parametrize(
    "leaf",
    [
        "w = w.detach().requires_grad_()",
        "w = torch.tensor(w.tolist(), requires_grad=True)",
        "w = nn.Parameter(w)",
        "w = torch.clamp(w.data - start, -1, 1) + start; w.requires_grad_(); w.retain_grad()",
    ],
)
def test_a_name_that_means_a_leaf_again_before_the_next_round_is_right(leaf: str) -> None:
    assert "leaf-rebound" not in found(DESCENT.format(then=leaf))


def test_a_name_that_goes_back_to_the_old_leaf_has_changed_nothing() -> None:
    """`for` gives the name its next parameter: what was computed is lost."""
    body = """
    x, w = torch.randn(50, 3), torch.randn(3, requires_grad=True)
    for _ in range(100):
        (x @ w).pow(2).mean().backward()
        with torch.no_grad():
            for p in (w,):
                p = p - 0.1 * p.grad
                p.grad = None
    """
    assert "leaf-rebound" in found(body)
    assert "leaf-rebound" not in found(body.replace("p = p - 0.1", "p -= 0.1"))


@pytest.mark.parametrize("computed", ["pass", "w = w.clamp(-1, 1)", "w = w / w.norm()", "w = w.detach()"])
def test_a_name_that_means_what_was_computed_is_no_leaf(computed: str) -> None:
    assert "leaf-rebound" in found(DESCENT.format(then=computed))


BLOCKS = """
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 3)
    def forward(self, x):
        return self.linear(x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = [Block() for _ in range(3)]
        {keep}
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x

net = Net()
optimiser = torch.optim.Adam(net.parameters())
for x, y in loader:
    optimiser.zero_grad()
    F.mse_loss(net(x), y).backward()
    optimiser.step()
"""


@pytest.mark.parametrize(
    "keep",
    [
        "self.held = nn.ParameterList([p for block in self.blocks for p in block.parameters()])",
        "[self.register_parameter(f'{i}', p) for b in self.blocks for i, p in enumerate(b.parameters())]",
        "self._modules.update({str(i): block for i, block in enumerate(self.blocks)})",
    ],
)
def test_a_list_whose_parameters_the_module_keeps_itself_is_right(keep: str) -> None:
    assert "layers-in-a-list" not in found(BLOCKS.format(keep=keep))
    assert "layers-in-a-list" in found(BLOCKS.format(keep="self.scale = nn.ParameterList([nn.Parameter(x)])"))


CASE = """
import unittest

class {name}:
    def run_one_batch(self, net):
        optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
        for x, y in loader:
            F.mse_loss(net(x), y).backward()
            optimiser.step()

    def test_runs(self):
        self.run_one_batch(nn.Linear(3, 1))
"""


@pytest.mark.parametrize(
    ("name", "confidence"),
    [("Runs(unittest.TestCase)", "hint"), ("TestRuns", "hint"), ("Runs", "certain")],
)
def test_a_helper_of_a_unit_test_belongs_to_the_test(name: str, confidence: str) -> None:
    """What a test does a single time is told as a hint."""
    findings = check(HEAD + CASE.format(name=name), hints=True).findings
    told = [finding for finding in findings if finding.fault == "gradients-accumulate"]
    assert [finding.confidence for finding in told] == [confidence]


PRIVATE = """
from opacus import PrivacyEngine
net = nn.Linear(3, 1)
optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
engine = PrivacyEngine(net, noise_multiplier=1.3, max_grad_norm=1.0)
{attach}
for x, y in loader:
    F.mse_loss(net(x), y).backward()
    optimiser.step()
"""


@pytest.mark.parametrize("attach", ["engine.attach(optimiser)", "optimiser.step = engine.step"])
def test_an_optimiser_whose_step_another_takes_over_may_clear_itself(attach: str) -> None:
    assert "gradients-accumulate" not in found(PRIVATE.format(attach=attach))
    assert "gradients-accumulate" in found(PRIVATE.format(attach="pass"))


LATER = """
from abc import ABC
from store import Net

class Trainer{bases}:
    def __init__(self):
        {first}

    {build}(self):
        self.net = Net()

    def train(self):
        optimiser = torch.optim.Adam(self.net.parameters())
        for x, y in loader:
            {clear}
            loss, accuracy = self.net(x, y)
            loss.backward()
            optimiser.step()
"""


@pytest.mark.parametrize("bases", ["", "(ABC)"])
@pytest.mark.parametrize("first", ["self.net = None", "self.other = None"])
def test_a_model_that_another_method_sets_is_cleared_by_its_name(bases: str, first: str) -> None:
    parts = {"bases": bases, "first": first, "build": "def build"}
    assert not found(LATER.format(**parts, clear="self.net.zero_grad()"))
    assert "gradients-accumulate" in found(LATER.format(**parts, clear="pass"))


FILLED = """
from store import tiles
net = nn.Linear(3, 3)
optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
for x in torch.randn(10, 4, 3):
    x.requires_grad_()
    out = torch.zeros_like(x)
    {fill}
    optimiser.zero_grad()
    out.sum().backward()
    optimiser.step()
"""


def test_what_others_are_handed_to_write_into_keeps_the_graph() -> None:
    assert "graph-cut" not in found(FILLED.format(fill="tiles.reduce(out, net(x))"))
    assert "graph-cut" in found(FILLED.format(fill="tiles.reduce(net(x))"))


def test_a_library_init_too_deep_to_follow_is_taken_to_run() -> None:
    """Nine classes, each calling the next one's `__init__`; without the last call none has run."""
    chain = "".join(
        f"class C{i}({f'C{i - 1}' if i else 'nn.Module'}):\n    def __init__(self):\n"
        f"        super().__init__()\n        self.layer{i} = nn.Linear(3, 3)\n"
        for i in range(12)
    )
    body = f"{chain}net = C11()\nfor x, y in loader:\n    F.mse_loss(net.layer0(x), y).backward()\n"
    assert "super-init-missing" not in found(body)
    assert "super-init-missing" in found(
        body.replace("super().__init__()\n        self.layer11", "self.layer11")
    )


STEPPED = """
from store import Averager
net = nn.Linear(3, 3)
averager = Averager(net.parameters())
for x, y in loader:
    F.mse_loss(net(x), y).backward()
    averager.step({given})
"""


def test_a_step_that_is_told_to_clear_clears() -> None:
    assert "gradients-accumulate" not in found(STEPPED.format(given="zero_grad=True"))
    assert "gradients-accumulate" in found(STEPPED.format(given=""))


def test_the_answer_of_a_librarys_model_is_traced_through_what_picks_rows() -> None:
    """The model is not seen into, but an optimiser holds its parameters."""
    body = """
    from store import GCN, graph
    net = GCN(3)
    optimiser = torch.optim.Adam(net.parameters())
    for x, y, rows in loader:
        loss = F.cross_entropy({scores}[rows], y[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    """
    for scores, resolved in (("net(x, graph)", 1), ("graph.scores(x)", 0)):
        followed = check(HEAD + textwrap.dedent(body.format(scores=scores))).followed
        assert (followed.losses_seen, followed.losses_resolved) == (1, resolved)


def test_of_a_file_of_tests_all_is_a_hint(tmp_path: Path) -> None:
    """Also in the package's own code: it is the test that gives the mixture a single component."""
    (tmp_path / "mixture.py").write_text("def weights(logits):\n    return logits.softmax(dim=-1)\n", "utf-8")
    body = (
        "import torch\nfrom mixture import weights\ndef test_one():\n    weights(torch.zeros(4, 1)).sum()\n"
    )
    for name, confidence in (
        ("test_mixture.py", "hint"),
        ("mixture_test.py", "hint"),
        ("main.py", "certain"),
    ):
        (tmp_path / name).write_text(body + "test_one()\n", "utf-8")
        findings = check(tmp_path / name, hints=True).findings
        told = [one for one in findings if one.fault == "softmax-on-one-output"]
        assert [one.confidence for one in told] == [confidence]


HANDED = """
def test(net, loader):
    net.eval()
    total, correct = 0, 0
    with torch.no_grad():
        for x, y in loader:
            scores = net(x)
            total += {added}
            correct += (scores.argmax(1) == y).sum().item()
    total /= len(loader.{rows})
    print(total, correct / len(loader.dataset))
"""


def test_means_of_a_loader_that_is_handed_in_are_divided_by_its_batches() -> None:
    """How many samples a batch has is not seen; more than one, as a rule."""
    mean, whole = "F.cross_entropy(scores, y).item()", "F.cross_entropy(scores, y, reduction='sum').item()"
    findings = check(HEAD + HANDED.format(added=mean, rows="dataset")).findings
    assert [(one.fault, one.confidence) for one in findings] == [("metric-averaged-wrongly", "likely")]
    assert not found(HANDED.format(added=whole, rows="dataset"))
    assert not found(
        HANDED.format(added=whole.replace("reduction='sum'", "size_average=False"), rows="dataset")
    )
    assert not found(HANDED.format(added=f"{mean} * len(y)", rows="dataset"))
    assert not found(HANDED.format(added=mean, rows="sampler"))


IN_ROUNDS = """
import argparse
from torchvision import datasets, transforms
parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=64)
args = parser.parse_args()
rows = datasets.FashionMNIST("data", train=True, transform=transforms.ToTensor())
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in torch.utils.data.DataLoader(rows, batch_size={size}, shuffle={shuffle}):
    optimiser.zero_grad()
    F.cross_entropy(net(x), y).backward()
    optimiser.step()
"""


@pytest.mark.parametrize("size", ["64", "args.batch_size"])
def test_a_batch_size_of_the_command_line_leaves_an_order(size: str) -> None:
    assert "train-set-not-shuffled" in found(IN_ROUNDS.format(size=size, shuffle=False))
    assert "train-set-not-shuffled" not in found(IN_ROUNDS.format(size=size, shuffle=True))
    assert "train-set-not-shuffled" not in found(IN_ROUNDS.format(size="len(rows)", shuffle=False))


def test_torchs_old_words_for_a_reduction_are_understood() -> None:
    """`reduce=False` leaves a vector, `size_average=False` one number."""
    body = "F.mse_loss(nn.Linear(3, 1)(torch.randn(8, 3)), torch.zeros(8, 1), {told}).backward()\n"
    assert "backward-on-vector" in found(body.format(told="reduce=False"))
    assert not found(body.format(told="size_average=False"))
    assert not found(body.format(told="size_average=True, reduce=None"))


def test_an_annotation_is_read_where_it_stands(tmp_path: Path) -> None:
    """What a function of another file is annotated with is no name of the file that hands it on."""
    (tmp_path / "work.py").write_text(
        "import tensors as tf\ndef convert(x: tf.Tensor):\n    return x\n", "utf-8"
    )
    body = """
    from typing import TYPE_CHECKING
    from store import later
    from work import convert
    later({handed})
    if TYPE_CHECKING:
        import tensorflow as tf
    """
    for handed, faults in (("convert", []), ("tf", ["cell-order"])):
        (tmp_path / "main.py").write_text(textwrap.dedent(body.format(handed=handed)), "utf-8")
        assert [one.fault for one in check(tmp_path / "main.py").findings] == faults


OUT_OF_SIGHT = """
{first}
def fit():
    optimiser = torch.optim.SGD({net}.parameters(), lr=0.1)
    for x, y in loader:
        {clear}
        F.mse_loss({net}(x), y).backward()
        optimiser.step()
"""


@pytest.mark.parametrize(
    ("first", "net"),
    [
        ("net = None", "net"),
        ("class State:\n    net = None\nstate = State()", "state.net"),
    ],
)
def test_what_is_none_and_asked_for_a_method_has_been_set_by_others(first: str, net: str) -> None:
    assert not found(OUT_OF_SIGHT.format(first=first, net=net, clear=f"{net}.zero_grad()"))
    assert "gradients-accumulate" in found(OUT_OF_SIGHT.format(first=first, net=net, clear="pass"))


TEACHERS = """
class Student(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(3, 1)
        self.teachers = [nn.Linear(3, 3) for _ in range(2)]
    def forward(self, x):
        {how}
            for teacher in self.teachers:
                x = teacher(x).relu()
        return self.head(x)

net = Student()
optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in loader:
    optimiser.zero_grad()
    F.mse_loss(net(x), y).backward()
    optimiser.step()
"""


def test_layers_that_only_teach_may_lie_in_a_list() -> None:
    assert "layers-in-a-list" not in found(TEACHERS.format(how="with torch.no_grad():"))
    assert "layers-in-a-list" in found(TEACHERS.format(how="if True:"))


GATE = """
class Gate(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(3, width)
    def forward(self, x):
        return self.linear(x).softmax(dim=-1)

for width in {widths}:
    share = Gate(width)(torch.randn(4, 3))
    {learn}
"""


def test_a_softmax_that_has_one_input_only_at_times_is_right() -> None:
    alone, by_loss = (
        "share.max().backward()",
        "F.binary_cross_entropy(share, torch.ones(4, width)).backward()",
    )
    assert "softmax-on-one-output" not in found(GATE.format(widths="(1, 2, 4)", learn=alone))
    assert "softmax-on-one-output" in found(GATE.format(widths="(1,)", learn=alone))
    assert "softmax-on-one-output" in found(GATE.format(widths="(1, 2, 4)", learn=by_loss))
