"""A Linear that cannot take what the Linear in front gives, where nobody knows what the model is asked."""

from __future__ import annotations

import pytest

from loopwise.testing.contract import names_found

PROGRAM = """
import torch
from torch import nn
from elsewhere import batches

torch.manual_seed(0)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.last, self.norm = nn.Linear(3, 8), nn.Linear({wide}, 2), nn.LayerNorm(8)

    def forward(self, x):
        h = torch.relu(self.norm(self.first(x)))
        return self.last({between})


model = Model()
optimizer = torch.optim.Adam(model.parameters())
for x, y in batches():
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


@pytest.mark.parametrize(
    ("wide", "between"), [(9, "h"), (9, "torch.dropout(h, 0.1, True)"), (9, "h + x.mean()")]
)
def test_another_width_than_the_layer_in_front_gives_is_named(wide: int, between: str) -> None:
    assert names_found(PROGRAM.format(wide=wide, between=between)) == {"linear-width-mismatch"}


@pytest.mark.parametrize(
    "between",
    [
        "h.flatten(1)",
        "h.transpose(1, 2)",
        "h.mean(1)",
        "h[:, -1]",
        "h.view(h.size(0), -1)",
        "h.squeeze()",
        "h.T",
        "nn.functional.glu(h)",
        "torch.cat([h, x], dim=-1)",
        "h @ x",
        "h.unflatten(1, (2, 4))",
        "h.repeat(1, 2)",
    ],
)
def test_what_may_change_the_last_axis_is_not_guessed(between: str) -> None:
    assert names_found(PROGRAM.format(wide=5, between=between)) == set()


def test_the_width_that_comes_in_is_right() -> None:
    assert names_found(PROGRAM.format(wide=8, between="h")) == set()
