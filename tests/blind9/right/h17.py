"""Deep Q-learning in a five-by-five grid, with a slow target network and replay."""
import copy
import random
from collections import deque

import torch
from torch import nn

SIZE, GAMMA = 5, 0.95
MOVES = torch.tensor([[0, 1], [0, -1], [1, 0], [-1, 0]])


def observe(pos):
    return torch.nn.functional.one_hot(pos[..., 0] * SIZE + pos[..., 1], SIZE * SIZE).float()


def step(pos, action):
    nxt = (pos + MOVES[action]).clamp(0, SIZE - 1)
    done = bool((nxt == SIZE - 1).all())
    return nxt, (1.0 if done else -0.04), done


def play(net, starts=SIZE * SIZE - 1):
    reached = 0
    for s in range(starts):
        pos = torch.tensor([s // SIZE, s % SIZE])
        for _ in range(2 * SIZE):
            with torch.no_grad():
                a = int(net(observe(pos)).argmax())
            pos, _, done = step(pos, a)
            if done:
                reached += 1
                break
    return reached / starts


def main():
    torch.manual_seed(17)
    random.seed(17)
    net = nn.Sequential(nn.Linear(SIZE * SIZE, 48), nn.ReLU(), nn.Linear(48, 4))
    target = copy.deepcopy(net)
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    memory = deque(maxlen=4000)
    frames = 0
    for ep in range(1, 201):
        pos = torch.randint(0, SIZE, (2,))
        eps = max(0.1, 1 - ep / 120)
        for _ in range(25):
            if bool((pos == SIZE - 1).all()):
                break
            with torch.no_grad():
                a = random.randrange(4) if random.random() < eps else int(net(observe(pos)).argmax())
            nxt, r, done = step(pos, a)
            memory.append((pos, a, r, nxt, float(done)))
            pos = nxt
            frames += 1
            if len(memory) >= 200 and frames % 2 == 0:
                s, act, rew, s2, end = zip(*random.sample(memory, 64))
                with torch.no_grad():
                    goal = torch.tensor(rew) + GAMMA * (1 - torch.tensor(end)) * target(observe(torch.stack(s2))).max(1).values
                q = net(observe(torch.stack(s))).gather(1, torch.tensor(act)[:, None]).squeeze(1)
                loss = nn.functional.smooth_l1_loss(q, goal)
                opt.zero_grad()
                loss.backward()
                opt.step()
            if frames % 100 == 0:
                target.load_state_dict(net.state_dict())
        if ep % 50 == 0:
            print(f"episode {ep} td loss {loss.item():.5f} goal reached from {play(net):.2f} of all cells")


main()
