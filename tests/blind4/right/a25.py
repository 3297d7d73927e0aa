"""DQN on a small grid, written by hand."""
import random
from collections import deque

import torch
import torch.nn.functional as F
from torch import nn

SIZE = 4
MOVES = [(-1, 0), (1, 0), (0, -1), (0, 1)]


class Grid:
    def reset(self):
        self.pos = (0, 0)
        self.t = 0
        return self.obs()

    def obs(self):
        v = torch.zeros(SIZE * SIZE)
        v[self.pos[0] * SIZE + self.pos[1]] = 1.0
        return v

    def step(self, a):
        r, c = self.pos[0] + MOVES[a][0], self.pos[1] + MOVES[a][1]
        self.pos = (min(max(r, 0), SIZE - 1), min(max(c, 0), SIZE - 1))
        self.t += 1
        goal = self.pos == (SIZE - 1, SIZE - 1)
        return self.obs(), (1.0 if goal else -0.02), goal, self.t >= 40


def qnet():
    return nn.Sequential(nn.Linear(SIZE * SIZE, 64), nn.ReLU(), nn.Linear(64, 4))


def learn(online, target, opt, memory, batch=64, gamma=0.95):
    s, a, r, s2, done = zip(*random.sample(memory, batch))
    s, s2 = torch.stack(s), torch.stack(s2)
    a, r, done = torch.tensor(a), torch.tensor(r), torch.tensor(done, dtype=torch.float32)
    q = online(s).gather(1, a[:, None]).squeeze(1)
    with torch.no_grad():
        goal = r + gamma * (1 - done) * target(s2).max(1).values
    loss = F.smooth_l1_loss(q, goal)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


random.seed(0)
torch.manual_seed(0)
online, target = qnet(), qnet()
target.load_state_dict(online.state_dict())
opt = torch.optim.Adam(online.parameters(), lr=2e-3)
memory, env, steps = deque(maxlen=5000), Grid(), 0
lengths = []
for episode in range(120):
    s, eps = env.reset(), max(0.05, 1 - episode / 60)
    while True:
        if random.random() < eps:
            a = random.randrange(4)
        else:
            with torch.no_grad():
                a = online(s).argmax().item()
        s2, r, done, stop = env.step(a)
        memory.append((s, a, r, s2, done))
        s = s2
        steps += 1
        if len(memory) >= 200:
            learn(online, target, opt, memory)
        if steps % 100 == 0:
            target.load_state_dict(online.state_dict())
        if done or stop:
            break
    lengths.append(env.t)
    if episode % 30 == 29:
        print(f"episodes {episode + 1}: mean length {sum(lengths[-30:]) / 30:.1f}")
