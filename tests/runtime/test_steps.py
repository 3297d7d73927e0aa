"""What a run tells around its steps, against torch's own numbers."""

from __future__ import annotations

import gc
import weakref

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from loopwise.runtime import BackwardEvent, ClipEvent, Recorder, RunEnd, ScheduleEvent, StepEvent

X, Y = torch.randn(16, 4), torch.randint(0, 3, (16,))


def made(*, rate=0.1):
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
    return model, torch.optim.SGD(model.parameters(), lr=rate)


def of(events, kind):
    return [event for event in events if isinstance(event, kind)]


def norm_of(model):
    return torch.cat([p.grad.flatten() for p in model.parameters()]).norm().item()


def test_a_step_finds_the_gradient_that_torch_has(heard):
    model, optimizer = made()
    norms = []
    for _ in range(5):
        optimizer.zero_grad()
        F.cross_entropy(model(X), Y).backward()
        norms.append(norm_of(model))
        optimizer.step()
    assert [event.gradient.norm for event in heard.steps] == pytest.approx(norms)
    assert {(event.gradient.tensors, event.gradient.trainable) for event in heard.steps} == {(4, 4)}
    assert [event.backwards for event in heard.steps] == [1, 2, 3, 4, 5]


def test_what_was_given_and_cleared_is_told_with_its_norm(heard):
    model, optimizer = made()
    F.cross_entropy(model(X), Y).backward()
    given = norm_of(model)
    optimizer.zero_grad()
    optimizer.step()
    [step] = heard.steps
    assert step.gradient.norm == 0 and step.gradient.given == pytest.approx(given)
    assert not step.gradient.overtaken


@pytest.mark.parametrize(("early", "overtaken"), [(True, True), (False, False)])
def test_a_loss_older_than_the_step_is_told_from_a_newer_one(heard, early, overtaken):
    model, optimizer = made()
    for _ in range(2):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(X), Y) if early else None
        optimizer.step()
        (F.cross_entropy(model(X), Y) if loss is None else loss).backward()
    assert heard.steps[1].gradient.overtaken is overtaken


@pytest.mark.parametrize(
    ("loss", "reach"),
    [
        (lambda model: F.cross_entropy(model(X), Y), (4, 0, 0, 4, True)),
        (lambda model: F.cross_entropy(model[2](model[1](model[0](X)).detach()), Y), (2, 0, 0, 4, True)),
        (lambda model: F.cross_entropy(nn.Linear(3, 3)(model(X)), Y), (4, 2, 2, 4, True)),
        (lambda model: torch.ones(3, requires_grad=True).sum(), (0, 1, 0, 4, True)),
        (lambda model: torch.ones((), requires_grad=True), (0, 1, 0, 4, True)),
    ],
    ids=["all", "behind a detach", "and a layer of nobody", "a tensor of nobody", "a loss that is a leaf"],
)
def test_what_backward_reaches_is_counted(heard, loss, reach):
    model, optimizer = made()
    loss(model).backward()
    [event] = of(heard, BackwardEvent)
    told = event.reach
    assert (told.held, told.other, told.parameters, told.trainable, told.has_graph) == reach
    assert optimizer


def test_a_loss_without_a_graph_is_told_before_torch_raises(heard):
    model, optimizer = made()
    with torch.no_grad():
        loss = F.cross_entropy(model(X), Y)
    with pytest.raises(RuntimeError, match="does not require grad"):
        loss.backward()
    [event] = of(heard, BackwardEvent)
    assert (event.reach.held, event.reach.has_graph) == (0, False) and optimizer


def test_graphs_that_are_kept_are_counted_and_not_by_us(heard):
    model, optimizer = made()
    total, nodes = 0.0, []
    for _ in range(6):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(X), Y)
        loss.backward()
        optimizer.step()
        total = total + loss
        nodes.append(weakref.ref(loss))
    kept = [event.kept and (event.kept.graphs, event.kept.oldest) for event in of(heard, BackwardEvent)]
    assert kept == [None, (1, 0), (2, 0), (3, 0), (4, 0), (5, 0)]
    total = None
    loss = F.cross_entropy(model(X), Y)
    gc.collect()
    loss.backward()
    assert of(heard, BackwardEvent)[-1].kept is None and not any(ref() for ref in nodes)


def test_an_optimiser_that_never_steps_is_told_at_the_end_with_what_waits():
    events = []
    with Recorder(events.append).attached():
        model, optimizer = made()
        for _ in range(4):
            F.cross_entropy(model(X), Y).backward()
        waits = norm_of(model)
        del optimizer
    [idle] = of(events, RunEnd)[0].idle
    assert (idle.backwards, idle.gradient) == (4, pytest.approx(waits))


@pytest.mark.parametrize("moves", ["by hand", "by another"])
def test_what_moves_otherwise_is_not_idle(moves):
    events = []
    with Recorder(events.append).attached():
        model, optimizer = made()
        other = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(6):
            F.cross_entropy(model(X), Y).backward()
            if moves == "by hand":
                with torch.no_grad():
                    for weight in model.parameters():
                        weight -= 0.1 * weight.grad
            else:
                other.step()
        assert optimizer
    assert of(events, RunEnd)[0].idle == ()


def test_what_a_closure_moves_inside_one_step_is_that_step():
    """LBFGS calls its closure several times a step, the first one included, and moves between the calls."""
    events, calls = [], []
    with Recorder(events.append).attached() as recorder:
        model, _ = made()
        optimizer = torch.optim.LBFGS(model.parameters(), max_iter=8)

        def closure():
            calls.append(1)
            optimizer.zero_grad()
            loss = F.cross_entropy(model(X), Y)
            loss.backward()
            return loss

        for _ in range(3):
            optimizer.step(closure)
    assert len(calls) > 3 and recorder.steps == 3
    assert [event.optimiser for event in of(events, StepEvent)] == ["optimizer"] * 3


class InAList(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = {"deep": [nn.Linear(4, 8), nn.Linear(8, 8)]}
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        for layer in self.layers["deep"]:
            x = layer(x).relu()
        return self.out(x)


class Born(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        return self.out(nn.Linear(4, 8)(x).relu())


class Replaced(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.out = nn.Linear(4, 8), nn.Linear(8, 2)

    def forward(self, x):
        return self.out(self.body(x).relu())


class Prototypes(nn.Module):
    """Its classes are places that learn, too; their names end in neither weight nor bias."""

    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)
        self.places = nn.Parameter(torch.randn(3, 8))
        self.log_scale = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return -torch.cdist(self.body(x), self.places) * self.log_scale.exp()


def unheld_in(heard, model, change=lambda model: None, given=None):
    optimizer = torch.optim.SGD(given or model.parameters(), lr=0.1)
    change(model)
    for _ in range(5):
        optimizer.zero_grad()
        F.cross_entropy(model(X), Y).backward()
        optimizer.step()
    last = of(heard, BackwardEvent)[-1].unheld
    return [(one.why, one.layers, one.values, one.attribute) for one in last]


def test_layers_in_a_plain_container_are_found_with_their_attribute(heard):
    assert unheld_in(heard, InAList()) == [("hidden", 2, 4 * 8 + 8 + 8 * 8 + 8, "layers")]


def test_layers_born_in_forward_are_found_on_their_line(heard):
    assert unheld_in(heard, Born()) == [("born", 1, 4 * 8 + 8, "")]
    place = of(heard, BackwardEvent)[-1].unheld[0].place
    with open(__file__, encoding="utf-8") as file:
        assert "nn.Linear(4, 8)(x)" in file.read().splitlines()[place.line - 1]


def test_a_layer_put_in_after_the_optimiser_is_found(heard):
    found = unheld_in(heard, Replaced(), lambda model: setattr(model, "out", nn.Linear(8, 3)))
    assert found == [("late", 1, 8 * 3 + 3, "out")]


def test_parameters_left_out_behind_those_that_are_held_are_found(heard):
    model = Prototypes()
    weighed = [one for name, one in model.named_parameters() if name.endswith(("weight", "bias"))]
    assert unheld_in(heard, model, given=weighed) == [("left out", 1, 3 * 8 + 1, "")]


@pytest.mark.parametrize(
    ("held", "found"), [((2,), []), ((1, 2), []), ((0, 2), [("left out", 1, 8 * 8 + 8, "")])]
)
def test_layers_before_all_that_are_held_may_be_meant_to_stay_as_they_are(heard, held, found):
    layers = nn.Linear(4, 8), nn.Linear(8, 8), nn.Linear(8, 3)
    model = nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.ReLU(), layers[2])
    assert unheld_in(heard, model, given=[one for at in held for one in layers[at].parameters()]) == found


def in_front(act):
    """Train the last of three layers; return what is told at the end of the run."""
    torch.manual_seed(0)
    events = []
    with Recorder(events.append).attached():
        trunk, head = nn.Sequential(nn.Linear(16, 24), nn.ReLU()), nn.Linear(24, 3)
        model, optimizer = nn.Sequential(trunk, head), torch.optim.SGD(head.parameters(), lr=0.1)
        rows = torch.randn(16, 16)
        for step in range(12):
            act(step, trunk, optimizer)
            model.zero_grad()
            F.cross_entropy(model(rows), Y).backward()
            optimizer.step()
    return [(one.why, one.layers, one.values) for one in of(events, RunEnd)[0].unheld]


def trained_before(step, trunk, optimizer):
    if step == 0:
        before = torch.optim.SGD(trunk.parameters(), lr=0.1)
        trunk(torch.randn(16, 16)).pow(2).mean().backward()
        before.step()


def stepped_by_hand(step, trunk, optimizer):
    with torch.no_grad():
        for one in trunk.parameters():
            one -= 0.1 * one.grad if one.grad is not None else 0.0


def test_layers_in_front_of_those_that_are_held_are_told_at_the_end_with_their_random_start():
    assert in_front(lambda step, trunk, optimizer: None) == [("in front", 1, 16 * 24 + 24)]


@pytest.mark.parametrize(
    "act",
    [
        lambda step, trunk, optimizer: trunk.requires_grad_(False),
        lambda step, trunk, optimizer: trunk.load_state_dict(trunk.state_dict()),
        lambda step, trunk, optimizer: (
            optimizer.add_param_group({"params": trunk.parameters()}) if step == 10 else None
        ),
        lambda step, trunk, optimizer: nn.init.normal_(trunk[0].weight) if step == 0 else None,
        trained_before,
        stepped_by_hand,
    ],
    ids=["frozen", "loaded", "given later", "filled by the program", "trained before", "stepped by hand"],
)
def test_layers_in_front_that_stay_on_purpose_are_not_told(act):
    assert in_front(act) == []


def test_a_limit_that_meets_no_gradient_and_one_that_does(heard):
    model, optimizer = made()
    for early in (True, False):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(X), Y)
        if early:
            nn.utils.clip_grad_norm_(model.parameters(), 0.25)
        loss.backward()
        if not early:
            norm = norm_of(model)
            total = nn.utils.clip_grad_norm_((p for p in model.parameters()), max_norm=0.25)
            assert total.item() == pytest.approx(norm) and norm_of(model) <= 0.2501
        optimizer.step()
        nn.utils.clip_grad_norm_(model.parameters(), float("inf"))
    first, second = of(heard, ClipEvent)
    assert (first.norm, first.limit, first.fresh) == (0, 0.25, False)
    assert (second.norm, second.limit, second.fresh) == (pytest.approx(norm), 0.25, True)


def test_a_schedule_is_told_with_the_rates_before_and_after(heard):
    model, optimizer = made(rate=0.8)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)
    for _ in range(2):
        F.cross_entropy(model(X), Y).backward()
        optimizer.step()
        scheduler.step()
    first, second = of(heard, ScheduleEvent)
    assert (first.rates, first.calls, first.optimiser_steps) == ((0.8, 0.4), 1, 1)
    assert (second.rates, second.calls, second.backwards_at_first_step) == ((0.4, 0.2), 2, 1)


@pytest.mark.parametrize(("restored", "told"), [(False, True), (True, False)])
def test_a_model_left_in_eval_mode_is_told_at_its_steps(heard, restored, told):
    model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 3))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        if restored:
            model.train()
        optimizer.zero_grad()
        F.cross_entropy(model(X), Y).backward()
        optimizer.step()
        assert model.eval() is model
    modes = [step.eval_mode for step in heard.steps]
    assert modes[0] is None and [mode is not None for mode in modes[1:]] == [told, told]
    if told:
        assert (modes[1].layers, modes[2].calls) == ("Dropout", 2)


@pytest.mark.parametrize(("again", "told"), [(True, [False, True, True]), (False, [False, False, False])])
def test_a_model_evaluated_before_its_first_step_and_after_each_is_told_from_the_second(heard, again, told):
    model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 3))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.eval()  # once, for good: it may be meant
    for _ in range(3):
        optimizer.zero_grad()
        F.cross_entropy(model(X), Y).backward()
        optimizer.step()
        if again:
            model.eval()
    assert [step.eval_mode is not None for step in heard.steps] == told


def test_a_method_looked_up_and_not_called_is_told_with_its_place(heard):
    model, optimizer = made()
    F.cross_entropy(model(X), Y).backward()
    optimizer.step  # noqa: B018
    [event] = of(heard, BackwardEvent)
    [lookup] = event.uncalled
    assert lookup.method == "step" and lookup.place.line == event.place.line + 1
