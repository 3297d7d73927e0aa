"""Programs nobody would write: no crash, no traceback, and an end in reasonable time."""

from __future__ import annotations

import ast
import logging
import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loopwise.diagnosis.checking import check, repaired
from loopwise.errors import LoopwiseError
from loopwise.faults import catalogue
from loopwise.program import read_source


class Refuses(logging.Handler):
    """The reader survives its own mistakes by logging them; here they are failures."""

    def emit(self, record):
        raise AssertionError(record.getMessage())


@pytest.fixture(autouse=True, scope="module")
def _no_mistake_is_logged():
    handler = Refuses(logging.ERROR)
    logging.getLogger("loopwise").addHandler(handler)
    yield
    logging.getLogger("loopwise").removeHandler(handler)


PROGRAMS = Path(__file__).parents[1] / "programs"
LISTED = tomllib.loads((PROGRAMS / "expected.toml").read_text(encoding="utf-8"))["program"]
SCRIPTS = [(PROGRAMS / p["path"]).read_text(encoding="utf-8") for p in LISTED if p["path"].endswith(".py")]

HOSTILE = {
    "deep attribute": "x = a" + ".b" * 3000 + "\n",
    "deep sum": "x = " + " + ".join(["1"] * 3000) + "\n",
    "deep call": "x = " + "f(" * 90 + "1" + ")" * 90 + "\n",
    "deep chain of calls": "x = a" + ".b()" * 2000 + "\n",
    "deep loops": "".join(" " * i + f"for i{i} in x:\n" for i in range(19)) + " " * 19 + "y = f(i1)\n",
    "deep ifs": "".join(" " * i + f"if x{i}:\n" for i in range(90)) + " " * 90 + "y = 1\n",
    "modules that hold each other": (
        "import torch\nfrom torch import nn\n"
        "class Part(nn.Module):\n    def __init__(self, whole):\n        super().__init__()\n"
        "        self.whole = whole\n        self.layers = [nn.Linear(2, 2)]\n"
        "class Whole(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.part = Part(self)\nnet = Whole()\n"
    ),
    "recursion": "def f(x): return f(f(x))\nf(1)\ndef g(): h()\ndef h(): g()\ng()\n",
    "self reference": "a = []\na.append(a)\nb = {}\nb['b'] = b\nfor x in a: x.append(x)\nprint(*a, **b)\n",
    "class of itself": "class A:\n    def __init__(self): self.a = A()\n"
    "    def __call__(self, x): return self(x)\nA()(1)\n",
    "module in itself": "from torch import nn\nm = nn.Sequential()\nm.append(m)\nm.train()\nm(x)\n"
    "m.parameters()\n",
    "own base": "class A(A): pass\nclass B(B): pass\nA().x\n",
    "big numbers": "x = 10 ** 10 ** 10\ny = 'a' * 10 ** 10\nz = 1 << 10 ** 9\nw = [0] * 10 ** 9\n"
    "q = '%1000000000d' % 1\n",
    "empty slices": "a = [1, 2]\na[::0]\na[9]\na['x']\n() + ()\na[None:'x']\n",
    "odd targets": "*a, b = f()\n(a, [b, *c]) = 1\nx[0], y.z = 1, 2\ndel a, x[0]\nfor x.y in z: pass\n",
    "odd calls": "super()\nsuper().f()\nzip()\nrange()\nrange(1, 2, 0)\nmap()\nnext()\nfilter()\n"
    "getattr()\nisinstance()\n",
    "odd torch": "import torch\nfrom torch import nn\nnn.CrossEntropyLoss()()\nnn.Linear()(1)\ntorch.max()\n"
    "torch.optim.SGD()\nnn.Sequential(1, 2)(3)\ntorch.softmax()\ntorch.utils.data.DataLoader()\n"
    "nn.Parameter()\n",
    "nothing": "",
    "only comments": "# 주석\n\n",
    "unicode": "ｘ = 1\nлосс = 2\nclass 값: pass\n",
    "many doublings": "\n".join(
        f"for a{i} in x:\n    for b{i} in y:\n        if c: d{i} = f(a{i})" for i in range(300)
    ),
}


_BEFORE = (
    "import sys, torch\nfrom torch import nn\nimport torch.nn.functional as F\nimport numpy as np\n"
    "x, y = torch.randn(8, 16, requires_grad=True), torch.randint(0, 2, (8,))\n"
    "from torch.utils.data import ConcatDataset, DataLoader, Subset, TensorDataset\n"
)
_BEHIND = "F.cross_entropy(x, y).backward()\n"
_OVER_DATA = "for a, b in DataLoader(d):\n    F.cross_entropy(nn.Linear(16, 2)(a), b).backward()\n"
# Each line doubles the ways back: whoever follows them all, one by one, never comes to an end.
DOUBLED = {
    "joined rows": "x = torch.cat([x, x + 1])\n" * 60 + _BEHIND,
    "lists of lists": "z = [x]\n" + "z = [z, z]\n" * 60 + "x = torch.stack(z)\n" + _BEHIND,
    "dictionaries handed on": "z = {'a': x}\n" + "z = {'a': z, 'b': z}\n" * 60 + "torch.save(z, 'f')\n",
    "arms that agree": "if sys.argv:\n    x = x.view(8, 16)\nelse:\n    x = x.flatten(1)\n" * 60 + _BEHIND,
    "row numbers": "r = np.arange(8)\n" + "r = np.concatenate([r, r])\n" * 60
    + "d = Subset(TensorDataset(x, y), r)\n" + _OVER_DATA,
    "data sets": "d = TensorDataset(x, y)\n" + "d = ConcatDataset([d, d])\n" * 60 + _OVER_DATA,
    "states": "u = sys.f()\n" + "u = u + u\n" * 60 + "nn.Linear(1, 1).load_state_dict(u, strict=False)\n",
    "a block in itself": "m = nn.Linear(16, 16)\n" + "m = nn.Sequential(m, m)\n" * 12 + "x = m(x)\n" + _BEHIND,
}  # fmt: skip


@pytest.mark.parametrize("source", DOUBLED.values(), ids=DOUBLED)
def test_what_doubles_with_every_line_is_gone_through_once(source):
    check(_BEFORE + source)


def test_asking_a_block_that_holds_itself_many_times_over_spends_the_budget():
    source = "m = nn.Linear(16, 16)\n" + "m = nn.Sequential(m, m)\n" * 60 + "x = m(x)\n" + _BEHIND
    program = read_source(_BEFORE + source)
    assert [note.what for note in program.followed.not_followed] == ["budget"]


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_programs_are_read_to_an_answer(source):
    try:
        check(source + "\n")
    except LoopwiseError as refused:
        assert refused.place is not None


def test_what_is_too_deep_is_noted_and_the_rest_goes_on():
    source = HOSTILE["deep sum"] + "import torch.nn.functional as F\nF.cross_entropy(F.softmax(x, 1), y)\n"
    try:
        report = check(source)
    except LoopwiseError as refused:
        assert "too deeply nested" in refused.message.en
    else:
        assert [finding.fault for finding in report.findings] == ["softmax-before-cross-entropy"]


def test_the_budget_ends_a_program_that_never_would():
    layers = "".join(
        f"def f{i}(x): return f{i + 1}(x) + f{i + 1}(x) + f{i + 1}(x) + f{i + 1}(x)\n" for i in range(8)
    )
    program = read_source(layers + "def f8(x): return [x] * 9 + [x, x]\n" + "for a in b:\n    f0(a)\n" * 50)
    assert [note.what for note in program.followed.not_followed] == ["budget"]


def mutated(source: str, seed: int) -> str:
    """Shuffle, drop, double and swap parts of a program's tree."""
    rng = random.Random(seed)
    tree = ast.parse(source)
    nodes = [node for node in ast.walk(tree) if hasattr(node, "body") and isinstance(node.body, list)]
    expressions = [
        node for node in ast.walk(tree) if isinstance(node, (ast.Name, ast.Call, ast.Attribute, ast.Constant))
    ]
    for _ in range(rng.randint(1, 6)):
        body = rng.choice(nodes).body
        change = rng.randrange(5)
        if change == 0:
            rng.shuffle(body)
        elif change == 1 and len(body) > 1:
            body.pop(rng.randrange(len(body)))
        elif change == 2:
            body.insert(rng.randrange(len(body) + 1), rng.choice(rng.choice(nodes).body))
        else:
            one, other = rng.choice(expressions), rng.choice(expressions)
            if type(one) is type(other):
                one.__dict__.update(other.__dict__)
    return ast.unparse(tree)


FAULTY = [fault.bad for fault in catalogue()]
ROUNDS = 4  # what a repair lays bare may need another: a picture made flat, then the width of the next layer


@pytest.mark.parametrize("unsafe", [False, True])
@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SCRIPTS + FAULTY), st.integers(0, 10**6))
def test_mutated_programs_never_crash_and_their_repairs_parse_and_settle(unsafe, source, seed):
    try:
        text = mutated(source, seed) + "\n"
        ast.parse(text)
    except (RecursionError, ValueError, SyntaxError, AttributeError, TypeError):
        return  # the mutation itself made no program
    for _ in range(ROUNDS):
        mended = repaired(check(text), unsafe=unsafe)
        if not mended:
            return
        (text,) = mended.values()
        ast.parse(text)
    assert not repaired(check(text), unsafe=unsafe)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SCRIPTS), st.data())
def test_truncated_programs_are_read_or_refused(source, data):
    cut = data.draw(st.integers(0, len(source)))
    try:
        check(source[:cut] + "\n")
    except LoopwiseError as refused:
        assert refused.place is not None and refused.fix
