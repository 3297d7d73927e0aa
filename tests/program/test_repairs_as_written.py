"""Repairs as an expert would write them: the repaired program compiles, runs and holds nothing new.

Where torch, or torchvision, is not installed, what needs it is compiled only.
"""

from __future__ import annotations

from importlib.util import find_spec
from textwrap import dedent

import pytest

from loopwise.diagnosis.checking import check, repaired
from loopwise.errors import LoopwiseError
from loopwise.faults import fault_named
from loopwise.program import read_cells
from loopwise.records import Place

BEGIN = """\
import torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed(0)
X, y = torch.randn(64, 4), torch.randint(0, 3, (64,))
"""


def mended(source: str) -> str:
    """Return a program after all its repairs, and after those that come up with them."""
    text = BEGIN + dedent(source)
    for _ in range(3):
        changed = repaired(check(text), unsafe=True)
        text = next(iter(changed.values()), text)
    return text


def faults(source: str) -> list[str]:
    return [finding.fault for finding in check(source).findings]


BY_HAND = """
    w, b = torch.zeros(4, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
    t = X.sum(1, keepdim=True)
    for step in range(50):
        loss = ((X @ w + b - t) ** 2).mean()
        loss.backward()
        w = w - 0.1 * w.grad
        with torch.no_grad():
            b -= 0.1 * b.grad
            b.grad.zero_()
"""

FINE_TUNED = """
    from torchvision import models
    model = models.resnet18(weights=None)
    optimizer = torch.optim.Adam(model.fc.parameters(), lr=1e-3)
    model.fc = nn.Linear(512, 3)
    images = torch.randn(8, 3, 64, 64)
    for epoch in range(1):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), y[:8])
        loss.backward()
        optimizer.step()
"""

WRONG_NAME = """
    from torchvision import models
    model = models.mobilenet_v2(weights=None)
    for p in model.parameters():
        p.requires_grad = False
    model.fc = nn.Linear(1280, 3)
    optimizer = torch.optim.Adam(model.fc.parameters(), lr=1e-3)
    for epoch in range(1):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(torch.randn(8, 3, 64, 64)), y[:8])
        loss.backward()
        optimizer.step()
"""

BODY_ONLY = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.head = nn.Linear(4, 8), nn.Linear(8, 3)

        def forward(self, x):
            return self.head(torch.relu(self.body(x)))

    net = Net()
    opt = torch.optim.SGD(net.body.parameters(), lr=0.1)
    for i in range(10):
        opt.zero_grad()
        F.cross_entropy(net(X), y).backward()
        opt.step()
"""

NO_STEP = """
    net = nn.Linear(4, 3)
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu", enabled=False)
    for i in range(10):
        opt.zero_grad()
        loss = F.cross_entropy(net(X), y)
        scaler.scale(loss).backward()
        scaler.unscale_(opt)
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        scaler.update()
"""

NO_BACKWARD = """
    net = nn.Linear(4, 3)
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    for i in range(10):
        opt.zero_grad()
        loss = F.cross_entropy(net(X), y)
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
"""

WRAPPED = """
    net = nn.Linear(4, 3)
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    for i in range(10):
        opt.zero_grad()
        loss = F.cross_entropy(net(X), y)
        loss = torch.tensor(loss.item(), requires_grad=True)
        loss.backward()
        opt.step()
"""

LISTED = """
    net = nn.Linear(4, 3)
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    for i in range(10):
        opt.zero_grad()
        terms = []
        for k in range(3):
            terms.append(F.cross_entropy(net(X), y))
        loss = torch.tensor(terms, requires_grad=True).mean()
        loss.backward()
        opt.step()
"""

ROUNDED = """
    net = nn.Linear(4, 1)
    t = (X.sum(1, keepdim=True) > 0).float()
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    criterion = nn.BCEWithLogitsLoss()
    for i in range(10):
        opt.zero_grad()
        loss = criterion(net(X), t)
        loss.backward()
        opt.step()
    with torch.no_grad():
        print((torch.round(net(X)) == t).float().mean())
"""

ONE_PASS = """
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=16, shuffle=True)
    net = nn.Linear(4, 3)
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    batches = iter(loader)
    for epoch in range(3):
        for xb, yb in batches:
            opt.zero_grad()
            loss = F.cross_entropy(net(xb), yb)
            loss.backward()
            opt.step()
"""

ELEMENTS = """
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    f = x ** 2 + 3 * x
    f.backward()
"""

SECOND_MODEL = """
    def train(model, optimizer):
        for i in range(10):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(X), y)
            loss.backward()
            optimizer.step()

    small = nn.Linear(4, 3)
    wide = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 3))
    opt_small = torch.optim.SGD(small.parameters(), lr=0.1)
    opt_wide = torch.optim.SGD(small.parameters(), lr=0.1)
    train(small, opt_small)
    train(wide, opt_wide)
"""


@pytest.mark.parametrize(
    ("source", "fault", "wanted"),
    [
        (BY_HAND, "leaf-rebound", "    w.data -= 0.1 * w.grad\n    w.grad.zero_()\n"),
        (
            FINE_TUNED,
            "optimiser-before-change",
            "model.fc = nn.Linear(512, 3)\noptimizer = torch.optim.Adam(",
        ),
        (WRONG_NAME, "head-on-the-wrong-name", "Adam(model.classifier.parameters(), lr=1e-3)"),
        (BODY_ONLY, "parameters-not-optimised", "SGD(net.parameters(), lr=0.1)"),
        (NO_STEP, "step-missing", "1.0)\n    scaler.step(opt)\n    scaler.update()"),
        (NO_BACKWARD, "backward-missing", "    loss.backward()\n    nn.utils.clip_grad_norm_"),
        (WRAPPED, "graph-cut", "loss = F.cross_entropy(net(X), y)\n    loss.backward()"),
        (LISTED, "graph-cut", "loss = torch.stack(terms).mean()"),
        (ROUNDED, "threshold-on-logits", "torch.round(net(X).sigmoid()) == t"),
        (ONE_PASS, "loop-cut-short", "for xb, yb in loader:"),
        (ELEMENTS, "backward-on-vector", "f.sum().backward()"),
        (SECOND_MODEL, "parameters-not-optimised", "opt_wide = torch.optim.SGD(wide.parameters(), lr=0.1)"),
    ],
)
def test_the_repaired_program_runs_and_holds_nothing_new(source, fault, wanted):
    assert fault in faults(BEGIN + dedent(source))
    text = mended(source)
    assert wanted in text
    assert faults(text) == []
    program = compile(text, "repaired.py", "exec")
    needed = ["torch", *(["torchvision"] if "torchvision" in text else ())]
    if all(map(find_spec, needed)):
        exec(program, {"__name__": "repaired"})


def test_what_a_function_makes_is_no_single_layer_to_take_out():
    source = BEGIN + dedent("""
        def block(i, o):
            return nn.Sequential(nn.Linear(i, o), nn.ReLU())

        net = nn.Sequential(block(4, 8), block(8, 1))
        t = torch.randn(64, 1)
        t = (t - t.mean()) / t.std()
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for i in range(10):
            opt.zero_grad()
            loss = F.mse_loss(net(X), t)
            loss.backward()
            opt.step()
    """)
    found = [one for one in check(source, hints=True).findings if one.fault == "relu-on-the-output"]
    assert [one.repair for one in found] == [None]


def test_a_step_that_is_only_named_is_told_once():
    source = BEGIN + dedent("""
        net = nn.Linear(4, 3)
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for i in range(10):
            opt.zero_grad
            loss = F.cross_entropy(net(X), y)
            loss.backward()
            opt.step()
    """)
    assert faults(source) == ["call-without-parentheses"]


def test_a_fold_loop_in_another_function_than_the_models_has_no_edit():
    source = BEGIN + dedent("""
        from sklearn.model_selection import KFold

        class Validation:
            def __init__(self, model):
                self.model = model

            def run(self):
                for tr, va in KFold(4).split(X.numpy()):
                    opt = torch.optim.SGD(self.model.parameters(), lr=0.1)
                    for i in range(5):
                        opt.zero_grad()
                        loss = F.cross_entropy(self.model(X[tr]), y[tr])
                        loss.backward()
                        opt.step()
                    with torch.no_grad():
                        print((self.model(X[va]).argmax(1) == y[va]).float().mean())

        net = nn.Linear(4, 3)
        Validation(net).run()
    """)
    found = check(source).findings
    assert [one.fault for one in found] == ["model-carried-across-folds"]
    assert found[0].repair is None


def test_a_layer_under_a_wrong_name_is_told_as_that_and_nothing_else():
    (found,) = check(BEGIN + dedent(WRONG_NAME)).findings
    told = fault_named(found.fault).says.tell(dict(found.evidence)).en
    assert (
        told
        == "This model calls its last part `classifier`; `fc` is a new attribute that its forward never asks."
    )


def test_a_cell_that_failed_and_was_made_up_for_is_no_wrong_order():
    cells = ["import torch\n", "print(json.dumps(1))\n", "import json; print(json.dumps(1))\n"]
    assert check(read_cells(cells)).findings == ()
    (found,) = check(read_cells(cells, "week6.ipynb")).findings
    assert (found.fault, found.place.cell) == ("cell-order", 2)


def test_a_statement_taken_off_a_shared_line_leaves_no_word_behind():
    text = "print(math.pi)\nimport math; print(math.e)\n"
    (changed,) = repaired(check(text), unsafe=True).values()
    assert changed == "import math\nprint(math.pi)\nprint(math.e)\n"


def test_another_cell_is_named_as_the_place_of_the_finding_is():
    assert Place("week6.ipynb", 7, cell=4).seen_from(Place("week6.ipynb", 12, cell=3)).en == "cell 4:7"
    assert Place("<notebook>", 7, cell=4).seen_from(Place("<notebook>", 12, cell=3)).en == "In [4]:7"


def test_what_is_no_program_is_refused_in_words():
    with pytest.raises(LoopwiseError, match="3 is no program"):
        check(3)


@pytest.mark.parametrize("table", ["pd.read_csv('mpg.csv')", "sns.load_dataset('mpg').dropna()"])
def test_a_column_of_a_table_from_elsewhere_has_one_axis(table):
    source = f"import pandas as pd\nimport seaborn as sns\n{BEGIN}" + dedent(f"""
        df = {table}
        X = torch.tensor(df.drop(columns='mpg').values, dtype=torch.float32)
        y = torch.tensor(df['mpg'].values, dtype=torch.float32)
        model = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 1))
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        for epoch in range(50):
            loss = F.mse_loss(model(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    """)
    assert faults(source) == ["target-broadcast"]
