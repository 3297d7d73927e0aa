"""Training steps that go wrong in one arm, one caller or one part only, each beside right twins."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import argparse
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X, y = torch.randn(90, 4), torch.randint(0, 3, (90,))
loader = DataLoader(TensorDataset(X, y), batch_size=30, shuffle=True)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
optimizer = torch.optim.AdamW(model.parameters())
parser = argparse.ArgumentParser()
parser.add_argument("--amp", action="store_true")
parser.add_argument("--clip", type=float, default=1.0)
"""

BY_SCALER = """
class Trainer:
    def __init__(self, amp):
        self.scaler = torch.cuda.amp.GradScaler() if amp else None

    def fit(self, epochs):
        for _ in range(epochs):
            for a, b in loader:
                optimizer.zero_grad()
                if self.scaler is not None:
                    with torch.autocast("cuda"):
                        loss = F.cross_entropy(model(a), b)
                    self.scaler.scale(loss).backward()
                    self.scaler.step(optimizer)
                    self.scaler.update()
                else:
                    loss = F.cross_entropy(model(a), b)
                    loss.backward()
                    {step}

Trainer(torch.cuda.is_available()).fit(3)
"""
BY_CONTINUE = """
use_amp = torch.cuda.is_available()
scaler = torch.cuda.amp.GradScaler()
for a, b in loader:
    optimizer.zero_grad()
    loss = F.cross_entropy(model(a), b)
    if not use_amp:
        loss.backward()
        {step}
        continue
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
"""
BY_HELPERS = """
def clipped(loss, clip):
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), clip)
    optimizer.step()

def plain(loss):
    loss.backward()
    {step}

args = parser.parse_args()
for a, b in loader:
    optimizer.zero_grad()
    loss = F.cross_entropy(model(a), b)
    if args.clip > 0:
        clipped(loss, args.clip)
    else:
        plain(loss)
"""


def found(body: str) -> set[str]:
    """Return the faults above `note` of a program."""
    findings = check(HEAD + body, hints=True).findings
    return {finding.fault for finding in findings if finding.severity != "note"}


@pytest.mark.parametrize("body", [BY_SCALER, BY_CONTINUE, BY_HELPERS])
def test_a_setting_decides_whether_anything_steps(body):
    assert found(body.format(step="pass")) == {"step-missing"}
    assert not found(body.format(step="optimizer.step()"))


@pytest.mark.parametrize(
    "body",
    [
        """
for i, (a, b) in enumerate(loader):
    loss = F.cross_entropy(model(a), b) / 4
    if (i + 1) % 4:
        loss.backward()
    else:
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
""",
        """
args = parser.parse_args()
scaler = torch.cuda.amp.GradScaler()
for a, b in loader:
    optimizer.zero_grad()
    loss = F.cross_entropy(model(a), b)
    if args.amp:
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    else:
        loss.backward()
    if not args.amp:
        optimizer.step()
""",
        """
for epoch in range(4):
    looks = epoch == 0
    for a, b in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(a), b)
        if looks:
            loss.backward()
        else:
            loss.backward()
            optimizer.step()
""",
    ],
)
def test_an_arm_without_a_step_is_right_where_another_round_steps(body):
    assert "step-missing" not in found(body)


TRAINED = """
for epoch in range(3):
    {before}
    {begin}
    for a, b in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(a), b)
        {learn}
        optimizer.step()
"""
JUDGED = """
def judge(seen):
    model.eval()
    with torch.no_grad():
        for a, b in loader:
            seen({given})
    model.train()
"""
MEAN = """
class Mean:
    def __init__(self):
        self.total, self.steps = 0.0, 0

    def add(self, value):
        self.total = self.total + {value}
        self.steps += 1
"""
NOTED = """
def note(history, value):
    history.append({value})

train_losses, val_losses = [], []
"""
RECORD = """
@dataclass
class Sum:
    total: float = 0.0
    count: int = 0

    def __call__(self, value, n=1):
        self.total += {value} * n
        self.count += n
"""
ITEM = "F.cross_entropy(model(a), b).item()"
KEPT = {
    "a mean": MEAN
    + JUDGED.format(given=ITEM)
    + TRAINED.format(
        before="pass", begin="seen, judged = Mean(), Mean()", learn="loss.backward(); seen.add({given})"
    )
    + "    judge(judged.add)\n",
    "a list": NOTED
    + JUDGED.format(given=ITEM)
    + TRAINED.format(
        before="judge(lambda value: note(val_losses, value))",
        begin="pass",
        learn="loss.backward(); note(train_losses, {given})",
    ),
    "a record": RECORD
    + TRAINED.format(
        before="pass",
        begin="seen, hits = Sum(), Sum()",
        learn="seen({given}, len(a)); loss.backward(); hits((model(a).argmax(1) == b).sum().item())",
    ),
}


@pytest.mark.parametrize("style", KEPT)
def test_one_of_two_callers_hands_over_the_loss_itself(style):
    body = KEPT[style]
    assert found(body.format(value="value", given="loss")) == {"graph-kept"}
    assert not found(body.format(value="value", given="loss.item()"))
    assert not found(body.format(value="float(value)", given="loss"))


BLOCKS = """
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second, self.time = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x, t):
        h = self.first(F.relu(x))
        h += self.time(t)
        return h + self.second(F.relu(h))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.up, self.head = Block(), Block(), nn.Linear(4, 3)

    def forward(self, x):
        return self.head(self.up(self.down(x, x), x))


net = Net()
optimizer = torch.optim.Adam(net.parameters())
for a, b in loader:
    optimizer.zero_grad()
    loss = F.cross_entropy(net(a), b)
    loss.backward()
    optimizer.step()
"""


def test_blocks_of_one_class_keep_nothing_for_one_another():
    assert not found(BLOCKS)


CARRIED = """
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.head = nn.{rnn}, nn.Linear(8, 3)

    def forward(self, x, state=None):
        h, state = self.rnn(x, state)
        return self.head(h), state

class Learner:
    def __init__(self, net):
        self.net, self.state = net, None
        self.optimizer = torch.optim.Adam(net.parameters())

    def step(self, x, target):
        out, state = self.net(x, self.state)
        loss = F.cross_entropy(out.flatten(0, 1), target.flatten())
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.state = {state}
        return loss.item()

text, target = torch.randn(8, 96, 4), torch.randint(0, 3, (8, 96))
learner = Learner(Reader())
for epoch in range(5):
    learner.state = None
    {rounds}
"""
ROUNDS = {
    "a list": (
        "GRU(4, 8, batch_first=True)",
        "losses = [learner.step(text[:, i:i + 24], target[:, i:i + 24]) for i in range(0, 96, 24)]",
        "state.detach()",
    ),
    "a sum": (
        "LSTM(4, 8, batch_first=True)",
        "print(sum(learner.step(a, b) for a, b in zip(text.split(24, 1), target.split(24, 1))) / 4)",
        "tuple(part.detach() for part in state)",
    ),
    "a dictionary": (
        "RNN(4, 8, batch_first=True)",
        "seen = {i: learner.step(a, b) for i, (a, b) in enumerate(zip(text.split(24, 1), target.split(24, 1)))}",
        "state.detach()",
    ),
}


@pytest.mark.parametrize("style", ROUNDS)
def test_a_comprehension_goes_round_like_a_loop(style):
    rnn, rounds, cut = ROUNDS[style]
    assert found(CARRIED.format(rnn=rnn, rounds=rounds, state="state")) == {"backward-twice"}
    assert not found(CARRIED.format(rnn=rnn, rounds=rounds, state=cut))
    assert not found(CARRIED.format(rnn=rnn, rounds=rounds, state="None"))


PARTS = """
class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.body, self.head = nn.Linear(4, 8), nn.Linear(8, 8), nn.Linear(8, 3)

    def forward(self, x):
        return self.head(F.relu(self.body(F.relu(self.stem(x)))))

net = Whole()
{collect}
optimizer = torch.optim.AdamW({groups}, lr=1e-3)
for a, b in loader:
    optimizer.zero_grad()
    F.cross_entropy(net(a), b).backward()
    optimizer.step()
"""
COLLECTED = {
    "added to a list": (
        """
chosen = []
for part in (net.stem, net.body{more}):
    chosen += list(part.parameters())
""",
        "chosen",
    ),
    "sorted by rank": (
        """
slow, fast = [], []
for part in [net.stem, net.body{more}]:
    for p in part.parameters():
        (slow if p.dim() > 1 else fast).append(p)
""",
        "[dict(params=slow), dict(params=fast, weight_decay=0)]",
    ),
    "sorted by name": (
        """
def sort(*parts):
    with_decay, without = [], []
    for part in parts:
        for name, p in part.named_parameters():
            if name.endswith("bias"):
                without.append(p)
            else:
                with_decay.append(p)
    return [{{"params": with_decay}}, {{"params": without, "weight_decay": 0.0}}]

""",
        "sort(net.stem, net.body{more})",
    ),
}


@pytest.mark.parametrize("style", COLLECTED)
def test_parameters_are_collected_part_by_part(style):
    collect, groups = COLLECTED[style]

    def program(more: str, then: str = "") -> str:
        collected = collect.format(more=more) + then
        return PARTS.format(collect=collected, groups=groups.replace("{more}", more))

    assert found(program("")) == {"parameters-not-optimised"}
    assert not found(program(", net.head"))
    assert not found(program("", "net.head.requires_grad_(False)"))


def test_all_parameters_sorted_by_rank_are_all():
    collect = """
decay, rest = [], []
for name, p in net.named_parameters():
    (rest if p.ndim < 2 else decay).append(p)
"""
    assert not found(PARTS.format(collect=collect, groups='[{"params": decay}, {"params": rest}]'))


MIXED = """
class Mixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.experts = nn.ModuleList(nn.Linear(4, 3) for _ in range(3))
        self.gate = nn.Linear(4, 3)
        self.alpha = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        {mixed}

net = Mixed()
optimizer = torch.optim.Adam(net.parameters())
for a, b in loader:
    optimizer.zero_grad()
    F.nll_loss(net(a), b).backward()
    optimizer.step()
"""
SEVERAL = "torch.stack([F.softmax(e(x), -1) for e in self.experts], 1)"
MIXTURES = {
    "a mean": f"return {SEVERAL}.mean(1)",
    "two of them": "w = torch.sigmoid(self.alpha); "
    "return w * self.experts[0](x).softmax(-1) + (1 - w) * self.experts[1](x).softmax(-1)",
    "a product": f"return torch.bmm(self.gate(x).softmax(-1).unsqueeze(1), {SEVERAL}).squeeze(1)",
}


@pytest.mark.parametrize("style", MIXTURES)
def test_a_mixture_of_probabilities_is_one(style):
    mixed = MIXTURES[style]
    assert found(MIXED.format(mixed=mixed)) == {"probabilities-into-nll"}
    assert not found(
        MIXED.format(
            mixed=mixed + ".clamp_min(1e-9).log()"
            if style != "two of them"
            else mixed.replace("return ", "p = ") + "; return p.log()"
        )
    )


def test_a_mean_of_log_probabilities_is_none():
    assert not found(MIXED.format(mixed=f"return {SEVERAL.replace('softmax', 'log_softmax')}.mean(1)"))
    centred = f"p = {SEVERAL}.mean(1); return p - 1"
    assert "probabilities-into-nll" not in found(MIXED.format(mixed=centred))
