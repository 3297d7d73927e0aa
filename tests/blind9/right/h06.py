"""REINFORCE with a baseline in a small corridor world."""
import torch
from torch import nn
from torch.distributions import Categorical

LENGTH, HORIZON = 7, 20


def features(pos, goal):
    a = torch.nn.functional.one_hot(pos, LENGTH)
    b = torch.nn.functional.one_hot(goal, LENGTH)
    return torch.cat([a, b], dim=1).float()


def episode(policy, n, gen, greedy=False):
    pos = torch.randint(0, LENGTH, (n,), generator=gen)
    goal = torch.randint(0, LENGTH, (n,), generator=gen)
    alive = torch.ones(n)
    logps, entropies, rewards, masks = [], [], [], []
    for _ in range(HORIZON):
        alive = alive * (pos != goal).float()
        dist = Categorical(logits=policy(features(pos, goal)))
        action = dist.probs.argmax(1) if greedy else dist.sample()
        pos = torch.where(alive.bool(), (pos + 2 * action - 1).clamp(0, LENGTH - 1), pos)
        logps.append(dist.log_prob(action))
        entropies.append(dist.entropy())
        masks.append(alive)
        rewards.append(-0.1 * alive + 1.0 * alive * (pos == goal).float())
    return [torch.stack(v) for v in (logps, entropies, masks, rewards)], (pos == goal).float().mean().item()


torch.manual_seed(5)
gen = torch.Generator().manual_seed(5)
policy = nn.Sequential(nn.Linear(2 * LENGTH, 32), nn.Tanh(), nn.Linear(32, 2))
opt = torch.optim.Adam(policy.parameters(), lr=1e-2)

for it in range(1, 151):
    (logp, ent, mask, rew), _ = episode(policy, 64, gen)
    returns = rew.flip(0).cumsum(0).flip(0)
    n_alive = mask.sum(1, keepdim=True).clamp(min=1)
    baseline = (returns * mask).sum(1, keepdim=True) / n_alive
    advantage = (returns - baseline).detach()
    loss = -((logp * advantage + 0.01 * ent) * mask).sum() / mask.sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
    if it % 30 == 0:
        with torch.no_grad():
            (_, _, m, r), success = episode(policy, 400, gen, greedy=True)
        print(f"iteration {it} surrogate {loss.item():+.4f} return {r.sum(0).mean().item():.3f} reached {success:.3f}")
