"""Lightning's Trainer is read as it runs: what it calls of a module, and the steps it takes itself."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check
from loopwise.program import read_source

MODULE = """
import lightning as L
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Net(L.LightningModule):
    def __init__(self, lr=1e-3, hidden=64):
        super().__init__()
        self.save_hyperparameters()
        self.encoder = nn.Sequential(nn.Linear(20, self.hparams.hidden), nn.ReLU(), nn.Dropout(0.5))
        self.head = nn.Linear(64, 3)
        self.criterion = nn.CrossEntropyLoss()

    def forward(self, x):
        return self.head(self.encoder(x))

    def shared_step(self, batch):
        x, y = batch
        return self.criterion(self(x), y)

    def training_step(self, batch, batch_idx):
        loss = self.shared_step(batch)
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch, batch_idx):
        self.log("val_loss", self.shared_step(batch))

    def configure_optimizers(self):
        optimizer = torch.optim.SGD(self.parameters(), lr=self.hparams.lr)
        return {"optimizer": optimizer, "lr_scheduler": torch.optim.lr_scheduler.StepLR(optimizer, 3)}
"""
FIT = """
rows = TensorDataset(torch.randn(90, 20), torch.randint(0, 3, (90,)))
loader = DataLoader(rows, batch_size=30, shuffle=True)
trainer = L.Trainer(max_epochs=3)
trainer.fit(Net(), loader, loader)
trainer.test(Net(), loader)
"""
BY_HAND = """
class ByHand(Net):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False

    def training_step(self, batch, batch_idx):
        optimizer = self.optimizers()
        {}
"""
RIGHT_ORDER = "optimizer.zero_grad(); self.manual_backward(self.shared_step(batch)); optimizer.step()"
WRONG_ORDER = "self.manual_backward(self.shared_step(batch)); optimizer.zero_grad(); optimizer.step()"


def names(source: str) -> set[str]:
    return {finding.fault for finding in check(source).findings if finding.severity != "note"}


@pytest.mark.parametrize("fit", [FIT, ""], ids=["fitted", "only defined"])
def test_a_right_module_is_followed_and_silent(fit):
    program = read_source(MODULE + fit)
    (loop,) = program.training_loops()
    assert [event.kind for event in loop.events()] == ["forward", "zero", "backward", "step"]
    assert all(
        not judgement.noisy and judgement.ask.gradients_on is False for judgement in program.judgements()
    )
    assert not names(MODULE + fit)


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        (
            "return self.head(self.encoder(x))",
            "return self.head(self.encoder(x)).softmax(1)",
            "softmax-before-cross-entropy",
        ),
        ("        return loss\n", "        return loss.item()\n", "graph-cut"),
        ("SGD(self.parameters()", "SGD(self.head.parameters()", "parameters-not-optimised"),
    ],
)
@pytest.mark.parametrize("fit", [FIT, ""], ids=["fitted", "only defined"])
def test_a_fault_of_a_module_is_found(right, wrong, fault, fit):
    assert right in MODULE
    assert fault in names(MODULE.replace(right, wrong) + fit)


@pytest.mark.parametrize(
    ("fit", "confidence"), [(FIT, "certain"), ("", "hint")], ids=["fitted", "only defined"]
)
def test_a_width_by_default_is_certain_where_somebody_makes_the_module(fit, confidence):
    narrow = MODULE.replace("lr=1e-3, hidden=64", "lr=1e-3, hidden=32")
    found = check(narrow + fit, hints=True).findings
    assert [one.confidence for one in found if one.fault == "linear-width-mismatch"] == [confidence]


def test_optimisation_by_hand_takes_its_own_steps():
    assert not names(MODULE + BY_HAND.format(RIGHT_ORDER))
    assert "gradients-wiped" in names(MODULE + BY_HAND.format(WRONG_ORDER))


def test_a_data_module_gives_the_batches():
    data = """
class Rows(L.LightningDataModule):
    def setup(self, stage=None):
        self.rows = TensorDataset(torch.randn(90, 20), torch.randint({}, (90,)))

    def train_dataloader(self):
        return DataLoader(self.rows, batch_size=30, shuffle=True)

L.Trainer().fit(Net(), datamodule=Rows())
"""
    assert not names(MODULE + data.format("0, 3"))
    assert "labels-outside-classes" in names(MODULE + data.format("1, 4"))


def test_a_step_may_leave_its_loss_to_the_hook_behind_it():
    step = MODULE[MODULE.index("    def training_step") : MODULE.index("    def validation_step")]
    parts = """    def training_step(self, batch, batch_idx):
        x, y = batch
        return {"scores": self(x), "labels": y}

    def training_step_end(self, parts):
        return {"loss": self.criterion(parts["scores"], parts["labels"])}

"""
    assert not names(MODULE.replace(step, parts) + FIT)
    softmax = parts.replace("self(x),", "self(x).softmax(1),")
    assert "softmax-before-cross-entropy" in names(MODULE.replace(step, softmax) + FIT)
    hookless = parts[: parts.index("    def training_step_end")]
    assert "backward-missing" in names(MODULE.replace(step, hookless) + FIT)
