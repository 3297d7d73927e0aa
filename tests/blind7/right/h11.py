import copy
import random
from collections import deque
import torch
import torch.nn as nn
import torch.nn.functional as F

random.seed(10)
torch.manual_seed(10)
N = 5  # N x N grid, goal at the lower right corner


def move(pos, a):
    r, c = pos
    dr, dc = ((-1, 0), (1, 0), (0, -1), (0, 1))[a]
    r, c = min(max(r + dr, 0), N - 1), min(max(c + dc, 0), N - 1)
    done = (r, c) == (N - 1, N - 1)
    return (r, c), (1.0 if done else -0.02), done


def encode(pos):
    v = torch.zeros(2 * N)
    v[pos[0]] = v[N + pos[1]] = 1
    return v


q = nn.Sequential(nn.Linear(2 * N, 48), nn.ReLU(), nn.Linear(48, 4))
q_target = copy.deepcopy(q)
opt = torch.optim.Adam(q.parameters(), lr=2e-3)
memory = deque(maxlen=3000)
step = 0
for ep in range(120):
    pos, done, length = (0, 0), False, 0
    eps = max(0.05, 1 - ep / 60)
    while not done and length < 40:
        if random.random() < eps:
            a = random.randrange(4)
        else:
            with torch.no_grad():
                a = q(encode(pos)).argmax().item()
        nxt, r, done = move(pos, a)
        memory.append((encode(pos), a, r, encode(nxt), float(done)))
        pos, length, step = nxt, length + 1, step + 1
        if len(memory) >= 200:
            s, act, rew, s2, d = zip(*random.sample(memory, 48))
            with torch.no_grad():
                goal = torch.tensor(rew) + 0.95 * (1 - torch.tensor(d)) * q_target(torch.stack(s2)).max(1).values
            est = q(torch.stack(s)).gather(1, torch.tensor(act).unsqueeze(1)).squeeze(1)
            loss = F.smooth_l1_loss(est, goal)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if step % 100 == 0:
            q_target.load_state_dict(q.state_dict())
    if ep % 20 == 19:
        print(ep + 1, "steps", length)
pos, n, done = (0, 0), 0, False
with torch.no_grad():
    while not done and n < 40:
        pos, _, done = move(pos, q(encode(pos)).argmax().item())
        n += 1
print("greedy path length", n, "shortest", 2 * (N - 1))
