"""Faults of the training step beside their right twins: each pair differs in what the rule must tell apart."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X, y = torch.randn(90, 4), torch.randint(0, 3, (90,))
loader = DataLoader(TensorDataset(X, y), batch_size=30)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
"""
STEP = """
optimizer.zero_grad()
loss = F.cross_entropy(model(inputs), labels)
loss.backward()
optimizer.step()
"""


def found(body: str) -> set[str]:
    """Return the faults of a body in which `STEP` alone on a line stands for a training step."""
    lines = []
    for line in textwrap.dedent(body).splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        step = line.strip() == "STEP"
        lines += [indent + part for part in STEP.strip().splitlines()] if step else [line]
    return {finding.fault for finding in check(HEAD + "\n".join(lines) + "\n", hints=True).findings}


TOTALS = {
    "reset each epoch": """
        for epoch in range(3):
            total = 0.0
            for inputs, labels in loader:
                STEP
                total += loss.item()
            print(total / len(loader))
        """,
    "reset after each report": """
        total = 0.0
        for epoch in range(3):
            for i, (inputs, labels) in enumerate(loader):
                STEP
                total += loss.item()
                if i % 10 == 9:
                    print(total / 10)
                    total = 0.0
        """,
    "mean over all epochs so far": """
        total = 0.0
        for epoch in range(3):
            for inputs, labels in loader:
                STEP
                total += loss.item()
            print(total / (len(loader) * (epoch + 1)))
        """,
    "divided by what is counted beside it": """
        total, seen = 0.0, 0
        for epoch in range(3):
            for inputs, labels in loader:
                STEP
                total += loss.item()
                seen += 1
            print(total / seen)
        """,
    "shown once, after all epochs": """
        total = 0.0
        for epoch in range(3):
            for inputs, labels in loader:
                STEP
                total += loss.item()
        print(total / len(loader))
        """,
    "a moving average": """
        total = 0.0
        for epoch in range(3):
            for inputs, labels in loader:
                STEP
                total = 0.9 * total + 0.1 * loss.item()
            print(total)
        """,
    "a loss added up before its backward": """
        for epoch in range(3):
            optimizer.zero_grad()
            total = 0.0
            for inputs, labels in loader:
                total = total + F.cross_entropy(model(inputs), labels)
            total.backward()
            optimizer.step()
            print(total.item() / len(loader))
        """,
}


@pytest.mark.parametrize("body", TOTALS.values(), ids=TOTALS)
def test_totals_that_are_reset_or_mean_all_epochs_are_right(body):
    assert "total-not-reset" not in found(body)


@pytest.mark.parametrize("shown", ["total / len(loader)", "total / 3", "100 * total / len(X)", "total"])
def test_a_total_shown_as_one_epochs_is_found(shown):
    body = f"""
        total = 0.0
        for epoch in range(3):
            for inputs, labels in loader:
                STEP
                total += loss.item()
            print(f"epoch {{epoch}}: {{{shown}:.3f}}")
        """
    assert "total-not-reset" in found(body)


WINDOW = """
    {begin}
    for epoch in range(3):
        for i, (inputs, labels) in enumerate(loader):
            STEP
            total += loss.item()
            if (i + 1) % every == 0:
                print(f"{{i}}: {shown}")
                {behind}
    """


@pytest.mark.parametrize("begin", ["every, total = 4, 0", "every = 4; total = 0.0"])
def test_a_total_shown_as_one_windows_is_found_where_it_is_shown(begin):
    body = WINDOW.format(begin=begin, shown="{total / every:.3f}", behind="i = i")
    assert "total-not-reset" in found(body)


@pytest.mark.parametrize(
    ("shown", "behind"),
    [
        ("{total / every}", "total = 0.0"),
        ("{total / (i + 1)}", "i = i"),
        ("{total / len(loader)}", "total = loss.item()"),
    ],
)
def test_a_window_that_is_reset_or_means_all_batches_so_far_is_right(shown, behind):
    assert "total-not-reset" not in found(
        WINDOW.format(begin="every, total = 4, 0", shown=shown, behind=behind)
    )


DROPPED = {
    "in place": "inputs.clamp_(0, 1)",
    "in place by an argument": "F.relu(inputs, inplace=True)",
    "in place by position": "F.relu(inputs, True)",
    "into itself": "torch.clamp(inputs, 0, 1, out=inputs)",
    "a number, waited for": "inputs.sum().item()",
    "a model moved": "model.to('cpu')",
    "done again and kept": "inputs.float(); inputs = inputs.float()",
    "only looked at": "inputs[0]; inputs.mean(0); inputs.shape",
}


@pytest.mark.parametrize("line", DROPPED.values(), ids=DROPPED)
def test_statements_that_do_something_are_not_dropped_results(line):
    assert "result-dropped" not in found(f"for inputs, labels in loader:\n    {line}\n    STEP")


@pytest.mark.parametrize(
    "line",
    [
        *(
            "inputs.to('cpu')",
            "inputs.view(-1, 4)",
            "F.normalize(inputs)",
            "labels.long()",
            "inputs.detach()",
        ),
        *(
            "inputs.unsqueeze(1)",
            "inputs / 255",
            "torch.cat([inputs, inputs])",
            "torch.where(inputs > 0, inputs, 0)",
        ),
    ],
)
def test_results_nobody_keeps_are_dropped(line):
    assert "result-dropped" in found(f"for inputs, labels in loader:\n    {line}\n    STEP")


MODES = {
    "train() each epoch": """
        for epoch in range(3):
            model.train()
            for inputs, labels in loader:
                STEP
            model.eval()
            with torch.no_grad():
                print((model(X).argmax(1) == y).float().mean())
        """,
    "the mode kept and given back": """
        def accuracy():
            was = model.training
            model.eval()
            with torch.no_grad():
                hits = (model(X).argmax(1) == y).float().mean()
            model.train(was)
            return hits

        for epoch in range(3):
            for inputs, labels in loader:
                STEP
            print(accuracy())
        """,
    "back under the same condition": """
        for epoch in range(30):
            for inputs, labels in loader:
                STEP
            if epoch % 10 == 0:
                model.eval()
                with torch.no_grad():
                    print((model(X).argmax(1) == y).float().mean())
                model.train()
        """,
    "one layer frozen on purpose": """
        for epoch in range(3):
            model.train()
            model[2].eval()
            for inputs, labels in loader:
                STEP
            with torch.no_grad():
                print((model(X).argmax(1) == y).float().mean())
        """,
    "eval mode from the start": """
        model.eval()
        for epoch in range(3):
            for inputs, labels in loader:
                STEP
            with torch.no_grad():
                print((model(X).argmax(1) == y).float().mean())
        """,
    "evaluated when all is done": """
        for epoch in range(3):
            for inputs, labels in loader:
                STEP
        model.eval()
        with torch.no_grad():
            print((model(X).argmax(1) == y).float().mean())
        """,
}


@pytest.mark.parametrize("body", MODES.values(), ids=MODES)
def test_modes_that_come_back_or_are_meant_are_right(body):
    assert "train-mode-not-restored" not in found(body)


@pytest.mark.parametrize("guard", ["", "if epoch % 10 == 0: "])
def test_training_after_an_evaluation_in_a_function_is_found(guard):
    body = f"""
        def accuracy():
            model.eval()
            with torch.no_grad():
                return (model(X).argmax(1) == y).float().mean()

        for epoch in range(30):
            for inputs, labels in loader:
                STEP
            {guard}print(accuracy())
        """
    assert "train-mode-not-restored" in found(body)


def test_a_forward_that_a_module_calls_itself_is_its_own_affair():
    body = """
        class Net(nn.Sequential):
            def forward(self, x):
                return super().forward(x.flatten(1))

            def predict(self, x):
                return self.forward(x).argmax(1)

        net = Net(nn.Linear(4, 3))
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(net(inputs), labels)
            loss.backward()
            optimizer.step()
        print(net.predict(X))
        """
    assert "forward-called-directly" not in found(body)
    assert "forward-called-directly" in found(body.replace("net(inputs)", "net.forward(inputs)"))


HELD = {
    "a head put in before": """
        model[3] = nn.Linear(8, 5)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        """,
    "a head put in, and the optimiser made again": """
        model[3] = nn.Linear(8, 5)
        print(model)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        """,
    "a group added": """
        model[3] = nn.Linear(8, 5)
        optimizer.add_param_group({"params": model[3].parameters()})
        """,
    "moved and widened": """
        model = model.to("cpu").float()
        """,
    "a layer without parameters": """
        model[1] = nn.Tanh()
        """,
    "a new part that is frozen": """
        model[3] = nn.Linear(8, 5)
        for parameter in model[3].parameters():
            parameter.requires_grad = False
        """,
    "frozen before, thawed later": """
        for parameter in model.parameters():
            parameter.requires_grad = False
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for parameter in model[3].parameters():
            parameter.requires_grad = True
        """,
    "only the head held, the rest frozen": """
        model[:3].requires_grad_(False)
        for part in (model[0], model[1], model[2]):
            part.requires_grad_(False)
        optimizer = torch.optim.SGD(model[3].parameters(), lr=0.1)
        """,
    "groups of parameters": """
        optimizer = torch.optim.SGD([{"params": model[0].parameters()}, {"params": model[3].parameters()}], lr=0.1)
        """,
    "chosen by name": """
        decayed = [p for n, p in model.named_parameters() if "bias" not in n]
        others = [p for n, p in model.named_parameters() if "bias" in n]
        optimizer = torch.optim.SGD([{"params": decayed}, {"params": others, "weight_decay": 0.0}], lr=0.1)
        """,
    "a list that grows": """
        parameters = []
        for part in (model[0], model[3]):
            parameters += list(part.parameters())
        optimizer = torch.optim.SGD(parameters, lr=0.1)
        """,
}
LOOP = """
for inputs, labels in loader:
    optimizer.zero_grad()
    loss = F.cross_entropy(model(inputs), labels)
    loss.backward()
    optimizer.step()
"""


@pytest.mark.parametrize("body", HELD.values(), ids=HELD)
def test_parameters_that_are_held_or_not_to_learn_are_right(body):
    assert found(textwrap.dedent(body) + LOOP).isdisjoint(
        ("optimiser-before-change", "parameters-not-optimised")
    )


@pytest.mark.parametrize(
    "change",
    [
        "model[3] = nn.Linear(8, 5)",
        "model.append(nn.Linear(3, 5))",
        "model[0].weight = nn.Parameter(torch.zeros(8, 4))",
    ],
)
def test_parameters_put_in_later_are_found(change):
    assert "optimiser-before-change" in found(change + LOOP)


def test_a_head_of_a_pretrained_model_put_in_later_is_found():
    model = 'import torchvision\nmodel = torchvision.models.resnet18(weights="DEFAULT")\n'
    head = "model.fc = nn.Linear(512, 3)\n"
    made = "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
    assert "optimiser-before-change" in found(model + made + head + LOOP)
    assert "optimiser-before-change" not in found(model + head + made + LOOP)


@pytest.mark.parametrize("held", ["model[2].parameters()", "model[0].parameters()"])
def test_layers_left_out_of_the_optimiser_are_found(held):
    body = f"""
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
optimizer = torch.optim.SGD({held}, lr=0.1)
"""
    assert "parameters-not-optimised" in found(body + LOOP)


def test_a_part_that_gets_no_gradient_need_not_be_held():
    body = """
        features = nn.Linear(4, 4)
        for inputs, labels in loader:
            with torch.no_grad():
                inputs = features(inputs)
            STEP
        """
    assert "parameters-not-optimised" not in found(body)


LOOPS = {
    "left under a condition": """
        for epoch in range(3):
            for i, (inputs, labels) in enumerate(loader):
                STEP
                if i == 100:
                    break
        """,
    "one batch looked at": """
        for inputs, labels in loader:
            print(inputs.shape, model(inputs).shape)
            break
        """,
    "one batch judged": """
        def look():
            for inputs, labels in loader:
                return (model(inputs).argmax(1) == labels).float().mean()

        for epoch in range(3):
            for inputs, labels in loader:
                STEP
            print(look())
        """,
    "one batch, once, to see whether it can be learnt": """
        for inputs, labels in loader:
            break
        for step in range(100):
            STEP
        """,
    "an iterator made in each epoch": """
        for epoch in range(3):
            batches = iter(loader)
            for inputs, labels in batches:
                STEP
        """,
    "a stream gone on with, piece by piece": """
        from itertools import islice

        batches = iter(loader)
        for epoch in range(3):
            for inputs, labels in islice(batches, 10):
                STEP
        """,
    "a stream left and taken up again": """
        batches = iter(loader)
        for epoch in range(3):
            for i, (inputs, labels) in enumerate(batches):
                STEP
                if i == 9:
                    break
        """,
    "tried again after an error": """
        def fit():
            for attempt in range(3):
                try:
                    for inputs, labels in loader:
                        STEP
                    return loss.item()
                except RuntimeError:
                    print("again")
        fit()
        """,
}


@pytest.mark.parametrize("body", LOOPS.values(), ids=LOOPS)
def test_loops_left_on_purpose_are_right(body):
    assert "loop-cut-short" not in found(body)


@pytest.mark.parametrize("made", ["iter(loader)", "enumerate(loader)", "zip(range(9), loader)"])
def test_an_iterator_made_once_for_all_epochs_is_found(made):
    part = "inputs, labels" if made.startswith("iter") else "_, (inputs, labels)"
    body = f"""
        batches = {made}
        for epoch in range(3):
            for {part} in batches:
                STEP
        """
    assert "loop-cut-short" in found(body)


def test_a_metric_of_the_first_batch_alone_is_found():
    body = """
        def accuracy():
            model.eval()
            hits = 0
            with torch.no_grad():
                for inputs, labels in loader:
                    hits += (model(inputs).argmax(1) == labels).sum().item()
                    return hits / len(X)

        for epoch in range(3):
            model.train()
            for inputs, labels in loader:
                STEP
        print(accuracy())
        """
    assert "loop-cut-short" in found(body)


WEIGHTS = {
    "a copy": "best = copy.deepcopy(model.state_dict())",
    "a copy by hand": "best = {k: v.clone() for k, v in model.state_dict().items()}",
    "a file": 'torch.save(model.state_dict(), "best.pt"); best = torch.load("best.pt")',
}
KEEPING = """
        import copy

        best, lowest = None, 9.0
        for epoch in range(9):
            for inputs, labels in loader:
                STEP
            if loss.item() < lowest:
                lowest = loss.item()
                {keep}
        model.load_state_dict(best)
        """


@pytest.mark.parametrize("keep", WEIGHTS.values(), ids=WEIGHTS)
def test_weights_that_are_copied_or_saved_at_once_are_kept(keep):
    assert "best-weights-lost" not in found(KEEPING.replace("{keep}", keep))


def test_weights_that_are_not_copied_are_lost():
    assert "best-weights-lost" in found(KEEPING.replace("{keep}", "best = model.state_dict()"))
    saved = KEEPING.replace("model.load_state_dict(best)", 'torch.save({"model": best}, "best.pt")')
    assert "best-weights-lost" in found(saved.replace("{keep}", "best = model.state_dict()"))


STATES = {
    "the last weights, taken anew each epoch": """
        for epoch in range(9):
            for inputs, labels in loader:
                STEP
            last = model.state_dict()
        torch.save(last, "last.pt")
        """,
    "another model's": """
        twin = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 3))
        first = model.state_dict()
        for epoch in range(9):
            for inputs, labels in loader:
                STEP
        twin.load_state_dict(first)
        """,
    "some names fit": """
        for inputs, labels in loader:
            STEP
        torch.save(model.state_dict(), "body.pt")
        body = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 5))
        body.load_state_dict(torch.load("body.pt"), strict=False)
        """,
}


@pytest.mark.parametrize("body", STATES.values(), ids=STATES)
def test_states_that_are_what_they_are_taken_for_are_right(body):
    assert "best-weights-lost" not in found(body)


def test_weights_of_which_no_name_fits_are_lost():
    body = """
        for inputs, labels in loader:
            STEP
        torch.save(nn.Sequential(model).state_dict(), "whole.pt")
        model.load_state_dict(torch.load("whole.pt"), strict=False)
        """
    assert "best-weights-lost" not in found(body.replace("nn.Sequential(model)", "model"))
    assert "best-weights-lost" in found(body)


@pytest.mark.parametrize(
    ("model", "name", "wrong"),
    [
        ("resnet18", "classifier", True),
        ("resnet18", "fc", False),
        ("vgg16", "fc", True),
        ("vgg16", "classifier", False),
    ],
)
def test_a_head_belongs_under_the_name_its_model_has(model, name, wrong):
    body = f"""
import torchvision
model = torchvision.models.{model}(weights="DEFAULT")
model.{name} = nn.Linear(512, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
"""
    assert ("head-on-the-wrong-name" in found(body + LOOP)) is wrong
    beside = LOOP.replace("model(inputs)", f"model.{name}(model(inputs))")
    assert "head-on-the-wrong-name" not in found(body + beside)


@pytest.mark.parametrize(
    ("freezing", "wrong"),
    [
        ("model[0].requires_grad = False", True),
        ("for layer in model:\n    layer.requires_grad = False", True),
        ("model[0].requires_grad_(False)", False),
        ("for parameter in model[0].parameters():\n    parameter.requires_grad = False", False),
        ("model[0].weight.requires_grad = False", False),
    ],
)
def test_only_parameters_have_a_requires_grad(freezing, wrong):
    assert ("head-on-the-wrong-name" in found(freezing + LOOP)) is wrong
