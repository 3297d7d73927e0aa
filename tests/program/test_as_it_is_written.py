"""More faults as people write them, each beside its right twin: sums of gradients, results nobody keeps."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.testing.contract import names_found

HEAD = """
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import datasets, models, transforms

torch.manual_seed(0)
"""

# name -> fault, program with open places, what is wrong there, what is right
TWINS = {
    "gradients that add up are cleared before the step that is to use them": (
        "gradients-wiped",
        """
        def train(net, loader, opt, every):
            opt.zero_grad()
            for i, (x, y) in enumerate(loader, start=1):
                (F.cross_entropy(net(x), y) / every).backward()
                if i % every == 0 or i == len(loader):
                    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
                    {one}

        net = models.resnet18()
        loader = DataLoader(datasets.MNIST(".", transform=transforms.ToTensor()), 64, shuffle=True)
        train(net, loader, torch.optim.SGD(net.parameters(), lr=0.1), 4)
        """,
        "opt.zero_grad(); opt.step()",
        "opt.step(); opt.zero_grad()",
    ),
    "each of several small batches gives its gradients in a loop of its own": (
        "gradients-wiped",
        """
        net = nn.Linear(784, 10)
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for x, y in DataLoader(datasets.MNIST(".", transform=transforms.ToTensor()), 64, shuffle=True):
            {one}
            for small, labels in zip(x.flatten(1).chunk(4), y.chunk(4)):
                loss = F.cross_entropy(net(small), labels) / 4
                loss.backward()
            {two}
            opt.step()
        """,
        {"one": "pass", "two": "opt.zero_grad()"},
        {"one": "opt.zero_grad()", "two": "pass"},
    ),
    "a step of nothing tells a schedule that there was one": (
        "",
        """
        net = nn.Linear(784, 10)
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        halved = torch.optim.lr_scheduler.StepLR(opt, 2, gamma=0.5)
        digits = DataLoader(datasets.MNIST(".", transform=transforms.ToTensor()), 64, shuffle=True)
        scaler = torch.amp.GradScaler("cuda")
        for epoch in range({one}):
            for x, y in digits:
                opt.zero_grad()
                scaler.scale(F.cross_entropy(net(x.flatten(1)), y)).backward()
                scaler.step(opt)
                scaler.update()
            opt.zero_grad()
            opt.step()
            halved.step()
        """,
        "9",
        "12",
    ),
    "two nets learn by turns": (
        "",
        """
        maker, critic = nn.Linear(4, 8), nn.Linear(8, 1)
        first, second = torch.optim.Adam(maker.parameters()), torch.optim.Adam(critic.parameters())
        for i in range(1000):
            made = maker(torch.randn(16, 4))
            if i % {one}:
                second.zero_grad()
                loss = critic(made.detach()).mean() - critic(torch.randn(16, 8)).mean()
                loss.backward()
                second.step()
            else:
                first.zero_grad()
                (-critic(made).mean()).backward()
                first.step()
        """,
        "5",
        "2",
    ),
    "a norm of rows that a matrix of their products is made of": (
        "result-dropped",
        """
        def contrast(one, two):
            z = torch.cat([one, two])
            {one}
            alike = (z @ z.T / 0.2).masked_fill(torch.eye(len(z), dtype=torch.bool), float("-inf"))
            n = len(one)
            return F.cross_entropy(alike, torch.cat([torch.arange(n, 2 * n), torch.arange(n)]))

        net = nn.Linear(16, 8)
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for step in range(100):
            x = torch.randn(32, 16)
            opt.zero_grad()
            contrast(net(x), net(x + 0.1 * torch.randn_like(x))).backward()
            opt.step()
        """,
        "F.normalize(z, dim=1)",
        "z = F.normalize(z, dim=1)",
    ),
    "losses of several outputs are gathered in a list": (
        "graph-cut",
        """
        def loss_of(answers, y):
            terms = []
            for answer in answers:
                terms.append(F.cross_entropy(answer, y))
            return {one}

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.body, self.early, self.late = nn.Linear(4, 16), nn.Linear(16, 3), nn.Linear(16, 3)

            def forward(self, x):
                h = torch.relu(self.body(x))
                return [self.early(h), self.late(torch.tanh(h))]

        net = Net()
        opt = torch.optim.Adam(net.parameters())
        for step in range(100):
            loss = loss_of(net(torch.randn(8, 4)), torch.randint(0, 3, (8,)))
            opt.zero_grad()
            loss.backward()
            opt.step()
        """,
        "torch.tensor(terms).mean().requires_grad_()",
        "torch.stack(terms).mean()",
    ),
    "pictures of a folder under a path go through transforms put together": (
        "channels-mismatch",
        """
        SCANS = Path("scans")

        def steps(*more):
            first = [transforms.Grayscale(num_output_channels=1), transforms.Resize((64, 64))]
            return transforms.Compose(first + list(more) + [transforms.ToTensor()])

        class Net(nn.Module):
            def __init__(self, widths):
                super().__init__()
                pairs = zip(widths[:-1], widths[1:])
                self.body = nn.Sequential(*[nn.Sequential(nn.Conv2d(a, b, 3), nn.ReLU()) for a, b in pairs])
                self.head = nn.Linear(widths[-1], 2)

            def forward(self, x):
                return self.head(self.body(x).mean((2, 3)))

        net = Net([{one}, 16, 32])
        opt = torch.optim.Adam(net.parameters())
        scans = datasets.ImageFolder(SCANS / "train", steps(transforms.RandomRotation(5)))
        for x, y in DataLoader(scans, 32, shuffle=True):
            opt.zero_grad()
            F.cross_entropy(net(x), y).backward()
            opt.step()
        """,
        "3",
        "1",
    ),
    "one function makes the rows to learn from and those to judge, others prepare them": (
        "preprocessing-differs",
        """
        def made(n, seed):
            rng = np.random.default_rng(seed)
            sharp = rng.uniform(0, 1, n).astype("float32")
            return rng.normal(118, 12 + 40 * sharp[:, None], (n, 100)).clip(0, 255).astype("uint8"), sharp

        def prepared(raw):
            return (torch.from_numpy(raw).float() / 255 - 0.46) / 0.12

        def error(net, raw, sharp):
            net.eval()
            with torch.no_grad():
                told = net({one}).squeeze(1).numpy()
            return ((told - sharp) ** 2).mean()

        net = nn.Sequential(nn.Linear(100, 64), nn.ReLU(), nn.Linear(64, 1))
        opt = torch.optim.Adam(net.parameters())
        raw, sharp = made(1200, 0)
        for x, y in DataLoader(TensorDataset(prepared(raw), torch.from_numpy(sharp)), 64, shuffle=True):
            opt.zero_grad()
            F.mse_loss(net(x), y.unsqueeze(1)).backward()
            opt.step()
        print(error(net, *made(300, 1)))
        """,
        "torch.from_numpy(raw).float() / 255",
        "prepared(raw)",
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_fault_as_it_is_written_and_its_right_twin(name: str) -> None:
    fault, program, wrong, right = TWINS[name]
    assert told(program, wrong) == ({fault} if fault else set())
    assert told(program, right) == set()


def told(program: str, parts: str | dict[str, str]) -> set[str]:
    """Return the faults of a program whose open places are filled: {one}, or several by name."""
    filled = textwrap.dedent(program).format(**(parts if isinstance(parts, dict) else {"one": parts}))
    return names_found(HEAD + filled)
