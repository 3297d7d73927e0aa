"""Evaluations as they are heard: who was asked how, which rows came, and nothing of it left behind."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from loopwise.diagnosis.watching import watch
from loopwise.runtime import Asked, Compared, LoadEvent, Noise, PassEvent, Recorder
from loopwise.runtime.rows import Keys, keys_of


@pytest.fixture(autouse=True)
def nothing_compiled():
    torch._dynamo.reset()  # where something was compiled, nobody is asked


def data(rows=60):
    torch.manual_seed(0)
    return torch.randn(rows, 4), torch.randint(0, 3, (rows,))


def net():
    return nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 3))


def train(model, loader, epochs=1):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def heard(program, kind):
    events = []
    with Recorder(events.append).attached():
        program()
    return [event for event in events if isinstance(event, kind)]


def test_a_pass_is_told_with_what_it_delivered_and_whether_anything_went_back():
    loader, test = (DataLoader(TensorDataset(*data()), batch_size=16) for _ in range(2))

    def program():
        model = net()
        train(model, loader, epochs=2)
        for batch, (x, _) in enumerate(test):
            model(x)
            if batch == 1:
                break

    first, second, cut = heard(program, PassEvent)
    assert (first.batches, first.length, first.backwards, first.exhausted) == (4, 4, 4, True)
    assert (second.loader, second.number, second.loop) == (first.loader, 2, True)
    assert (cut.batches, cut.backwards, cut.exhausted) == (2, 0, False)


def test_an_evaluation_in_the_middle_of_a_pass_that_trains_is_told_as_one():
    """From the second pass on the batches of a training are only counted; what happens between them is not."""
    loader, test = (DataLoader(TensorDataset(*data()), batch_size=6) for _ in range(2))

    def program():
        model = net()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for epoch in range(3):
            for batch, (x, y) in enumerate(loader):
                optimizer.zero_grad()
                F.cross_entropy(model(x), y).backward()
                optimizer.step()
                if epoch and batch == 4:
                    with torch.no_grad():
                        for x_test, _ in test:
                            model(x_test)

    events = []
    with Recorder(events.append).attached():
        program()
    told = [(one.batches, one.backwards, one.exhausted) for one in events if isinstance(one, PassEvent)]
    trained, evaluated = (10, 10, True), (10, 0, True)
    assert told == [trained, evaluated, trained, evaluated, trained]
    assert {(one.inside, one.training) for one in events if isinstance(one, Asked)} == {(False, True)}


def test_one_line_that_trains_and_judges_by_turns_over_one_loader_is_heard_in_every_turn():
    """Where all passes have trained the next one is expected to; one that has not by its second batch is looked at."""
    loader = DataLoader(TensorDataset(*data()), batch_size=16)

    def program():
        model = net()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for trains in (True, False) * 3:
            for x, y in loader:
                loss = F.cross_entropy(model(x), y)
                if trains:
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()

    asked = heard(program, Asked)
    assert {one.training for one in asked} == {True} and {one.graph for one in asked} == {True}
    assert len({one.step for one in asked}) == 3


def test_who_is_asked_in_training_mode_is_told_and_what_goes_back_is_not():
    loader = DataLoader(TensorDataset(*data()), batch_size=16)
    model = net()

    def program():
        train(model, loader, epochs=2)
        with torch.no_grad():
            for x, y in loader:
                F.cross_entropy(model(x), y)
        model.eval()
        F.cross_entropy(model(data()[0]), data()[1])

    asked = heard(program, Asked)
    assert {(one.training, one.layers) for one in asked} == {(True, "Dropout"), (False, "")}
    assert {(one.graph, one.judged) for one in asked if not one.training} == {(True, True)}
    assert all(one.step == 8 for one in asked)


@pytest.mark.parametrize("always", [True, False])
def test_weights_that_an_attention_drops_in_eval_mode_are_told(always):
    class Attending(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(4, 3)

        def forward(self, x):
            rows = x.unsqueeze(1)
            rate = 0.5 if always or self.training else 0.0
            return self.layer(F.scaled_dot_product_attention(rows, rows, rows, dropout_p=rate).squeeze(1))

    def program():
        model = Attending()
        train(model, DataLoader(TensorDataset(*data()), batch_size=16))
        model.eval()
        with torch.no_grad():
            model(data()[0])

    told = heard(program, Noise)
    assert [one.rate for one in told] == ([0.5] if always else [])


def test_one_line_that_asks_one_input_twice_is_told_and_an_input_that_comes_again_after_steps_is_not():
    rows, labels = data()

    def program():
        model = net()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(4):  # one step with all rows
            optimizer.zero_grad()
            F.cross_entropy(model(rows), labels).backward()
            optimizer.step()
            with torch.no_grad():
                F.cross_entropy(model(rows), labels)
                (model(rows).argmax(1) == labels).float().mean()
        for _ in range(3):  # sampled on purpose
            with torch.no_grad():
                model(rows)
        for turn in range(3):  # a buffer in the memory of the one before
            with torch.no_grad():
                model(torch.full((5, 4), float(turn)))

    asked = heard(program, Asked)
    sampled = [one for one in asked if one.rows == 60 and one.step == 4][2:]
    assert [one.again for one in sampled] == [False, True, True]
    assert not any(one.again for one in asked if one not in sampled) and len(asked) == 14


def test_the_accuracy_of_both_modes_is_that_of_the_model():
    x, y = data(200)
    model = net()
    with watch(source=lambda: None) as watched:
        train(model, DataLoader(TensorDataset(x, y), batch_size=20), epochs=3)
        with torch.no_grad():
            for a, b in DataLoader(TensorDataset(x, y + 0), batch_size=200):
                F.cross_entropy(model(a), b)
    [finding] = [one for one in watched.findings if one.fault == "eval-mode-missing"]
    with torch.no_grad():
        exact = (model.eval()(x).argmax(1) == y).float().mean().item()
    assert finding.evidence["right_eval"] == pytest.approx(exact) and finding.evidence["rows"] == 200
    assert 0 < finding.evidence["changed"] < 1


def test_a_column_against_a_row_is_told_with_the_shapes():
    def program():
        x, y = data()[0], torch.randint(0, 2, (60,)).float()
        model = nn.Linear(4, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(3):
            optimizer.zero_grad()
            F.binary_cross_entropy_with_logits(model(x), y.unsqueeze(1)).backward()
            optimizer.step()
        with torch.no_grad():
            pred = (model(x) > 0).float()
        (pred == y).float().mean()

    [met] = [one for one in heard(program, Compared) if one.how == "equal"]
    assert (met.one, met.other, met.result) == ((60, 1), (60,), (60, 60))


def test_weights_that_are_the_models_own_memory_are_told_from_copies():
    model = net()
    own, copy = model.state_dict(), {name: one.clone() for name, one in model.state_dict().items()}
    first, second = heard(lambda: (model.load_state_dict(own), model.load_state_dict(copy)), LoadEvent)
    assert (first.tensors, first.shared, first.loaded) == (4, 4, 0)
    assert (second.shared, second.loaded) == (0, 4)


def test_a_row_is_known_again_by_its_bits_and_no_other():
    rows = torch.randn(500, 7, generator=torch.Generator().manual_seed(0))
    keys = keys_of(rows)
    assert keys_of(rows.flip(0)) == keys[::-1] and len(set(keys)) == 500
    assert set(keys_of(rows.flip(1))).isdisjoint(keys)
    assert set(keys_of(rows + 1e-6)).isdisjoint(keys)


def test_rows_that_come_in_batches_are_known_by_the_same_numbers():
    generator = torch.Generator().manual_seed(0)
    shapes = [(7, 5)] * 20 + [(3, 5), (4, 2, 3), (2, 70_000), (7, 5)]
    batches = [torch.randn(shape, generator=generator) for shape in shapes]
    told, noted = Keys(), [batch.clone() for batch in batches]
    for batch in batches:
        assert told.add(batch)
        batch.zero_()  # a program may use its memory again
    assert not told.add(torch.ones(3)) and not told.add(torch.empty(0, 5))
    assert told.all() == [key for batch in noted for key in keys_of(batch)]


@pytest.mark.parametrize(
    ("layer", "found"),
    [
        (nn.LSTM(4, 8), ["batch-axis-is-time"]),
        (nn.LSTM(4, 8, batch_first=True), []),
        (nn.GRU(4, 8, bidirectional=True), ["batch-axis-is-time"]),
    ],
    ids=["time first", "batch first", "both ways"],
)
def test_samples_that_change_one_anothers_answers_are_found(layer, found):
    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer, self.head = layer, nn.LazyLinear(3)

        def forward(self, x):
            return self.head(self.layer(x)[0][:, -1])

    x, y = torch.randn(40, 5, 4), torch.randint(0, 3, (40,))
    model = Recurrent()
    model(x)
    with watch(source=lambda: None) as watched:
        train(model, DataLoader(TensorDataset(x, y), batch_size=8), epochs=2)
        model.eval()
        with torch.no_grad():
            F.cross_entropy(model(x), y)
    assert [one.fault for one in watched.findings if one.fault == "batch-axis-is-time"] == found


class Attending(nn.Module):
    """One answer a sample, after an attention that may take the samples for steps."""

    def __init__(self, given, **options):
        super().__init__()
        self.given, self.head = given, nn.Linear(4, 3)
        self.layer = nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, **options)

    def forward(self, x):
        return self.head(self.given(self.layer, x))


@pytest.mark.parametrize(
    ("given", "options", "found"),
    [
        (lambda layer, x: layer(x)[:, 0], {}, ["batch-axis-is-time"]),
        (lambda layer, x: layer(x)[:, 0], {"batch_first": True}, []),
        (lambda layer, x: layer(x.transpose(0, 1))[0], {}, []),
        (lambda layer, x: layer(x.mean(1, keepdim=True))[:, 0], {}, []),
    ],
    ids=["samples for steps", "batch first", "transposed", "between samples on purpose"],
)
def test_an_attention_that_takes_samples_for_steps_is_found_where_the_first_step_is_alike_in_all(
    given, options, found
):
    x, y = torch.randn(40, 5, 4), torch.randint(0, 3, (40,))
    x[:, 0] = 0
    model = Attending(given, **options)
    with watch(source=lambda: None) as watched:
        train(model, DataLoader(TensorDataset(x, y), batch_size=8), epochs=2)
        model.eval()
        with torch.no_grad():
            F.cross_entropy(model(x), y)
    assert [one.fault for one in watched.findings if one.fault == "batch-axis-is-time"] == found


def test_an_attention_that_answers_for_every_step_may_be_meant_to_be_given_steps_first():
    x, y = torch.randn(40, 5, 4), torch.randint(0, 3, (40, 5))
    model = Attending(lambda layer, x: layer(x))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with watch(source=lambda: None) as watched:
        for _ in range(3):
            F.cross_entropy(model(x).flatten(0, 1), y.flatten()).backward()
            optimizer.step()
            optimizer.zero_grad()
        with torch.no_grad():
            F.cross_entropy(model(x).flatten(0, 1), y.flatten())
    assert "batch-axis-is-time" not in [one.fault for one in watched.findings]


def test_what_is_tried_after_the_run_leaves_every_random_state_and_the_model_alone():
    x, y = data()
    model = net()
    watched = watch(source=lambda: None)
    train(model, DataLoader(TensorDataset(x, y), batch_size=16), epochs=2)
    with torch.no_grad():
        for a, b in DataLoader(TensorDataset(x, y), batch_size=60):
            F.cross_entropy(model(a), b)

    def state():
        weights = [one.clone() for one in model.state_dict().values()]
        return (
            torch.get_rng_state(),
            np.random.get_state()[1].tolist(),
            random.getstate(),
            weights,
            model.training,
        )

    before = state()
    assert any(one.fault == "eval-mode-missing" for one in watched.stop().findings)
    after = state()
    assert torch.equal(before[0], after[0]) and before[1:3] == after[1:3] and before[4] == after[4]
    assert all(torch.equal(one, other) for one, other in zip(before[3], after[3], strict=True))


def test_an_open_window_closes_with_the_watch():
    hooks = nn.modules.module
    before = (torch.Tensor.__eq__, torch.Tensor.gt, F.dropout, torch.no_grad.__enter__, DataLoader.__iter__)
    watched = watch(source=lambda: None)
    model = net()
    train(model, DataLoader(TensorDataset(*data()), batch_size=16))
    model.eval()  # opens one
    assert hooks._global_forward_hooks and torch.Tensor.__eq__ is not before[0]
    watched.stop()
    assert not hooks._global_forward_hooks and not hooks._global_forward_pre_hooks
    assert (
        torch.Tensor.__eq__,
        torch.Tensor.gt,
        F.dropout,
        torch.no_grad.__enter__,
        DataLoader.__iter__,
    ) == before


@pytest.mark.parametrize("again", [True, False])
def test_loops_that_begin_at_an_iterators_end_are_told(again):
    loader = DataLoader(TensorDataset(*data()), batch_size=16)

    def program():
        model = net()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        batches = enumerate(loader)
        for _ in range(4):
            for _, (x, y) in batches:
                optimizer.zero_grad()
                F.cross_entropy(model(x), y).backward()
                optimizer.step()
            if again:
                batches = enumerate(loader)

    empty = [one for one in heard(program, PassEvent) if one.empty]
    assert [one.empty for one in empty] == ([] if again else [1, 2, 3])
    assert all(one.length == 4 for one in empty)


@pytest.mark.parametrize("before", [False, True])
def test_once_something_is_compiled_nobody_is_asked_and_the_report_says_so(before):
    model, loader = net(), DataLoader(TensorDataset(*data()), batch_size=16)
    by_another_name = torch.compile  # as `from torch import compile` leaves it, imported before the watch
    if before:
        model = by_another_name(model, backend="eager")
    watched = watch()
    try:
        compiled = model if before else torch.compile(model, backend="eager")
        train(compiled, loader)
        with torch.no_grad():
            compiled(loader.dataset.tensors[0])
    finally:
        unseen = watched.stop().not_observed
    assert "compiled-evaluation" in unseen
    assert ("compiled-region" in unseen) is not before


def test_where_nothing_is_compiled_the_report_speaks_of_no_compiler():
    loader = DataLoader(TensorDataset(*data()), batch_size=16)
    with watch() as watched:
        model = net()
        train(model, loader)
        with torch.no_grad():
            model(loader.dataset.tensors[0])
    assert not [key for key in watched.report().not_observed if "compile" in key]


@pytest.mark.parametrize("labels, told", [("classes", 1), ("pairs", 0)])
def test_an_argmax_over_a_batch_of_as_many_samples_as_classes_is_told_unless_pairs_find_each_other(
    labels, told
):
    """Where row and column belong together (a contrastive loss), both directions are right."""
    x = torch.randn(3, 4, generator=torch.Generator().manual_seed(1))

    def program():
        model = net().eval()
        train(model, DataLoader(TensorDataset(*data()), batch_size=16))
        with torch.no_grad():
            answer = model(x)
            wanted = answer.argmax(1) if labels == "classes" else torch.arange(3)
            assert not torch.equal(answer.argmax(0), answer.argmax(1))
            (answer.argmax(0) == wanted).sum()

    ranked = [one.ranked for one in heard(program, Compared) if one.ranked]
    assert len(ranked) == told
    assert all(one.numbers == 3 and one.by_class == 3 and one.right < 3 for one in ranked)


@pytest.mark.parametrize("layer", [nn.LSTM(4, 8), nn.GRU(4, 8)], ids=["LSTM", "GRU"])
@pytest.mark.parametrize("values", [3, 1], ids=["classes", "a number"])
def test_a_recurrence_that_answers_for_every_step_is_given_steps_first_by_default(layer, values):
    class Tagger(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer, self.head = layer, nn.Linear(8, values)

        def forward(self, x):
            return self.head(self.layer(x)[0]).squeeze(-1)  # (T, N, 3) or (T, N)

    x = torch.randn(6, 20, 4)
    model = Tagger()
    optimizer = torch.optim.Adam(model.parameters())
    with watch(source=lambda: None) as watched:
        for _ in range(4):
            optimizer.zero_grad()
            model(x).square().mean().backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            model(x)
    assert "batch-axis-is-time" not in [one.fault for one in watched.findings]


@pytest.mark.parametrize("turned", [True, False])
def test_a_reshape_that_puts_several_samples_into_one_is_named(turned):
    """The last states of a GRU are (directions, N, units)."""

    class Both(nn.Module):
        def __init__(self):
            super().__init__()
            self.gru = nn.GRU(4, 8, batch_first=True, bidirectional=True)
            self.out = nn.Linear(16, 3)

        def forward(self, x):
            states = self.gru(x)[1]
            return self.out((states if turned else states.transpose(0, 1)).reshape(len(x), -1))

    rows, labels = data()
    with watch(source=lambda: None) as watched:
        model = Both()
        train(model, DataLoader(TensorDataset(rows.unsqueeze(1).repeat(1, 5, 1), labels), batch_size=16))
        model.eval()
        with torch.no_grad():
            model(rows.unsqueeze(1).repeat(1, 5, 1))
    told = [one.evidence for one in watched.findings if one.fault == "view-instead-of-permute"]
    assert [(one["before"], one["after"]) for one in told] == ([("(2, 60, 8)", "(60, 16)")] if turned else [])
