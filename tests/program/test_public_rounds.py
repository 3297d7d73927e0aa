"""What public training code does in a round, by mode and by flag, beside the twin that is at fault."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import torch
from torch import nn
from store import loader, val_loader
"""


def found(body: str) -> set[str]:
    """Return the faults above `note` of a program."""
    findings = check(HEAD + textwrap.dedent(body), hints=True).findings
    return {finding.fault for finding in findings if finding.severity != "note"}


LOGGED = """
torch.manual_seed(0)
critic = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 1))
optimiser = torch.optim.Adam(critic.parameters())

def loss_of(x, y):
    return nn.functional.binary_cross_entropy_with_logits(critic(x), y)

for x, y in loader:
    loss = loss_of(x, y)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    {again}
"""


def test_the_loss_of_the_batch_just_learnt_from_is_no_evaluation() -> None:
    assert "eval-mode-missing" not in found(LOGGED.format(again="print(loss_of(x, y).item())"))
    other = "vx, vy = next(iter(val_loader)); print(loss_of(vx, vy).item())"
    assert "eval-mode-missing" in found(LOGGED.format(again=other))


MOVED = """
net = nn.Linear(4, 3)
optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
for batch in torch.utils.data.DataLoader(loader.dataset, shuffle=True):
    batch.to("cuda")
    loss = nn.functional.cross_entropy(net({rows}), {classes})
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
"""


def test_a_batch_that_is_an_object_may_move_its_own_parts() -> None:
    assert "result-dropped" not in found(MOVED.format(rows="batch.words", classes="batch.label"))
    assert "result-dropped" in found(MOVED.format(rows="batch", classes="torch.zeros(4).long()"))


SOMETIMES = """
net = nn.Linear(4, 1)
optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimiser, 100)
for epoch in range(3):
    for i, (x, y) in enumerate(loader):
        optimiser.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        {schedule}
        if len(x) > 1:
            {inside}
            optimiser.step()
"""


def test_a_schedule_under_the_condition_of_the_step_comes_before_it() -> None:
    wrong = SOMETIMES.format(schedule="pass", inside="scheduler.step()")
    assert "scheduler-before-step" in found(wrong)
    later = SOMETIMES.format(schedule="if i > 100: scheduler.step()", inside="pass")
    assert "scheduler-before-step" not in found(later)


WRAPPED = """
from apex import amp
from opacus import PrivacyEngine
net = nn.Linear(4, 3)
optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
{wrapped}
for x, y in loader:
    optimiser.zero_grad()
    nn.functional.cross_entropy(net(x).softmax(1), y).backward()
    optimiser.step()
"""
WRAPPERS = {
    "apex": 'net, optimiser = amp.initialize(net, optimiser, opt_level="O1")',
    "opacus": "net, optimiser, loader = PrivacyEngine().make_private("
    "module=net, optimizer=optimiser, data_loader=loader, noise_multiplier=1.0, max_grad_norm=1.0)",
}


@pytest.mark.parametrize("name", WRAPPERS)
def test_what_comes_back_wrapped_is_still_the_model(name: str) -> None:
    followed = check(HEAD + WRAPPED.format(wrapped=WRAPPERS[name])).followed
    assert (followed.losses_resolved, followed.chains) == (1, ("Linear -> cross_entropy -> SGD",))


DROPPED = """
class Net(nn.Module):
    def __init__(self, rate=0.2):
        super().__init__()
        self.rate = rate
        self.out = nn.Linear(4, 3)

    def drop(self, x):
        {early}
        return nn.functional.dropout(x, self.rate)

    def forward(self, x):
        if {test}:
            x = self.drop(x)
        return self.out(x)

net = Net()
optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in loader:
    optimiser.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    optimiser.step()
"""


@pytest.mark.parametrize(
    ("test", "early"),
    [
        ("self.training and self.rate > 0", "pass"),
        ("self.rate", "if not self.training: return x"),
        ("self.rate", "if self.rate == 0.0 or not self.training:\n            return x"),
    ],
)
def test_a_dropout_that_the_program_asks_the_mode_for_is_not_always_on(test: str, early: str) -> None:
    assert "dropout-always-on" not in found(DROPPED.format(test=test, early=early))


@pytest.mark.parametrize("early", ["pass", "if self.rate == 0.0: return x", "print(self.training)"])
def test_a_dropout_that_nobody_asks_the_mode_for_is_always_on(early: str) -> None:
    assert "dropout-always-on" in found(DROPPED.format(test="self.rate", early=early))


FOR_CHECKERS = """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    Rows = list[Row]
else:
    Rows = list
Row = {row}
print({used})
"""


def test_what_only_a_type_checker_reads_needs_no_definition() -> None:
    assert not found(FOR_CHECKERS.format(row="tuple", used="Rows()"))
    assert "cell-order" in found(FOR_CHECKERS.format(row="tuple(late)", used="late") + "late = 1\n")


FLAGGED = """
from settings import FROZEN
net = nn.Linear(4, 1)
if {test}:
    for p in net.parameters():
        p.requires_grad = False
nn.functional.mse_loss(net(torch.randn(3, 4)), torch.zeros(3, 1)).backward()
"""


def test_a_flag_of_a_file_that_is_not_seen_may_be_off() -> None:
    assert "gradient-not-required" not in found(FLAGGED.format(test="FROZEN"))
    assert "gradient-not-required" in found(FLAGGED.format(test="True"))


TIMED = """
x = torch.ones(10, device="cpu")
{gradient}
optimiser = torch.optim.SGD([x], lr=0.1)
for i in range(20):
    {loss}
    optimiser.step()
"""


def test_a_gradient_written_by_hand_is_one() -> None:
    assert "gradient-not-required" not in found(
        TIMED.format(gradient="x.grad = torch.ones_like(x)", loss="pass")
    )
    assert "gradient-not-required" in found(TIMED.format(gradient="pass", loss="x.sum()"))


NAMED_PARTS = """
from settings import learned
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleDict(dict(first=nn.Linear(2, 3)))
        if learned:
            self.parts["place"] = nn.Embedding(4, 3)
        self.parts["out"] = nn.Linear(3, {width})

    def forward(self, x):
        return self.parts.out(self.parts["first"](x))

print(Net()(torch.randn(5, 2)) - torch.zeros(5, 7))
"""


def test_a_module_put_into_a_container_by_name_is_found_by_name(caplog: pytest.LogCaptureFixture) -> None:
    found(NAMED_PARTS.format(width=7))
    assert not caplog.records
    wrong = NAMED_PARTS.format(width=7).replace('["first"](x)', '["first"](x.T)')
    assert "linear-width-mismatch" in found(wrong)


SEVERAL = """
nets, optimisers = [], []
for rank in range(2):
    net = nn.Linear(10, 5)
    nets.append(net)
    optimisers.append(torch.optim.Adam(net.parameters(), lr=0.1 * (rank + 1)))
for step in range(5):
    for rank in range(2):
        x, y = torch.randn(16, 10), torch.randn(16, 5)
        optimisers[rank].zero_grad()
        nn.functional.mse_loss(nets[rank](x), y).backward()
        {step}
"""


def test_one_of_a_list_of_optimisers_steps() -> None:
    assert "step-missing" not in found(SEVERAL.format(step="optimisers[rank].step()"))
    assert "step-missing" in found(SEVERAL.format(step="pass"))


EXTREMES = """
net = nn.Linear(4, 8)
with torch.no_grad():
    out = net(torch.randn(100, 4))
{read}
"""


def test_the_span_of_a_batch_of_answers_ranks_nobody() -> None:
    assert "argmax-over-the-batch" not in found(
        EXTREMES.format(read="print(out.max(0).values - out.min(dim=0)[0])")
    )
    wrong = "_, label = out.max(0)\nprint((label == torch.zeros(8)).float().mean())"
    assert "argmax-over-the-batch" in found(EXTREMES.format(read=wrong))
    sure = "print(out.softmax(1).max(dim=0).values.mean())"
    assert "argmax-over-the-batch" in found(EXTREMES.format(read=sure))


MADE_ELSEWHERE = """
class Voice(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 8, batch_first=True)

    def forward(self, x):
        h = torch.zeros(1, len(x), 8, device="cuda")
        return self.lstm(x, (h, h))[0]

    def learn(self, optimiser):
        for x, y in loader:
            loss = nn.functional.mse_loss(self.forward(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
"""


def test_where_a_model_is_that_nobody_here_makes_is_not_known() -> None:
    assert "devices-mixed" not in found(MADE_ELSEWHERE)
    made = "voice = Voice()\nvoice.learn(torch.optim.SGD(voice.parameters(), lr=0.1))\n"
    assert "devices-mixed" in found(MADE_ELSEWHERE + made)


WRITTEN = """
class Counts(nn.Module):
    def forward(self, scores):
        rows = torch.zeros(3, 4)
        for i in range(3):
            rows[i, :] = {row}
        return rows.sum(dim=0).max()

scores = torch.randn(3, 4, requires_grad=True)
Counts()(scores).backward()
"""


def test_a_row_that_is_written_into_a_tensor_brings_its_gradient() -> None:
    assert "gradient-not-required" not in found(WRITTEN.format(row="scores[i].softmax(0)"))
    assert "gradient-not-required" in found(WRITTEN.format(row="1.0"))


SWITCHED_OFF = """
w = torch.zeros(3{asked})
optimiser = torch.optim.SGD([w], lr=0.1)
for i in range(10):
    optimiser.zero_grad()
    loss = ((w - 1) ** 2).sum()
    loss.backward()
    optimiser.step()
w.requires_grad{off}
print(w)
"""


@pytest.mark.parametrize("off", ["_(False)", " = False"])
def test_a_leaf_that_stops_asking_after_training_had_asked(off: str) -> None:
    assert "gradient-not-required" not in found(SWITCHED_OFF.format(asked=", requires_grad=True", off=off))
    assert "gradient-not-required" in found(
        SWITCHED_OFF.format(asked="", off=off).replace("w.requires_grad", "# ")
    )


LIKE_A_MODULE = """
{base}
class Scale({name}):
    def __init__(self):
        self.norm = nn.LayerNorm(4)

Scale()
"""


def test_a_class_that_only_bears_the_name_of_a_module_needs_no_init() -> None:
    unseen = LIKE_A_MODULE.format(base="from store.buffers import BufferModule", name="BufferModule")
    assert "super-init-missing" not in found(unseen)
    assert "super-init-missing" in found(LIKE_A_MODULE.format(base="", name="nn.Module"))


CHOSEN = """
from settings import cold
class Ramp(nn.Module):
    def forward(self, out, y):
        return nn.functional.binary_cross_entropy_with_logits(out, y)

class Ranks(nn.Module):
    def forward(self, out, y):
        return (out * (y == 1)).mean()

loss_of = Ranks() if {known} else Ramp()
net = nn.Linear(4, 1)
y = torch.randint(0, 2, (8, 1))
loss_of(net(torch.randn(8, 4)), y).backward()
"""


def test_the_type_of_targets_is_judged_where_the_loss_is_sure() -> None:
    assert "target-dtype" not in found(CHOSEN.format(known="cold"))
    assert "target-dtype" in found(CHOSEN.format(known="False"))


ATTENTION = """
class Attend(nn.Module):
    def __init__(self):
        super().__init__()
        self.ask, self.key, self.out = nn.Linear(4, 8), nn.Linear(4, 8), nn.Linear(4, 1)

    def forward(self, x):
        scores = self.ask(x) @ self.key(x).transpose(-2, -1) / 8**0.5
        return {answer}

print(Attend()(torch.randn(2, {words}, 4)))
"""


def test_attention_over_a_single_word_is_no_output() -> None:
    weighed = ATTENTION.format(answer="nn.functional.dropout(scores.softmax(dim=-1), 0.1) @ x", words=1)
    assert "softmax-on-one-output" not in found(weighed)
    assert "softmax-on-one-output" in found(ATTENTION.format(answer="self.out(x).softmax(dim=-1)", words=5))
