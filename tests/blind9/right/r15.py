"""DQN on a noisy chain, replay buffer and target network."""
import copy
import random
from collections import deque

import torch
import torch.nn as nn

N = 8


def one_hot(s):
    v = torch.zeros(N)
    v[s] = 1
    return v


def env_step(s, a):
    move = 1 if a == 1 else -1
    if random.random() < 0.1:
        move = -move
    s2 = min(max(s + move, 0), N - 1)
    return s2, (1.0 if s2 == N - 1 else 0.0), s2 == N - 1


q = nn.Sequential(nn.Linear(N, 32), nn.ReLU(), nn.Linear(32, 2))
target = copy.deepcopy(q)
for p in target.parameters():
    p.requires_grad = False
opt = torch.optim.Adam(q.parameters(), lr=2e-3)
huber = nn.SmoothL1Loss()
memory = deque(maxlen=5000)
GAMMA, BATCH = 0.95, 64


def act(s, eps):
    if random.random() < eps:
        return random.randrange(2)
    with torch.no_grad():
        return q(one_hot(s)).argmax().item()


def learn():
    s, a, r, s2, d = zip(*random.sample(memory, BATCH))
    s, s2 = torch.stack([one_hot(i) for i in s]), torch.stack([one_hot(i) for i in s2])
    a, r, d = torch.tensor(a), torch.tensor(r), torch.tensor(d, dtype=torch.float32)
    value = q(s).gather(1, a.unsqueeze(1)).squeeze(1)
    with torch.no_grad():
        goal = r + GAMMA * (1 - d) * target(s2).max(dim=1).values
    loss = huber(value, goal)
    opt.zero_grad()
    loss.backward()
    opt.step()


steps, lengths = 0, []
for episode in range(80):
    s, done, n = 0, False, 0
    eps = max(0.1, 1 - episode / 40)
    while not done and n < 100:
        a = act(s, eps)
        s2, r, done = env_step(s, a)
        memory.append((s, a, r, s2, done))
        s, n, steps = s2, n + 1, steps + 1
        if len(memory) >= 4 * BATCH:
            learn()
        if steps % 200 == 0:
            target.load_state_dict(q.state_dict())
    lengths.append(n)
print("mean length of the last 20 episodes", sum(lengths[-20:]) / 20)
