"""Steps that are counted apart, against the same steps heard one by one; losses that wait, against all of them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from loopwise.records import Place
from loopwise.runtime import LossEvent, Recorder
from loopwise.runtime.dynamics.waiting import FULL, Waiting
from loopwise.runtime.fast_path import FastPath

X, Y = torch.randn(16, 6), torch.randint(0, 3, (16,))


def made():
    model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Dropout(0.1), nn.Linear(8, 3))
    return model, torch.optim.Adam(model.parameters(), lr=0.01)


def loss_of(model, factor=1.0):
    return factor * F.cross_entropy(model(X), Y)


def plain(steps=70):
    model, optimizer = made()
    for _ in range(steps):
        optimizer.zero_grad()
        loss_of(model).backward()
        optimizer.step()


def evaluated():
    model, optimizer = made()
    for step in range(70):
        optimizer.zero_grad()
        loss_of(model).backward()
        optimizer.step()
        if step % 9 == 0:
            model.eval()
            with torch.no_grad():
                loss_of(model)
            model.train()


def accumulated():
    model, optimizer = made()
    for step in range(90):
        loss_of(model, 0.5).backward()
        if step % 2:
            optimizer.step()
            optimizer.zero_grad()


def second_entry_or_step():
    model, optimizer = made()
    for step in range(70):
        optimizer.zero_grad()
        loss_of(model).backward()
        if step % 13 == 5:
            loss_of(model, 0.1).backward()
        optimizer.step()
        if step % 17 == 5:
            optimizer.step()


def from_two_lines():
    model, optimizer = made()
    for step in range(70):
        optimizer.zero_grad()
        if step % 3:
            loss_of(model).backward()
        else:
            loss_of(model, 2.0).backward()
        optimizer.step()


def one_after_another():
    for _ in range(3):
        plain(35)


def in_turn():
    (one, first), (other, second) = made(), made()
    for step in range(60):
        for model, optimizer in ((one, first), (other, second))[: 1 + step % 3]:
            optimizer.zero_grad()
            loss_of(model).backward()
            optimizer.step()


def not_finite():
    model, optimizer = made()
    for step in range(60):
        optimizer.zero_grad()
        loss_of(model, math.nan if step == 37 else 1.0).backward()
        optimizer.step()


def clipped_and_scheduled():
    model, optimizer = made()
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.99)
    for _ in range(60):
        optimizer.zero_grad()
        loss_of(model).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()


def given_a_closure():
    model, _ = made()
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=3)

    def closure():
        optimizer.zero_grad()
        loss = loss_of(model)
        loss.backward()
        return loss

    for _ in range(20):
        optimizer.step(closure)


PROGRAMS = [
    *(plain, evaluated, accumulated, second_entry_or_step, from_two_lines, one_after_another, in_turn),
    *(not_finite, clipped_and_scheduled, given_a_closure),
]


def followed(program):
    """Return counts, events and trainings of a program of which, as under watch, only looks are asked for."""
    torch.manual_seed(0)
    events = []
    recorder = Recorder(events.append, every=15, hears=lambda kind, sampled: sampled)
    with recorder.attached():
        program()
    told = [repr(replace(one, series=None) if isinstance(one, LossEvent) else one) for one in events]
    return (recorder.steps, recorder.backwards, recorder.sampled), told


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_what_is_counted_apart_is_told_as_if_it_had_been_heard(program, monkeypatch):
    counted = followed(program)
    monkeypatch.setattr(FastPath, "begin", lambda *given: None)
    assert counted == followed(program)


def test_most_steps_are_counted_apart(monkeypatch):
    counted, stepped = [], FastPath.stepped
    monkeypatch.setattr(FastPath, "stepped", lambda *given: counted.append(stepped(*given)) or counted[-1])
    (steps, *_), _ = followed(lambda: plain(300))
    assert len(counted) == steps == 300 and sum(counted) > 240


def test_counts_are_true_at_any_moment():
    model, optimizer = made()
    recorder = Recorder(lambda event: None, hears=lambda kind, sampled: sampled)
    with recorder.attached():
        for step in range(100):
            optimizer.zero_grad()
            loss_of(model).backward()
            if step % 7 == 3:
                assert recorder.trainings()[:1] == () or recorder.trainings()[0].steps == step
            optimizer.step()
            if step % 5 == 3:
                [training] = recorder.trainings()
                assert recorder.steps == recorder.backwards == training.entries == step + 1
                assert (training.steps, training.last) == (step + 1, step)


def test_no_loss_is_lost_however_far_the_next_look_is():
    model, optimizer = made()
    losses = []
    recorder = Recorder(lambda event: None, every=10**6, hears=lambda kind, sampled: sampled)
    with recorder.attached():
        for _ in range(3000):
            optimizer.zero_grad()
            loss = loss_of(model)
            losses.append(loss.item())
            loss.backward()
            optimizer.step()
        [training] = recorder.trainings()
    assert max(window.count for window in training.windows) > 2 * FULL  # summed up in between
    assert sum(window.count for window in training.windows) == training.entries == 3000
    for window in training.windows:
        inside = torch.tensor(losses[window.first : window.last + 1], dtype=torch.float64)
        assert window.count == len(inside)
        assert window.mean == pytest.approx(inside.mean().item())
        assert window.deviation == pytest.approx(inside.std(correction=0).item(), rel=1e-6)
        assert (window.smallest, window.largest) == (inside.min(), inside.max())


@pytest.mark.parametrize("kind", [float, torch.tensor], ids=["numbers", "as an accelerator's"])
def test_losses_wait_in_little_room(kind):
    place, waiting = Place("train.py", 3), Waiting(first=0)
    losses = [math.inf if step == 700 else 1.0 + step % 10 for step in range(1000)]
    for step, loss in enumerate(losses):
        waiting.add([kind(loss)], place)
        waiting.shorten(step)
        assert 0 < len(waiting.losses) <= FULL
    finite = math.fsum(filter(math.isfinite, losses))
    assert waiting.total() == ((999, pytest.approx(finite)) if kind is float else None)
    window = waiting.window(999)
    assert (window.first, window.last, window.count) == (0, 999, 999)
    assert window.mean == pytest.approx(finite / 999)
    assert (window.smallest, window.largest) == (1.0, 10.0)
    assert waiting.places.total() == 1000 and waiting.window(1000) is None
