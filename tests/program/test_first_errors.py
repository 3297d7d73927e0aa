"""Errors that end a first program, in other forms than the faults' examples; and what only looks like them."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"

REFUSED = {
    "a residual block with a stride": (
        "elementwise-size-mismatch",
        """\
class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(channels, channels, 3, stride=2, padding=1), nn.BatchNorm2d(channels))

    def forward(self, x):
        out = self.body(x)
        out += x
        return F.relu(out)

out = Block(16)(torch.randn(4, 16, 32, 32))
""",
    ),
    "a view by a number made for another picture": (
        "view-size-mismatch",
        """\
conv = nn.Conv2d(3, 6, 5)
x = F.max_pool2d(F.relu(conv(torch.randn(4, 3, 64, 64))), 2)
x = x.reshape(x.shape[0], 6 * 14 * 14)
""",
    ),
    "a way up that does not meet the way down": (
        "cat-size-mismatch",
        """\
down = nn.Conv2d(1, 8, 3)
up = nn.ConvTranspose2d(8, 8, 2, stride=2)
x = torch.randn(2, 1, 33, 33)
skip = down(x)
both = torch.cat((skip, up(F.max_pool2d(skip, 2))), 1)
""",
    ),
    "a large kernel": (
        "image-too-small",
        (
            "stem = nn.Sequential(nn.Conv2d(3, 8, 7, stride=4), nn.MaxPool2d(3, 2), nn.Conv2d(8, 8, 5))\n"
            "out = stem(torch.randn(1, 3, 28, 28))\n"
        ),
    ),
    "an __init__ with single underscores": (
        "required-method-missing",
        """\
class Net(nn.Module):
    def _init_(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)

    def forward(self, x):
        return self.fc(x)

net = Net()
""",
    ),
    "a forward inside __init__": (
        "required-method-missing",
        """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)
        def forward(self, x):
            return self.fc(x)

out = Net()(torch.randn(3, 2))
""",
    ),
    "a recurrent layer in a chain": (
        "tuple-taken-for-tensor",
        (
            "net = nn.Sequential(nn.GRU(8, 16, batch_first=True), nn.ReLU(), nn.Linear(16, 2))\n"
            "out = net(torch.randn(4, 5, 8))\n"
        ),
    ),
    "a model that hands on its state": (
        "tuple-taken-for-tensor",
        """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.fc = nn.RNN(4, 8, batch_first=True), nn.Linear(8, 3)

    def forward(self, x):
        out, h = self.rnn(x)
        return self.fc(out[:, -1]), h

loss = nn.CrossEntropyLoss()(Net()(torch.randn(2, 5, 4)), torch.tensor([0, 1]))
""",
    ),
}

REFUSED |= {
    "a batch that is not taken apart": (
        "tuple-taken-for-tensor",
        """\
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(8, 4), torch.zeros(8).long()), batch_size=4)
net = nn.Sequential(nn.Linear(4, 3))
for batch in loader:
    out = net(batch)
""",
    ),
    "a batch of one tensor that is a list all the same": (
        "tuple-taken-for-tensor",
        """\
from torch.utils.data import DataLoader, TensorDataset

for x in DataLoader(TensorDataset(torch.randn(8, 4)), batch_size=4):
    x = x.to("cpu")
""",
    ),
    "an expand of an axis that is longer than 1": (
        "elementwise-size-mismatch",
        "wide = torch.randn(4, 3).expand(4, 5)\n",
    ),
    "the largest score of one row": (
        "axis-out-of-range",
        "guess = nn.Linear(4, 3)(torch.randn(4)).argmax(1)\n",
    ),
    "a softmax layer behind one sample": (
        "axis-out-of-range",
        """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc, self.softmax = nn.Linear(4, 3), nn.LogSoftmax(dim=1)

    def forward(self, x):
        return self.softmax(self.fc(x))

out = Net()(torch.randn(5, 4)[0])
""",
    ),
    "one picture turned as a batch": (
        "axis-out-of-range",
        "picture = torch.rand(3, 32, 32)\nshown = picture.permute(0, 2, 3, 1)\n",
    ),
    "a batch turned as one picture": (
        "axis-out-of-range",
        "batch = torch.rand(8, 3, 32, 32)\nshown = torch.permute(batch, (1, 2, 0))\n",
    ),
    "a mean over the axes of a picture behind flatten": (
        "axis-out-of-range",
        "x = nn.Conv2d(3, 8, 3)(torch.rand(2, 3, 9, 9)).flatten(1)\npooled = x.mean(dim=(2, 3))\n",
    ),
    "pictures in a dictionary": (
        "sample-not-a-tensor",
        """\
import numpy as np
from PIL import Image
from torch.utils.data import DataLoader, Dataset, random_split

class Pictures(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        picture = Image.fromarray(np.zeros((9, 9), np.uint8)).convert("RGB").resize((8, 8))
        return {"image": picture, "label": index % 2}

train, held_out = random_split(Pictures(), [6, 2])
for batch in DataLoader(train, batch_size=2, shuffle=True):
    print(batch["label"])
""",
    ),
    "a sample that is not returned": (
        "sample-not-a-tensor",
        """\
from torch.utils.data import DataLoader, Dataset

class Rows(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        row = torch.zeros(3)

for rows in DataLoader(Rows(), batch_size=2):
    print(rows.shape)
""",
    ),
}

REFUSED |= {
    "a tensor into the class itself": (
        "arguments-do-not-fit",
        """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        return self.fc(x)

model = Net
out = model(torch.randn(2, 4))
""",
    ),
    "a forward without self": (
        "arguments-do-not-fit",
        """\
class Net(nn.Module):
    def forward(x):
        return x

out = Net()(torch.randn(2, 4))
""",
    ),
    "a setting that is called otherwise": (
        "arguments-do-not-fit",
        """\
class Net(nn.Module):
    def __init__(self, hidden_size=8):
        super().__init__()
        self.fc = nn.Linear(4, hidden_size)

net = Net(hidden_sizes=16)
""",
    ),
    "a base's __init__ with what it does not take": (
        "arguments-do-not-fit",
        """\
class Base(nn.Module):
    def __init__(self):
        super().__init__()

class Net(Base):
    def __init__(self, width):
        super().__init__(width)

net = Net(3)
""",
    ),
    "an evaluation that is called as it was once": (
        "arguments-do-not-fit",
        "def evaluate(model, x, y):\n    return model(x)\n\nevaluate(nn.Linear(2, 1), torch.ones(1, 2))\n",
    ),
    "an id for padding": (
        "ids-outside-embedding",
        """\
words, padding = 5, 5
table = nn.Embedding(words, 3, padding_idx=0)
ids = torch.tensor([[1, 4, padding], [2, padding, padding]])
out = table(ids)
""",
    ),
    "an id of -1": (
        "ids-outside-embedding",
        "out = nn.Embedding(4, 2)(torch.tensor([0, 3, -1]))\n",
    ),
    "a state of half the layers of both ways": (
        "hidden-state-size",
        (
            "rnn = nn.GRU(4, 8, bidirectional=True)\n"
            "out, state = rnn(torch.randn(5, 3, 4), torch.zeros(1, 3, 8))\n"
        ),
    ),
    "a state carried on to a shorter batch": (
        "hidden-state-size",
        """\
from torch.utils.data import DataLoader, TensorDataset

rnn = nn.LSTM(4, 8, batch_first=True)
h, c = torch.zeros(1, 4, 8), torch.zeros(1, 4, 8)
for (x,) in DataLoader(TensorDataset(torch.randn(10, 5, 4)), batch_size=4):
    out, _ = rnn(x, (h, c))
""",
    ),
    "a layer under another name": (
        "attribute-not-there",
        """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc3 = nn.Linear(4, 4), nn.Linear(4, 3)

    def forward(self, x):
        return self.fc2(self.fc1(x))

out = Net()(torch.randn(2, 4))
""",
    ),
    "a forward that ends with its result": (
        "return-missing",
        """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        logits = self.fc(x)

loss = F.cross_entropy(Net()(torch.randn(2, 4)), torch.tensor([0, 1]))
""",
    ),
}

RIGHT = {
    "arguments through a star, a partial and a default": """\
from functools import partial

class Net(nn.Module):
    def __init__(self, width, *, deep=1, **more):
        super().__init__()
        self.fc = nn.Linear(width, 3)

    def forward(self, x, mask=None, *rest):
        return self.fc(x)

settings, inputs = {"width": 4, "deep": 2}, (torch.randn(2, 4), None)
make = partial(Net, 4)
out = Net(**settings)(*inputs), make(seed=3)(torch.randn(2, 4)), make()(torch.randn(2, 4), None, 1, 2)
""",
    "methods without self, and a decorator that adds an argument": """\
def seeded(function):
    def inner(x):
        return function(x, torch.zeros(1))
    return inner

class Net(nn.Module):
    @staticmethod
    def halved(x):
        return x / 2

    @classmethod
    def made(cls, width):
        return cls()

@seeded
def moved(x, start):
    return x + start

net = Net.made(3)
out = moved(net.halved(torch.ones(2)))
""",
    "a base that leaves its subclasses to say what they take": """\
class Base(nn.Module):
    def encode(self, x):
        raise NotImplementedError

    def forward(self, x):
        return self.encode(x, self.scale)

class Net(Base):
    def __init__(self):
        super().__init__()
        self.scale = 2

    def encode(self, x, scale):
        return x * scale

out = Net()(torch.ones(2))
""",
    "classes that share an __init__ in Python's order": """\
class Sized:
    def __init__(self, size):
        super().__init__()
        self.size = size

class Named:
    def __init__(self, *given):
        super().__init__(*given)

class Net(Named, Sized, nn.Module):
    def __init__(self, size):
        super().__init__(size)

net = Net(3)
""",
    "one of two models that take other things": """\
import os

class One(nn.Module):
    def forward(self, x):
        return x

class Two(nn.Module):
    def forward(self, x, y):
        return x + y

many = "TWO" in os.environ
net = Two() if many else One()
out = net(torch.ones(2), torch.ones(2)) if many else net(torch.ones(2))
""",
    "a dataclass whose base has an __init__": """\
from dataclasses import dataclass

class Node:
    def __init__(self, size=None):
        self.size = size

@dataclass
class Named(Node):
    name: str

named = Named(name="x")
""",
    "ids up to the last row": "out = nn.Embedding(4, 2)(torch.randint(0, 4, (3, 5)))\n",
    "a state for each batch, and one of a full last batch": """\
from torch.utils.data import DataLoader, TensorDataset

rnn = nn.GRU(4, 8, batch_first=True)
start = torch.zeros(1, 4, 8)
for (x,) in DataLoader(TensorDataset(torch.randn(8, 5, 4)), batch_size=4):
    out, state = rnn(x, start)
for (x,) in DataLoader(TensorDataset(torch.randn(10, 5, 4)), batch_size=4, drop_last=True):
    out, state = rnn(x, start)
for (x,) in DataLoader(TensorDataset(torch.randn(10, 5, 4)), batch_size=4):
    out, state = rnn(x, torch.zeros(1, x.size(0), 8))
""",
    "attributes that come from elsewhere": """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(4))
        for name in ("one", "two"):
            setattr(self, name, nn.Linear(4, 4))

    def forward(self, x):
        return self.two(self.one(x - self.mean))

class Late(nn.Module):
    def forward(self, x):
        return self.head(x) if self.training else x

late = Late()
late.head = nn.Linear(4, 2)
out = Net()(torch.ones(1, 4)), late(torch.ones(1, 4))
""",
    "a base that its subclasses give their layers": """\
class Base(nn.Module):
    def forward(self, x):
        return self.head(self.body(x))

class Net(Base):
    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Linear(4, 4), nn.Linear(4, 2)

out = Net()(torch.ones(1, 4))
""",
    "a forward that keeps what it computes": """\
class Watch(nn.Module):
    def forward(self, x):
        self.seen = x.mean()

watch = Watch()
watch(torch.ones(2))
print(watch.seen)
""",
    "a batch taken apart in every way": """\
from torch.utils.data import DataLoader, TensorDataset

x, y, net = torch.randn(8, 4), torch.zeros(8), nn.Linear(4, 1)
for (rows,) in DataLoader(TensorDataset(x), 4):
    net(rows)
for batch in DataLoader(TensorDataset(x, y), 4):
    rows, labels = [part.to("cpu") for part in batch]
    net(batch[0] + net(rows))
for rows in DataLoader(x, 4):
    net(rows.to("cpu"))
""",
    "a softmax of one row along its only axis": "p = F.softmax(nn.Linear(4, 3)(torch.randn(4)), dim=-1).argmax(0)\n",
    "a single sample that keeps its batch axis": "p = F.softmax(nn.Linear(4, 3)(torch.randn(5, 4)[:1]), dim=1)\n",
    "tensors of either rank": """\
def shown(picture):
    if picture.dim() == 4:
        return picture.permute(0, 2, 3, 1)
    return picture.permute(1, 2, 0)

one, all_ = shown(torch.rand(3, 8, 8)), shown(torch.rand(2, 3, 8, 8))
""",
    "axes that a star brings": "x = torch.rand(2, 3, 8)\ny = x.view(*x.shape[:2], 4, 2).permute(0, 1, 3, 2)\n",
    "pictures that a collate_fn makes tensors of": """\
import numpy as np
from PIL import Image
from torch.utils.data import DataLoader, Dataset

class Pictures(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        return Image.fromarray(np.zeros((8, 8), np.uint8))

def stacked(pictures):
    return torch.stack([torch.from_numpy(np.array(one)) for one in pictures])

for batch in DataLoader(Pictures(), batch_size=2, collate_fn=stacked):
    print(batch.shape)
""",
    "a picture that is handed out by hand": """\
import numpy as np
from PIL import Image
from torch.utils.data import DataLoader, Dataset

class Pictures(Dataset):
    def __init__(self, transform=None):
        self.transform = transform

    def __len__(self):
        return 4

    def __getitem__(self, index):
        picture = Image.fromarray(np.zeros((8, 8), np.uint8))
        if self.transform is not None:
            picture = self.transform(picture)
        return picture

data = Pictures(lambda picture: torch.from_numpy(np.array(picture)))
raw = Pictures()[0]
for batch in DataLoader(data, batch_size=2):
    print(batch.shape)
""",
    "a shortcut with a convolution": """\
body, shortcut = nn.Conv2d(8, 16, 3, 2, 1), nn.Conv2d(8, 16, 1, 2)
x = torch.randn(2, 8, 32, 32)
out = body(x) + shortcut(x)
""",
    "a bias of one number a channel": "x = torch.randn(2, 8, 4, 4) * torch.randn(8, 1, 1) + torch.randn(1, 8, 1, 1)\n",
    "a squeeze-and-excitation gate": """\
x = torch.randn(2, 8, 32, 32)
gate = torch.sigmoid(nn.Linear(8, 8)(x.mean((2, 3))))
out = x * gate[:, :, None, None]
""",
    "an error that is waited for": """\
x = torch.randn(4, 3)
try:
    x.view(5, 5)
except RuntimeError as error:
    print(error)
""",
    "a cat of other channels": "both = torch.cat([torch.randn(2, 8, 4, 4), torch.randn(2, 3, 4, 4)], dim=1)\n",
    "a base class whose forward its subclasses write": """\
class Base(nn.Module):
    def predict(self, x):
        return self(x).argmax(1)

class Net(Base):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 3)

    def forward(self, x):
        return self.fc(x)

out = Net().predict(torch.randn(4, 2))
""",
    "a forward that another class brings": """\
class Answers:
    def forward(self, x):
        return self.fc(x)

class Net(Answers, nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 3)

out = Net()(torch.randn(4, 2))
""",
    "a forward put there later": """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 3)

Net.forward = lambda self, x: self.fc(x)
out = Net()(torch.randn(4, 2))
""",
    "a container that is never asked": """\
class Parts(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(2, 3)

    def forward_features(self, x):
        return self.one(x)

out = Parts().forward_features(torch.randn(4, 2))
""",
    "a module that takes the output out of the pair": """\
class Last(nn.Module):
    def forward(self, pair):
        out, state = pair
        return out[:, -1]

net = nn.Sequential(nn.LSTM(8, 16, batch_first=True), Last(), nn.Linear(16, 2))
out = net(torch.randn(4, 5, 8))
""",
    "a pair that is indexed": """\
gru, fc = nn.GRU(8, 16, batch_first=True), nn.Linear(16, 2)
out = fc(gru(torch.randn(4, 5, 8))[0][:, -1])
""",
    "a pair through an Identity": """\
out, state = nn.Identity()(nn.GRU(8, 16)(torch.randn(4, 5, 8)))
""",
}

NEW = {fault for fault, _ in REFUSED.values()}


def faults_in(text: str) -> list[str]:
    return [finding.fault for finding in check(HEAD + text).findings]


@pytest.mark.parametrize("name", REFUSED)
def test_what_torch_refuses_is_named(name):
    fault, text = REFUSED[name]
    assert fault in faults_in(text)


@pytest.mark.parametrize("name", RIGHT)
def test_what_runs_is_not(name):
    assert NEW.isdisjoint(faults_in(RIGHT[name]))


@pytest.mark.parametrize("name", [*REFUSED, *RIGHT])
def test_torch_says_so_too(name):
    """The oracle: the one half raises (or never makes its layers), the other runs."""
    pytest.importorskip("torch")
    names: dict[str, object] = {}
    if name in RIGHT:
        exec(HEAD + RIGHT[name], names)
    elif "underscores" not in name:
        with pytest.raises((RuntimeError, TypeError, IndexError, AttributeError, NotImplementedError)):
            exec(HEAD + REFUSED[name][1], names)
