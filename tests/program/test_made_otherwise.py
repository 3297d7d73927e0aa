"""What is no longer as it was made, or is made by code in between, proves nothing; beside the twin that is at fault."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset, Subset, TensorDataset
from torchvision import datasets, transforms
"""


def found(body: str) -> dict[str, str]:
    """Return the faults above `note` of a program, each with how sure it is."""
    findings = check(HEAD + textwrap.dedent(body), hints=True).findings
    return {one.fault: one.confidence for one in findings if one.severity != "note"}


PICTURES = "net = Net()\nnet(torch.randn(2, 1, 28, 28))\n"
FLAT = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    {decorated}def forward(self, x):
        return self.fc(x)
"""
WRAPS = """
def {name}(method):
    def wrapped(self, x):
        return method(self, {given})
    return wrapped
"""


@pytest.mark.parametrize(("given", "faults"), [("x.flatten(1)", set()), ("x", {"flatten-missing"})])
def test_a_decorator_of_the_program_is_read(given: str, faults: set[str]) -> None:
    wraps = WRAPS.format(name="flat", given=given)
    assert set(found(wraps + FLAT.format(decorated="@flat\n    ") + PICTURES)) == faults


def test_one_decorator_on_a_model_and_on_its_part() -> None:
    part = """
    class Part(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(32, 10)

        @timed
        def forward(self, x):
            return self.fc(x)

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.part = Part()

        @timed
        def forward(self, x):
            return self.part(x)

    net = Net()
    net(torch.randn(2, 31))
    """
    assert set(found(WRAPS.format(name="timed", given="x") + textwrap.dedent(part))) == {
        "linear-width-mismatch"
    }


def test_a_call_of_the_class_own_is_read() -> None:
    call = "    def __call__(self, x):\n        return super().__call__({given})\n"
    flat = FLAT.format(decorated="")
    assert not found(flat + call.format(given="x.flatten(1)") + PICTURES)
    assert set(found(flat + call.format(given="x") + PICTURES)) == {"flatten-missing"}


HOOK = "fc = nn.Linear(784, 10)\nseen = []\nfc.register_forward_{hook}\nfc(torch.randn(2, 1, 28, 28))\n"


def test_a_hook_may_change_what_a_module_is_given() -> None:
    assert not found(HOOK.format(hook="pre_hook(lambda module, given: (given[0].flatten(1),))"))
    assert set(found(HOOK.format(hook="pre_hook(lambda module, given: seen.append(given))"))) == {
        "flatten-missing"
    }


FROZEN = """
net = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4))
net.requires_grad_(False)

def adapt(module):
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            {adapted}

adapt(net)
net(torch.randn(2, 4)).sum().backward()
"""


def test_a_part_that_is_replaced_out_of_sight() -> None:
    assert not found(FROZEN.format(adapted="setattr(module, name, nn.Linear(4, 4))"))
    assert set(found(FROZEN.format(adapted="print(name)"))) == {"gradient-not-required"}


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ("conv.weight = nn.Parameter(torch.randn(8, 3, 3, 3))", set()),
        ("conv.weight.data = torch.randn(8, 3, 3, 3)", set()),
        ("conv.in_channels = 3", set()),
        ("conv.bias = None", {"channels-mismatch"}),
    ],
)
def test_a_layer_that_is_given_other_weights(change: str, faults: set[str]) -> None:
    made = f"conv = nn.Conv2d(1, 8, 3)\n{change}\nconv(torch.randn(2, 3, 8, 8))\n"
    assert set(found(made)) == faults


MNIST = """
data = datasets.MNIST(".", transform=transforms.ToTensor())
{change}
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 2))
for x, y in DataLoader({data}, 4):
    F.cross_entropy(net(x), y)
"""


@pytest.mark.parametrize(
    ("change", "data", "faults"),
    [
        ("data.targets[data.targets > 0] = 1", "data", set()),
        (
            "keep = data.targets < 2\ndata.data, data.targets = data.data[keep], data.targets[keep]",
            "data",
            set(),
        ),
        ("", "Subset(data, [i for i, y in enumerate(data.targets) if y < 2])", set()),
        ("", "Subset(data, range(1000))", {"labels-outside-classes"}),
        ("print(data.targets)", "data", {"labels-outside-classes"}),
    ],
)
def test_a_data_set_that_is_changed_or_of_which_some_kinds_are_kept(
    change: str, data: str, faults: set[str]
) -> None:
    assert set(found(MNIST.format(change=change, data=data))) == faults


def test_pictures_of_a_data_set_whose_transform_is_set_later() -> None:
    later = "data.transform = transforms.Compose([transforms.Grayscale(3), transforms.ToTensor()])"
    loop = "for x, y in DataLoader(data, 4):\n    nn.Conv2d(3, 8, 3)(x)\n"
    made = 'data = datasets.MNIST(".", transform=transforms.ToTensor())\n'
    assert not found(f"{made}{later}\n{loop}")
    assert set(found(made + loop)) == {"channels-mismatch"}


NORMED = """
class Rows(Dataset):
    def __len__(self):
        return 10

    def __getitem__(self, i):
        return torch.randn(32, 4), torch.randint(0, 2, (32,))

norm = nn.BatchNorm1d({features})
for x, y in DataLoader(Rows(), batch_size=None):
    norm(x)
"""


def test_a_sample_that_is_a_batch() -> None:
    assert not found(NORMED.format(features=4))
    assert set(found(NORMED.format(features=5))) == {"channels-mismatch"}


LONE = """
net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))
optimizer = torch.optim.Adam(net.parameters())
rows = TensorDataset(torch.randn(101, 4), torch.randint(0, 2, (101,)))
for x, y in DataLoader(rows, batch_size=10, shuffle=True):
    {guard}
    loss = F.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


@pytest.mark.parametrize("guard", ["if len(x) == 1: continue", "if x.size(0) < 2: break"])
def test_a_last_batch_that_is_left_out(guard: str) -> None:
    assert not found(LONE.format(guard=guard))
    assert set(found(LONE.format(guard="x = x * 2"))) == {"batch-norm-on-one-sample"}


def test_a_normalisation_frozen_by_apply() -> None:
    freeze = "def freeze(m):\n    if isinstance(m, nn.BatchNorm1d):\n        {how}\n"
    asked = (
        "net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8))\nnet.apply(freeze)\nnet(torch.randn(1, 4))\n"
    )
    assert not found(freeze.format(how="m.eval()") + asked)
    assert set(found(freeze.format(how="print(m)") + asked)) == {"batch-norm-on-one-sample"}


BORN = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.made = nn.ModuleList()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        {made}
        return x

net = Net()
optimizer = torch.optim.SGD(net.parameters(), 0.1)
for x in DataLoader(torch.randn(32, 4), 4):
    loss = net(x).sum() + net.fc(x).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


@pytest.mark.parametrize(
    ("made", "faults"),
    [
        ("one = nn.Linear(4, 4)\n        x = one(x)", {"layer-born-in-forward"}),
        ("one = nn.Linear(4, 4)\n        one.weight.data.fill_(0.25)\n        x = one(x)", set()),
        ("one = nn.Linear(4, 4)\n        one.requires_grad_(False)\n        x = one(x)", set()),
        (
            "one = nn.Linear(4, 4)\n        x = torch.func.functional_call(one, {'weight': self.fc.weight}, x)",
            set(),
        ),
        ("with torch.no_grad():\n            one = nn.Linear(4, 4)\n        x = one(x)", set()),
        (
            "while len(self.made) < 2:\n            self.made.append(nn.Linear(4, 4))\n        x = self.made[0](x)",
            set(),
        ),
    ],
)
def test_a_layer_made_in_forward_that_is_to_learn(made: str, faults: set[str]) -> None:
    assert set(found(BORN.format(made=made))) - {"parameters-not-optimised"} == faults


def test_what_is_wrong_where_an_error_is_waited_for() -> None:
    wrong = "x = torch.randn(3, requires_grad=True)\n    x.backward()"
    assert not found(f"import pytest\nwith pytest.raises(RuntimeError):\n    {wrong}\n")
    assert set(found(f"if True:\n    {wrong}\n")) == {"backward-on-vector"}


def test_what_is_wrong_in_a_unit_test_is_a_hint() -> None:
    body = """
    fc = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(fc.parameters(), 0.1)
    for _ in range(3):
        fc(torch.randn(2, 4)).sum().backward()
        optimizer.step()
    """
    test = textwrap.indent(textwrap.dedent(body), "    ")
    assert found(f"import pytest\ndef test_gradients_add_up():{test}") == {"gradients-accumulate": "hint"}
    assert found(f"def test_it():{test}\ntest_it()\n") == {"gradients-accumulate": "certain"}


def test_an_even_distribution_against_answers_is_a_penalty() -> None:
    net = "net = nn.Linear(4, 3)\nx = torch.randn(8, 4)\nscores = net(x).softmax(1)\n"
    assert not found(
        f"{net}F.kl_div(torch.full((8, 3), 1 / 3).log(), scores, reduction='batchmean').backward()\n"
    )
    teacher = "with torch.no_grad():\n    taught = nn.Linear(4, 3)(x).log_softmax(1)\n"
    swapped = f"{net}{teacher}F.kl_div(taught, scores, reduction='batchmean').backward()\n"
    assert set(found(swapped)) == {"loss-arguments-swapped"}


def test_the_row_of_the_largest_answer_may_be_meant() -> None:
    net = "net = nn.Linear(10, 3)\nscores = net(torch.randn(32, 10))\n"
    assert found(f"{net}strongest = scores.argmax(0)\n") == {"argmax-over-the-batch": "likely"}
    labels = "y = torch.randint(0, 3, (32,))\n"
    assert found(f"{net}{labels}right = (scores.argmax(0) == y).sum()\n") == {
        "argmax-over-the-batch": "certain"
    }


CLASS_NOBODY_MAKES = """
class Trainer:
    def __init__(self, model, callbacks={default}):
        self.model, self.callbacks = model, callbacks
        self.net = nn.Linear(4, 2)
        self.optimizer = torch.optim.SGD(self.net.parameters(), 0.1)

    def fit(self, loader):
        for x, y in loader:
            for callback in self.callbacks:
                callback.begin(self)
            F.cross_entropy(self.net(x), y).backward()
            self.optimizer.step()
"""


def test_callbacks_that_are_none_by_default_may_clear() -> None:
    assert not found(CLASS_NOBODY_MAKES.format(default="()"))
    none = CLASS_NOBODY_MAKES.format(default="()").replace("callback.begin(self)", "print(callback)")
    assert set(found(none)) == {"gradients-accumulate"}


LEFT = """
class Learner:
    def __init__(self):
        self.net = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 2))
        self.optimizer = torch.optim.SGD(self.net.parameters(), 0.1)

    def __enter__(self):
        self.net.eval()
        return self

    def __exit__(self, *what):
        {leave}

    def epoch(self):
        for x, y in DataLoader(TensorDataset(torch.randn(40, 4), torch.randint(0, 2, (40,))), 4, shuffle=True):
            self.optimizer.zero_grad()
            F.cross_entropy(self.net(x), y).backward()
            self.optimizer.step()

    def right(self):
        with self:
            return (self.net(torch.randn(9, 4)).argmax(1) == torch.zeros(9)).sum().item()

learner = Learner()
for _ in range(3):
    learner.epoch()
    print(learner.right())
"""


def test_a_context_is_left_by_return_too() -> None:
    assert not found(LEFT.format(leave="self.net.train()"))
    assert set(found(LEFT.format(leave="pass"))) == {"train-mode-not-restored"}


MEASURED = """
net = nn.Linear(4, 2)
optimizer = torch.optim.SGD(net.parameters(), 0.1)
for x in DataLoader(torch.randn(40, 4), 4):
    optimizer.zero_grad()
    net(x).sum().backward()
    optimizer.step()
    print(nn.utils.clip_grad_norm_(net.parameters(), {limit}))
"""


def test_a_limit_without_end_only_measures() -> None:
    assert not found(MEASURED.format(limit="float('inf')"))
    assert set(found(MEASURED.format(limit="1.0"))) == {"clip-after-step"}


STEPS = """
net = nn.Linear(4, 2)
optimizer = torch.optim.SGD(net.parameters(), 0.1)
{helper}
for x in {data}:
    F.mse_loss(net(x), torch.zeros(8, 2)).backward()
    optimizer.step()
    {after}
"""
ROWS = "DataLoader(torch.randn(40, 4), 8)"


@pytest.mark.parametrize(
    "after",
    [
        "for p in net.parameters(): p.grad *= 0",
        "for p in net.parameters(): p.grad.data.fill_(0)",
        "for p in net.parameters(): del p.grad",
        "net.apply(lambda part: part.zero_grad())",
        "for p in net.parameters(): p.grad = torch.zeros_like(p)",
    ],
)
def test_gradients_are_cleared_in_many_ways(after: str) -> None:
    assert not found(STEPS.format(helper="", data=ROWS, after=after))
    for other in ("for p in net.parameters(): p.grad *= 2", "for p in net.parameters(): print(p.grad)"):
        assert set(found(STEPS.format(helper="", data=ROWS, after=other))) == {"gradients-accumulate"}


GOES_OVER = """
def batches(optimizer):
    for x in DataLoader(torch.randn(40, 4), 8):
        {first}
        yield x
"""


def test_what_a_loop_goes_over_may_clear() -> None:
    clears = GOES_OVER.format(first="optimizer.zero_grad()")
    assert not found(STEPS.format(helper=clears, data="batches(optimizer)", after="pass"))
    silent = GOES_OVER.format(first="print(x)")
    faults = found(STEPS.format(helper=silent, data="batches(optimizer)", after="pass"))
    assert set(faults) == {"gradients-accumulate"}


KEPT_ASIDE = """
net = nn.Linear(4, 2)
optimizer = torch.optim.SGD(net.parameters(), 0.1)
for x in DataLoader(torch.randn(40, 4), 8):
    net(x).mean().backward()
    kept = [p.grad.clone() for p in net.parameters()]
    optimizer.zero_grad()
    {back}
    optimizer.step()
"""


def test_gradients_that_are_put_back_are_not_wiped() -> None:
    assert not found(KEPT_ASIDE.format(back="for p, g in zip(net.parameters(), kept): p.grad = g"))
    assert set(found(KEPT_ASIDE.format(back="print(kept)"))) == {"gradients-wiped"}


PENALISED = """
net = nn.Linear(4, 2)
optimizer = torch.optim.SGD(net.parameters(), 0.1)
for x in DataLoader(torch.randn(40, 4), 8):
    loss = F.mse_loss(net(x), torch.zeros(8, 2)) + 1e-3 * {size}
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


def test_the_norm_of_each_row_is_a_group_lasso() -> None:
    assert not found(PENALISED.format(size="net.weight.norm(2, dim=0).sum()"))
    assert set(found(PENALISED.format(size="net.weight.norm(2)"))) == {"hand-written-penalty"}


ADVERSARIES = """
maker, judge = nn.Linear(4, 4), nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 1))
steps = [torch.optim.SGD(maker.parameters(), 0.1), torch.optim.SGD(judge.parameters(), 0.1)]

def losses(x, z):
    real, fake = judge(x), judge(maker(z))
    ones = torch.ones(len(x), 1)
    return F.binary_cross_entropy_with_logits(real, ones), F.binary_cross_entropy_with_logits(fake, ones)

for x in DataLoader(torch.randn(40, 4), 8, shuffle=True):
    z = torch.randn(8, 4)
    for optimizer in steps:
        optimizer.zero_grad()
    sum(losses(x, z)).backward()
    for optimizer in steps:
        optimizer.step()
    print(losses({shown}))
"""


def test_figures_about_the_batch_of_the_round_are_of_the_training() -> None:
    assert not found(ADVERSARIES.format(shown="x, z"))
    assert not found(ADVERSARIES.format(shown="x, x"))
    assert set(found(ADVERSARIES.format(shown="torch.ones(8, 4), z"))) == {"eval-mode-missing"}


@pytest.mark.parametrize(
    ("chance", "faults"),
    [
        ("0.5 if self.training else 0.0", set()),
        ("0.5 * self.training", set()),
        ("0.5", {"dropout-always-on"}),
    ],
)
def test_a_chance_that_the_mode_decides(chance: str, faults: set[str]) -> None:
    dropped = FLAT.format(decorated="").replace("self.fc(x)", f"self.fc(F.dropout(x.flatten(1), {chance}))")
    assert set(found(dropped + PICTURES)) == faults


def test_two_weights_by_name_are_settings_of_a_loss() -> None:
    asked = "(nn.Linear(4, 3)(torch.randn(2, 4)), torch.zeros(2, 3))\n"
    assert not found(f"nn.BCEWithLogitsLoss(weight=torch.ones(3), pos_weight=torch.ones(3)){asked}")
    assert set(found("nn.BCEWithLogitsLoss(torch.ones(3), torch.zeros(3))\n")) == {"loss-class-called"}


FORWARD = """
net = nn.Linear(4, 3)
{given}
F.nll_loss(net(torch.randn(8, 4)), torch.zeros(8).long())
"""


def test_a_forward_that_is_set_by_hand_is_read() -> None:
    given = "old = net.forward\nnet.forward = lambda x: old(x).log_softmax(1)"
    assert not found(FORWARD.format(given=given))
    assert not found("import types\n" + FORWARD.format(given="net.forward = types.MethodType(scores, net)"))
    assert set(found(FORWARD.format(given=""))) == {"logits-into-nll"}


def test_a_number_raised_to_several_powers_is_as_many_numbers() -> None:
    made = "x = torch.linspace(-3, 3, 100)\npowers = {base}.pow(torch.tensor([1, 2, 3]))\nnn.Linear(3, 1)(powers)\n"
    assert not found(made.format(base="x.unsqueeze(-1)"))
    assert set(found(made.format(base="torch.randn(5, 3)") + "nn.Linear(4, 1)(powers)\n")) == {
        "linear-width-mismatch"
    }


CHANGED = """
net = nn.Linear(4, 4)
head = nn.Linear(4, 2)
optimizer = torch.optim.SGD([*net.parameters(), *head.parameters()], 0.1)
for x in DataLoader(torch.randn(40, 4), 8):
    optimizer.zero_grad()
    h = net(x).tanh() * 2
    loss = head(h).pow(2).sum()
    {before}
    loss.backward()
    {after}
    optimizer.step()
"""


def test_a_change_without_gradients_keeps_the_graph() -> None:
    assert not found(CHANGED.format(before="with torch.no_grad(): loss.mul_(2)", after="pass"))
    assert not found(CHANGED.format(before="pass", after="h.detach_()"))
    assert set(found(CHANGED.format(before="with torch.no_grad(): loss = loss * 2", after="pass"))) == {
        "graph-cut"
    }


def test_a_label_that_is_left_out_is_no_class() -> None:
    loss = "scores = nn.Linear(4, 2)(torch.randn(8, 4))\nF.cross_entropy(scores, torch.randint(0, 3, (8,)){ignored})\n"
    assert not found(loss.format(ignored=", ignore_index=2"))
    assert set(found(loss.format(ignored=", ignore_index=1"))) == {"labels-outside-classes"}


def test_a_function_handed_over_may_be_called_later() -> None:
    record = """
from dataclasses import dataclass, field

@dataclass
class Record:
    values: list = field(default_factory={made})

def later():
    return []
"""
    assert not found(record.format(made="lambda: later()"))
    assert set(found(record.format(made="later"))) == {"cell-order"}
