"""Programs put together by chance that torch runs to their end: `check` names nothing there that torch refuses."""

from __future__ import annotations

import random

import pytest

from loopwise.diagnosis.checking import check

torch = pytest.importorskip("torch")  # the base install has none

pytestmark = pytest.mark.filterwarnings("ignore")  # some lengths meet by broadcasting

HEAD = """
import torch
import torch.nn as nn
import torch.nn.functional as F

net = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4))
act = nn.ReLU(inplace=True)
w = torch.randn(4, 4, requires_grad=True)
p = nn.Parameter(torch.ones(4))
x = torch.randn(3, 4)
optimizer = torch.optim.SGD([*net.parameters(), w, p], 0.1)
h = net(x)
g = x * w[:3]
y = h * 1
z = g + 1
"""
MADE = (
    *("net({a})", "net[0]({a})", "act({a} * 1)", "{a} @ w", "F.linear({a}, net[0].weight)"),
    *("{a} * 2", "{a} + {b}", "{a} * {b}", "{a} ** 2", "{a} / ({b}.abs() + 1)", "{a} - {a}.mean()"),
    *("torch.relu({a})", "{a}.sigmoid()", "{a}.exp()", "{a}.tanh()", "{a}.sqrt()", "torch.softmax({a}, -1)"),
    *("F.layer_norm({a}, (4,))", "F.normalize({a}, dim=-1)", "{a}.masked_fill({a} > 0, 0.0)"),
    *("{a}.detach()", "{a}.clone()", "{a}.data"),
    *("{a}[:, :4]", "{a}.view(-1, 4)", "{a}.unsqueeze(0).squeeze(0)", "torch.cat([{a}, {b}], -1)[..., :4]"),
    *("torch.stack([{a}, {a}]).mean(0)", "torch.where({a} > 0, {a}, {a} * 0.1)"),
)
CHANGED = (
    *("{t} += 1", "{t} *= 2", "{t} -= {a}.detach()", "{t}[0] = 0", "{t}[:, 0] = {a}[:, 1]"),
    *("{t}.add_(1)", "{t}.mul_(2)", "{t}.zero_()", "{t}.relu_()", "{t}.fill_(1.0)", "{t}.clamp_(min=0)"),
    *("{t}.copy_({a}.detach())", "{t}.detach_()", "{t}.data.mul_(2)", "w.data.clamp_(-1, 1)"),
    *("with torch.no_grad(): {t}.add_(1)", "with torch.no_grad(): w -= 0.1"),
)
LEARNT = (
    *("{t}.sum().backward()", "{t}.mean().backward(retain_graph=True)", "({t} * {a}).sum().backward()"),
    *(
        "{t}.backward(torch.ones_like({t}))",
        "{t}[0, 0].backward()",
        "F.mse_loss({t}, {a}.detach()).backward()",
    ),
    *("torch.autograd.grad({t}.sum(), w, retain_graph=True, allow_unused=True)",),
    *("optimizer.step()", "optimizer.zero_grad()", "net.zero_grad()"),
)
REFUSED = {
    *("backward-on-vector", "backward-twice", "changed-in-place", "gradient-not-required", "graph-cut"),
    *("leaf-rebound", "linear-width-mismatch", "mixed-float-widths", "view-after-permute"),
}


def statement(chance: random.Random) -> str:
    """Return one statement about the four tensors of a program."""
    kind = chance.choices((MADE, CHANGED, LEARNT), weights=(5, 2, 3))[0]
    names = {"t": chance.choice("hgyz"), "a": chance.choice("hgyzxwp"), "b": chance.choice("hgyzxw")}
    written = chance.choice(kind).format(**names)
    return f"{names['t']} = {written}" if kind is MADE else written


def program(chance: random.Random) -> str:
    """Return a program that torch runs to its end: statements up to the first that it refuses, and run again."""
    names: dict[str, object] = {}
    exec(HEAD, names)
    kept = [HEAD]
    for _ in range(chance.randrange(6, 20)):
        line = statement(chance)
        try:
            exec(line, names)
        except (RuntimeError, IndexError):
            break
        kept.append(line)
    try:
        exec("\n".join(kept), {})
    except (RuntimeError, IndexError):  # a refused backward leaves its traces
        return HEAD
    return "\n".join(kept)


def claims(text: str) -> set[str]:
    """Return what `check` says that torch would refuse, or not learn by."""
    return {one.fault for one in check(text, hints=True).findings if one.fault in REFUSED}


def hold_against(seed: int, programs: int) -> None:
    """Make programs of a seed and hold them against torch."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    for _ in range(programs):
        text = program(chance)
        assert not claims(text), text


def test_what_torch_runs_is_no_error_of_torch() -> None:
    hold_against(seed=5, programs=60)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_what_torch_runs_is_no_error_of_torch_at_length(seed: int) -> None:
    hold_against(seed, programs=500)


def test_what_torch_refuses_is_seen() -> None:
    assert claims(f"{HEAD}h.sum().backward()\nh.sum().backward()\n") == {"backward-twice"}
    assert claims(f"{HEAD}g = w.exp()\ng += 1\ng.sum().backward()\n") == {"changed-in-place"}
    assert claims(f"{HEAD}h.detach_()\nh.sum().backward()\n") == {"graph-cut"}
