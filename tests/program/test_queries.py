"""What a Program answers: losses, the past of tensors, training loops, evaluations, names."""

from __future__ import annotations

import pytest

from loopwise.program import read, read_cells, read_source
from loopwise.program.flow.events import NEVER

HEAD = """
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
train_loader, test_loader = DataLoader(train, batch_size=8, shuffle=True), DataLoader(test)
class Net(nn.Module):
    def __init__(self, hidden=8):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, hidden), nn.ReLU(), nn.Dropout())
        self.head = nn.Linear(hidden, 3)
    def forward(self, x):
        return self.head(self.body(x))
model = Net()
"""
LOOP = """
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in test_loader:
            right += (model(x).argmax(1) == y).sum().item()
    print(right / len(test))
"""


def loss_of(expression, before=""):
    (loss,) = read_source(f"{HEAD}{before}\nloss = {expression}\n").losses()
    return loss


@pytest.mark.parametrize(
    ("expression", "kind", "reduction"),
    [
        ("nn.CrossEntropyLoss()(model(x), y)", "cross_entropy", "mean"),
        ("F.cross_entropy(target=y, input=model(x), reduction='sum')", "cross_entropy", "sum"),
        ("nn.BCEWithLogitsLoss(reduction=word)(model(x), y)", "binary_cross_entropy_with_logits", None),
        ("torch.nn.functional.mse_loss(model(x), y)", "mse_loss", "mean"),
    ],
)
def test_class_and_function_are_the_same_kind(expression, kind, reduction):
    loss = loss_of(expression)
    assert (loss.kind, loss.reduction, loss.input.last.kind) == (kind, reduction, "linear")
    assert loss.classes == 3
    assert loss.resolved


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("model(x).softmax(1).view(-1, 3).float().squeeze().to(device)", "softmax"),
        ("model(x).softmax(1) * 2", "mul"),
        ("model(x).softmax(1)[mask]", "softmax"),
        ("F.softmax(a(x), 1) if c else F.softmax(b(x), 1)", "softmax"),
        ("F.softmax(model(x), 1) if c else model(x)", "join"),
        ("unknown(F.softmax(model(x), 1))", "opaque"),
        ("mystery", "given"),
    ],
)
def test_the_last_operation_is_seen_through_layouts_and_arms_that_agree(expression, kind):
    assert loss_of(f"F.cross_entropy({expression}, y)").input.last.kind == kind


def test_the_past_keeps_what_went_into_unseen_code_and_numbers():
    program = read_source(HEAD + "score = helper(F.relu(model(x))).item() / 7\nF.mse_loss(score, y)\n")
    (loss,) = program.losses()
    (net,) = [value for value in program.models() if getattr(value, "label", "") == "Net"]
    assert loss.input.comes_from("relu")
    assert loss.input.comes_from(net)
    assert not loss.input.comes_from("softmax")


def test_a_training_loop_and_an_evaluation_are_told_apart():
    program = read_source(HEAD + LOOP)
    (loop,) = program.training_loops()
    (evaluation,) = program.evaluations()
    assert (loop.place.line, evaluation.place.line) == (19, 27)
    assert loop.over is program.loaders()[0]
    assert evaluation.over is program.loaders()[1]
    assert loop.straight
    assert not loop.escapes
    assert [event.kind for event in loop.events()] == ["zero", "forward", "backward", "step"]
    assert loop.optimisers == program.optimisers()
    (ask,) = evaluation.asks
    assert (ask.mode, ask.gradients_on) == (False, False)
    (learning,) = loop.events("forward")
    assert (learning.mode, learning.gradients_on) == (True, True)
    assert program.followed.evaluation_loops == 1


def test_the_second_round_shows_a_mode_that_was_not_restored():
    program = read_source(HEAD + LOOP.replace("    model.train()\n", ""))
    modes = [
        (event.again, event.mode) for event in program.training_loops()[0].all_events if event.is_("forward")
    ]
    assert modes[0] == (False, True)
    assert (True, False) in modes


def test_next_after_goes_round():
    (loop,) = read_source(HEAD + LOOP).training_loops()
    zero, _, backward, step = loop.events()
    assert loop.next_after(step, "zero", "backward") is zero
    assert loop.next_after(backward, "backward") is backward
    assert loop.next_after(step, "schedule") is NEVER
    assert not NEVER.is_("step", "backward")
    assert loop.led_to(step) == [backward]
    assert loop.clears_after(step) is True


@pytest.mark.parametrize(
    ("zero", "clears"),
    [
        ("pass", False),
        ("model.zero_grad()", True),
        ("model.head.zero_grad()", False),
        ("model.head.zero_grad(); model.body.zero_grad()", True),
        ("other.zero_grad()", None),
        ("for p in model.parameters(): p.grad = None", True),
        ("for g in optimizer.param_groups:\n            for p in g['params']: p.grad.zero_()", True),
    ],
)
def test_what_is_cleared_is_weighed_against_what_is_stepped(zero, clears):
    (loop,) = read_source(HEAD + LOOP.replace("optimizer.zero_grad()", zero)).training_loops()
    assert loop.clears_after(loop.events("step")[0]) is clears


@pytest.mark.parametrize(
    ("line", "straight", "escapes"),
    [
        ("if i % 4 == 0: optimizer.step()", False, False),
        ("mystery(optimizer); optimizer.step()", True, True),
        ("mystery.train_on(model); optimizer.step()", True, True),
        ("wandb.watch(model); print(model); optimizer.step()", True, False),
        ("if bad(loss): break\n        optimizer.step()", True, False),
        ("if bad(loss): continue\n        optimizer.step()", False, False),
    ],
)
def test_straight_and_escapes(line, straight, escapes):
    source = HEAD + "import wandb\n" + LOOP.replace("optimizer.step()", line)
    (loop,) = read_source(source).training_loops()
    assert (loop.straight, bool(loop.escapes)) == (straight, escapes)


def test_a_statement_is_put_in_where_the_optimiser_has_a_name():
    source = HEAD + (
        "def learn(loss):\n    loss.backward()\n"
        "class Trainer:\n    def __init__(self):\n"
        "        self.opt = torch.optim.SGD(model.parameters(), lr=1)\n"
        "    def fit(self):\n        for x, y in train_loader:\n"
        "            learn(F.cross_entropy(model(x), y))\n"
        "            self.opt.step()\n"
        "Trainer().fit()\n"
    )
    (loop,) = read_source(source).training_loops()
    (backward,) = loop.events("backward")
    repair = backward.preceded_by(loop.events("step")[0].optimiser.clearing())
    (edit,) = repair.edits
    assert edit.text == "self.opt.zero_grad()\n            "
    assert source.splitlines()[edit.place.line - 1].strip().startswith("learn(")


def test_sizes_are_read_from_literal_layers():
    assert loss_of("F.cross_entropy(F.dropout(model(x)) / 2 + bias, y)").classes == 3
    assert loss_of("F.cross_entropy(z, y)", "z = torch.randn(16, 7)").classes == 7
    assert loss_of("F.cross_entropy(z @ w, y)", "w = torch.zeros((4, 5))\nz = torch.ones(2, 4)").classes == 5
    assert loss_of("F.cross_entropy(net(x), y)", "net = nn.Linear(2, n)").classes is None
    assert loss_of("F.cross_entropy(F.linear(x, w), y)", "w = nn.Parameter(torch.randn(6, 4))").classes == 6


def test_a_recursive_model_and_a_recursive_function_end():
    source = HEAD + "def f(n): return f(n - 1) + model(x)\nloss = F.cross_entropy(f(3), y)\n"
    (loss,) = read_source(source).losses()
    assert loss.input.last.is_("add")


def test_cells_are_joined():
    program = read_cells(
        ["import torch\nfrom torch import nn", "", "m = nn.Linear(2, 3)", "nn.MSELoss()(m(x), y)"]
    )
    (loss,) = program.losses()
    assert (loss.place.cell, loss.input.last.kind) == (4, "linear")
    assert program.followed.cells == 3


def test_imports_go_round_in_circles_without_harm(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("from b import *\nfrom torch import nn\nm = nn.Linear(2, 5)\n")
    (tmp_path / "b.py").write_text("import a\nfrom torch.nn import *\nn = 1\n")
    (tmp_path / "c.py").write_text("import a\nfrom b import CrossEntropyLoss as L\nL()(a.m(x), y)\n")
    (loss,) = read("c.py").losses()
    assert (loss.kind, loss.classes) == ("cross_entropy", 5)
    assert read("b.py").followed.files == 1


def test_a_folder_without_init_and_relative_imports(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    package = tmp_path / "pkg" / "nets"
    package.mkdir(parents=True)
    (package / "mlp.py").write_text("from torch import nn\ndef make(): return nn.Linear(2, 4)\n")
    (package / "__init__.py").write_text("")
    (tmp_path / "pkg" / "train.py").write_text(
        "from .nets import mlp\nfrom pkg.nets.mlp import make\nimport torch.nn.functional as F\n"
        "F.mse_loss(mlp.make()(x), y)\nF.mse_loss(make()(x), y)\n"
    )
    assert [loss.classes for loss in read("pkg/train.py").losses()] == [4, 4]


def test_an_example_beside_a_src_folder_imports_from_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("src/pkg", "examples"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "src" / "pkg" / "__init__.py").write_text("from torch import nn\nnet = nn.Linear(2, 4)\n")
    (tmp_path / "examples" / "train.py").write_text(
        "import torch.nn.functional as F\nfrom pkg import net\nF.mse_loss(net(x), y)\n"
    )
    assert [loss.classes for loss in read("examples/train.py").losses()] == [4]
