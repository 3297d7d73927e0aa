"""Hugging Face's Trainer: what the program itself says of model and loss is read; its own loop is named as not read."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

MODEL = """
import torch
from torch import nn
from datasets import load_dataset
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments

rows = load_dataset("imdb")
model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=2)
args = TrainingArguments("out", learning_rate=2e-5, eval_strategy="epoch", load_best_model_at_end=True)
"""
OWN_LOSS = """
class Weighted(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False, **kwargs):
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        loss = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 3.0]))({scores}, labels)
        return (loss, outputs) if return_outputs else loss
"""
RUN = """
trainer = {trainer}(model=model, args=args, train_dataset=rows["train"], eval_dataset=rows["validation"])
trainer.train()
print(trainer.evaluate(rows["test"]))
"""


@pytest.mark.parametrize("trainer", ["Trainer", "Weighted"])
def test_a_right_program_is_silent_and_says_what_was_not_read(trainer: str) -> None:
    report = check(MODEL + OWN_LOSS.format(scores="outputs.logits") + RUN.format(trainer=trainer), hints=True)
    assert [found.fault for found in report.findings if found.severity != "note"] == []
    assert [note.what for note in report.followed.not_followed] == ["trainer.train()"]


def test_the_loss_of_a_trainer_is_read() -> None:
    source = MODEL + OWN_LOSS.format(scores="outputs.logits.softmax(-1)") + RUN.format(trainer="Weighted")
    assert "softmax-before-cross-entropy" in {found.fault for found in check(source).findings}
