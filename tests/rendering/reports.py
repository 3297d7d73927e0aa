"""Reports to render, made by hand: what the readers would give for the glossary's own example."""

from __future__ import annotations

from loopwise.records import CheckReport, Edit, Finding, Followed, Place, Repair, Series, WatchReport

CELL = """import torch.nn.functional as F


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 10)

    def forward(self, x):
        x = self.fc1(x)
        return F.softmax(self.fc2(x), dim=1)
"""
SPAN = Place("week6.ipynb", 12, 16, 12, 45, cell=4)
SOFTMAX = Finding(
    "softmax-before-cross-entropy",
    SPAN,
    "error",
    evidence={"classes": 10, "floor": 1.46115},
    related={"loss_place": Place("week6.ipynb", 1, cell=5)},
    repair=Repair(True, (Edit(SPAN, "self.fc2(x)"),)),
)
FOLLOWED = Followed(
    files=1,
    notebooks=1,
    cells=10,
    training_loops=1,
    evaluation_loops=1,
    losses_seen=1,
    losses_resolved=1,
    chains=("CNN -> CrossEntropyLoss -> Adam",),
)
NOTEBOOK = CheckReport((SOFTMAX,), FOLLOWED, {SPAN.source: CELL})

SCRIPT = "for x, y in loader:\n\tloss = criterion(model(x), y)\n\tloss.backward()\n\toptimizer.step()\n"
BACKWARD = Place("train.py", 3, 2, 3, 17)
ACCUMULATE = Finding(
    "gradients-accumulate",
    BACKWARD,
    "error",
    evidence={"leftover": 2.5, "fresh": 0.5, "leftover_steps": 58, "sampled_steps": 60, "steps": 400},
    repair=Repair(True, (Edit(Place("train.py", 3, 2, 3, 2), "optimizer.zero_grad()\n\t"),)),
    step=1,
    series={"leftover": Series((1, 400), (0.5, 2.5))},
)
RUN = WatchReport(
    "train.py",
    (ACCUMULATE,),
    steps=400,
    sampled=60,
    losses={"cross_entropy": Series((0, 400), (2.302585, 1.7))},
    looked_at=("gradients-accumulate", "softmax-before-cross-entropy"),
    sources={"train.py": SCRIPT},
)
STRANGE = Finding("fault-of-a-package-that-is-gone", Place("a.py"), "note", "hint", evidence={"share": 0.25})
