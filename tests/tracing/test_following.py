"""Following changes nothing, counts shared weights once, and ends where a forward fails."""

from __future__ import annotations

import gc
import json
import random
import warnings
import weakref

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode
from tracing import others, unusual
from tracing.architectures import ARCHITECTURES

import loopwise
from loopwise.diagnosis.stopped import findings_of
from loopwise.errors import LoopwiseError
from loopwise.faults import fault_named
from loopwise.records import plain, rebuild
from loopwise.records.traced import Trace
from loopwise.rendering.traced import show_trace
from loopwise.tracing.following import follow


class Noisy(nn.Module):
    """Draws, counts, and normalises: everything a forward may change."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.5)
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x):
        self.calls += 1
        self.last = x
        np.random.rand()
        random.random()
        return self.drop(self.norm(self.conv(x))) + torch.rand(1)


@pytest.mark.parametrize(
    "kind", [unusual.Teacher, unusual.Masked, unusual.MovingCodebook, others.ShortVectors]
)
def test_weights_that_a_forward_writes_are_as_before(kind):
    model = kind()
    places = {name: weight.data_ptr() for name, weight in model.named_parameters()}
    before = {key: value.clone() for key, value in model.state_dict().items()}
    example = ARCHITECTURES[kind.__name__].example
    assert not follow(model, example).stopped
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())
    assert {name: weight.data_ptr() for name, weight in model.named_parameters()} == places
    model(example)
    assert not all(torch.equal(value, before[key]) for key, value in model.state_dict().items())


@pytest.mark.parametrize("training", [False, True])
def test_the_model_and_the_random_states_are_as_before(training):
    model = Noisy()
    model.norm.eval()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    modes = [module.training for module in model.modules()]
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].copy()
    x = torch.randn(2, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    trace = follow(model, x, training=training)
    assert not trace.stopped
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())
    assert [module.training for module in model.modules()] == modes
    assert torch.equal(torch.get_rng_state(), states[0]) and random.getstate() == states[1]
    assert (np.random.get_state()[1] == states[2]).all()
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
    assert not [name for name in vars(model.last) if "loopwise" in name]


def test_lazy_layers_leave_the_random_state_as_it_was():
    before = torch.get_rng_state()
    assert follow(nn.LazyLinear(3), torch.ones(1, 4)).parameters == 15
    assert torch.equal(torch.get_rng_state(), before)


def test_nothing_is_kept_alive():
    kept = []

    class Net(nn.Module):
        def forward(self, x):
            y = x * 2
            kept.append(weakref.ref(y))
            return (y + 1).detach()

    trace = follow(Net(), torch.ones(1, 3))
    gc.collect()
    assert kept[0]() is None and len(trace.operations) >= 3


def test_shared_weights_count_once():
    class Twice(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(4, 4)
            self.head = nn.Linear(4, 4, bias=False)
            self.head.weight = self.layer.weight

        def forward(self, x):
            return self.head(self.layer(self.layer(x)))

    trace = follow(Twice(), torch.ones(1, 4))
    linear = [one for one in trace.operations if one.name == "linear"]
    assert [one.parameters for one in linear] == [20, 0, 0] and [one.shared for one in linear] == [0, 20, 16]
    assert trace.parameters == 20
    assert [call.time for call in trace.calls if call.path == "layer"] == [1, 2]


LAYERS = {
    "lstm": (lambda: nn.LSTM(6, 5, num_layers=2, bidirectional=True, batch_first=True), (2, 7, 6)),
    "gru": (lambda: nn.GRU(6, 5), (7, 2, 6)),
    "attention": (lambda: nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), (2, 5, 8)),
    "transposed": (lambda: nn.ConvTranspose2d(3, 6, 3, stride=2, groups=3), (2, 3, 5, 5)),
    "grouped": (lambda: nn.Conv1d(6, 12, 3, groups=3, dilation=2), (2, 6, 20)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_multiply_adds_equal_torchs(name):
    build, shape = LAYERS[name]
    model, x = build().eval(), torch.randn(shape)
    trace = follow(model, x)
    if name in ("lstm", "gru"):  # torch counts none of a fused layer: every matrix once a step, by hand
        wanted = 7 * 2 * sum(weight.numel() for weight in model.parameters() if weight.dim() == 2)
    else:
        model.train()  # the slow path of attention, whose products torch counts
        for module in model.modules():
            module.dropout = (
                0.0 if isinstance(module, nn.MultiheadAttention) else getattr(module, "dropout", None)
            )
        # torch's counter leaves its fused CPU attention out: the written-out one is asked for
        with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
            model(x)
        wanted = counter.get_total_flops() // 2
    assert trace.multiply_adds == wanted


@pytest.mark.parametrize(
    "equation", ["bij,bjk->bik", "bhid,bhjd->bhij", "...ij,...jk->...ik", "bi,bi->b", "i,j->ij"]
)
def test_einsum_counts_its_products(equation):
    sizes = {"b": 2, "h": 3, "i": 4, "j": 5, "k": 6, "d": 7}
    terms = equation.replace("...", "b").split("->")[0].split(",")
    tensors = [torch.randn(*(sizes[letter] for letter in term)) for term in terms]

    class Net(nn.Module):
        def forward(self, *given):
            return torch.einsum(equation, *given)

    letters = set("".join(terms))
    assert follow(Net(), tuple(tensors)).multiply_adds == np.prod([sizes[letter] for letter in letters])


def test_what_autograd_keeps_is_measured():
    trace = follow(nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 3)), torch.zeros(4, 10))
    # input and relu's result; the first linear's result is not needed
    assert trace.saved == 4 * (4 * 10 + 4 * 20)


@pytest.mark.parametrize("name", ["transformer_encoder", "Words", "BeamDecoder", "CrossAttention"])
def test_what_autograd_keeps_is_the_same_whether_it_is_let_go_or_not(name):
    """Memory that is freed inside an operation is used again at once: pieces must not be taken for one another."""
    model, example = ARCHITECTURES[name].build(), ARCHITECTURES[name].example
    let_go, alive = follow(model, example), follow(model, example, see=lambda *_: None)
    assert [one.saved for one in let_go.operations] == [one.saved for one in alive.operations]


class Shapes(nn.Module):
    def __init__(self, *, flatten: bool, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(width, 10)
        self.flatten = flatten

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        return self.fc(x.flatten(1) if self.flatten else x)


@pytest.mark.parametrize(
    ("model", "shape", "fault", "change"),
    [
        (Shapes(flatten=True, width=100), (1, 28, 28), "linear-width-mismatch", ("in_features", 100, 1352)),
        (Shapes(flatten=False, width=1352), (1, 28, 28), "flatten-missing", None),
        (Shapes(flatten=False, width=100), (1, 28, 28), "flatten-missing", ("in_features", 100, 1352)),
        (Shapes(flatten=True, width=1352), (3, 28, 28), "channels-mismatch", ("in_channels", 1, 3)),
        (nn.Sequential(nn.Flatten(), nn.Conv2d(1, 2, 3)), (1, 8, 8), "flatten-before-convolution", None),
        (
            nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(8)),
            (1, 9, 9), "normalise-channels-mismatch", ("num_features", 8, 4),
        ),
        (nn.LSTM(5, 3, batch_first=True), (7, 4), "linear-width-mismatch", ("input_size", 5, 4)),
        (nn.Conv2d(3, 4, 3), (32, 32, 3), "channels-last-image", None),
    ],
)  # fmt: skip
def test_a_failing_forward_gives_the_way_up_to_it(model, shape, fault, change):
    trace = follow(model, shape)
    assert trace.stopped and (trace.stopped.fault, trace.stopped.change) == (fault, change)
    last = next(one for one in reversed(trace.operations) if one.role != "constant")
    assert trace.stopped.inputs[0] == last.number
    (finding,) = findings_of(trace)
    assert finding.fault == fault and str(fault_named(fault).message(finding))
    assert fault in show_trace(trace)


def test_changing_the_number_it_names_mends_the_model():
    stopped = follow(Shapes(flatten=True, width=100), (1, 28, 28)).stopped
    assert not follow(Shapes(flatten=True, width=stopped.change[2]), (1, 28, 28)).stopped


def test_the_line_of_the_source_is_kept():
    lines = {one.name: one for one in follow(Shapes(flatten=True, width=1352), (1, 28, 28)).operations}
    assert lines["conv2d"].code == "x = F.max_pool2d(F.relu(self.conv(x)), 2)"
    assert lines["linear"].place.path.endswith("test_following.py")


def test_a_trace_has_one_json_form():
    trace = loopwise.trace("zoo:lenet5")
    form = json.loads(json.dumps(trace.to_dict()))
    assert form["schema"] == 1 and form["multiply_adds"] == 416_520 and len(form["edges"]) == len(trace.edges)
    assert rebuild(Trace, json.loads(json.dumps(plain(trace)))).operations == trace.operations
    assert "416.5 k" in repr(trace)


def test_it_is_told_what_trace_takes():
    with pytest.raises(LoopwiseError, match="trace follows"):
        follow(lambda x: x, torch.ones(1))
    with pytest.raises(LoopwiseError, match="example"):
        loopwise.trace(nn.Linear(1, 1))
    with pytest.raises(LoopwiseError):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            scripted = torch.jit.script(nn.Linear(2, 2))
        follow(scripted, torch.ones(1, 2))
