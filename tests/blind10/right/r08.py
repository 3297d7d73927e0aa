"""Double DQN for a noisy chain."""
import random
from collections import deque

import numpy as np
import torch
from torch import nn


class Chain:
    """Left gives a small reward now, the far right end a large one."""

    def __init__(self, n=6, horizon=30):
        self.n, self.horizon = n, horizon

    def reset(self):
        self.s, self.t = 1, 0
        return self.vec()

    def vec(self):
        v = np.zeros(self.n, dtype=np.float32)
        v[self.s] = 1
        return v

    def step(self, a):
        self.t += 1
        if random.random() < 0.1:
            a = 1 - a
        self.s = min(self.s + 1, self.n - 1) if a == 1 else max(self.s - 1, 0)
        r = 0.05 if self.s == 0 else (1.0 if self.s == self.n - 1 else 0.0)
        return self.vec(), r, self.t >= self.horizon


class Replay:
    def __init__(self, size):
        self.buf = deque(maxlen=size)

    def push(self, *item):
        self.buf.append(item)

    def sample(self, k):
        s, a, r, s2 = zip(*random.sample(self.buf, k))
        return (torch.tensor(np.stack(s)), torch.tensor(a), torch.tensor(r, dtype=torch.float32), torch.tensor(np.stack(s2)))

    def __len__(self):
        return len(self.buf)


def net():
    return nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 2))


@torch.no_grad()
def soft_update(target, source, tau=0.01):
    for tp, sp in zip(target.parameters(), source.parameters()):
        tp.mul_(1 - tau).add_(tau * sp)


def main():
    for f in (random.seed, np.random.seed, torch.manual_seed):
        f(7)
    env, q, q_target, replay = Chain(), net(), net(), Replay(4000)
    q_target.load_state_dict(q.state_dict())
    opt = torch.optim.Adam(q.parameters(), lr=2e-3)
    gamma, returns = 0.97, []
    for ep in range(100):
        s, done, total = env.reset(), False, 0.0
        while not done:
            if random.random() < max(0.05, 1 - ep / 50):
                a = random.randrange(2)
            else:
                with torch.no_grad():
                    a = q(torch.from_numpy(s)).argmax().item()
            s2, r, done = env.step(a)
            replay.push(s, a, r, s2)  # the horizon is a time limit, so every step bootstraps
            s, total = s2, total + r
            if len(replay) >= 256:
                bs, ba, br, bs2 = replay.sample(32)
                q_sa = q(bs).gather(1, ba.unsqueeze(1)).squeeze(1)
                with torch.no_grad():
                    best = q(bs2).argmax(dim=1, keepdim=True)
                    y = br + gamma * q_target(bs2).gather(1, best).squeeze(1)
                loss = nn.functional.smooth_l1_loss(q_sa, y)
                opt.zero_grad()
                loss.backward()
                opt.step()
                soft_update(q_target, q)
        returns.append(total)
        if (ep + 1) % 20 == 0:
            print(f"episode {ep + 1} mean return {np.mean(returns[-20:]):.2f}")


if __name__ == "__main__":
    main()
