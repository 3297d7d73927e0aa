"""Code of a person's own runs apart: its trace comes back, and what it may not do is refused."""

from __future__ import annotations

import pytest

from loopwise.errors import LoopwiseError
from loopwise.tracing.limited import trace_apart
from loopwise.tracing.models import classes_in, pieces_of

HEAD = "import torch\nfrom torch import nn\n"
NET = (
    HEAD
    + """
class Net(nn.Module):
    def __init__(self, classes=3):
        super().__init__()
        self.fc = nn.Linear(4, classes)

    def forward(self, x):
        print("hello")
        return self.fc(x) + x[:, :1]

raise SystemExit("the training loop")
"""
)


def doing(line):
    return f"{HEAD}class Net(nn.Module):\n    def forward(self, x):\n        {line}\n        return x\n"


def test_the_trace_comes_back_with_its_lines():
    trace = trace_apart([("net.py", NET)], "Net(5)", "4")
    assert [one.name for one in trace.operations] == ["input", "linear", "getitem", "add"]
    linear = trace.operations[1]
    assert (linear.shape, linear.place.path, linear.code) == (
        (1, 5),
        "net.py",
        "return self.fc(x) + x[:, :1]",
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("open('stolen.txt', 'w')", "open"),
        ("__import__('subprocess').run(['ls'])", "subprocess"),
        ("__import__('socket').create_connection(('127.0.0.1', 9))", "socket"),
    ],
)
def test_what_is_not_allowed_is_refused(line, told, tmp_path):
    with pytest.raises(LoopwiseError, match=told):
        trace_apart([("net.py", doing(line))], "Net", "4")


def test_code_that_does_not_end_is_stopped():
    with pytest.raises(LoopwiseError, match="seconds"):
        trace_apart([("net.py", doing("while True: pass"))], "Net", "4", seconds=6)


def test_its_own_error_is_told():
    with pytest.raises(LoopwiseError, match="Nett"):
        trace_apart([("net.py", NET)], "Nett", "4")


def test_classes_are_read_and_not_run():
    assert classes_in(pieces_of(NET, "net.py")) == ["Net"]
    with pytest.raises(LoopwiseError):
        classes_in(pieces_of("class Net(", "net.py"))
