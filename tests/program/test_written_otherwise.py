"""Faults as people write them in longer programs, each beside its right twin: registries, meters, own data sets."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import torch
import torch.nn.functional as F
from collections import defaultdict
from PIL import Image
from sklearn.metrics import classification_report
from sklearn.model_selection import KFold, train_test_split
from torch import nn
from torch.utils.data import DataLoader, Dataset, Subset, TensorDataset
from torchvision import datasets, models, transforms
"""


def found(body: str) -> set[str]:
    """Return the faults of a program."""
    findings = check(HEAD + textwrap.dedent(body), hints=True).findings
    return {one.fault for one in findings} - {"seed-missing"}


# name -> fault, program with {one} place, what is wrong there, what is right
TWINS = {
    "a class is put into a table by a decorator": (
        "softmax-before-cross-entropy",
        """
        NETS = {{}}

        def register(name):
            def keep(cls):
                NETS[name] = cls
                return cls
            return keep

        @register("mlp")
        class Net(nn.Module):
            def __init__(self, classes, last=None):
                super().__init__()
                layers = [nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, classes)]
                if last is not None:
                    layers.append(last)
                self.layers = nn.Sequential(*layers)

            def forward(self, x):
                return self.layers(x)

        config = {{"name": "mlp", "classes": 3, "last": {one}}}
        given = config.copy()
        net = NETS[given.pop("name")](**given)
        opt = torch.optim.Adam(net.parameters())
        for step in range(100):
            loss = F.cross_entropy(net(torch.randn(8, 4)), torch.randint(0, 3, (8,)))
            opt.zero_grad()
            loss.backward()
            opt.step()
        """,
        "nn.Softmax(dim=-1)",
        "None",
    ),
    "a meter adds up several losses by name": (
        "graph-kept",
        """
        class Meter:
            def __init__(self):
                self.sums = defaultdict(float)

            def update(self, **losses):
                for name, loss in losses.items():
                    self.sums[name] += loss

        net = nn.Linear(4, 1)
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        meter = Meter()
        for step in range(100):
            x = torch.randn(8, 4)
            near, far = F.l1_loss(net(x), x[:, :1]), F.mse_loss(net(x), x[:, :1])
            opt.zero_grad()
            (near + far).backward()
            opt.step()
            meter.update(near=near{one}, far=far{one})
        print(meter.sums)
        """,
        "",
        ".item()",
    ),
    "a list of answers is filled head by head in each forward": (
        "",
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.heads = nn.ModuleList([nn.Linear(4, 1), nn.Linear(4, 1)])

            def forward(self, x):
                answers = {one}
                for head in self.heads:
                    answers.append(head(x))
                return torch.cat(answers, dim=1)

        net = Net()
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for step in range(100):
            x = torch.randn(8, 4)
            loss = F.mse_loss(net(x), x[:, :2])
            opt.zero_grad()
            loss.backward()
            opt.step()
        """,
        "[]",
        "list()",
    ),
    "a while loop counts the epochs": (
        "total-not-reset",
        """
        net = nn.Linear(784, 10)
        loader = DataLoader(datasets.MNIST(".", transform=transforms.ToTensor()), 64, shuffle=True)
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        right = seen = 0
        epoch = 0
        while epoch < 5:
            {one}
            for x, y in loader:
                scores = net(x.flatten(1))
                loss = F.cross_entropy(scores, y)
                opt.zero_grad()
                loss.backward()
                opt.step()
                right += (scores.argmax(1) == y).sum().item()
                seen += len(y)
            print(f"epoch {{epoch}} accuracy {{right / seen:.3f}}")
            epoch += 1
        """,
        "pass",
        "right = seen = 0",
    ),
    "rows are split by scikit-learn": (
        "split-shares-transform",
        """
        plain = transforms.Compose([transforms.Resize((32, 32)), transforms.ToTensor()])
        augmented = transforms.Compose([transforms.RandomHorizontalFlip(), plain])
        pictures = datasets.ImageFolder("pets", transform=augmented)
        kept, held_out = train_test_split(list(range(len(pictures))), stratify=pictures.targets)
        train, val = Subset(pictures, kept), Subset({one}, held_out)
        val.dataset.transform = plain
        net = nn.Linear(3072, 2)
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for x, y in DataLoader(train, 64, shuffle=True):
            opt.zero_grad()
            F.cross_entropy(net(x.flatten(1)), y).backward()
            opt.step()
        """,
        "pictures",
        'datasets.ImageFolder("pets")',
    ),
    "the program's own data set makes tensors of pictures": (
        "scaled-twice",
        """
        class Pets(Dataset):
            def __init__(self, paths, labels):
                self.paths, self.labels = paths, labels
                self.to_tensor = transforms.Compose([transforms.Resize((32, 32)), transforms.ToTensor()])

            def __len__(self):
                return len(self.paths)

            def __getitem__(self, i):
                return self.to_tensor(Image.open(self.paths[i]).convert("RGB")), self.labels[i]

        def fit(paths, labels):
            net = nn.Linear(3072, 2)
            opt = torch.optim.SGD(net.parameters(), lr=0.1)
            for x, y in DataLoader(Pets(paths, labels), 64, shuffle=True):
                opt.zero_grad()
                F.cross_entropy(net(x.flatten(1){one}), y).backward()
                opt.step()
        """,
        " / 255",
        "",
    ),
    "the width of a layer for such a picture": (
        "linear-width-mismatch",
        """
        class Pets(Dataset):
            def __init__(self, paths):
                self.paths = paths
                self.to_tensor = transforms.Compose([transforms.Resize((32, 32)), transforms.ToTensor()])

            def __getitem__(self, i):
                return self.to_tensor(Image.open(self.paths[i]).convert("RGB")), 1

        def fit(paths):
            net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(2), nn.Flatten(), nn.Linear({one}, 2))
            opt = torch.optim.SGD(net.parameters(), lr=0.1)
            for x, y in DataLoader(Pets(paths), 64, shuffle=True):
                opt.zero_grad()
                F.cross_entropy(net(x), y).backward()
                opt.step()
        """,
        "8 * 32 * 32",
        "8 * 16 * 16",
    ),
    "a transform makes one row of a picture": (
        "linear-width-mismatch",
        """
        flat = transforms.Compose([transforms.ToTensor(), transforms.Lambda(lambda x: x.view(-1))])
        net = nn.Linear({one}, 10)
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for x, y in DataLoader(datasets.MNIST(".", transform=flat), 64, shuffle=True):
            opt.zero_grad()
            F.cross_entropy(net(x), y).backward()
            opt.step()
        """,
        "28",
        "784",
    ),
    "each part of a batch is moved": (
        "result-dropped",
        """
        def moved(batch, device):
            {one}

        net = nn.Linear(784, 10).cuda()
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for batch in DataLoader(datasets.MNIST(".", transform=transforms.ToTensor()), 64, shuffle=True):
            x, y = moved(batch, "cuda")
            opt.zero_grad()
            F.cross_entropy(net(x.flatten(1)), y).backward()
            opt.step()
        """,
        "for part in batch: part.to(device)\n    return batch",
        "return [part.to(device) for part in batch]",
    ),
    "a batch of a plain number of pictures": (
        "flatten-eats-the-batch",
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv, self.pool = nn.Conv2d(3, 32, 3), nn.AdaptiveAvgPool2d(2)
                self.fc = nn.Linear({one}, 10)

            def forward(self, x):
                return self.fc(self.pool(self.conv(x)).view(-1, {one}))

        net = Net()
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for step in range(100):
            opt.zero_grad()
            F.cross_entropy(net(torch.randn(16, 3, 32, 32)), torch.randint(0, 10, (16,))).backward()
            opt.step()
        """,
        "32",
        "128",
    ),
    "gradients of several batches are to add up": (
        "gradients-wiped",
        """
        def train(net, loader, opt, scaler, every):
            for i, (x, y) in enumerate(loader):
                {one}
                loss = F.cross_entropy(net(x), y) / every
                scaler.scale(loss).backward()
                if (i + 1) % every == 0:
                    scaler.step(opt)
                    scaler.update()
                    opt.zero_grad()

        net = models.resnet18()
        loader = DataLoader(datasets.MNIST(".", transform=transforms.ToTensor()), 64, shuffle=True)
        train(net, loader, torch.optim.SGD(net.parameters(), lr=0.1), torch.amp.GradScaler("cuda"), 4)
        """,
        "opt.zero_grad()",
        "pass",
    ),
    "a generator steps only now and then": (
        "",
        """
        critic = nn.Linear(8, 1).requires_grad_(False)
        maker = nn.Sequential(nn.Linear(4, 8), nn.Tanh())
        opt = torch.optim.Adam(maker.parameters())
        for i in range(1000):
            opt.zero_grad()
            loss = -critic(maker(torch.randn(16, 4))).mean()
            loss.backward()
            if {one} % 5 == 0:
                opt.step()
        """,
        "i",
        "(i + 1)",
    ),
    "the mode is set at the top of each phase": (
        "eval-mode-missing",
        """
        net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Dropout(0.5))
        opt = torch.optim.Adam(net.parameters())
        digits = [datasets.MNIST(".", train, transforms.ToTensor()) for train in (True, False)]
        loaders = {{"train": DataLoader(digits[0], 64, shuffle=True), "val": DataLoader(digits[1], 64)}}
        for epoch in range(5):
            for phase in ("train", "val"):
                net.train({one})
                for x, y in loaders[phase]:
                    with torch.set_grad_enabled(phase == "train"):
                        scores = net(x)
                        loss = F.cross_entropy(scores, y)
                    if phase == "train":
                        opt.zero_grad()
                        loss.backward()
                        opt.step()
                    print(phase, (scores.argmax(1) == y).float().mean().item())
        """,
        "",
        'phase == "train"',
    ),
    "a log keeps records that hold the loss": (
        "graph-kept",
        """
        net = nn.Linear(4, 1)
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        log = []
        for step in range(100):
            x = torch.randn(8, 4)
            loss = F.mse_loss(net(x), x[:, :1])
            opt.zero_grad()
            loss.backward()
            opt.step()
            log.append({{"step": step, "loss": loss{one}}})
        """,
        "",
        ".detach()",
    ),
    "a step makes new tensors and puts them into a list": (
        "leaf-rebound",
        """
        def stepped(weights, rate):
            made = []
            for w in weights:
                made.append((w - rate * w.grad){one})
            return made

        weights = [torch.randn(4, 8, requires_grad=True), torch.randn(8, 1, requires_grad=True)]
        for step in range(100):
            x = torch.randn(16, 4)
            loss = F.mse_loss(torch.tanh(x @ weights[0]) @ weights[1], x[:, :1])
            loss.backward()
            weights = stepped(weights, 0.1)
        """,
        "",
        ".detach().requires_grad_()",
    ),
    "answers are collected in lists for scikit-learn": (
        "no-grad-missing",
        """
        net = nn.Linear(784, 10)
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for x, y in DataLoader(datasets.MNIST(".", True, transforms.ToTensor()), 64, shuffle=True):
            opt.zero_grad()
            F.cross_entropy(net(x.flatten(1)), y).backward()
            opt.step()

        {one}
        def answers(loader):
            right, told = [], []
            for x, y in loader:
                told.extend(net(x.flatten(1)).argmax(1).tolist())
                right.extend(y.tolist())
            return right, told

        loader = DataLoader(datasets.MNIST(".", False, transforms.ToTensor()), 64)
        print(classification_report(*answers(loader)))
        """,
        "",
        "@torch.no_grad()",
    ),
    "axes are told by the names of their lengths": (
        "view-instead-of-permute",
        """
        class Net(nn.Module):
            def __init__(self, channels):
                super().__init__()
                self.conv = nn.Conv1d(channels, 2, 3)

            def forward(self, x):
                rows, steps, channels = x.shape
                return self.conv(x.{one}).mean(-1)

        def fit(signals, labels):
            data = TensorDataset(torch.tensor(signals), torch.tensor(labels))
            net = Net(22)
            opt = torch.optim.Adam(net.parameters())
            for x, y in DataLoader(data, 32, shuffle=True):
                opt.zero_grad()
                F.cross_entropy(net(x), y).backward()
                opt.step()
        """,
        "reshape(rows, channels, -1)",
        "transpose(1, 2)",
    ),
    "the channels of a picture are split off as tokens": (
        "view-instead-of-permute",
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(64, 2)

            def forward(self, x):
                b, c, h, w = x.size()
                tokens = x.{one}
                return self.fc(tokens.reshape(w * h * b, c)).view(b, h * w, 2).mean(1)

        def fit(pictures, labels):
            net = Net()
            opt = torch.optim.Adam(net.parameters())
            data = TensorDataset(torch.tensor(pictures), torch.tensor(labels))
            for x, y in DataLoader(data, 32, shuffle=True):
                opt.zero_grad()
                F.cross_entropy(net(x), y).backward()
                opt.step()
        """,
        "view(b, h * w, c)",
        "view(b, c, h * w).transpose(1, 2)",
    ),
    "heads are split off a sequence": (
        "view-instead-of-permute",
        """
        class Attention(nn.Module):
            def __init__(self, width, heads):
                super().__init__()
                self.heads, self.ask = heads, nn.Linear(width, width)

            def forward(self, x):
                b, t, width = x.shape
                asked = self.ask(x).{one}
                return (asked @ asked.transpose(-2, -1)).softmax(-1).mean((1, 2, 3))

        def fit(rows, labels):
            net = Attention(64, 4)
            opt = torch.optim.Adam(net.parameters())
            data = TensorDataset(torch.tensor(rows), torch.tensor(labels))
            for x, y in DataLoader(data, 32, shuffle=True):
                opt.zero_grad()
                F.mse_loss(net(x), y).backward()
                opt.step()
        """,
        "view(b, self.heads, t, width // self.heads)",
        "view(b, t, self.heads, width // self.heads).transpose(1, 2)",
    ),
    "a library's model has a new last layer": (
        "softmax-before-cross-entropy",
        """
        def tuned(name):
            net = getattr(models, name)(weights="DEFAULT")
            net.fc = nn.Sequential(nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 5){one})
            return net

        net = tuned("resnet18")
        opt = torch.optim.Adam(net.fc.parameters())
        for x, y in DataLoader(datasets.ImageFolder("food", transforms.ToTensor()), 8, shuffle=True):
            opt.zero_grad()
            F.cross_entropy(net(x), y).backward()
            opt.step()
        """,
        ", nn.Softmax(dim=1)",
        "",
    ),
    "the last layer of its classifier is replaced": (
        "cross-entropy-on-one-output",
        """
        net = models.mobilenet_v2(weights="DEFAULT")
        net.classifier[1] = nn.Linear(1280, {one})
        opt = torch.optim.Adam(net.parameters())
        for x, y in DataLoader(datasets.ImageFolder("pets", transforms.ToTensor()), 8, shuffle=True):
            opt.zero_grad()
            F.cross_entropy(net(x), y).backward()
            opt.step()
        """,
        "1",
        "2",
    ),
    "a module's tensor is no parameter": (
        "parameters-not-optimised",
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.scale = {one}
                self.fc = nn.Linear(4, 1)

            def forward(self, x):
                return torch.tanh(self.fc(x)) * self.scale

        net = Net()
        opt = torch.optim.Adam(net.parameters())
        for step in range(100):
            x = torch.randn(8, 4)
            opt.zero_grad()
            F.mse_loss(net(x), x[:, :1]).backward()
            opt.step()
        """,
        "torch.ones(1, requires_grad=True)",
        "nn.Parameter(torch.ones(1))",
    ),
    "a method named reset makes only the optimiser anew": (
        "model-carried-across-folds",
        """
        class Folds:
            def __init__(self):
                self.begin()

            def begin(self):
                self.net = nn.Linear(5, 2)

            def reset(self):
                {one}
                self.opt = torch.optim.Adam(self.net.parameters())

            def run(self, x, y):
                for train, test in KFold(5, shuffle=True).split(x):
                    self.reset()
                    for step in range(50):
                        self.opt.zero_grad()
                        F.cross_entropy(self.net(x[train]), y[train]).backward()
                        self.opt.step()
                    with torch.no_grad():
                        print((self.net(x[test]).argmax(1) == y[test]).float().mean().item())

        x = torch.randn(300, 5)
        Folds().run(x, (x.sum(1) > 0).long())
        """,
        "pass",
        "self.begin()",
    ),
    "a class hands out another __init__": (
        "super-init-missing",
        """
        class Base(nn.Module):
            def __init__(self):
                {one}
                self.fc = nn.Linear(4, 1)

            def __init_subclass__(cls, **given):
                made = cls.__init__

                def counted(self, *args):
                    made(self, *args)

                cls.__init__ = counted

        class Net(Base):
            def forward(self, x):
                return self.fc(x)

        net = Net()
        """,
        "pass",
        "super().__init__()",
    ),
    "a picture is what is learnt": (
        "gradient-not-required",
        """
        vgg = models.vgg19(weights="DEFAULT").features.eval().requires_grad_(False)
        content = transforms.ToTensor()(Image.open("content.jpg")).unsqueeze(0)
        with torch.no_grad():
            wanted = vgg(content)
        picture = content.clone(){one}
        opt = torch.optim.Adam([picture], lr=0.02)
        for step in range(300):
            loss = F.mse_loss(vgg(picture), wanted)
            opt.zero_grad()
            loss.backward()
            opt.step()
        """,
        "",
        ".requires_grad_()",
    ),
    "an arm is chosen by the beginning of a name": (
        "head-on-the-wrong-name",
        """
        def build(name):
            net = models.resnet50(weights="DEFAULT") if name.startswith("resnet") else models.densenet121()
            if name.startswith("resnet"):
                net.{one} = nn.Linear(2048, 10)
            else:
                net.classifier = nn.Linear(1024, 10)
            return net

        net = build("resnet50")
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for x, y in DataLoader(datasets.ImageFolder("food", transforms.ToTensor()), 8, shuffle=True):
            opt.zero_grad()
            F.cross_entropy(net(x), y).backward()
            opt.step()
        """,
        "classifier",
        "fc",
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_fault_in_a_longer_program_and_its_right_twin(name: str) -> None:
    fault, program, wrong, right = TWINS[name]
    assert found(textwrap.dedent(program).format(one=wrong)) == ({fault} if fault else set())
    assert found(textwrap.dedent(program).format(one=right)) == set()
