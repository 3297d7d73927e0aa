"""What public code shows, tests or makes in its own way, beside the twin that is at fault."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import functools
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import datasets, transforms as T
"""


def found(body: str) -> set[str]:
    """Return the faults above `note` of a program."""
    findings = check(HEAD + textwrap.dedent(body), hints=True).findings
    return {finding.fault for finding in findings if finding.severity != "note"}


EXPECTED = """
def test_refuses():
    logits, target = torch.randn(5, 3), torch.zeros(5, 1).long()
    {how}
        F.cross_entropy(nn.Linear(3, 3)(logits), target)
    {after}

test_refuses()
"""


@pytest.mark.parametrize(
    ("how", "after"),
    [
        ("with pytest.raises(RuntimeError):", "pass"),
        ("with self.assertRaisesRegex(RuntimeError, 'target'):", "pass"),
        ("try:", "except RuntimeError as error: print(error)"),
    ],
)
def test_what_is_there_to_be_refused_is_no_fault(how: str, after: str) -> None:
    """The program says that torch refuses it; run for its own sake it is a fault, also beside a handler."""
    assert not found(EXPECTED.format(how=how, after=after))
    assert "target-shape" in found(EXPECTED.format(how="if True:", after="pass"))
    memory = "except RuntimeError as error:\n        if 'out of memory' in str(error): raise"
    assert "target-shape" in found(EXPECTED.format(how="try:", after=memory))


def test_a_test_that_has_to_fail_is_not_read() -> None:
    """`xfail` says that what follows is refused."""
    body = "def test_wide():\n    loss = F.mse_loss(nn.Linear(3, 2)(torch.randn(4, 9)), torch.zeros(4, 2))\n"
    assert "linear-width-mismatch" in found(body)
    assert not found(f"@pytest.mark.xfail(raises=RuntimeError)\n{body}")


WIDE = """
class Case:
    def setUp(self):
        {how}

class TestNet(Case):
    def test_fit(self):
        net = nn.Linear(3, 1)
        F.mse_loss(net(torch.from_numpy(np.random.rand(10, 3))), torch.zeros(10, 1)).backward()
"""


def test_a_width_set_elsewhere_is_not_known() -> None:
    """A test class sets the width of all layers before each test, and nobody is seen to call that."""
    assert "mixed-float-widths" in found(WIDE.format(how="pass"))
    assert not found(WIDE.format(how="torch.set_default_dtype(torch.float64)"))


DECORATED = """
def as_float(function):
    @functools.wraps(function)
    def inner(self, rows, *more):
        return function(self, {given}, *more)
    return inner

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 2)

    @as_float
    def forward(self, rows):
        return self.first(rows)

Net()(torch.from_numpy(np.random.rand(4, 3))).sum().backward()
"""


def test_the_programs_own_decorators_are_followed() -> None:
    """What a method gets is what its decorator hands on."""
    assert "mixed-float-widths" in found(DECORATED.format(given="rows"))
    assert not found(DECORATED.format(given="rows.float()"))


ASKED = """
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
answer = net(torch.randn(4, 3).to(device)).detach()
{body}
"""


@pytest.mark.parametrize(
    "body",
    [
        "if device.type == 'cpu':\n    print(answer.numpy())",
        "print(answer.numpy() if not answer.is_cuda else answer.cpu().numpy())",
        "def put():\n    if answer.is_cuda:\n        return answer.cpu().numpy()\n    return answer.numpy()\nput()",
    ],
)
def test_what_happens_only_on_one_device_is_asked_for(body: str) -> None:
    """An arm for the host is taken on the host."""
    assert "numpy-from-gpu" not in found(ASKED.format(body=body))
    assert "numpy-from-gpu" in found(ASKED.format(body="print(answer.numpy())"))


GREY = """
class Colour:
    def __call__(self, picture):
        return picture.convert("RGB")

steps = T.Compose([{step}T.ToTensor(), T.Normalize([0.5, 0.5, 0.5], [0.5, 0.5, 0.5])])
data = datasets.MNIST(".", transform=steps)
"""


@pytest.mark.parametrize("step", ["Colour(), ", "lambda picture: picture.convert('RGB'), "])
def test_a_step_of_the_programs_own_may_change_the_channels(step: str) -> None:
    """Not every step of the list is followed."""
    assert "normalise-channels-mismatch" in found(GREY.format(step=""))
    assert not found(GREY.format(step=step))


def test_raw_arrays_of_a_data_set_are_not_normalised() -> None:
    """A transform is asked for where a picture is: `mnist.data` holds the bytes as they come."""
    raw = GREY.format(step="") + "pictures = data.data.float()\n"
    assert not found(raw)
    assert "normalise-channels-mismatch" in found(raw + "loader = DataLoader(data, shuffle=True)\n")


IN_ORDER = """
import unittest

class {name}:
    def test_training(self):
        loader = DataLoader(TensorDataset(torch.randn(20, 4), torch.randint(0, 2, (20,))), batch_size=5)
        net = nn.Linear(4, 2)
        optimizer = torch.optim.Adam(net.parameters())
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimizer.step()
"""


def test_a_unit_test_may_learn_from_its_rows_in_order() -> None:
    """They are made up, and nobody asks for the model."""
    assert "train-set-not-shuffled" not in found(IN_ORDER.format(name="Tests(unittest.TestCase)"))
    assert "train-set-not-shuffled" in found(IN_ORDER.format(name="Rows").replace("def test_", "def "))


ITERABLE = """
class Bag(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(2))
    {how}

optimiser = torch.optim.SGD({given}, 0.1)
"""


def test_a_module_that_gives_its_parameters_can_be_optimised() -> None:
    """`nn.ParameterList` does, and a class that says so itself."""
    own = "def __iter__(self): return iter(self.parameters())"
    assert "optimiser-given-the-model" in found(ITERABLE.format(how="pass", given="Bag()"))
    assert not found(ITERABLE.format(how=own, given="Bag()"))
    assert not found(ITERABLE.format(how="pass", given="nn.ParameterList([nn.Parameter(torch.zeros(2))])"))


MADE = """
class Meta(type(nn.Module)):
    def __call__(cls):
        made = cls.__new__(cls)
        nn.Module.__init__(made)
        made.__init__()
        return made

class Net(nn.Module{how}):
    {new}
    def __init__(self):
        {first}
        self.first = nn.Linear(2, 2)

Net()
"""


@pytest.mark.parametrize(
    ("how", "new", "first"),
    [
        (", metaclass=Meta", "", "pass"),
        ("", "def __new__(cls): made = super().__new__(cls); nn.Module.__init__(made); return made", "pass"),
        ("", "", "for base in type(self).__mro__[1:2]: base.__init__(self)"),
    ],
)
def test_another_way_of_making_an_object_may_call_the_librarys_init(how: str, new: str, first: str) -> None:
    """A metaclass, `__new__`, or a loop over the bases does."""
    assert "super-init-missing" in found(MADE.format(how="", new="", first="pass"))
    assert "super-init-missing" not in found(MADE.format(how=how, new=new, first=first))


def test_numbers_made_up_to_show_a_view_are_no_pictures() -> None:
    """Until a model gets them."""
    shown = "x = torch.randn(4, 8, 8, 3)\nprint(x.view(4, 3, 8, 8).shape)\n"
    assert not found(shown)
    assert "view-instead-of-permute" in found(f"{shown}nn.Conv2d(3, 4, 3)(x.view(4, 3, 8, 8))")


def test_a_copy_told_how_to_lie_in_memory_can_be_viewed() -> None:
    """`memory_format` lays axes out anew."""
    moved = "x = torch.randn(4, 8, 8, 3).permute(0, 3, 1, 2){how}.view(4, -1)"
    assert "view-after-permute" in found(moved.format(how=""))
    assert not found(moved.format(how=".to(memory_format=torch.contiguous_format)"))


READ = """
net = nn.Linear(3, 2)
optimiser = torch.optim.SGD(net.parameters(), 0.1)
for _ in range(3):
    net(torch.randn(4, 3)).sum().backward()
{after}
"""


def test_gradients_that_the_program_reads_need_no_step() -> None:
    """They may be what the loop is for."""
    assert "step-missing" in found(READ.format(after=""))
    assert "step-missing" not in found(READ.format(after="assert net.weight.grad is not None"))


def test_an_answer_is_where_its_model_is() -> None:
    """Moving it there once more is nothing that can be lost; a batch stays behind."""
    loop = """
    net = nn.Linear(3, 2).to("cuda")
    rows = torch.randn(4, 3)
    {statement}
    answer = net(rows)
    answer.to("cuda")
    F.cross_entropy(answer, torch.zeros(4).long()).backward()
    """
    assert "result-dropped" not in found(loop.format(statement="rows = rows.to('cuda')"))
    assert "result-dropped" in found(loop.format(statement="rows.to('cuda')"))


SHOWN = """
scores, target = torch.randn(4, 3, requires_grad=True), torch.tensor([0, 1, 2, 0])
{begin}
    right, wrong = F.cross_entropy(scores, target), F.cross_entropy(F.softmax(scores, 1), target)
    by_hand = F.nll_loss(torch.softmax(scores, 1).log(), target)
    (wrong - right + by_hand).backward()
    print(scores.grad)
"""


def test_losses_of_made_up_numbers_are_there_to_be_compared() -> None:
    """Nothing learns from them, until a loop does."""
    assert not found(SHOWN.format(begin="if True:"))
    assert {"softmax-before-cross-entropy", "unstable-log"} <= found(
        SHOWN.format(begin="for _ in range(100):")
    )


SUMMED = """
rows = torch.utils.data.TensorDataset(torch.randn(640, 3), torch.randint(0, 2, (640,)))
loader = torch.utils.data.DataLoader(rows, batch_size={size}, drop_last=True)
net, total = nn.Linear(3, 2), 0.0
with torch.no_grad():
    for x, y in loader:
        total += F.cross_entropy(net(x), y).item(){times}
print(total / len(rows))
"""


def test_means_times_the_size_of_a_batch_are_sums() -> None:
    """Also where the size is written as a number; and what a data set gives as batches has as many rows as batches."""
    assert "metric-averaged-wrongly" in found(SUMMED.format(size=64, times=""))
    assert "metric-averaged-wrongly" not in found(SUMMED.format(size=64, times=" * 64"))
    assert "metric-averaged-wrongly" not in found(
        SUMMED.format(size=None, times="").replace(", drop_last=True", "")
    )


def sure(body: str) -> dict[str, str]:
    """Return how sure each fault of a program is."""
    return {one.fault: one.confidence for one in check(HEAD + textwrap.dedent(body), hints=True).findings}


EPOCHS = """
net = nn.Linear(3, 2)
loader = torch.utils.data.DataLoader(datasets.FakeData(), 8, shuffle=True)
optimiser = torch.optim.SGD(net.parameters(), 0.1)
schedule = torch.optim.lr_scheduler.{schedule}
total = 0.0
for epoch in range(100):
    for x, y in loader:
        optimiser.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimiser.step()
        schedule.step()
        total += loss.item()
    print({shown})
"""


@pytest.mark.parametrize(
    ("schedule", "sureness"),
    [
        ("CosineAnnealingLR(optimiser, 100)", "certain"),
        ("StepLR(optimiser, 30)", "likely"),
        ("StepLR(optimiser, 30, gamma=0.99)", "hint"),
        ("LinearLR(optimiser, total_iters=20)", "hint"),
    ],
)
def test_a_schedule_surely_counts_epochs_that_ends_with_them(schedule: str, sureness: str) -> None:
    """A number below may be one of batches."""
    assert sure(EPOCHS.format(schedule=schedule, shown="total"))["scheduler-steps-too-often"] == sureness


@pytest.mark.parametrize(
    ("shown", "sureness"),
    [("total / len(loader)", "certain"), ("epoch, total", "likely"), ("'so far', total", "hint")],
)
def test_a_sum_is_surely_of_one_round_that_is_divided_by_what_a_round_has(shown: str, sureness: str) -> None:
    """As it is, it may be meant as the sum of all rounds so far, and say so."""
    assert sure(EPOCHS.format(schedule="ConstantLR(optimiser)", shown=shown))["total-not-reset"] == sureness


def test_a_width_told_by_place_or_by_a_tensor_is_seen() -> None:
    """`np.asarray(rows, np.float32)`, `net.to(other)`."""
    wide = "net = nn.Linear(3, 2)\n{moved}\nnet(torch.from_numpy({rows}))\n"
    drawn = "np.random.rand(4, 3)"
    assert "mixed-float-widths" in found(wide.format(moved="pass", rows=drawn))
    assert not found(wide.format(moved="pass", rows=f"np.asarray({drawn}, np.float32)"))
    assert not found(wide.format(moved="net.to(torch.zeros(1).double())", rows=drawn))


REPLACED = """
net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)){moved}
answer = net(torch.randn(4, 3).to("cuda"))
net[2] = nn.Linear(4, 5).to("cuda")
"""


def test_a_layer_replaced_later_was_moved_with_its_model() -> None:
    """What a model consists of in the end is not what it was when it was moved."""
    assert "devices-mixed" in found(REPLACED.format(moved=""))
    assert not found(REPLACED.format(moved='.to("cuda")'))


MARGIN = """
net = nn.Linear(3, 1)
optimiser = torch.optim.SGD(net.parameters(), 0.1)
for x, y in torch.utils.data.DataLoader(datasets.FakeData(), 8, shuffle=True):
    scores = net(x).squeeze(1)
    optimiser.zero_grad()
    F.binary_cross_entropy_with_logits(scores, y.float()).backward()
    optimiser.step()
    {test}
"""


@pytest.mark.parametrize(
    ("test", "sureness"),
    [
        ("hits = ((scores > 0.5).long() == y).sum()", "certain"),
        ("classes = (scores > 0.5).long()", "likely"),
        ("shared = ((scores > 0.5) & (y > 0)).sum()", "likely"),
        ("far = (scores > 0.5) | (scores < -0.5)", "hint"),
    ],
)
def test_a_test_of_scores_is_surely_of_classes_that_is_held_against_labels(test: str, sureness: str) -> None:
    """It may be of a margin."""
    assert sure(MARGIN.format(test=test))["threshold-on-logits"] == sureness


WRITTEN = """
net, weight = nn.Linear(3, 2), nn.Parameter(torch.ones(2))
optimiser = torch.optim.SGD([weight], 0.1)
for x, y in torch.utils.data.DataLoader(datasets.FakeData(), 8, shuffle=True):
    loss = F.cross_entropy(net(x) * weight, y)
    loss.backward()
    weight.grad.zero_()
    {written}
    optimiser.step()
"""


def test_a_gradient_written_by_hand_after_clearing_is_there() -> None:
    """The step uses that one."""
    assert "gradients-wiped" in found(WRITTEN.format(written="pass"))
    assert "gradients-wiped" not in found(WRITTEN.format(written="weight.grad = torch.ones(2)"))


PLACES = """
net, rows = nn.Linear(4, 1), torch.randn(20, 4)
{places}
loss = ((net(rows) - places) ** 2).mean()
loss.backward()
"""


@pytest.mark.parametrize("places", ["torch.linspace(0, 1, 20)", "nn.Parameter(torch.randn(20))"])
def test_answers_are_held_against_places_that_are_as_many_by_chance(places: str) -> None:
    """Centres that are learnt, edges of bins; targets are neither."""
    assert "target-broadcast" in found(PLACES.format(places="places = torch.randn(20)"))
    assert not found(PLACES.format(places=f"places = {places}"))


SHORT = """
net = nn.Linear(4, 1)
rows = torch.utils.data.TensorDataset(torch.randn(65, 4), torch.randint(0, 2, (65,)).float())
for x, y in torch.utils.data.DataLoader(rows, 32):
    {first}
    F.binary_cross_entropy_with_logits(net(x).squeeze(){then}, y).backward()
"""


@pytest.mark.parametrize(("first", "then"), [("if len(x) < 2: continue", ""), ("pass", ".view(-1)")])
def test_a_short_batch_may_be_passed_over_or_get_its_axis_back(first: str, then: str) -> None:
    """Then nothing is dropped."""
    assert "squeeze-drops-the-batch" in found(SHORT.format(first="pass", then=""))
    assert "squeeze-drops-the-batch" not in found(SHORT.format(first=first, then=then))


PARTS = """
import copy
whole = datasets.CIFAR10(".", transform=T.ToTensor())
train, val = torch.utils.data.random_split(whole, [45000, 5000])
{own}
train.dataset.transform = T.Compose([T.RandomHorizontalFlip(), T.ToTensor()])
for x, y in torch.utils.data.DataLoader(val, 64):
    print(x.mean())
"""


def test_a_part_with_a_data_set_of_its_own_shares_nothing() -> None:
    """The other part keeps its steps."""
    assert "split-shares-transform" in found(PARTS.format(own=""))
    assert not found(PARTS.format(own="val.dataset = copy.deepcopy(whole)"))


TURNED = """
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
optimiser = torch.optim.SGD(net.parameters(), 0.1)
train = datasets.MNIST(".", train=True, transform=T.ToTensor())
test = datasets.MNIST(".", train=False, transform=T.Compose([T.RandomRotation({by}), T.ToTensor()]))
for x, y in torch.utils.data.DataLoader(train, 64, shuffle=True):
    optimiser.zero_grad()
    F.cross_entropy(net(x), y).backward()
    optimiser.step()
net.eval()
with torch.no_grad():
    print(sum((net(x).argmax(1) == y).sum().item() for x, y in torch.utils.data.DataLoader(test, 64)) / len(test))
"""


def test_pictures_all_turned_by_one_angle_are_not_drawn() -> None:
    """`RandomRotation((30, 30))` is how rotated MNIST is made."""
    assert "test-set-augmented" in found(TURNED.format(by="30"))
    assert not found(TURNED.format(by="(30, 30)"))


MODES = """
class Evaluating:
    def __init__(self, net):
        self.net = net
    def __enter__(self):
        self.was = {{one: one.training for one in self.net.modules()}}
        self.net.eval()
    def __exit__(self, *error):
        {back}

net = nn.Sequential(nn.Linear(8, 8), nn.Dropout(), nn.Linear(8, 2))
optimiser = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(3):
    for x, y in torch.utils.data.DataLoader(datasets.FakeData(), 8, shuffle=True):
        optimiser.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimiser.step()
    with Evaluating(net), torch.no_grad():
        for x, y in torch.utils.data.DataLoader(datasets.FakeData(), 8):
            print((net(x).argmax(1) == y).sum())
"""


def test_modes_that_are_kept_and_put_back_are_no_sure_fault() -> None:
    """Of which model they were is not always seen."""
    assert sure(MODES.format(back="pass"))["train-mode-not-restored"] == "certain"
    back = "[one.train(was_training) for one, was_training in self.was.items()]"
    assert sure(MODES.format(back=back)).get("train-mode-not-restored", "hint") == "hint"


ENGINES = """
from ignite.engine import create_supervised_evaluator, create_supervised_trainer
net = nn.Sequential(nn.Linear(8, 8), nn.Dropout(), nn.Linear(8, 2))
optimiser = torch.optim.SGD(net.parameters(), 0.1)
loader = torch.utils.data.DataLoader(datasets.FakeData(), 8, shuffle=True)
for x, y in loader:
    optimiser.zero_grad()
    F.cross_entropy(net(x), y).backward()
    optimiser.step()
{engine}
with torch.no_grad():
    print(sum((net(x).argmax(1) == y).sum().item() for x, y in loader))
"""


def test_an_engine_of_ignite_sets_the_mode_itself() -> None:
    """Which one a model is in then is not known."""
    assert "eval-mode-missing" in found(ENGINES.format(engine="pass"))
    assert not found(ENGINES.format(engine="create_supervised_evaluator(net).run(loader)"))


@pytest.mark.parametrize(
    "source",
    [
        "F.cross_entropy(F.softmax(x, 1), y)",
        "def loss_of(model, x, y):\n    return F.cross_entropy(F.softmax(model(x), 1), y)",
    ],
)
def test_a_loss_of_what_comes_from_elsewhere_is_no_show(source: str) -> None:
    found = check("import torch.nn.functional as F\n" + source + "\n").findings
    assert [finding.fault for finding in found] == ["softmax-before-cross-entropy"]
