"""Hugging Face's Trainer is read as it runs: what it calls of a program, and the steps it takes itself."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check
from loopwise.program import read_source

OWN = """
import numpy as np
import torch
from torch import nn
from torch.utils.data import Dataset
from transformers import Trainer, TrainingArguments
from transformers.modeling_outputs import SequenceClassifierOutput

class Rows(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return {"features": self.x[i], "labels": self.y[i]}

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Dropout(0.2))
        self.head = nn.Linear(64, 3)
        self.loss = nn.CrossEntropyLoss()

    def forward(self, features, labels=None):
        logits = self.head(self.body(features))
        loss = None
        if labels is not None:
            loss = self.loss(logits, labels)
        return {"loss": loss, "logits": logits}

def metrics(answers):
    logits, labels = answers
    predicted = np.argmax(logits, axis=-1)
    return {"accuracy": float((predicted == labels).mean())}

x = torch.randn(600, 20)
y = torch.randint(0, 3, (600,))
train, val, test = Rows(x[:400], y[:400]), Rows(x[400:500], y[400:500]), Rows(x[500:], y[500:])
model = Net()
args = TrainingArguments("out", learning_rate=1e-3, num_train_epochs=3, seed=7, eval_strategy="epoch",
                         save_strategy="epoch", load_best_model_at_end=True, metric_for_best_model="accuracy")
trainer = Trainer(model=model, args=args, train_dataset=train, eval_dataset=val, compute_metrics=metrics)
trainer.train()
print(trainer.evaluate(test))
"""
PRETRAINED = """
import evaluate
import numpy as np
import torch
from datasets import load_dataset
from torch import nn
from transformers import AutoModelForSequenceClassification, AutoTokenizer, DataCollatorWithPadding
from transformers import Trainer, TrainingArguments

rows = load_dataset("imdb")
tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
tokens = rows.map(lambda batch: tokenizer(batch["text"], truncation=True), batched=True)
parts = tokens["train"].train_test_split(test_size=0.1, seed=0)
model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=2)
accuracy = evaluate.load("accuracy")

def compute_metrics(eval_pred):
    logits, labels = eval_pred
    return accuracy.compute(predictions=np.argmax(logits, axis=-1), references=labels)

class Weighted(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        scores = outputs.get("logits")
        loss = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 3.0]))(scores.view(-1, 2), labels.view(-1))
        return (loss, outputs) if return_outputs else loss

args = TrainingArguments("out", learning_rate=2e-5, eval_strategy="epoch", save_strategy="epoch",
                         load_best_model_at_end=True)
trainer = Trainer(
    model=model,
    args=args,
    train_dataset=parts["train"],
    eval_dataset=parts["test"],
    processing_class=tokenizer,
    data_collator=DataCollatorWithPadding(tokenizer),
    compute_metrics=compute_metrics,
)
trainer.train()
print(trainer.evaluate(tokens["test"]))
"""

STEP = """
class ByStep(Trainer):
    def training_step(self, model, inputs, num_items_in_batch=None):
        model.train()
        loss = self.compute_loss(model, self._prepare_inputs(inputs))
        self.accelerator.backward(loss)
        return loss.detach()

"""
BY_ANSWERS = """
def by_answers(outputs, labels, num_items_in_batch=None):
    return nn.functional.cross_entropy(outputs["logits"].softmax(-1), labels)

"""
COLLATOR = """
def together(rows):
    features = torch.stack([row["features"] for row in rows])
    return {"features": features, "labels": torch.tensor([row["labels"] for row in rows])}

"""


def changed(source: str, *pairs: tuple[str, str]) -> str:
    """Return a program with some of its text put otherwise."""
    for old, new in pairs:
        assert old in source, old
        source = source.replace(old, new)
    return source


RIGHT = {
    "own model, own rows": (OWN, ()),
    "a tuple": (OWN, [('{"loss": loss, "logits": logits}', "(loss, logits)")]),
    "an output object": (
        OWN,
        [('{"loss": loss, "logits": logits}', "SequenceClassifierOutput(loss=loss, logits=logits)")],
    ),
    "no evaluation while learning": (
        OWN,
        [
            ('eval_strategy="epoch",', ""),
            ("load_best_model_at_end=True", "load_best_model_at_end=False"),
            ("eval_dataset=val", "eval_dataset=test"),
        ],
    ),
    "watched on the test rows, nothing chosen": (
        OWN,
        [
            ("load_best_model_at_end=True", "load_best_model_at_end=False"),
            ("eval_dataset=val", "eval_dataset=test"),
        ],
    ),
    "watched on the rows it learns": (
        OWN,
        [
            ("load_best_model_at_end=True", "load_best_model_at_end=False"),
            ("eval_dataset=val", "eval_dataset=train"),
        ],
    ),
    "an optimiser of its own": (
        OWN,
        [
            (
                "compute_metrics=metrics)",
                "compute_metrics=metrics, optimizers=(torch.optim.SGD(model.parameters(), lr=0.1), None))",
            )
        ],
    ),
    "made anew for each search": (OWN, [("Trainer(model=model,", "Trainer(model_init=lambda: Net(),")]),
    "a step of its own": (
        OWN,
        [("trainer = Trainer(", STEP + "trainer = ByStep(")],
    ),
    "a collator of its own": (
        OWN,
        [
            ("x = torch", COLLATOR + "x = torch"),
            ("compute_metrics=metrics)", "compute_metrics=metrics, data_collator=together)"),
        ],
    ),
    "pretrained": (PRETRAINED, ()),
    "pretrained, a loss of its own": (PRETRAINED, [("trainer = Trainer(", "trainer = Weighted(")]),
    "pretrained, the backbone kept": (
        PRETRAINED,
        [
            (
                "accuracy = ",
                "for p in model.base_model.parameters():\n    p.requires_grad = False\naccuracy = ",
            )
        ],
    ),
    "predictions": (
        PRETRAINED,
        [
            (
                'print(trainer.evaluate(tokens["test"]))',
                'out = trainer.predict(tokens["test"])\nprint((out.predictions.argmax(-1) == out.label_ids).mean())',
            )
        ],
    ),
    "sampled and mapped on the way": (
        PRETRAINED,
        [('eval_dataset=parts["test"]', 'eval_dataset=parts["test"].shuffle(seed=1).select(range(500))')],
    ),
}
FAULTS = {
    "softmax in a loss of answers": (
        OWN,
        "softmax-before-cross-entropy",
        "softmax(-1)",
        [
            ("compute_metrics=metrics)", "compute_metrics=metrics, compute_loss_func=by_answers)"),
            ("x = torch", BY_ANSWERS + "x = torch"),
        ],
    ),
    "softmax": (
        OWN,
        "softmax-before-cross-entropy",
        "softmax(",
        [("head(self.body(features))", "head(self.body(features)).softmax(-1)")],
    ),
    "width": (OWN, "linear-width-mismatch", "nn.Linear(32, 3)", [("nn.Linear(64, 3)", "nn.Linear(32, 3)")]),
    "labels from 1": (OWN, "labels-outside-classes", "self.loss(", [("randint(0, 3", "randint(1, 4")]),
    "float labels": (OWN, "target-dtype", "self.loss(", [("(600,))", "(600,)).float()")]),
    "columns of labels": (
        OWN,
        "target-shape",
        "self.loss(",
        [("(600,))", "(600, 1))"), ("== labels", "== labels[:, 0]")],
    ),
    "cut": (OWN, "graph-cut", "detach", [("self.loss(logits,", "self.loss(logits.detach(),")]),
    "broadcast": (
        OWN,
        "target-broadcast",
        "self.loss(",
        [
            ("nn.Linear(64, 3)", "nn.Linear(64, 1)"),
            ("CrossEntropyLoss", "MSELoss"),
            ("torch.randint(0, 3, (600,))", "torch.randn(600)"),
        ],
    ),
    "accuracy that broadcasts": (
        OWN,
        "accuracy-broadcast",
        "predicted == labels",
        [
            ("nn.Linear(64, 3)", "nn.Linear(64, 1)"),
            ("CrossEntropyLoss", "BCEWithLogitsLoss"),
            ("self.loss(logits,", "self.loss(logits.squeeze(-1),"),
            ("torch.randint(0, 3, (600,))", "torch.randint(0, 2, (600,)).float()"),
            ("np.argmax(logits, axis=-1)", "logits > 0"),
        ],
    ),
    "threshold": (
        OWN,
        "threshold-on-logits",
        "logits > 0.5",
        [
            ("CrossEntropyLoss", "BCEWithLogitsLoss"),
            ("torch.randint(0, 3, (600,))", "torch.randint(0, 2, (600, 3)).float()"),
            ("np.argmax(logits, axis=-1)", "logits > 0.5"),
        ],
    ),
    "argmax over the batch": (OWN, "argmax-over-the-batch", "np.argmax", [("axis=-1", "axis=0")]),
    "chosen by the test rows": (
        OWN,
        "test-set-chooses-the-model",
        "eval_dataset=",
        [("eval_dataset=val", "eval_dataset=test")],
    ),
    "chosen by the rows reported": (
        PRETRAINED,
        "test-set-chooses-the-model",
        "eval_dataset=",
        [('eval_dataset=parts["test"]', 'eval_dataset=tokens["test"]')],
    ),
    "learnt from the test rows": (
        PRETRAINED,
        "trained-on-test",
        "train_dataset=",
        [('train_dataset=parts["train"]', 'train_dataset=tokens["test"]')],
    ),
    "half the parameters": (
        OWN,
        "parameters-not-optimised",
        "optimizers=",
        [
            (
                "compute_metrics=metrics)",
                "compute_metrics=metrics, optimizers=(torch.optim.SGD(model.head.parameters(), lr=0.1), None))",
            )
        ],
    ),
    "a vector for a loss": (
        OWN,
        "backward-on-vector",
        'return {"loss"',
        [("CrossEntropyLoss()", 'CrossEntropyLoss(reduction="none")')],
    ),
    "a number for a loss": (
        PRETRAINED,
        "graph-cut",
        "loss.item()",
        [
            ("trainer = Trainer(", "trainer = Weighted("),
            (
                "return (loss, outputs) if return_outputs else loss",
                "return (loss, outputs) if return_outputs else loss.item()",
            ),
        ],
    ),
    "softmax in a loss of its own": (
        PRETRAINED,
        "softmax-before-cross-entropy",
        'outputs.get("logits")',
        [
            ("trainer = Trainer(", "trainer = Weighted("),
            ('outputs.get("logits")', 'outputs.get("logits").softmax(-1)'),
        ],
    ),
}


@pytest.mark.parametrize(("source", "pairs"), RIGHT.values(), ids=RIGHT)
def test_a_right_program_is_silent_and_followed(source: str, pairs: list[tuple[str, str]]) -> None:
    report = check(changed(source, *pairs), hints=True)
    assert [found.fault for found in report.findings if found.severity != "note"] == []
    assert report.followed.training_loops == 1
    assert report.followed.evaluation_loops >= 1
    assert not report.followed.not_followed


@pytest.mark.parametrize(("source", "fault", "where", "pairs"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found(source: str, fault: str, where: str, pairs: list[tuple[str, str]]) -> None:
    text = changed(source, *pairs)
    found = [one for one in check(text, hints=True).findings if one.severity != "note"]
    assert {one.fault for one in found} == {fault}
    assert where in text.splitlines()[found[0].place.line - 1]


def test_the_order_of_its_steps() -> None:
    (loop,) = read_source(OWN).training_loops()
    assert [event.kind for event in loop.events()] == ["forward", "backward", "clip", "step", "zero"]


@pytest.mark.parametrize(
    ("source", "chain"),
    [
        (OWN, "transformers.Trainer: Net -> CrossEntropyLoss -> AdamW"),
        (PRETRAINED, "transformers.Trainer: AutoModelForSequenceClassification -> outputs.loss -> AdamW"),
        (
            PRETRAINED.replace("= Trainer(", "= Weighted("),
            "transformers.Trainer: AutoModelForSequenceClassification -> CrossEntropyLoss -> AdamW",
        ),
    ],
)
def test_what_was_followed_names_the_trainer(source: str, chain: str) -> None:
    assert check(source).followed.chains == (chain,)


def test_a_trainer_with_another_loss_is_named_as_not_followed() -> None:
    source = PRETRAINED.replace("import Auto", "import DPOTrainer, Auto").replace(
        "= Trainer(", "= DPOTrainer("
    )
    assert "trainer.train()" in [note.what for note in check(source).followed.not_followed]


def test_a_loss_out_of_sight_is_named_as_not_followed() -> None:
    unseen = ("        labels = inputs.pop", "        return self.seen.pop()\n        labels = inputs.pop")
    report = check(changed(PRETRAINED, ("trainer = Trainer(", "trainer = Weighted("), unseen), hints=True)
    assert [found.fault for found in report.findings if found.severity != "note"] == []
    assert [note.what for note in report.followed.not_followed] == ["return self.seen.pop()"]


def test_a_function_that_nobody_calls_is_read() -> None:
    head, body = OWN.split("x = torch.randn", 1)
    lines = ("x = torch.randn" + body).splitlines()
    report = check(head + "def main():\n" + "\n".join(f"    {line}" for line in lines))
    assert report.followed.training_loops == 1
    assert not report.findings
