"""Shapes and number types read from source are those of a run: whole programs against torch, line by line."""

from __future__ import annotations

import random

import pytest

from loopwise.program import read_source
from loopwise.shapes import N, Symbol

torch = pytest.importorskip("torch")  # the base install has none

HEAD = """\
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
"""
# One statement each, for a tensor x of any shape; whether it raises is torch's business.
LAYERS = [
    "x = nn.Conv2d({c}, 4, 3)(x)",
    "x = nn.Conv2d(in_channels={c}, out_channels=6, kernel_size=(3, 1), stride=2, padding=1)(x)",
    "x = nn.Conv2d({c}, 5, 3, padding='same')(x)",
    "x = nn.ConvTranspose2d({c}, 3, 2, stride=2)(x)",
    "x = nn.MaxPool2d(2)(x)",
    "x = F.max_pool2d(x, 2, 1)",
    "x = F.avg_pool2d(x, kernel_size=3, stride=2, padding=1)",
    "x = nn.AdaptiveAvgPool2d((2, 3))(x)",
    "x = nn.Upsample(scale_factor=2)(x)",
    "x = F.interpolate(x, size=(5, 5))",
    "x = nn.PixelShuffle(2)(x)",
    "x = F.pad(x, (1, 1))",
    "x = nn.Flatten()(x)",
    "x = torch.flatten(x, 1)",
    "x = x.flatten(start_dim=2)",
    "x = x.view(x.size(0), -1)",
    "x = x.view(-1)",
    "x = x.reshape(-1, 4)",
    "x = x.view(*x.shape[:2], -1)",
    "x = x.permute(0, 2, 3, 1)",
    "x = x.transpose(1, -1)",
    "x = x.unsqueeze(1)",
    "x = x.squeeze(1)",
    "x = x.squeeze()",
    "x = x[:, 0]",
    "x = x[..., None]",
    "x = x[1:]",
    "x = x[0]",
    "x = nn.Linear({w}, 7)(x)",
    "x = F.linear(x, torch.zeros(3, {w}))",
    "x = x @ torch.ones({w}, 2)",
    "x = x + torch.zeros(1)",
    "x = x * x.mean(dim=1, keepdim=True)",
    "x = x.sum(-1)",
    "x = torch.max(x, 1).values",
    "x = x.max(dim=1)[0]",
    "x = torch.cat([x, x], dim=1)",
    "x = torch.stack((x, x))",
    "x, _ = nn.GRU({w}, 6, batch_first=True)(x)",
    "x = nn.LSTM({w}, 5, bidirectional=True)(x)[0]",
    "x = F.relu(nn.BatchNorm2d({c})(x))",
    "x = torch.softmax(x, dim=-1)",
    "x = (x > 0).float()",
    "x = x.argmax(1)",
    "x = x.repeat(2, 1, 1, 1)",
    "x = x.expand(3, -1, -1)",
    "x = nn.Embedding(9, 3)(x.long().clamp(0, 8))",
    "x = F.one_hot(x.long().clamp(0, 3), 4).float()",
    "x = x.double()",
    "x = x.to(torch.float32)",
]


def programs():
    for seed in range(250):
        draw = random.Random(seed)
        start = draw.choice(["(2, 3, 12, 12)", "(4, 1, 8, 8)", "(3, 6, 5)", "(4, 6)"])
        yield draw, f"x = torch.rand{start}"


def run(lines):
    """Run a program; return its last x, or None where torch refuses."""
    names: dict[str, object] = {}
    try:
        exec(HEAD + "\n".join(lines), names)
    except (RuntimeError, IndexError, ValueError, AssertionError):
        return None
    return names["x"]


def read(lines):
    """Read the same program; return its last x."""
    program = read_source(HEAD + "\n".join(lines) + "\nx.backward()\n")
    return program.events[-1].tensor


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_is_read_is_what_a_run_gives():
    known = refused = 0
    for draw, start in programs():
        lines, x = [start], run([start])
        for _ in range(5):
            wide = x.shape[-1] if x.dim() else 1
            channels = x.shape[1] if x.dim() > 1 else 1
            right = draw.random() < 0.85
            layer = draw.choice(LAYERS).format(
                w=wide if right else wide + 1, c=channels if right else channels + 1
            )
            lines.append(layer)
            ours, x = read(lines), run(lines)
            if x is None:
                assert ours.shape is None or None in ours.shape, (
                    f"refused by torch, read as {ours.shape}: {lines}"
                )
                refused += any(op.out.refusal for op in ours.past())
                break
            if x.numel() > 20_000 or x.numel() == 0:
                break
            assert not any(op.out.refusal for op in ours.past()), lines
            assert ours.shape == tuple(x.shape), lines
            assert ours.dtype in (None, str(x.dtype).removeprefix("torch.")), lines
            known += ours.dtype is not None
            if x.dtype != torch.float32:  # layers refuse other types: a fault of its own
                lines.append("x = x.float()")
    assert known > 300
    assert refused > 60


def last(source):
    return read_source(HEAD + source + "\nx.backward()\n").events[-1].tensor


@pytest.mark.parametrize(
    ("source", "shape", "dtype"),
    [
        (
            "from sklearn.datasets import load_digits\nx = torch.tensor(load_digits().data)",
            (1797, 64),
            "float64",
        ),
        (
            "from sklearn.datasets import load_iris\nX, y = load_iris(return_X_y=True)\nx = torch.tensor(y)",
            (150,),
            "int64",
        ),
        ("x = torch.tensor([[1, 2], [3, 4]])", (2, 2), "int64"),
        ("x = torch.tensor([0.5, 1.5])", (2,), "float32"),
        ("import numpy as np\nx = torch.from_numpy(np.zeros((3, 4), dtype=np.float32))", (3, 4), "float32"),
        ("import numpy as np\nx = torch.tensor(np.random.randn(5, 2)).float()", (5, 2), "float32"),
        ("x = torch.arange(10)", (10,), "int64"),
        ("x = torch.randint(0, 3, (64,)).to('cuda')", (64,), "int64"),
        ("x = torch.zeros(4, dtype=torch.long)", (4,), "int64"),
        ("import numpy as np\nx = torch.tensor(np.clip(np.ones((4, 3), np.uint8), 0, 1))", (4, 3), "uint8"),
        ("import numpy as np\nx = torch.tensor(np.sin(2 * np.pi * np.arange(9)))", (9,), "float64"),
        (
            "import numpy as np\nx = torch.tensor(np.stack([np.ones((2, 5))] * 3, axis=1))",
            (2, 3, 5),
            "float64",
        ),
        ("import numpy as np\nx = torch.tensor(np.vstack([np.ones(5), np.ones(5)]))", (2, 5), "float64"),
        ("import numpy as np\nx = torch.tensor(np.eye(3)[np.arange(2)])", (2, 3), "float64"),
        (
            "a = []\nfor i in range(100):\n    a.append(torch.rand(3))\nx = torch.stack(a, 1)",
            (3, None),
            "float32",
        ),
        ("i = unseen()\nx = torch.rand(9, 2)[i : i + 1]", (1, 2), "float32"),
        ("rows = slice(2, None)\nx = torch.rand(9, 2)[rows]", (7, 2), "float32"),
        ("x = torch.load('x.pt')", None, None),
        ("x = torch.rand(4, 2).to(dtype)", (4, 2), None),
        ("x = torch.rand(unseen(), 2)", (None, 2), "float32"),
    ],
)
def test_sources_of_data(source, shape, dtype):
    x = last(source)
    assert (x.shape, x.dtype) == (shape, dtype)


def test_batches_of_a_loader_have_one_length_of_their_own():
    x = last(
        "data = TensorDataset(torch.rand(90, 1, 8, 8), torch.randint(0, 3, (90,)))\n"
        "for a, b in DataLoader(data, batch_size=32):\n    x = a.view(a.size(0), -1)"
    )
    batch, width = x.shape
    assert isinstance(batch, Symbol)
    assert str(batch) == str(N)
    assert width == 64


def test_pictures_of_torchvision_are_followed_through_their_transforms():
    x = last(
        "from torchvision import datasets, transforms as T\n"
        "data = datasets.CIFAR10('d', transform=T.Compose([T.Resize(20), T.Grayscale(), T.ToTensor()]))\n"
        "for x, y in DataLoader(data, batch_size=8):\n    pass"
    )
    assert x.shape[1:] == (1, 20, 20)
    assert x.dtype == "float32"


def test_arms_that_disagree_leave_only_what_they_share():
    x = last("x = torch.rand(4, 8)\nif unseen():\n    x = torch.rand(4, 6)")
    assert x.shape == (4, None)


def test_nothing_is_refused_where_only_one_of_several_callees_is_called():
    source = "net = nn.Linear(3, 2) if unseen() else nn.Linear(4, 2)\nx = net(torch.rand(5, 4))"
    assert not read_source(HEAD + source).refused()


def test_an_error_that_is_waited_for_is_no_refusal():
    source = "try:\n    nn.Linear(3, 2)(torch.rand(5, 4))\nexcept RuntimeError:\n    pass\n"
    assert not read_source(HEAD + source).refused()
    assert read_source(HEAD + "nn.Linear(3, 2)(torch.rand(5, 4))").refused("width")


def test_long_programs_are_settled_without_recursion():
    source = "x = torch.rand(4, 8)\n" + "x = x + 1\n" * 3000
    assert last(source).shape == (4, 8)
    assert torch.is_tensor(run(["x = torch.rand(4, 8)"]))
