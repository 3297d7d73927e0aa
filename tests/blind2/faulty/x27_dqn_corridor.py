"""DQN on a corridor of 8 cells: reach the right end."""
import random
from collections import deque

import torch
import torch.nn as nn
import torch.nn.functional as F

N, GAMMA, BATCH = 8, 0.95, 32


class Corridor:
    def reset(self):
        self.pos, self.t = 0, 0
        return self.obs()

    def obs(self):
        return F.one_hot(torch.tensor(self.pos), N).float()

    def step(self, action):
        self.t += 1
        self.pos = min(max(self.pos + (1 if action == 1 else -1), 0), N - 1)
        won = self.pos == N - 1
        return self.obs(), (1.0 if won else -0.02), won, self.t >= 40


def learn(q_net, target_net, memory, opt):
    batch = random.sample(memory, BATCH)
    s, a, r, s2, done = zip(*batch)
    s, s2 = torch.stack(s), torch.stack(s2)
    a, r, done = torch.tensor(a), torch.tensor(r), torch.tensor(done, dtype=torch.float32)
    q = q_net(s).gather(1, a.unsqueeze(1))
    with torch.no_grad():
        target = r + GAMMA * (1 - done) * target_net(s2).max(dim=1).values
    loss = F.smooth_l1_loss(q, target)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def main():
    random.seed(0)
    torch.manual_seed(0)
    env = Corridor()
    make = lambda: nn.Sequential(nn.Linear(N, 32), nn.ReLU(), nn.Linear(32, 2))
    q_net, target_net = make(), make()
    target_net.load_state_dict(q_net.state_dict())
    opt = torch.optim.Adam(q_net.parameters(), lr=3e-3)
    memory = deque(maxlen=2000)
    steps = 0
    for episode in range(80):
        s, finished = env.reset(), False
        eps = max(0.05, 1 - episode / 50)
        while not finished:
            if random.random() < eps:
                a = random.randrange(2)
            else:
                with torch.no_grad():
                    a = q_net(s).argmax().item()
            s2, r, won, timeout = env.step(a)
            memory.append((s, a, r, s2, won))
            s, finished = s2, won or timeout
            steps += 1
            if len(memory) >= BATCH:
                loss = learn(q_net, target_net, memory, opt)
            if steps % 100 == 0:
                target_net.load_state_dict(q_net.state_dict())
        if episode % 20 == 19:
            print(f"episode {episode + 1} loss {loss:.4f} steps {env.t}")
    with torch.no_grad():
        q = q_net(torch.eye(N))
    print("greedy actions", q.argmax(1)[:-1].tolist())
    print("values", [round(v, 2) for v in q.max(1).values[:-1].tolist()])


if __name__ == "__main__":
    main()
