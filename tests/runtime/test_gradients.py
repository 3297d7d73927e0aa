"""A gradient already stepped on is told from accumulation on purpose, and its size is right."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

X = torch.randn(24, 4, generator=torch.Generator().manual_seed(1))
Y = torch.randn(24, 2, generator=torch.Generator().manual_seed(2))


def net():
    return nn.Linear(4, 2)


def loss_of(model, part=slice(None)):
    return F.mse_loss(model(X[part]), Y[part])


def sgd(*models):
    return torch.optim.SGD([p for model in models for p in model.parameters()], lr=0.01)


# Programs that step on a gradient twice.


def never_cleared():
    model = net()
    optimizer = sgd(model)
    for _ in range(12):
        loss_of(model).backward()
        optimizer.step()


def cleared_once_per_epoch():
    model = net()
    optimizer = sgd(model)
    for _ in range(3):
        optimizer.zero_grad()
        for start in range(0, 24, 6):
            loss_of(model, slice(start, start + 6)).backward()
            optimizer.step()


def another_optimiser_cleared():
    model, other = net(), net()
    optimizer, wrong = sgd(model), sgd(other)
    for _ in range(12):
        wrong.zero_grad()
        loss_of(model).backward()
        optimizer.step()


def half_of_the_model_cleared():
    encoder, head = net(), nn.Linear(2, 2)
    optimizer = sgd(encoder, head)
    for _ in range(12):
        head.zero_grad()
        F.mse_loss(head(encoder(X)), Y).backward()
        optimizer.step()


def closure_without_zero_grad():
    model = net()
    optimizer = sgd(model)

    def closure():
        loss = loss_of(model)
        loss.backward()
        return loss

    for _ in range(12):
        optimizer.step(closure)


def clipped():
    model = net()
    optimizer = sgd(model)
    for _ in range(12):
        loss_of(model).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        optimizer.step()


def gan_with_one_side_forgotten():
    generator, critic = nn.Linear(2, 4), nn.Linear(4, 1)
    for_generator, for_critic = sgd(generator), sgd(critic)
    for _ in range(12):
        fake = generator(Y)
        (critic(fake.detach()).mean() - critic(X).mean()).backward()
        for_critic.step()
        for_generator.zero_grad()
        (-critic(fake).mean()).backward()
        for_generator.step()


def by_hand_without_zero():
    w = torch.zeros(4, 2, requires_grad=True)
    for _ in range(12):
        ((X @ w - Y) ** 2).mean().backward()
        with torch.no_grad():
            w -= 0.01 * w.grad


def by_hand_through_data():
    w = torch.zeros(4, 2, requires_grad=True)
    for _ in range(12):
        ((X @ w - Y) ** 2).mean().backward()
        w.data -= 0.01 * w.grad.data


# Right programs that look alike.


def cleared(where="first", set_to_none=True):
    model = net()
    optimizer = sgd(model)
    for _ in range(12):
        if where == "first":
            optimizer.zero_grad(set_to_none=set_to_none)
        loss = loss_of(model)
        if where == "before backward":
            optimizer.zero_grad(set_to_none=set_to_none)
        loss.backward()
        optimizer.step()
        if where == "last":
            model.zero_grad(set_to_none=set_to_none)


def accumulated():
    model = net()
    optimizer = sgd(model)
    for _ in range(6):
        for start in range(0, 24, 6):
            (loss_of(model, slice(start, start + 6)) / 4).backward()
        optimizer.step()
        optimizer.zero_grad()


def accumulated_then_cleared_late():
    model = net()
    optimizer = sgd(model)
    for step in range(24):
        if step % 4 == 0:
            optimizer.zero_grad(set_to_none=False)
        (loss_of(model) / 4).backward()
        if step % 4 == 3:
            optimizer.step()


def gan():
    generator, critic = nn.Linear(2, 4), nn.Linear(4, 1)
    for_generator, for_critic = sgd(generator), sgd(critic)
    for _ in range(12):
        for_critic.zero_grad()
        fake = generator(Y)
        critic(fake.detach()).mean().backward()
        (-critic(X).mean()).backward()
        for_critic.step()
        for_generator.zero_grad()
        (-critic(fake).mean()).backward()
        for_generator.step()


def lbfgs():
    model = net()
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=4)

    def closure():
        optimizer.zero_grad()
        loss = loss_of(model)
        loss.backward()
        return loss

    for _ in range(4):
        optimizer.step(closure)


def frozen_part():
    backbone, head = net().requires_grad_(False), nn.Linear(2, 2)
    optimizer = sgd(backbone, head)
    for _ in range(12):
        optimizer.zero_grad()
        F.mse_loss(head(backbone(X)), Y).backward()
        optimizer.step()


def two_optimisers_on_one_gradient():
    model = net()
    first, second = sgd(model), torch.optim.Adam(model.parameters(), lr=1e-4)
    for _ in range(12):
        first.zero_grad()
        loss_of(model).backward()
        first.step()
        second.step()


def models_one_after_another():
    for _ in range(4):
        model = net()
        loss_of(model).backward()
        sgd(model).step()


def replaced():
    model = net()
    optimizer = sgd(model)
    for _ in range(12):
        grads = torch.autograd.grad(loss_of(model), list(model.parameters()))
        for parameter, grad in zip(model.parameters(), grads, strict=True):
            parameter.grad = grad
        optimizer.step()


def by_hand_cleared():
    w = torch.zeros(4, 2, requires_grad=True)
    for _ in range(12):
        ((X @ w - Y) ** 2).mean().backward()
        with torch.no_grad():
            w -= 0.01 * w.grad
        w.grad.zero_()


def by_hand_born_anew():
    w = torch.zeros(4, 2, requires_grad=True)
    for _ in range(12):
        ((X @ w - Y) ** 2).mean().backward()
        w = (w - 0.01 * w.grad).detach().requires_grad_()


def by_hand_accumulated():
    w = torch.zeros(4, 2, requires_grad=True)
    for step in range(24):
        ((X @ w - Y) ** 2).mean().backward()
        if step % 3 == 2:
            w.data -= 0.01 * w.grad
            w.grad = None


WRONG = [
    never_cleared,
    cleared_once_per_epoch,
    another_optimiser_cleared,
    half_of_the_model_cleared,
    closure_without_zero_grad,
    clipped,
    gan_with_one_side_forgotten,
    by_hand_without_zero,
    by_hand_through_data,
]
RIGHT = [
    accumulated,
    accumulated_then_cleared_late,
    gan,
    lbfgs,
    frozen_part,
    two_optimisers_on_one_gradient,
    models_one_after_another,
    replaced,
    by_hand_cleared,
    by_hand_born_anew,
    by_hand_accumulated,
]


@pytest.mark.parametrize("program", WRONG, ids=lambda program: program.__name__)
def test_a_gradient_stepped_on_twice_is_seen(heard, program):
    program()
    assert len(heard.leftovers) >= 5
    assert all(event.leftover.norm > 0 and event.leftover.fresh > 0 for event in heard.leftovers)


@pytest.mark.parametrize("program", RIGHT, ids=lambda program: program.__name__)
def test_right_programs_are_silent(heard, program):
    program()
    assert heard.steps or program is by_hand_born_anew
    assert heard.leftovers == []


@pytest.mark.parametrize("set_to_none", [True, False])
@pytest.mark.parametrize("where", ["first", "before backward", "last"])
def test_zero_grad_may_stand_anywhere(heard, where, set_to_none):
    cleared(where, set_to_none)
    assert len(heard.steps) == 12 and heard.leftovers == []


def test_only_the_optimiser_that_forgot_is_named(heard):
    gan_with_one_side_forgotten()
    assert {event.optimiser for event in heard.leftovers} == {"for_critic"}
    assert {event.optimiser for event in heard.steps} == {"for_critic", "for_generator"}


def test_the_norms_are_those_of_the_gradients(heard):
    model = net()
    optimizer = sgd(model)
    expected = []
    for _ in range(8):
        fresh = torch.autograd.grad(loss_of(model), list(model.parameters()))
        before = [torch.zeros(1) if p.grad is None else p.grad.clone() for p in model.parameters()]
        expected.append((float(sum(g.square().sum() for g in before)) ** 0.5, norm(fresh)))
        loss_of(model).backward()
        optimizer.step()
    measured = [(event.leftover.norm, event.leftover.fresh) for event in heard.leftovers]
    assert measured == [pytest.approx(pair, rel=1e-4) for pair in expected[1:]]


def test_one_leftover_a_step_from_the_second_step_on(heard):
    never_cleared()
    assert [event.step for event in heard.leftovers] == list(range(1, 10))  # the next look is at 12
    assert [event.step for event in heard.steps] == list(range(12))


def test_sparse_and_half_gradients_do_not_trouble(heard):
    table = nn.Embedding(10, 4, sparse=True)
    optimizer = torch.optim.SGD(table.parameters(), lr=0.1)
    half = nn.Linear(4, 2).bfloat16()
    other = torch.optim.SGD(half.parameters(), lr=0.1)
    for _ in range(5):
        table(torch.tensor([1, 2])).square().sum().backward()
        optimizer.step()
        half(X.bfloat16()).float().square().mean().backward()
        other.step()
    assert {event.optimiser for event in heard.leftovers} == {"other"}


def norm(tensors):
    return float(sum(t.square().sum() for t in tensors)) ** 0.5
