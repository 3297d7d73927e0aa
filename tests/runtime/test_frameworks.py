"""Scripts written for a launcher or a framework, unchanged under `loopwise watch`: accelerate, Hydra, Lightning.

These packages are no dependency of ours: `pip install accelerate hydra-core lightning`, then `make soak`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.soak

MODEL = """
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(dim=1))
data = torch.utils.data.TensorDataset(torch.randn(64, 4), torch.randint(0, 3, (64,)))
"""
ACCELERATE = (
    MODEL
    + """
from accelerate import Accelerator

accelerator = Accelerator(cpu=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = torch.utils.data.DataLoader(data, batch_size=8, shuffle=True)
model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
for epoch in range(3):
    for x, y in loader:
        optimizer.zero_grad()
        accelerator.backward(nn.functional.cross_entropy(model(x), y))
        optimizer.step()
print("rank", accelerator.process_index, "of", accelerator.num_processes, flush=True)
"""
)
HYDRA = (
    MODEL
    + """
import hydra

@hydra.main(version_base=None, config_path=None)
def main(config):
    optimizer = torch.optim.SGD(model.parameters(), lr=config.lr)
    x, y = data.tensors
    for step in range(12):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    print("lr", config.lr)

if __name__ == "__main__":
    main()
"""
)
LIGHTNING = (
    MODEL
    + """
import lightning

class Net(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layers = model

    def training_step(self, batch, index):
        x, y = batch
        return nn.functional.cross_entropy(self.layers(x), y)

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)

loader = torch.utils.data.DataLoader(data, batch_size=16, shuffle=True)
trainer = lightning.Trainer(
    max_epochs=3, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False
)
trainer.fit(Net(), loader)
print("done")
"""
)


def launched(folder, source, launcher, *arguments):
    """Run a script under watch; return the process and what was found."""
    (folder / "train.py").write_text(source, encoding="utf-8")
    watch = ["-m", "loopwise", "watch", "--language", "en", "--output", "found.json", "train.py", *arguments]
    done = subprocess.run(
        [sys.executable, *launcher, *watch],
        cwd=folder,
        env={**os.environ, "LOOPWISE_HOME": str(folder / "home"), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done, json.loads((folder / "found.json").read_text(encoding="utf-8"))


def names_the_softmax(found, steps):
    first = found["findings"][0]
    return first["fault"] == "softmax-before-cross-entropy" and found["followed"]["steps"] == steps


def test_accelerate_launches_us_as_a_module(tmp_path):
    """On CPUs it starts one process; of several on GPUs it sets RANK as torchrun does, which is tested."""
    pytest.importorskip("accelerate")
    chosen = {"num_processes": 1, "num_machines": 1, "mixed_precision": "no", "dynamo_backend": "no"}
    options = [word for name, value in chosen.items() for word in (f"--{name}", str(value))]
    done, found = launched(tmp_path, ACCELERATE, ["-m", "accelerate.commands.launch", "--cpu", *options])
    assert done.stdout == "rank 0 of 1\n" and names_the_softmax(found, steps=24)


def test_hydra_reads_its_overrides_and_finds_its_script(tmp_path):
    pytest.importorskip("hydra")
    done, found = launched(tmp_path, HYDRA, [], "+lr=0.1")
    assert done.stdout == "lr 0.1\n" and names_the_softmax(found, steps=12)


def test_a_trainer_of_lightning_is_watched_from_outside(tmp_path):
    pytest.importorskip("lightning")
    done, found = launched(tmp_path, LIGHTNING, [])
    assert done.stdout.splitlines()[-1] == "done" and names_the_softmax(found, steps=12)
