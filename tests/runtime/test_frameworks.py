"""Scripts written for a launcher or a framework: accelerate, Hydra, Lightning, Hugging Face's Trainer.

Unchanged under `loopwise watch`, and on their own with our callback. These packages are no dependency of ours:
`pip install accelerate hydra-core lightning transformers`, then `make soak`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

import loopwise

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

net = Net()
loader = torch.utils.data.DataLoader(data, batch_size=16, shuffle=True)
callbacks = []
trainer = lightning.Trainer(
    max_epochs=3, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
    callbacks=callbacks,
)
trainer.fit(net, loader)
print("done")
"""
)
HUGGING_FACE = (
    MODEL
    + """
from transformers import Trainer, TrainingArguments

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = model

    def forward(self, inputs, labels):
        out = self.layers(inputs)
        return {"loss": nn.functional.cross_entropy(out, labels), "logits": out}

net = Net()
rows = [{"inputs": x, "labels": y} for x, y in zip(*data.tensors)]
arguments = TrainingArguments(
    output_dir="out", max_steps=12, per_device_train_batch_size=16, learning_rate=0.1, optim="sgd",
    report_to="none", save_strategy="no", disable_tqdm=True, use_cpu=True, logging_strategy="no",
)
callbacks = []
trainer = Trainer(model=net, args=arguments, train_dataset=rows, callbacks=callbacks)
trainer.train()
print("done")
"""
)
TRAINERS = {
    "lightning": (LIGHTNING, "lightning_callback"),
    "transformers": (HUGGING_FACE, "hugging_face_callback"),
}
every_trainer = pytest.mark.parametrize("package", TRAINERS)


def launched(folder, source, launcher, *arguments):
    """Run a script under watch; return the process and what was found."""
    (folder / "train.py").write_text(source, encoding="utf-8")
    watch = ["-m", "loopwise", "watch", "--language", "en", "--output", "found.json", "train.py", *arguments]
    done = run(folder, [*launcher, *watch])
    assert done.returncode == 0, done.stderr[-2000:]
    return done, json.loads((folder / "found.json").read_text(encoding="utf-8"))


def run(folder, command):
    """Run Python with these words."""
    environment = {**os.environ, "LOOPWISE_HOME": str(folder / "home"), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**environment, "LOOPWISE_LANGUAGE": "en"},
        capture_output=True,
        encoding="utf-8",
    )


def with_callback(package, options=""):
    """Return the package's script, our callback given to its trainer."""
    source, name = TRAINERS[package]
    return source.replace("callbacks = []", f"import loopwise\ncallbacks = [loopwise.{name}({options})]")


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


@every_trainer
def test_a_trainer_is_watched_from_outside(tmp_path, package):
    pytest.importorskip(package)
    done, found = launched(tmp_path, TRAINERS[package][0], [])
    assert done.stdout.splitlines()[-1] == "done" and names_the_softmax(found, steps=12)


@every_trainer
def test_a_callback_watches_one_training_keeps_it_and_tells_it_at_its_end(tmp_path, monkeypatch, package):
    """The layers' names are those of the model, though it was made before the watch began."""
    pytest.importorskip(package)
    told = "\nprint([layer.name for layer in callbacks[0].report.layers])\n"
    (tmp_path / "train.py").write_text(with_callback(package) + told, encoding="utf-8")
    done = run(tmp_path, ["train.py"])
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr.count("] softmax-before-cross-entropy") == 1 and "Watched: 12 steps" in done.stderr
    assert done.stdout.splitlines()[-1] == "['layers.0 (Linear 4 -> 8)', 'layers.2 (Linear 8 -> 3)']"
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    (kept,) = loopwise.kept()
    assert kept.state == "finished" and kept.result.findings[0].fault == "softmax-before-cross-entropy"


@every_trainer
def test_a_callback_writes_its_training_for_tensorboard(tmp_path, package):
    pytest.importorskip(package)
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    (tmp_path / "train.py").write_text(
        with_callback(package, "every=1, tensorboard='runs'"), encoding="utf-8"
    )
    done = run(tmp_path, ["train.py"])
    assert done.returncode == 0, done.stderr[-2000:]
    (folder,) = (tmp_path / "runs").iterdir()
    events = EventAccumulator(str(folder)).Reload()
    assert [point.step for point in events.Scalars("loss/cross_entropy")] == list(range(12))
    assert "gradient/layers.0 (Linear 4 -> 8)" in events.Tags()["scalars"]
    assert "findings/softmax-before-cross-entropy/text_summary" in events.Tags()["tensors"]


@every_trainer
def test_where_the_process_is_watched_already_a_callback_does_nothing(tmp_path, package):
    pytest.importorskip(package)
    done, found = launched(tmp_path, with_callback(package), [])
    assert names_the_softmax(found, steps=12)
    assert done.stderr.count("] softmax-before-cross-entropy") == 1


@every_trainer
def test_weights_are_bit_for_bit_those_without_the_callback(tmp_path, package):
    pytest.importorskip(package)
    told = "\nprint([p.double().sum().item().hex() for p in model.parameters()])\n"
    ends = []
    for source in (TRAINERS[package][0], with_callback(package)):
        (tmp_path / "train.py").write_text(source + told, encoding="utf-8")
        ends.append(run(tmp_path, ["train.py"]).stdout.splitlines()[-1])
    assert ends[0] == ends[1] and "0x" in ends[0]


@every_trainer
def test_a_training_that_raises_is_told_too(tmp_path, package):
    """Lightning says that it failed; of a Trainer the report comes when the program ends."""
    pytest.importorskip(package)
    source = with_callback(package).replace("nn.Linear(8, 3)", "nn.Linear(9, 3)")
    (tmp_path / "train.py").write_text(source, encoding="utf-8")
    done = run(tmp_path, ["train.py"])
    assert done.returncode == 1 and "Not seen:" in done.stderr
    if package == "lightning":
        assert "linear-width-mismatch" in done.stderr
