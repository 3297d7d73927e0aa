import random
from collections import deque
from dataclasses import dataclass
import torch
import torch.nn as nn
import torch.nn.functional as F


@dataclass
class Cfg:
    gamma: float = 0.95
    lr: float = 1e-3
    batch: int = 32
    buffer: int = 2000
    sync_every: int = 50
    episodes: int = 40
    eps_end: float = 0.05


class Grid:
    size = 4

    def reset(self):
        self.p = [0, 0]
        self.t = 0
        return self.obs()

    def obs(self):
        o = [0.0] * (self.size ** 2)
        o[self.p[0] * self.size + self.p[1]] = 1.0
        return o

    def step(self, a):
        d = [(0, 1), (1, 0), (0, -1), (-1, 0)][a]
        self.p = [min(self.size - 1, max(0, self.p[i] + d[i])) for i in (0, 1)]
        self.t += 1
        win = self.p == [self.size - 1] * 2
        return self.obs(), (1.0 if win else -0.01), win or self.t >= 40


class QNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 4))

    def forward(self, x):
        return self.net(x)


class Agent:
    def __init__(self, cfg):
        self.cfg = cfg
        self.q, self.target = QNet(), QNet()
        self.target.load_state_dict(self.q.state_dict())
        self.target.eval()
        self.opt = torch.optim.Adam(self.q.parameters(), lr=cfg.lr)
        self.mem = deque(maxlen=cfg.buffer)
        self.updates = 0

    def act(self, s, eps):
        if random.random() < eps:
            return random.randrange(4)
        with torch.no_grad():
            return self.q(torch.tensor([s])).argmax(dim=1).item()

    def learn(self):
        if len(self.mem) < self.cfg.batch:
            return None
        s, a, r, s2, d = zip(*random.sample(self.mem, self.cfg.batch))
        s, s2 = torch.tensor(s), torch.tensor(s2)
        a = torch.tensor(a).unsqueeze(1)
        r, d = torch.tensor(r), torch.tensor(d, dtype=torch.float32)
        q = self.q(s).gather(1, a).squeeze(1)
        with torch.no_grad():
            y = r + self.cfg.gamma * (1 - d) * self.target(s2).max(dim=1).values
        loss = F.smooth_l1_loss(q, y)
        self.opt.zero_grad()
        loss.backward()
        self.opt.step()
        self.updates += 1
        if self.updates % self.cfg.sync_every == 0:
            self.target.load_state_dict(self.q.state_dict())
        return loss.item()


if __name__ == '__main__':
    random.seed(0)
    torch.manual_seed(0)
    cfg = Cfg()
    agent, env = Agent(cfg), Grid()
    for ep in range(cfg.episodes):
        s, done, total = env.reset(), False, 0.0
        eps = max(cfg.eps_end, 1 - ep / 20)
        while not done:
            a = agent.act(s, eps)
            s2, r, done = env.step(a)
            agent.mem.append((s, a, r, s2, float(done)))
            agent.learn()
            s, total = s2, total + r
        if ep % 10 == 9:
            print(ep + 1, round(total, 2))
