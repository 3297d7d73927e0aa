"""Nothing leaves the computer: the main commands in a Python whose sockets cannot connect."""

import os
import subprocess
import sys

import pytest

NO_NETWORK = """
import socket
import sys


def refuse(*arguments, **more):
    with open({log!r}, "a", encoding="utf-8") as log:
        print(sys.argv, arguments, file=log)
    raise OSError("this test allows no connection")


for name in ("connect", "connect_ex", "sendto", "bind"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = socket.gethostbyname = refuse
"""

TRAINS = """
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(5):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(torch.randn(8, 4)), torch.randint(3, (8,))).backward()
    optimizer.step()
"""

COMMANDS = [
    ("--version",),
    ("--help",),
    ("check", "train.py"),
    ("explain", "gradients-accumulate"),
    ("explain", "loss stays at 2.303"),
    ("watch", "train.py"),
    ("recipe", "binary"),
    ("fit", "breast_cancer", "--epochs", "2"),
    ("kept",),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("no network")
    (folder / "train.py").write_text(TRAINS, encoding="utf-8")
    (folder / "sitecustomize.py").write_text(
        NO_NETWORK.format(log=str(folder / "tried.txt")), encoding="utf-8"
    )
    return folder


def run(folder, *typed):
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join((str(folder), os.environ.get("PYTHONPATH", ""))).rstrip(os.pathsep),
        "LOOPWISE_HOME": str(folder / "home"),
    }
    return subprocess.run(
        [sys.executable, *typed], cwd=folder, env=environment, capture_output=True, text=True
    )


def test_this_python_really_cannot_connect(folder):
    ended = run(folder, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))")
    assert "this test allows no connection" in ended.stderr
    (folder / "tried.txt").unlink()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_tries_to_connect(folder, command):
    ended = run(folder, "-m", "loopwise", *command)
    assert ended.returncode == 0, ended.stderr
    assert not (folder / "tried.txt").exists(), (folder / "tried.txt").read_text(encoding="utf-8")
