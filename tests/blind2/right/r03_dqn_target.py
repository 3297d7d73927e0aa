import copy
import random
from collections import deque, namedtuple

import numpy as np
import torch
import torch.nn as nn

Transition = namedtuple("Transition", "s a r s2 done")


class Grid:
    """4x4 grid, start in one corner, goal in the other, small step cost."""

    def reset(self):
        self.p, self.n = [0, 0], 0
        return self._obs()

    def _obs(self):
        return np.array([self.p[0] / 3, self.p[1] / 3], dtype=np.float32)

    def step(self, a):
        self.n += 1
        d = [(0, 1), (1, 0), (0, -1), (-1, 0)][a]
        self.p = [min(3, max(0, self.p[i] + d[i])) for i in (0, 1)]
        done = self.p == [3, 3]
        return self._obs(), 1.0 if done else -0.05, done, self.n >= 30


class Agent:
    def __init__(self, gamma=0.95, lr=2e-3):
        self.q = nn.Sequential(nn.Linear(2, 48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU(), nn.Linear(48, 4))
        self.target = copy.deepcopy(self.q)
        self.opt = torch.optim.Adam(self.q.parameters(), lr=lr)
        self.gamma, self.memory = gamma, deque(maxlen=3000)

    @torch.no_grad()
    def act(self, s, eps):
        if random.random() < eps:
            return random.randrange(4)
        return int(self.q(torch.from_numpy(s)).argmax())

    def learn(self, batch_size=48):
        batch = Transition(*zip(*random.sample(self.memory, batch_size)))
        s, s2 = torch.from_numpy(np.stack(batch.s)), torch.from_numpy(np.stack(batch.s2))
        a = torch.tensor(batch.a)
        r = torch.tensor(batch.r, dtype=torch.float32)
        alive = 1.0 - torch.tensor(batch.done, dtype=torch.float32)
        with torch.no_grad():
            y = r + self.gamma * alive * self.target(s2).amax(dim=1)
        q = self.q(s).gather(1, a[:, None]).squeeze(1)
        loss = nn.functional.huber_loss(q, y)
        self.opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.q.parameters(), 5.0)
        self.opt.step()


def main():
    random.seed(0), np.random.seed(0), torch.manual_seed(0)
    env, agent, t, lengths = Grid(), Agent(), 0, []
    for ep in range(120):
        s, over = env.reset(), False
        while not over:
            a = agent.act(s, max(0.05, 1 - ep / 70))
            s2, r, done, timeout = env.step(a)
            agent.memory.append(Transition(s, a, r, s2, done))
            s, over, t = s2, done or timeout, t + 1
            if len(agent.memory) > 100:
                agent.learn()
            if t % 50 == 0:
                agent.target.load_state_dict(agent.q.state_dict())
        lengths.append(env.n)
        if ep % 30 == 29:
            print("episodes", ep + 1, "mean length", np.mean(lengths[-20:]))


if __name__ == "__main__":
    main()
