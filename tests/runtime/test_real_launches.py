"""Scripts as people start them: several processes by torchrun, child processes by spawn, switched off."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

TWO_PROCESSES = """
import os
import torch
import torch.distributed as dist
from torch import nn

dist.init_process_group("gloo")
torch.manual_seed(0)
layers = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(dim=1))
model = nn.parallel.DistributedDataParallel(layers)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
torch.manual_seed(dist.get_rank())
x, y = torch.randn(16, 4), torch.randint(0, 3, (16,))
for step in range(12):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
line = f"rank {dist.get_rank()} of {dist.get_world_size()}\\n"
print(line, end="", flush=True)  # whole, in one write: the other process writes at the same moment
dist.destroy_process_group()
"""

CHILDREN = """
import torch
import torch.multiprocessing as mp

def train(rank):
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        model(torch.ones(1, 2)).sum().backward()
        optimizer.step()
    print("child", rank, flush=True)

if __name__ == "__main__":
    mp.spawn(train, nprocs=1)
    print("parent")
"""


def launched(folder, source, *command, **environment):
    (folder / "train.py").write_text(source, encoding="utf-8")
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "LOOPWISE_HOME": str(folder / "home"), "OMP_NUM_THREADS": "1", **environment},
        capture_output=True,
        encoding="utf-8",
    )


def watched(folder, *options):
    return ["-m", "loopwise", "watch", "--language", "en", "--output", str(folder / "found.json"), *options]


@pytest.mark.skipif(sys.platform == "win32", reason="gloo by torchrun needs a POSIX system")
def test_torchrun_gives_one_report_that_names_its_rank(tmp_path):
    torchrun = [
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc-per-node",
        "2",
        "-m",
        "loopwise",
        "watch",
    ]
    done = launched(
        tmp_path, TWO_PROCESSES, *torchrun, "--language", "en", "--output", "found.json", "train.py"
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "rank 0 of 2" in done.stdout and "rank 1 of 2" in done.stdout
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert found["findings"][0]["fault"] == "softmax-before-cross-entropy"
    assert found["followed"]["steps"] == 12
    assert done.stderr.count("softmax-before-cross-entropy  ") <= 1 and "rank 0 of 2" in done.stderr


def test_what_spawned_children_train_is_said_to_be_not_observed(tmp_path):
    done = launched(tmp_path, CHILDREN, *watched(tmp_path, "train.py"))
    assert done.returncode == 0 and done.stdout.split() == ["child", "0", "parent"]
    assert "child processes" in done.stderr


def test_off_means_off(tmp_path):
    done = launched(tmp_path, "print('hello')", *watched(tmp_path, "train.py"), LOOPWISE="off")
    assert (done.stdout, done.stderr, done.returncode) == ("hello\n", "", 0)
    assert not (tmp_path / "found.json").exists() and not (tmp_path / "home").exists()
