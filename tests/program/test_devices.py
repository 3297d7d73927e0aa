"""Devices: what surely meets on two of them where there is a GPU, and right programs that look like it."""

from __future__ import annotations

import pytest

from loopwise.testing.contract import names_found

HEAD = """
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
X, Y = torch.randn(64, 4), torch.randint(0, 2, (64,))
loader = DataLoader(TensorDataset(X, Y), 16)
net = nn.Linear(4, 2)
"""
MOVED = HEAD + "net.to(device)\n"
EACH = "for x, y in loader:\n    "


def found(text: str) -> set[str]:
    """Return which of the two faults check names."""
    return names_found(text) & {"devices-mixed", "numpy-from-gpu"}


@pytest.mark.parametrize(
    "text",
    [
        f"{MOVED}{EACH}net(x)",
        f"{MOVED}{EACH}F.cross_entropy(net(x.to(device)), y)",
        f"{HEAD}{EACH}net(x.cuda())",
        f"{MOVED}X = X.to(device)\nnet(X) + torch.ones(64, 2)",
        f"{HEAD}net.cuda()\nnet(X)",
    ],
)
def test_two_devices_meet(text):
    assert found(text) == {"devices-mixed"}


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{EACH}net(x)",
        f"{MOVED}{EACH}x, y = x.to(device), y.to(device)\n    F.cross_entropy(net(x), y)",
        f"{MOVED}{EACH}net(x.to(device)) * 2 + torch.tensor(1.0)",  # a number may come from anywhere
        f"{HEAD}net = nn.DataParallel(net).cuda()\n{EACH}net(x)",  # spreads batches itself
        f"{HEAD}device = 'cpu'\nnet.to(device)\n{EACH}net(x)",
        f"{HEAD}with torch.device('cuda'):\n    net = nn.Linear(4, 2)\n{EACH}net(x.cuda())",
        f"{HEAD}if torch.cuda.is_available():\n    net.cuda()\n    X = X.cuda()\nnet(X)",
        f"{HEAD}torch.set_default_device('cuda')\nnet.to(device)\nnet(X)",
        f"{MOVED}from accelerate import Accelerator\nloader = Accelerator().prepare(loader)\n{EACH}net(x)",
        f"{MOVED}loader = DataLoader(TensorDataset(X.to(device), Y), 16)\n{EACH}net(x)",
        f"{MOVED}net(X.to(device)).detach().cpu().numpy()",
        f"{MOVED}net.cpu()\nnet(X).detach().numpy()",
    ],
)
def test_right_programs_stay_silent(text):
    assert not found(text)


@pytest.mark.parametrize("call", ["detach().numpy()", "argmax(1).numpy()", "softmax(1).data.numpy()"])
def test_arrays_from_the_gpu(call):
    assert found(f"{MOVED}net(X.to(device)).{call}") == {"numpy-from-gpu"}
