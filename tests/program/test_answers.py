"""Models that answer several tensors at once, and leaves that are computed: found, and silent where they are right."""

from __future__ import annotations

from loopwise.diagnosis.checking import check, repaired

PAIR = """import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
table = torch.randn(120, 6)
learn = DataLoader(TensorDataset(table[:90]), batch_size=30, shuffle=True)
rest = DataLoader(TensorDataset(table[90:]), batch_size=30)

class Squeeze(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.up, self.drop = nn.Linear(6, 2), nn.Linear(2, 6), nn.Dropout(0.2)

    def forward(self, rows):
        code = torch.tanh(self.down(self.drop(rows)))
        return self.up(code), code

net = Squeeze()
adam = optim.Adam(net.parameters())
for epoch in range(5):
    net.train()
    for (rows,) in learn:
        adam.zero_grad()
        back, code = net(rows)
        loss = nn.functional.mse_loss(back, rows) + code.abs().mean()
        BACKWARD
        adam.step()
    EVAL
    with torch.no_grad():
        for (rows,) in rest:
            back, _ = net(rows)
            print(nn.functional.mse_loss(back, rows).item())
"""

SCRATCH = """import torch
torch.manual_seed(3)

def start(many):
    return torch.rand(many) / 10ASKS

def fit(x, y, rounds):
    slope = start(1)
    for _ in range(rounds):
        ((x * slope - y) ** 2).sum().backward()
        with torch.no_grad():
            slope -= 0.01 * slope.grad
        slope.grad = None
    return slope

x = torch.linspace(0, 1, 20)
print(fit(x, 3 * x, 50))
"""


def faults(text: str) -> set[str]:
    """Return what is found."""
    return {found.fault for found in check(text, hints=True).findings}


def filled(backward: str, mode: str) -> str:
    """Return the program with these two lines."""
    return PAIR.replace("BACKWARD", backward).replace("EVAL", mode)


def test_a_model_with_two_answers_that_is_never_learnt_from():
    assert faults(filled("pass", "net.eval()")) == {"backward-missing"}


def test_a_model_with_two_answers_that_is_judged_with_dropout():
    assert faults(filled("loss.backward()", "pass")) == {"eval-mode-missing"}


def test_a_model_with_two_answers_that_is_right():
    assert not faults(filled("loss.backward()", "net.eval()"))
    assert "backward-missing" not in faults(filled("other_library(code)", "net.eval()"))


def test_a_leaf_that_is_computed_asks_for_its_gradient_where_it_is_made():
    text = SCRATCH.replace("ASKS", "")
    (found,) = check(text).findings
    assert (found.fault, found.place.line) == ("gradient-not-required", 5)
    (mended,) = repaired(check(text), unsafe=True).values()
    assert "return (torch.rand(many) / 10).requires_grad_()" in mended
    assert not faults(mended)


def test_a_leaf_that_asks_is_right():
    assert not faults(SCRATCH.replace("rand(many) / 10ASKS", "full((many,), 0.1, requires_grad=True)"))


STACKED = """import torch
from torch import nn

torch.manual_seed(3)
seen, named = torch.randn(80, 6), torch.randint(0, 3, (80,))
body = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Dropout(0.4))
head = nn.Linear(12, 3)
adam = torch.optim.Adam([*body.parameters(), *head.parameters()])

def turn(rows, names):
    adam.zero_grad()
    nn.functional.cross_entropy(head(body(rows)), names).backward()
    adam.step()

for epoch in range(5):
    body.train(), head.train()
    turn(seen[:60], named[:60])
    QUIET
    with torch.no_grad():
        inner = body(seen[60:])
        print((head(inner).argmax(1) == named[60:]).float().mean().item())
"""


def test_a_model_whose_answer_goes_into_another_one_is_judged_with_it():
    assert faults(STACKED.replace("QUIET", "head.eval()")) == {"eval-mode-missing"}
    assert not faults(STACKED.replace("QUIET", "body.eval(), head.eval()"))


WHOLE = """import torch
from torch import nn

torch.manual_seed(3)
seen, named = torch.randn(80, 6), torch.randint(0, 3, (80,))
net = nn.Sequential(nn.Linear(6, 12), nn.Dropout(0.4), nn.Linear(12, 3))
adam = torch.optim.Adam(net.parameters())
judge = nn.CrossEntropyLoss()
for epoch in range(5):
    adam.zero_grad()
    judge(net(seen[:60]), named[:60]).backward()
    adam.step()
    with torch.no_grad():
        loss = judge(net(seen[60:]), named[60:])
        BETWEEN
        right = (net(seen[60:]).argmax(1) == named[60:]).float().mean()
    print(loss.item(), right.item())
"""


def test_loss_and_accuracy_of_one_evaluation_are_told_once_and_mended_once():
    report = check(WHOLE.replace("BETWEEN", "n = 20"))
    [finding] = report.findings
    assert (finding.fault, finding.place.line) == ("eval-mode-missing", 14)
    [mended] = repaired(report).values()
    order = [mended.index(text) for text in ("net.eval()", "loss = ", "right = ", "net.train()")]
    assert order == sorted(order) and mended.count(".eval()") == mended.count(".train()") == 1
    assert not faults(mended)


def test_what_is_asked_in_a_block_of_its_own_is_an_evaluation_of_its_own():
    apart = WHOLE.replace("        BETWEEN", "    print(loss.item())\n    with torch.no_grad():")
    assert [one.place.line for one in check(apart).findings] == [14, 17]


COUNTED = WHOLE.replace("loss = judge(net(seen[60:]), named[60:])", "table = torch.zeros(3, 3)").replace(
    "right = (net(seen[60:]).argmax(1) == named[60:]).float().mean()",
    "told = net(seen[60:]).argmax(1)\n        for one, other in zip(named[60:], told):\n            INDEX += 1",
)


def test_a_table_of_true_and_told_classes_judges_as_a_comparison_does():
    for index in ("table[one, other]", "table[one.item()][other.item()]", "table[int(one), int(other)]"):
        assert faults(COUNTED.replace("BETWEEN", "n = 20").replace("INDEX", index)) == {"eval-mode-missing"}
    assert not faults(COUNTED.replace("BETWEEN", "n = 20").replace("INDEX", "table[0, other]"))
