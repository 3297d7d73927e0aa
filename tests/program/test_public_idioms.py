"""Idioms of public training code that once raised a false alarm, beside the twin that is at fault."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import torch
import torch.nn.functional as F
from torch import nn
from distutils.version import LooseVersion
from packaging import version
from store import make_model, loader, Rows
"""


def found(body: str) -> set[str]:
    """Return the faults above `note` of a program."""
    findings = check(HEAD + textwrap.dedent(body), hints=True).findings
    return {finding.fault for finding in findings if finding.severity != "note"}


NOISY_LAYER = """
class Noisy(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(o, i, 3, 3))
        {flag}

    {more}

    def forward(self, x, with_penalty=True):
        if self.plain:
            with_penalty = False
        out = F.conv2d(x, self.weight)
        return (out, self.weight.sum()) if with_penalty else out

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = Noisy(1, 8), Noisy(8, 8)

    def forward(self, x):
        x, one = self.first(x)
        {flat}
        x, other = self.second(F.relu(x))
        return F.max_pool2d(x, 2), one + other

net = Net()
out, penalty = net(torch.randn(4, 1, 28, 28))
"""
PROPERTY = """@property
    def plain(self):
        return self._plain

    @plain.setter
    def plain(self, value):
        self._plain = value"""
FLAGS = {
    "a property with a setter": ("self._plain = False", PROPERTY),
    "an attribute of a base that is not seen": ("pass", ""),
}


@pytest.mark.parametrize("name", FLAGS)
def test_a_flag_that_a_property_or_an_unseen_base_gives_is_not_true(name: str) -> None:
    flag, more = FLAGS[name]
    right = NOISY_LAYER.format(flag=flag, more=more, flat="")
    assert "flatten-before-convolution" not in found(right)


def test_a_flat_row_that_reaches_a_convolution_is_seen_where_the_flag_is_known() -> None:
    wrong = NOISY_LAYER.format(flag="self.plain = False", more="", flat="x = x.flatten(1)")
    assert "flatten-before-convolution" in found(wrong)


OF_SEVERAL = """
class Small(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = sizes.build()

    def forward(self, x):
        return self.layers(x)

class Large(Small):
    pass

def build(name, sizes):
    if name == "small":
        return Small(sizes)
    if name == "large":
        return Large(sizes)
    raise ValueError(name)

def train(name, sizes, gpus):
    model = build(name, sizes)
    optimizer = torch.optim.Adam(model.parameters())
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        {clear}
        loss.backward()
        optimizer.step()
"""


def test_one_of_several_models_is_cleared_by_its_own_zero_grad() -> None:
    assert "gradients-accumulate" not in found(OF_SEVERAL.format(clear="model.zero_grad()"))
    assert "gradients-accumulate" in found(OF_SEVERAL.format(clear="pass"))


VERSIONED = """
def loss_of(scores, target):
    if {test}:
        log_p = F.log_softmax(scores)
    else:
        log_p = F.log_softmax(scores, dim=1)
    return F.nll_loss(log_p, target)

model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in loader:
    optimizer.zero_grad()
    loss_of(model(x), y).backward()
    optimizer.step()
"""
OLD = [
    'LooseVersion(torch.__version__) < LooseVersion("0.3")',
    'torch.__version__ < "0.4.0"',
    'version.parse("1.2") > version.parse(torch.__version__)',
    'not version.parse(torch.__version__) >= version.parse("1.0.0")',
]


@pytest.mark.parametrize("test", OLD)
def test_the_arm_for_a_torch_nobody_has_is_not_read(test: str) -> None:
    assert "softmax-without-dim" not in found(VERSIONED.format(test=test))


@pytest.mark.parametrize("test", ['torch.__version__ < "2.1"', 'LooseVersion(torch.__version__) > "0.3"'])
def test_the_arm_for_a_torch_that_is_in_use_is_read(test: str) -> None:
    assert "softmax-without-dim" in found(VERSIONED.format(test=test))


QUANTISED = """
class Quantiser(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.encoder, self.decoder = nn.Linear(8, 4), nn.Linear(4, 8)
        self.codes = make_model(args)

    def forward(self, x):
        code, penalty, ids = self.codes(self.encoder(x))
        return self.decoder(code), penalty, ids

    def loss(self, out, penalty, x):
        return F.mse_loss(out, x) + penalty

data = Rows("all.pt")
{split}
loader = torch.utils.data.DataLoader(data, batch_size=8, shuffle=True)
model = Quantiser(8)
optimizer = torch.optim.Adam(model.parameters())
best = float("inf")
for epoch in range(9):
    total = 0.0
    for x in {over}:
        with torch.{grad}():
            out, penalty, ids = model(x)
            loss = model.loss(out, penalty, x)
        total += loss.item()
    for x in loader:
        out, penalty, ids = model(x)
        loss = model.loss(out, penalty, x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if total < best:
        best = total
        torch.save(model.state_dict(), "best.pt")
model.eval()
test_loader = torch.utils.data.DataLoader({tested}, batch_size=8)
right = 0
with torch.no_grad():
    for x in test_loader:
        out, penalty, ids = model(x)
        right += F.mse_loss(out, x).item()
print(right)
"""


def test_rows_learnt_from_through_code_not_seen_are_no_test_set() -> None:
    same = QUANTISED.format(split="", over="loader", grad="no_grad", tested="data")
    assert "test-set-chooses-the-model" not in found(same)
    other = QUANTISED.format(
        split='kept = Rows("held.pt")\nheld = torch.utils.data.DataLoader(kept, batch_size=8)',
        over="held",
        grad="no_grad",
        tested="kept",
    )
    assert "test-set-chooses-the-model" in found(other)


IN_A_DICT = """
class Net(nn.Module):
    def __init__(self, sizes=(4, 5)):
        super().__init__()
        self.tables = {{}}
        for i, size in enumerate(sizes):
            table = nn.Embedding(size, 8)
            self.tables[i] = table
            {registered}
        self.head = nn.Linear(8, 3)

    def forward(self, ids):
        return self.head(sum(table(ids[:, i]) for i, table in self.tables.items()))

model = Net()
optimizer = torch.optim.Adam(model.parameters())
for ids, y in loader:
    optimizer.zero_grad()
    F.cross_entropy(model(ids), y).backward()
    optimizer.step()
"""


@pytest.mark.parametrize("registered", ['setattr(self, f"table_{i}", table)', "setattr(self, str(i), table)"])
def test_layers_of_a_dictionary_that_setattr_registers_are_not_hidden(registered: str) -> None:
    assert "layers-in-a-list" not in found(IN_A_DICT.format(registered=registered))
    assert "layers-in-a-list" in found(IN_A_DICT.format(registered="pass"))


FIXED = """
class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 4)

    def forward(self, x):
        return self.layer(x)

model, judge = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8)), Encoder()
{fixed}
optimizer = torch.optim.Adam(model.parameters())
for x, y in loader:
    optimizer.zero_grad()
    F.mse_loss(judge(model(x)), judge(x)).backward()
    optimizer.step()
"""
MEANT = {
    "a judge whose weights are loaded": 'judge.load_state_dict(torch.load("judge.pt"))\njudge.eval()',
    "a read-out whose numbers are given": "judge.layer.weight = nn.Parameter(torch.ones(4, 8))",
}


@pytest.mark.parametrize("fixed", MEANT.values(), ids=MEANT)
def test_what_is_meant_to_stay_needs_no_optimiser(fixed: str) -> None:
    assert "parameters-not-optimised" not in found(FIXED.format(fixed=fixed))
    assert "parameters-not-optimised" in found(FIXED.format(fixed="judge.train()"))


DECODING = """
class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.table, self.cell, self.out = nn.Embedding(9, 8), nn.GRUCell(8, 8), nn.Linear(8, 9)

    def forward(self, word, state):
        state = self.cell(self.table(word), state)
        return self.out(state), state

decoder = Decoder()
optimizer = torch.optim.SGD(decoder.parameters(), lr=0.1)
for words, forced in loader:
    loss, word, state = 0.0, words[0], torch.zeros(4, 8)
    if forced:
        for i in range(1, len(words)):
            scores, state = decoder(word, state)
            loss = loss + F.cross_entropy(scores, words[i])
            word = words[i]
    else:
        for i in range(1, len(words)):
            scores, state = decoder(word, state)
            word = scores.topk(1)[1].squeeze().detach()
            loss = loss + F.cross_entropy(scores{cut}, words[i])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


def test_a_word_that_is_fed_back_detached_cuts_nothing_off() -> None:
    assert "graph-cut" not in found(DECODING.format(cut=""))


CHOOSING = """
class Chooser(nn.Module):
    def __init__(self):
        super().__init__()
        self.rank, self.value = nn.Linear(5, 1), nn.Linear(5, 1)

    def forward(self, offers):
        scores = self.rank(offers).squeeze(-1)
        hard = F.one_hot(scores.argmax(1), 3).float()
        weight = {weight}
        return self.value((weight.unsqueeze(-1) * offers).sum(1))

net = Chooser()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for offers, price in loader:
    optimizer.zero_grad()
    F.mse_loss(net(offers), price).backward()
    optimizer.step()
"""


@pytest.mark.parametrize(
    ("weight", "cut"),
    [
        ("hard", True),
        ("scores.softmax(1)", False),
        ("hard + scores.softmax(1) - scores.softmax(1).detach()", False),
    ],
)
def test_the_best_place_of_scores_cuts_off_what_gives_them(weight: str, cut: bool) -> None:
    """Unless their gradient goes straight through, beside it."""
    assert ("graph-cut" in found(CHOOSING.format(weight=weight))) == cut


EXTRACTING = """
trunk, head = nn.Sequential(nn.Linear(5, 8), nn.ReLU()), nn.Linear(8, 1)
{loaded}
optimizer = torch.optim.SGD([{held}*head.parameters()], lr=0.1)
for x, y in loader:
    with torch.no_grad():
        features = trunk(x)
    optimizer.zero_grad()
    (F.mse_loss(head(features), y){further}).backward()
    optimizer.step()
"""
HELD = "*trunk.parameters(), "


@pytest.mark.parametrize(
    ("loaded", "held", "further", "cut"),
    [
        ("", HELD, "", True),
        ("", "", "", False),
        ('trunk.load_state_dict(torch.load("a.pt"))', HELD, "", False),
        ("trunk.requires_grad_(False)", HELD, "", False),
        ("", HELD, " + trunk(x).square().mean()", False),
    ],
)
def test_what_an_optimiser_holds_and_is_only_asked_without_gradients_learns_nothing(
    loaded: str, held: str, further: str, cut: bool
) -> None:
    source = EXTRACTING.format(loaded=loaded, held=held, further=further)
    assert ("graph-cut" in found(source)) == cut


INSIDE = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk, self.head = nn.Sequential(nn.Linear(5, 8), nn.ReLU()), nn.Linear(8, 1)
    def forward(self, x):
        with {mode}:
            features = self.trunk(x)
        return self.head(features)
net = Net()
{frozen}
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in loader:
    optimizer.zero_grad()
    F.mse_loss(net(x), y).backward()
    optimizer.step()
"""


@pytest.mark.parametrize(
    ("mode", "frozen", "cut"),
    [
        ("torch.no_grad()", "", True),
        ("torch.enable_grad()", "", False),
        ("torch.no_grad()", "net.trunk.requires_grad_(False)", False),
        ("torch.no_grad()", "net.load_state_dict(torch.load('net.pt'))", False),
    ],
)
def test_a_part_that_its_own_model_asks_without_gradients_learns_nothing(
    mode: str, frozen: str, cut: bool
) -> None:
    assert ("graph-cut" in found(INSIDE.format(mode=mode, frozen=frozen))) == cut


HOLDS_ITSELF = """
returns = []
for reward in loader:
    returns.append(returns)
values = torch.tensor(returns)
(values.float() - nn.Linear(1, 1)(values)).pow(2).mean().backward()
"""


def test_a_list_that_holds_itself_ends(caplog: pytest.LogCaptureFixture) -> None:
    found(HOLDS_ITSELF)
    assert not caplog.records


NEW_EACH_ROUND = """
kept = nn.Linear(4, 2)
for case in {cases}:
    model = {model}
    model(torch.randn(3, 4)).sum().backward()
    optimiser = torch.optim.SGD(model.parameters(), 1)
    optimiser.step()
"""


@pytest.mark.parametrize("cases", ["range(3)", '["small", "large"]'])
@pytest.mark.parametrize("model", ["make_model(case)", "nn.Linear(4, 2)"])
def test_what_is_made_new_each_round_accumulates_nothing(cases: str, model: str) -> None:
    """A test of one step for each of several models; a model kept over the rounds accumulates."""
    assert "gradients-accumulate" not in found(NEW_EACH_ROUND.format(cases=cases, model=model))
    assert "gradients-accumulate" in found(NEW_EACH_ROUND.format(cases=cases, model="kept"))
