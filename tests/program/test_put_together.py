"""What an optimiser and a backward reach where models are put together of a library's parts and the program's own."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check


def named(program: str) -> set[str]:
    return {one.fault for one in check(program, hints=False).findings if one.severity != "note"}


TUNED = """
import torch
from torch import nn
from transformers import AutoModel

torch.manual_seed(0)


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = AutoModel.from_pretrained("bert-base-uncased")
        self.head = nn.Linear(768, 3)

    def forward(self, ids):
        return self.head(self.body(ids).pooler_output)


net = Reader()
opt = torch.optim.AdamW({given}, lr=2e-5)
for ids, y in torch.load("batches.pt"):
    opt.zero_grad()
    nn.functional.cross_entropy(net(ids), y).backward()
    opt.step()
"""


def test_the_head_of_a_body_out_of_a_library_is_left_out():
    assert named(TUNED.format(given="net.body.parameters()")) == {"parameters-not-optimised"}


@pytest.mark.parametrize(
    "given", ["net.parameters()", "net.head.parameters()", "[*net.body.parameters(), *net.head.parameters()]"]
)
def test_the_head_is_given(given):
    assert named(TUNED.format(given=given)) == set()


HEAD = """
import torch
from torch import nn
from torchvision import models

torch.manual_seed(0)


def with_head(net, classes):
    net.classifier[{at}] = nn.Linear(net.classifier[{at}].in_features, classes)
    return net


def optimiser_for(net):
    return torch.optim.SGD(net.parameters(), lr=0.01)


net = models.{model}(weights="DEFAULT")
{lines}
for x, y in torch.load("batches.pt"):
    opt.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    opt.step()
"""


@pytest.mark.parametrize(("model", "at"), [("mobilenet_v2", 1), ("vgg16", 6)])
def test_a_head_put_in_by_its_number_comes_after_the_optimiser(model, at):
    late = "opt = optimiser_for(net)\nnet = with_head(net, 5)"
    right = "net = with_head(net, 5)\nopt = optimiser_for(net)"
    assert named(HEAD.format(model=model, at=at, lines=late)) == {"optimiser-before-change"}
    assert named(HEAD.format(model=model, at=at, lines=right)) == set()


POLICY = """
import gymnasium as gym
import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical

torch.manual_seed(0)


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 2))
        self.kept = []

    def forward(self, x):
        return torch.softmax(self.net(x), dim=-1)


policy = Policy()
opt = torch.optim.Adam(policy.parameters())
eps = np.finfo(np.float32).eps{eps}
env = gym.make("CartPole-v1")
for game in range(500):
    state, over, rewards = env.reset()[0], False, []
    while not over:
        dist = Categorical(policy(torch.from_numpy(state)))
        action = dist.sample()
        policy.kept.append(dist.log_prob(action){kept})
        state, reward, ended, cut, _ = env.step(action.item())
        rewards.append(reward)
        over = ended or cut
    total, returns = 0, []
    for reward in rewards[::-1]:
        total = reward + 0.99 * total
        returns.insert(0, total)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + eps)
    losses = [-kept * back for kept, back in zip(policy.kept, returns)]
    opt.zero_grad()
    torch.stack(losses).sum().backward()
    opt.step()
    policy.kept.clear()
"""


@pytest.mark.parametrize("eps", ["", ".item()"])
def test_probabilities_kept_as_numbers_bring_no_gradient(eps):
    assert named(POLICY.format(eps=eps, kept=".item()")) == {"graph-cut"}
    assert named(POLICY.format(eps=eps, kept="")) == set()


BY_NAME = """
import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 3)

    def forward(self, x):
        return {answer}


def loss_of(scores, y):
    return nn.functional.cross_entropy(scores, y)


parser = argparse.ArgumentParser()
parser.add_argument("--model", default="Small")
parser.add_argument("--loss", default="loss_of")
args = parser.parse_args()
net, measure = globals()[args.model](), globals()[args.loss]
opt = torch.optim.Adam(net.parameters())
for x, y in DataLoader(TensorDataset(torch.load("x.pt"), torch.load("y.pt")), 32, shuffle=True):
    opt.zero_grad()
    measure(net(x), y).backward()
    opt.step()
"""


def test_names_of_the_file_itself_are_looked_up():
    assert named(BY_NAME.format(answer="self.fc(x).softmax(-1)")) == {"softmax-before-cross-entropy"}
    assert named(BY_NAME.format(answer="self.fc(x)")) == set()
