import numpy as np
import torch
import torch.nn as nn
from torch.distributions import Categorical


class Corridor:
    """start in the middle of 9 cells, goal on the right, -0.05 per step"""

    def __init__(self, n=9):
        self.n = n

    def reset(self):
        self.pos, self.t = self.n // 2, 0
        return self._obs()

    def _obs(self):
        o = np.zeros(self.n, dtype=np.float32)
        o[self.pos] = 1
        return o

    def step(self, a):
        self.pos += 1 if a == 1 else -1
        self.t += 1
        if self.pos == self.n - 1:
            return self._obs(), 1.0, True
        if self.pos == 0:
            return self._obs(), -1.0, True
        return self._obs(), -0.05, self.t >= 30


def main():
    torch.manual_seed(0)
    env = Corridor()
    policy = nn.Sequential(nn.Linear(9, 16), nn.Tanh(), nn.Linear(16, 2))
    opt = torch.optim.Adam(policy.parameters(), lr=1e-2)
    baseline, hist = 0.0, []
    for ep in range(300):
        obs, done, logps, rewards, ents = env.reset(), False, [], [], []
        while not done:
            dist = Categorical(logits=policy(torch.from_numpy(obs)))
            a = dist.sample()
            logps.append(dist.log_prob(a))
            ents.append(dist.entropy())
            obs, r, done = env.step(a.item())
            rewards.append(r)
        G, returns = 0.0, []
        for r in reversed(rewards):
            G = r + 0.99 * G
            returns.insert(0, G)
        ret = torch.tensor(returns)
        adv = ret - baseline
        baseline = 0.95 * baseline + 0.05 * ret.mean().item()
        loss = -(torch.stack(logps) * adv).sum() - 0.01 * torch.stack(ents).sum()
        opt.zero_grad()
        loss.backward()
        opt.step()
        hist.append(sum(rewards))
        if ep % 50 == 49:
            print(f'episode {ep + 1} mean return {np.mean(hist[-50:]):.3f}')


main()
