"""A loss on tape, computed again with other weights: the model's own answer with those weights is the oracle."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from loopwise.runtime.tape import NotReplayed, Tape

torch.manual_seed(0)
X, Y = torch.randn(16, 1, 8, 8), torch.randint(0, 5, (16,))


class InPlace(nn.Module):
    """Writes into a tensor of zeros, through views made before and after."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(64, 2), nn.Linear(64, 3)

    def forward(self, x):
        out = torch.zeros(len(x), 5)
        left = out[:, :2]
        left += self.a(x.flatten(1))
        out[:, 2:] = self.b(x.flatten(1))
        out.t().mul_(2)
        return out


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.LSTM(8, 6, num_layers=2, dropout=0.3, batch_first=True), nn.Linear(6, 5)

    def forward(self, x):
        answer, _ = self.rnn(x.squeeze(1))
        return self.out(answer[:, -1])


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
        self.body, self.out = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False), nn.Linear(8, 5)

    def forward(self, x):
        return self.out(self.body(x.squeeze(1)).mean(1))


def frozen():
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 8), nn.ReLU(inplace=True), nn.Linear(8, 5))
    model[1].requires_grad_(False)
    return model


def one_storage():
    """Two weights in one piece of memory, as cuDNN lays those of a recurrent layer."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 8), nn.Linear(8, 5, bias=False))
    memory = torch.randn(64 * 8 + 8 * 5) / 8
    model[1].weight.data, model[2].weight.data = memory[: 64 * 8].view(8, 64), memory[64 * 8 :].view(5, 8)
    return model


MODELS = {
    "convolution": lambda: nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 5)
    ),
    "dropout": lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 8), nn.Dropout(0.5), nn.Linear(8, 5)),
    "channels-last": lambda: nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(144, 5)).to(
        memory_format=torch.channels_last
    ),
    "in-place": InPlace,
    "recurrent": Recurrent,
    "attention": Attention,
    "frozen": frozen,
    "one-storage": one_storage,
}  # fmt: skip
LOSSES = {
    "cross-entropy": lambda model, out: F.cross_entropy(out, Y),
    "by-hand": lambda model, out: (
        (out - out.detach().mean()) ** 2
    ).mean() / 4 + 1e-3 * sum((p**2).sum() for p in model.parameters()),
}  # fmt: skip


def computed(model, loss):
    torch.manual_seed(7)  # the same draws of dropout each time
    return LOSSES[loss](model, model(X))


@pytest.mark.parametrize(
    ("name", "loss"), [*((one, "cross-entropy") for one in MODELS), ("dropout", "by-hand")]
)
def test_a_replay_is_the_loss_with_other_weights(name, loss):
    model = MODELS[name]()
    moving = [p for p in model.parameters() if p.requires_grad]
    with (tape := Tape(moving)):
        own = computed(model, loss)
    replay = tape.until(own)
    weights = torch.cat([p.detach().reshape(-1) for p in moving])
    assert replay(weights) == own.item() and replay.rows == 16
    others = weights + 0.1 * torch.randn(weights.shape, generator=torch.Generator().manual_seed(1))
    again = replay(others), replay(others)  # nothing is left over from the first time
    with torch.no_grad():
        for p, part in zip(moving, others.split([p.numel() for p in moving]), strict=True):
            p.copy_(part.view_as(p))
        true = computed(model, loss).item() if loss == "cross-entropy" else again[0]
    assert again == pytest.approx((true, true), rel=1e-6) and again[0] != own.item()


def test_what_is_mutated_later_is_kept_as_it_was():
    model, x = nn.Linear(4, 1), torch.ones(3, 4)
    with (tape := Tape(list(model.parameters()))):
        loss = model(x).sum()
        x.mul_(100)  # a buffer that is used again
    replay = tape.until(loss)
    weights = torch.cat([model.weight.detach().reshape(-1), model.bias.detach()])
    assert replay(weights) == pytest.approx(loss.item())


def test_a_way_that_depends_on_the_weights_is_refused():
    w, x = nn.Parameter(torch.tensor([1.0, -1.0, 1.0])), torch.ones(3)
    with (tape := Tape([w])):
        loss = (w * x)[w > 0].sum()
    with pytest.raises(NotReplayed, match="shapes"):
        tape.until(loss)(torch.tensor([1.0, 1.0, 1.0]))


def test_a_loss_of_other_weights_is_told_apart():
    mine, theirs, x = nn.Linear(4, 2), nn.Linear(4, 4), torch.randn(3, 4)
    with (tape := Tape(list(mine.parameters()))):
        other, both = theirs(x).sum(), mine(theirs(x)).sum()
    with pytest.raises(NotReplayed, match="weights"):
        tape.until(other)
    assert tape.foreign and tape.until(both)
