import torch
import torch.nn as nn
from torch.distributions import Categorical

torch.manual_seed(7)
LENGTH = 6


def one_hot(s):
    return torch.eye(LENGTH)[s]


policy = nn.Sequential(nn.Linear(LENGTH, 24), nn.Tanh(), nn.Linear(24, 2))
baseline = nn.Linear(LENGTH, 1)
opt = torch.optim.Adam([*policy.parameters(), *baseline.parameters()], lr=1e-2)


def episode():
    s, logps, values, rewards = 0, [], [], []
    for _ in range(20):
        dist = Categorical(logits=policy(one_hot(s)))
        a = dist.sample()
        logps.append(dist.log_prob(a))
        values.append(baseline(one_hot(s)).squeeze())
        s = max(0, s - 1) if a.item() == 0 else s + 1
        done = s == LENGTH - 1
        rewards.append(1.0 if done else -0.05)
        if done:
            break
    return torch.stack(logps), torch.stack(values), rewards


history = []
for ep in range(250):
    logp, v, r = episode()
    g, ret = 0.0, []
    for x in reversed(r):
        g = x + 0.97 * g
        ret.insert(0, g)
    ret = torch.tensor(ret)
    adv = ret - v.detach()
    loss = -(logp * adv).sum() + (v - ret).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    history.append(sum(r))
    if ep % 50 == 49:
        print(ep + 1, "mean reward", sum(history[-50:]) / 50)
