import copy
import random
from collections import deque

import torch
import torch.nn as nn

torch.manual_seed(0)
random.seed(0)
N = 8


def encode(position):
    return nn.functional.one_hot(torch.tensor(position), N).float()


def env_step(position, action):
    position = max(0, min(N - 1, position + (1 if action == 1 else -1)))
    done = position == N - 1
    return position, (1.0 if done else -0.01), done


q = nn.Sequential(nn.Linear(N, 32), nn.ReLU(), nn.Linear(32, 2))
target = copy.deepcopy(q)
optimizer = torch.optim.Adam(q.parameters(), lr=5e-3)
memory = deque(maxlen=1000)
epsilon, gamma, steps = 1.0, 0.95, 0

for episode in range(60):
    position, done, length = 0, False, 0
    while not done and length < 60:
        if random.random() < epsilon:
            action = random.randrange(2)
        else:
            with torch.no_grad():
                action = q(encode(position)).argmax().item()
        nxt, reward, done = env_step(position, action)
        memory.append((encode(position), action, reward, encode(nxt), float(done)))
        position, length, steps = nxt, length + 1, steps + 1
        if len(memory) >= 64 and steps % 4 == 0:
            s, a, r, s2, d = zip(*random.sample(memory, 32))
            s, s2 = torch.stack(s), torch.stack(s2)
            a, r, d = torch.tensor(a), torch.tensor(r), torch.tensor(d)
            value = q(s).gather(1, a.unsqueeze(1)).squeeze(1)
            with torch.no_grad():
                goal = r + gamma * (1 - d) * target(s2).max(dim=1).values
            loss = nn.functional.smooth_l1_loss(value, goal)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if steps % 100 == 0:
            target.load_state_dict(q.state_dict())
    epsilon = max(0.05, epsilon * 0.93)
print("steps of the last episode", length)
