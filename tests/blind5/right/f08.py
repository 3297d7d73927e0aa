import random
from collections import deque, namedtuple

import gymnasium as gym
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

Transition = namedtuple('Transition', 's a r s2 done')


class Replay:
    def __init__(self, cap=50000):
        self.buf = deque(maxlen=cap)

    def push(self, *a):
        self.buf.append(Transition(*a))

    def sample(self, n, device):
        b = Transition(*zip(*random.sample(self.buf, n)))
        f = lambda v: torch.as_tensor(np.array(v), dtype=torch.float32, device=device)
        return f(b.s), torch.as_tensor(b.a, device=device).unsqueeze(1), f(b.r), f(b.s2), f(b.done)

    def __len__(self):
        return len(self.buf)


class QNet(nn.Module):
    def __init__(self, n_obs, n_act):
        super().__init__()
        self.l1, self.l2, self.l3 = nn.Linear(n_obs, 128), nn.Linear(128, 128), nn.Linear(128, n_act)

    def forward(self, s):
        return self.l3(F.relu(self.l2(F.relu(self.l1(s)))))


class Agent:
    def __init__(self, n_obs, n_act, gamma=0.99, lr=5e-4, tau=0.005):
        self.device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
        self.q = QNet(n_obs, n_act).to(self.device)
        self.target = QNet(n_obs, n_act).to(self.device)
        self.target.load_state_dict(self.q.state_dict())
        self.opt = torch.optim.AdamW(self.q.parameters(), lr=lr, amsgrad=True)
        self.gamma, self.tau, self.n_act = gamma, tau, n_act

    def act(self, s, eps):
        if random.random() < eps:
            return random.randrange(self.n_act)
        with torch.no_grad():
            return self.q(torch.as_tensor(s, dtype=torch.float32, device=self.device).unsqueeze(0)).argmax(1).item()

    def learn(self, batch):
        s, a, r, s2, done = batch
        q = self.q(s).gather(1, a).squeeze(1)
        with torch.no_grad():
            best = self.q(s2).argmax(1, keepdim=True)
            nxt = self.target(s2).gather(1, best).squeeze(1)
            y = r + self.gamma * nxt * (1 - done)
        loss = F.smooth_l1_loss(q, y)
        self.opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_value_(self.q.parameters(), 100)
        self.opt.step()
        with torch.no_grad():
            for p, tp in zip(self.q.parameters(), self.target.parameters()):
                tp.lerp_(p, self.tau)
        return loss.item()


def main():
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    env = gym.make('LunarLander-v2')
    agent = Agent(env.observation_space.shape[0], env.action_space.n)
    mem = Replay()
    eps, scores = 1.0, deque(maxlen=100)
    for ep in range(600):
        s, _ = env.reset(seed=ep)
        score = 0
        while True:
            a = agent.act(s, eps)
            s2, r, term, trunc, _ = env.step(a)
            mem.push(s, a, r, s2, float(term))
            s, score = s2, score + r
            if len(mem) > 1000:
                agent.learn(mem.sample(64, agent.device))
            if term or trunc:
                break
        eps = max(0.02, eps * 0.99)
        scores.append(score)
        if ep % 20 == 0:
            print(f'{ep} eps {eps:.2f} mean score {np.mean(scores):.1f}')


if __name__ == '__main__':
    main()
