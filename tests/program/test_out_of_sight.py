"""Certain errors of which something that is not read may lie in the way, beside the twin that is all read."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import types
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from project import anything
torch.manual_seed(0)
"""

LOADER = """
from torch.utils.data import DataLoader
loader = DataLoader(list(zip(torch.randn(64, 3), torch.randn(64, 1))), 8, shuffle=True)
"""


def told(body: str) -> dict[str, str]:
    """Return the confidence of each error of a program."""
    findings = check(HEAD + textwrap.dedent(body), hints=True).findings
    return {finding.fault: finding.confidence for finding in findings if finding.severity == "error"}


FLAT = """
{above}
class Net({bases}):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
        {made}
    {wrapped}
    def forward(self, x):
        return self.fc(x)
net = Net()
{before}
net(torch.randn(4, 1, 28, 28))
"""


def flat(bases: str = "nn.Module", **parts: str) -> str:
    """Return a program that gives a picture to a layer of 784 inputs, and what may change that."""
    return FLAT.format(bases=bases, **{"above": "", "made": "", "wrapped": "", "before": "", **parts})


@pytest.mark.parametrize(
    ("program", "sure"),
    [
        (flat("anything.FlatModule"), "hint"),
        (flat("anything.Flattening, nn.Module"), "hint"),
        (flat(above="@anything.flattening"), "hint"),
        (flat(wrapped="@anything.flattening"), "hint"),
        (flat(made="anything.flatten_before(self.fc)"), "likely"),
        (flat(made="anything.flatten_before(self)"), "likely"),
        (flat(before="anything.summary(net)"), "likely"),
        (flat("anything.FlatModule", before="anything.summary(net)"), "hint"),
        (flat(before="net._modules['fc'] = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))"), "likely"),
        (flat(before="nn.Linear.forward = lambda self, x: F.linear(x.flatten(1), self.weight)"), "hint"),
    ],
)
def test_a_module_that_others_may_have_changed_is_no_certain_error(program: str, sure: str) -> None:
    assert told(program).get("flatten-missing") == sure


@pytest.mark.parametrize(
    "program",
    [
        flat(),
        flat("nn.Module", made="anything.count(3)"),
        flat(above="import functools\n@functools.total_ordering"),
        flat(wrapped="@torch.no_grad()"),
        flat(before="torch.nn.utils.parametrize.is_parametrized(net)"),
        flat(before="other = nn.Linear(3, 1)\nanything.surgery(other)"),
        flat(before="net(torch.randn(4, 1, 28, 28))\nanything.surgery(net)"),
    ],
)
def test_what_others_got_something_else_or_later_is_certain(program: str) -> None:
    assert told(program).get("flatten-missing") == "certain"


STEPS = """
net, opt = nn.Linear(3, 1), None
opt = {optimiser}(net.parameters(), lr=0.1)
{before}
for x, y in loader:
    F.mse_loss(net(x), y).backward()
    opt.step()
"""


@pytest.mark.parametrize(
    ("optimiser", "before", "sure"),
    [
        ("torch.optim.SGD", "", "certain"),
        ("torch.optim.SGD", "anything.log(3)", "certain"),
        ("anything.FusedSGD", "", "likely"),
        ("torch.optim.SGD", "anything.schedule(opt)", "likely"),
        ("torch.optim.SGD", "anything.summary(net)", "likely"),
    ],
)
def test_an_optimiser_that_others_have_may_clear_itself(optimiser: str, before: str, sure: str) -> None:
    body = LOADER + STEPS.format(optimiser=optimiser, before=before)
    assert told(body).get("gradients-accumulate") == sure


ENGINE = """
class Engine({base}):
    def __init__(self, net):
        self.net = net
        self.opt = torch.optim.SGD(net.parameters(), 0.1)
    def fit(self, loader):
        for x, y in loader:
            self.begin()
            F.mse_loss(self.net(x), y).backward()
            self.opt.step()
    {begin}
Engine(nn.Linear(3, 1)).fit(loader)
"""


def test_a_method_of_a_base_that_is_not_read_may_do_anything_to_its_object() -> None:
    assert not told(LOADER + ENGINE.format(base="anything.Engine", begin=""))
    own = told(LOADER + ENGINE.format(base="object", begin="def begin(self): pass"))
    assert own == {"gradients-accumulate": "certain"}


@pytest.mark.parametrize(("handed", "sure"), [("", "certain"), ("anything.group(opt, enc)", "likely")])
def test_an_optimiser_may_be_given_more_out_of_sight(handed: str, sure: str) -> None:
    body = f"""
    enc, head = nn.Linear(3, 8), nn.Linear(8, 1)
    opt = torch.optim.Adam(head.parameters())
    {handed}
    for x, y in loader:
        opt.zero_grad()
        F.mse_loss(head(F.relu(enc(x))), y).backward()
        opt.step()
    """
    assert told(LOADER + textwrap.dedent(body)).get("parameters-not-optimised") == sure


def test_numbers_that_are_shown_to_others_are_what_they_were() -> None:
    body = """
    from helper_functions import plot
    rows, classes = torch.randn(60, 20), torch.randint(0, 3, (60,))
    plot(rows, classes)
    net = nn.Sequential(nn.Linear(20, 3), nn.Softmax(dim=1))
    opt = torch.optim.Adam(net.parameters())
    for _ in range(50):
        F.cross_entropy(net(rows), classes).backward()
        opt.step()
    """
    assert told(body) == {"softmax-before-cross-entropy": "certain", "gradients-accumulate": "certain"}


@pytest.mark.parametrize(
    ("setup", "sure"), [("", "certain"), ("def setup(self): self.net = self.net.double()", "hint")]
)
def test_what_a_method_nobody_calls_sets_may_be_set(setup: str, sure: str) -> None:
    body = f"""
    class Agent:
        def __init__(self):
            self.net = nn.Linear(3, 1)
        {setup}
        def learn(self):
            opt = torch.optim.Adam(self.net.parameters())
            opt.zero_grad()
            self.net(torch.from_numpy(np.random.rand(8, 3))).mean().backward()
            opt.step()
    """
    assert told(body).get("mixed-float-widths") == sure


@pytest.mark.parametrize(
    ("below", "sure"),
    [("", "certain"), ("class CE(Classifier):\n    criterion = nn.CrossEntropyLoss()", "hint")],
)
def test_what_a_subclass_puts_in_its_place_says_nothing_of_the_class(below: str, sure: str) -> None:
    body = f"""
class Classifier(nn.Module):
    criterion = nn.NLLLoss()
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(10, 3)
    def forward(self, x):
        return self.net(x)
    def fit(self, loader):
        opt = torch.optim.Adam(self.parameters())
        for x, y in loader:
            opt.zero_grad()
            self.criterion(self(x), y).backward()
            opt.step()
{below}
"""
    assert told(body).get("logits-into-nll") == sure


DEFAULTS = """
class Net(nn.Module):
    def __init__(self, width={width}):
        super().__init__()
        self.body, self.head = nn.Linear(20, width), nn.Linear(64, 10)
    def forward(self, x):
        return self.head(self.body(x))
def learn(loader, width={width}):
    net = Net({given})
    opt = torch.optim.Adam(net.parameters())
    for x, y in loader:
        opt.zero_grad()
        F.cross_entropy(net(x), y).backward()
        opt.step()
{called}
"""


def test_a_length_by_default_of_a_function_nobody_calls_may_be_another() -> None:
    alone = told(DEFAULTS.format(width=32, given="width", called=""))
    assert alone.get("linear-width-mismatch") == "hint"
    assert "linear-width-mismatch" in told(DEFAULTS.format(width=32, given="", called=""))
    called = DEFAULTS.format(width=32, given="width", called="learn(anything.loader())")
    assert told(called).get("linear-width-mismatch") == "certain"


def test_the_defaults_of_a_model_somebody_asks_for_count() -> None:
    alone = DEFAULTS.format(width=32, given="width", called="").partition("def learn")[0]
    found = check(HEAD + alone, input=(20,)).findings
    assert [one.fault for one in found if one.severity == "error"] == ["linear-width-mismatch"]


def test_a_tensor_that_is_written_into_has_the_length_of_what_is_written() -> None:
    body = """
    buffer = torch.empty({length})
    torch.mm(torch.randn(4, 5), torch.randn(5, 6), out={written})
    nn.Linear(6, 2)(buffer)
    """
    assert not told(body.format(length="0", written="buffer"))
    assert told(body.format(length="0", written="torch.empty(0)")) == {"linear-width-mismatch": "certain"}


@pytest.mark.parametrize(
    ("mode", "sure"), [("anything.learning()", None), ("torch.autograd.profiler.profile()", "certain")]
)
def test_a_context_that_is_not_read_may_turn_gradients_on(mode: str, sure: str | None) -> None:
    body = f"""
    net = nn.Linear(3, 1)
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    torch.set_grad_enabled(False)
    for x, y in loader:
        with {mode}:
            opt.zero_grad()
            F.mse_loss(net(x), y).backward()
            opt.step()
    """
    assert told(LOADER + textwrap.dedent(body)).get("graph-cut") == sure


@pytest.mark.parametrize(
    ("then", "found"), [("x = anything.into_ball(x)", False), ("x = x.clamp(0, 1)", True)]
)
def test_what_is_made_of_a_leaf_out_of_sight_may_be_a_leaf(then: str, found: bool) -> None:
    body = f"""
    net, x = nn.Linear(3, 2), torch.rand(4, 3, requires_grad=True)
    for _ in range(5):
        F.cross_entropy(net(x), torch.tensor([0, 1, 0, 1])).backward()
        x = x + 0.1 * x.grad.sign()
        {then}
    """
    assert ("leaf-rebound" in told(body)) is found


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ("x.resize_(4, 6)", 6),
        ("x.data = torch.zeros(4, 6)", 6),
        ("x.set_(other.untyped_storage(), 0, (4, 6))", 6),
        ("", 5),
    ],
)
def test_a_tensor_that_is_made_longer_in_place_has_its_new_length(change: str, wanted: int) -> None:
    body = f"""
    x, other = torch.zeros(4, 5), torch.zeros(4, 6)
    {change}
    nn.Linear({{width}}, 2)(x)
    """
    assert not told(body.format(width=wanted))
    if not change or "data" in change:
        assert told(body.format(width=wanted + 1)) == {"linear-width-mismatch": "certain"}
