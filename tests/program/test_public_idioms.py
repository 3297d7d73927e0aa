"""Idioms of public training code that once raised a false alarm, beside the twin that is at fault."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import torch
import torch.nn.functional as F
from torch import nn
from distutils.version import LooseVersion
from packaging import version
from store import make_model, loader, Rows
"""


def found(body: str) -> set[str]:
    """Return the faults above `note` of a program."""
    findings = check(HEAD + textwrap.dedent(body), hints=True).findings
    return {finding.fault for finding in findings if finding.severity != "note"}


NOISY_LAYER = """
class Noisy(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(o, i, 3, 3))
        {flag}

    {more}

    def forward(self, x, with_penalty=True):
        if self.plain:
            with_penalty = False
        out = F.conv2d(x, self.weight)
        return (out, self.weight.sum()) if with_penalty else out

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = Noisy(1, 8), Noisy(8, 8)

    def forward(self, x):
        x, one = self.first(x)
        {flat}
        x, other = self.second(F.relu(x))
        return F.max_pool2d(x, 2), one + other

net = Net()
out, penalty = net(torch.randn(4, 1, 28, 28))
"""
PROPERTY = """@property
    def plain(self):
        return self._plain

    @plain.setter
    def plain(self, value):
        self._plain = value"""
FLAGS = {
    "a property with a setter": ("self._plain = False", PROPERTY),
    "an attribute of a base that is not seen": ("pass", ""),
}


@pytest.mark.parametrize("name", FLAGS)
def test_a_flag_that_a_property_or_an_unseen_base_gives_is_not_true(name: str) -> None:
    flag, more = FLAGS[name]
    right = NOISY_LAYER.format(flag=flag, more=more, flat="")
    assert "flatten-before-convolution" not in found(right)


def test_a_flat_row_that_reaches_a_convolution_is_seen_where_the_flag_is_known() -> None:
    wrong = NOISY_LAYER.format(flag="self.plain = False", more="", flat="x = x.flatten(1)")
    assert "flatten-before-convolution" in found(wrong)


OF_SEVERAL = """
class Small(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = sizes.build()

    def forward(self, x):
        return self.layers(x)

class Large(Small):
    pass

def build(name, sizes):
    if name == "small":
        return Small(sizes)
    if name == "large":
        return Large(sizes)
    raise ValueError(name)

def train(name, sizes, gpus):
    model = build(name, sizes)
    optimizer = torch.optim.Adam(model.parameters())
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        {clear}
        loss.backward()
        optimizer.step()
"""


def test_one_of_several_models_is_cleared_by_its_own_zero_grad() -> None:
    assert "gradients-accumulate" not in found(OF_SEVERAL.format(clear="model.zero_grad()"))
    assert "gradients-accumulate" in found(OF_SEVERAL.format(clear="pass"))


VERSIONED = """
def loss_of(scores, target):
    if {test}:
        log_p = F.log_softmax(scores)
    else:
        log_p = F.log_softmax(scores, dim=1)
    return F.nll_loss(log_p, target)

model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in loader:
    optimizer.zero_grad()
    loss_of(model(x), y).backward()
    optimizer.step()
"""
OLD = [
    'LooseVersion(torch.__version__) < LooseVersion("0.3")',
    'torch.__version__ < "0.4.0"',
    'version.parse("1.2") > version.parse(torch.__version__)',
    'not version.parse(torch.__version__) >= version.parse("1.0.0")',
]


@pytest.mark.parametrize("test", OLD)
def test_the_arm_for_a_torch_nobody_has_is_not_read(test: str) -> None:
    assert "softmax-without-dim" not in found(VERSIONED.format(test=test))


@pytest.mark.parametrize("test", ['torch.__version__ < "2.1"', 'LooseVersion(torch.__version__) > "0.3"'])
def test_the_arm_for_a_torch_that_is_in_use_is_read(test: str) -> None:
    assert "softmax-without-dim" in found(VERSIONED.format(test=test))


QUANTISED = """
class Quantiser(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.encoder, self.decoder = nn.Linear(8, 4), nn.Linear(4, 8)
        self.codes = make_model(args)

    def forward(self, x):
        code, penalty, ids = self.codes(self.encoder(x))
        return self.decoder(code), penalty, ids

    def loss(self, out, penalty, x):
        return F.mse_loss(out, x) + penalty

data = Rows("all.pt")
{split}
loader = torch.utils.data.DataLoader(data, batch_size=8, shuffle=True)
model = Quantiser(8)
optimizer = torch.optim.Adam(model.parameters())
best = float("inf")
for epoch in range(9):
    total = 0.0
    for x in {over}:
        with torch.{grad}():
            out, penalty, ids = model(x)
            loss = model.loss(out, penalty, x)
        total += loss.item()
    for x in loader:
        out, penalty, ids = model(x)
        loss = model.loss(out, penalty, x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if total < best:
        best = total
        torch.save(model.state_dict(), "best.pt")
model.eval()
test_loader = torch.utils.data.DataLoader({tested}, batch_size=8)
right = 0
with torch.no_grad():
    for x in test_loader:
        out, penalty, ids = model(x)
        right += F.mse_loss(out, x).item()
print(right)
"""


def test_rows_learnt_from_through_code_not_seen_are_no_test_set() -> None:
    same = QUANTISED.format(split="", over="loader", grad="no_grad", tested="data")
    assert "test-set-chooses-the-model" not in found(same)
    other = QUANTISED.format(
        split='kept = Rows("held.pt")\nheld = torch.utils.data.DataLoader(kept, batch_size=8)',
        over="held",
        grad="no_grad",
        tested="kept",
    )
    assert "test-set-chooses-the-model" in found(other)
