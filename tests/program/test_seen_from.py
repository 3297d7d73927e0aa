"""What happens in a helper is told where the training loop calls it, and a model made anew where it is made."""

from __future__ import annotations

from loopwise.diagnosis.checking import check, repaired

HEAD = """import torch
from torch import nn

torch.manual_seed(1)
data, wanted = torch.randn(60, 5), torch.randn(60, 1)
"""

CLIPPED = """
def tame(net, most=2.0):
    nn.utils.clip_grad_value_(net.parameters(), most)

net = nn.Linear(5, 1)
rule = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(9):
    rule.zero_grad()
    nn.functional.mse_loss(net(data), wanted).backward()
    rule.step()
    tame(net)
"""

RATED = """
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

class Best:
    lowest = float("inf")
    kept = None

    def look(self, score, net):
        if score < self.lowest:
            self.lowest = score
            self.kept = {name: one.clone() for name, one in net.state_dict().items()}

learn_x, SECOND_x, learn_y, SECOND_y = train_test_split(data, wanted)
net, best = nn.Linear(5, 1), Best()
rule = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(9):
    for x, y in DataLoader(TensorDataset(learn_x, learn_y), batch_size=15, shuffle=True):
        rule.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        rule.step()
    with torch.no_grad():
        score = nn.functional.mse_loss(net(SECOND_x), SECOND_y).item()
    best.look(score, net)
net.load_state_dict(best.kept)
"""

REMADE = """
class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.only = nn.Linear(5, 1)

    def forward(self, x):
        return self.only(x)

net = Line()
rule = torch.optim.SGD(net.parameters(), lr=0.1)
NEXT
for _ in range(9):
    rule.zero_grad()
    nn.functional.mse_loss(net(data), wanted).backward()
    rule.step()
"""


def places(text: str) -> dict[str, str]:
    """Return the line of the program at which each fault is told."""
    lines = text.splitlines()
    return {found.fault: lines[found.place.line - 1].strip() for found in check(text, hints=True).findings}


def test_a_clip_in_a_helper_is_told_and_moved_at_its_call():
    assert places(HEAD + CLIPPED) == {"clip-after-step": "tame(net)"}
    (mended,) = repaired(check(HEAD + CLIPPED)).values()
    assert mended.endswith("    tame(net)\n    rule.step()\n")


def test_a_clip_in_a_helper_before_the_step_is_right():
    assert not places(
        HEAD + CLIPPED.replace("    rule.step()\n    tame(net)", "    tame(net)\n    rule.step()")
    )


def test_a_choice_by_test_rows_in_a_helper_is_told_at_its_call():
    assert (
        places(HEAD + RATED.replace("SECOND", "test"))["test-set-chooses-the-model"]
        == "best.look(score, net)"
    )
    assert "test-set-chooses-the-model" not in places(HEAD + RATED.replace("SECOND", "val"))


def test_a_model_made_anew_below_its_optimiser_is_told_where_it_is_made():
    remade = REMADE.replace("NEXT", "net = Line()  # from the start")
    assert places(HEAD + remade)["parameters-not-optimised"] == "net = Line()  # from the start"
    again = "net = Line()\nrule = torch.optim.SGD(net.parameters(), lr=0.1)"
    assert "parameters-not-optimised" not in places(HEAD + REMADE.replace("NEXT", again))
