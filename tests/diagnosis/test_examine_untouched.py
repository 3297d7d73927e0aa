"""`loopwise.examine` leaves everything as it was, and says clearly what it cannot look at."""

from __future__ import annotations

import copy
import random
import threading

import diagnosis.live_models as live
import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, IterableDataset, Sampler, TensorDataset

import loopwise
from loopwise.diagnosis.watching import watch
from loopwise.text import speaking


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)
    np.random.seed(0)
    random.seed(0)


class Augmented(Dataset):
    """Every sample draws from four sources of chance, and is kept."""

    def __init__(self):
        self.x, self.y = live.classes(64)
        self.numbers = np.random.default_rng(1)
        self.chance = random.Random(1)
        self.generator = torch.Generator().manual_seed(1)
        self.kept, self.asked = {}, 0

    def __len__(self):
        return 64

    def __getitem__(self, i):
        self.asked += 1
        self.kept[i] = self.asked
        noise = self.numbers.normal() + self.chance.random() + np.random.rand() + random.random()
        return self.x[i] + noise + torch.randn(20, generator=self.generator) + torch.randn(20), self.y[i]


class Turning(Sampler):
    """Begins somewhere else in every epoch."""

    def __init__(self):
        self.epoch = 0

    def __iter__(self):
        self.epoch += 1
        return iter([(one + self.epoch) % 64 for one in range(64)])

    def __len__(self):
        return 64


def loaders():
    data = Augmented()
    own = torch.Generator().manual_seed(7)
    return {
        "shuffled": DataLoader(data, 16, shuffle=True),
        "own generator": DataLoader(data, 16, shuffle=True, generator=own),
        "workers": DataLoader(data, 16, shuffle=True, num_workers=2, persistent_workers=True),
        "sampler": DataLoader(data, 16, sampler=Turning()),
        "closure": DataLoader(data, 16, shuffle=True, collate_fn=jittered()),
        "list": [live.classes(16), live.classes(16)],
    }


def jittered():
    chance = np.random.default_rng(5)

    def collate(samples):
        x, y = zip(*samples, strict=True)
        return torch.stack(x) + chance.normal(), torch.stack(y)

    return collate


def everything(model, optimizer):
    """What must not change, as numbers and bytes."""
    return {
        "state": {name: one.numpy().tobytes() for name, one in model.state_dict().items()},
        "gradients": [None if one.grad is None else one.grad.numpy().tobytes() for one in model.parameters()],
        "modes": [module.training for module in model.modules()],
        "hooks": [list(module._forward_hooks) for module in model.modules()],
        "momenta": [one.numpy().tobytes() for state in optimizer.state.values() for one in state.values()],
        "torch": torch.get_rng_state().numpy().tobytes(),
        "numpy": [str(one) if np.isscalar(one) else one.tobytes() for one in np.random.get_state()],
        "python": random.getstate(),
    }


def in_training():
    """A model some steps on: gradients, momenta and running statistics are there, a layer is in eval mode."""
    model = nn.Sequential(
        nn.Linear(20, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 5), nn.BatchNorm1d(5)
    )
    model[-1].eval()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    x, y = live.classes(32)
    for _ in range(3):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    return model, optimizer


@pytest.mark.parametrize("kind", ["shuffled", "own generator", "workers", "sampler", "closure", "list"])
def test_everything_is_as_before_and_so_is_the_next_epoch(kind):
    expected, found = [], []
    for examined, batches in ((False, expected), (True, found)):
        torch.manual_seed(0), np.random.seed(0), random.seed(0)
        model, optimizer = in_training()
        loader = loaders()[kind]
        before = everything(model, optimizer)
        if examined:
            report = loopwise.examine(model, loader, nn.CrossEntropyLoss(), optimizer, seconds=2)
            assert report.by_heart is not None, report
        assert everything(model, optimizer) == before
        batches += [(x.numpy().tobytes(), y.tolist()) for x, y in loader]
        batches.append((torch.rand(1).item(), np.random.rand(), random.random()))
        batches.append([(one.asked, one.kept) for one in [getattr(loader, "dataset", Augmented())]])
    assert found == expected


def test_an_examination_that_fails_leaves_everything_as_before():
    model, optimizer = in_training()
    loader = DataLoader(Augmented(), 16, shuffle=True)
    before = everything(model, optimizer)
    report = loopwise.examine(model, loader, lambda o, y: o.undefined, optimizer)
    assert report.stage == "loss" and everything(model, optimizer) == before


def test_a_criterion_that_asks_the_model_itself_changes_nothing_of_it():
    model, optimizer = in_training()
    loader = DataLoader(Augmented(), 16)
    before = everything(model, optimizer)

    def with_penalty(out, y):
        model(torch.randn(8, 20))  # moves the running statistics of the model itself
        penalty = sum(one.square().sum() for one in model.parameters())
        return nn.functional.cross_entropy(out, y) + 1e-4 * penalty

    report = loopwise.examine(model, loader, with_penalty, optimizer, seconds=2)
    assert report.healthy and everything(model, optimizer) == before


def test_hooks_that_write_down_what_passes_are_not_asked():
    model, _ = in_training()
    met = []
    model[0].register_forward_hook(lambda module, given, output: met.append(output))
    report = loopwise.examine(model, [live.classes(16)], nn.CrossEntropyLoss(), seconds=1)
    assert met == [] and "hooks:1" in report.notes


class Remembers(nn.Module):
    """Needs its hook."""

    def __init__(self):
        super().__init__()
        self.net = live.mlp()
        self.met = {}
        self.net[0].register_forward_hook(self.note)

    def note(self, module, given, output):
        self.met["hidden"] = output

    def forward(self, x):
        self.net(x)
        return self.net[1:](self.met["hidden"])


def test_a_model_that_needs_its_hooks_keeps_them():
    report = loopwise.examine(Remembers(), live.rows(*live.classes()), nn.CrossEntropyLoss())
    assert report.healthy and report.by_heart.verdict == "learnt"


def test_a_watch_that_is_running_hears_nothing_of_it():
    with watch(source=lambda: None) as watched:
        loopwise.examine(*live.softmax_before_cross_entropy(), seconds=1)
    report = watched.report()
    assert report.steps == 0 and not report.findings


def test_a_watch_goes_on_afterwards():
    with watch(source=lambda: None) as watched:
        loopwise.examine(*live.mlp_classifier(), seconds=1)
        in_training()
    assert watched.report().steps == 3


# what cannot be looked at, or only in part


def headline(report):
    with speaking("en"):
        from loopwise.rendering.examined import headline

        return headline(report)


class Locked(nn.Sequential):
    def __init__(self):
        super().__init__(live.mlp())
        self[0].lock = threading.Lock()


class Generated(IterableDataset):
    def __init__(self):
        self.source = (live.classes(1) for _ in range(9))

    def __iter__(self):
        return self.source


@pytest.mark.parametrize(
    ("model", "loader", "says"),
    [
        (live.mlp(), [], "gives no batch"),
        (live.mlp(), DataLoader(TensorDataset(torch.ones(3, 20)), 8, drop_last=True), "gives no batch"),
        (live.mlp(), iter([live.classes(8)]), "list_iterator"),
        (live.mlp(), DataLoader(Generated()), "generator"),
        (live.mlp(), (batch for batch in [live.classes(8)]), "generator"),
        (Locked(), [live.classes(8)], "Locked.0.lock"),
        (live.mlp(), ["a text"], "is: 'a text'"),
        (live.mlp(), [("one text", "another")], "is: tuple"),
        (
            live.mlp(),
            [{"left": torch.ones(8, 3), "right": torch.ones(8, 3), "y": torch.ones(8)}],
            "left, right",
        ),
        (live.mlp(), [{"pixels": torch.ones(8, 20)}], "Its keys: pixels"),
        (Locked(), [3], "This one is: 3"),
        (live.mlp(), 3, "taking a batch"),
        (live.mlp().to("meta"), [live.classes(8)], "meta device"),
    ],
)
def test_it_says_what_it_met(model, loader, says):
    report = loopwise.examine(model, loader, nn.CrossEntropyLoss(), live.adam(model))
    assert says in headline(report) and not report.healthy and report.optimizers[0].held == 4
    with speaking("ko"):
        assert "None" not in str(report)


def test_an_iterator_is_not_used_up():
    batches = iter([1, 2])
    loopwise.examine(live.mlp(), batches, nn.CrossEntropyLoss())
    assert list(batches) == [1, 2]


class Strings(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.EmbeddingBag(64, 8)
        self.head = nn.Linear(8, 2)

    def forward(self, texts):
        ids = torch.tensor([[ord(letter) % 64 for letter in text[:4]] for text in texts])
        return self.head(self.embedding(ids))


def test_a_model_of_texts_gets_its_texts():
    texts = ["good", "poor", "fine", "dull"]
    batch = texts, torch.tensor([1, 0, 1, 0])
    report = loopwise.examine(Strings(), [batch], nn.CrossEntropyLoss())
    assert report.healthy and report.batch[0].kind == "list (4) of str"


def test_the_loader_of_a_failing_dataset_is_explained():
    samples = [(torch.ones(3), 1), (torch.ones(4), 1)]
    report = loopwise.examine(live.mlp(), DataLoader(samples, 2), nn.CrossEntropyLoss())
    assert report.stage == "batch" and "stack expects" in str(report)


def test_one_sample_and_batch_norm_are_explained():
    model = nn.Sequential(nn.Linear(20, 5), nn.BatchNorm1d(5))
    report = loopwise.examine(model, [live.classes(1)], nn.CrossEntropyLoss())
    assert report.stage == "model" and "batch-norm-on-one-sample" in str(report)


def test_a_compiled_model_is_examined_without_being_compiled():
    model, loader, criterion, optimizer = live.mlp_classifier()
    compiled = torch.compile(model, backend=never)
    report = loopwise.examine(compiled, loader, criterion, optimizer)
    assert report.healthy and report.notes == ("compiled",) and report.optimizers[0].held == 4
    model.compile(backend=never)
    assert loopwise.examine(model, loader, criterion, optimizer).healthy


def never(graph, inputs):
    raise AssertionError("it was compiled")


def test_a_model_without_a_loss_of_its_own_needs_a_criterion():
    assert "Tensor (32, 5)" in headline(loopwise.examine(live.mlp(), live.rows(*live.classes()), None))


def test_a_model_in_eval_mode_is_examined_in_train_mode():
    model, loader, criterion, optimizer = live.cnn_with_batch_norm()
    report = loopwise.examine(model.eval(), loader, criterion, optimizer)
    assert report.mode == "eval" and "train mode" in report.notes and report.healthy
    assert not any(module.training for module in model.modules())


def test_a_lazy_model_stays_lazy():
    model = nn.Sequential(nn.LazyLinear(16), nn.ReLU(), nn.LazyLinear(5))
    assert loopwise.examine(model, live.rows(*live.classes()), nn.CrossEntropyLoss()).healthy
    assert nn.parameter.is_lazy(model[0].weight)


class Stateful(nn.Module):
    """Keeps its hidden state between batches, cut off as it should be."""

    def __init__(self):
        super().__init__()
        self.rnn, self.head, self.hidden = nn.GRU(6, 24, batch_first=True), nn.Linear(24, 3), None

    def forward(self, x):
        kept = self.hidden if self.hidden is not None and self.hidden.shape[1] == len(x) else None
        out, self.hidden = self.rnn(x, None if kept is None else kept.detach())
        return self.head(out[:, -1])


def test_a_hidden_state_with_a_graph_is_copied_and_stays():
    model, batch = Stateful(), (torch.randn(16, 7, 6), torch.randint(0, 3, (16,)))
    model(batch[0])
    kept = model.hidden
    report = loopwise.examine(model, [batch], nn.CrossEntropyLoss(), live.adam(model))
    assert report.gradients and model.hidden is kept and kept.grad_fn is not None


def test_a_batch_the_model_writes_into_is_not_changed():
    class Writes(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = live.mlp()

        def forward(self, x):
            return self.net(x.mul_(0.5))

    x, y = live.classes(16)
    before = x.clone()
    assert loopwise.examine(Writes(), [(x, y)], nn.CrossEntropyLoss()).healthy
    assert torch.equal(x, before)


def test_a_model_that_prints_is_quiet(capsys):
    class Prints(nn.Sequential):
        def forward(self, x):
            print(x.shape)
            return super().forward(x)

    loopwise.examine(Prints(live.mlp()), live.rows(*live.classes()), nn.CrossEntropyLoss(), seconds=1)
    assert capsys.readouterr().out == ""


def test_it_learns_under_no_grad_too():
    with torch.no_grad():
        assert loopwise.examine(*live.mlp_classifier()).healthy
        assert not torch.is_grad_enabled()


def test_shared_parts_of_model_and_criterion_stay_shared():
    class Center(nn.Module):
        def __init__(self, head):
            super().__init__()
            self.head = head

        def forward(self, out, y):
            return nn.functional.cross_entropy(out, y) + 1e-3 * self.head.weight.square().sum()

    model = live.mlp()
    before = copy.deepcopy(model.state_dict())
    report = loopwise.examine(model, live.rows(*live.classes()), Center(model[2]), live.adam(model))
    assert report.healthy and all(torch.equal(before[key], one) for key, one in model.state_dict().items())


def test_progress_is_told():
    told = []
    loopwise.examine(*live.mlp_classifier(), progress=lambda done, most: told.append((done, most)))
    assert told[0][0] == 1 and told == sorted(told) and told[-1][0] <= told[-1][1]
