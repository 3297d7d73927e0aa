import random
from collections import deque, namedtuple

import torch
import torch.nn as nn
import torch.nn.functional as F

Transition = namedtuple("Transition", "state action reward next_state done")


class GridWorld:
    """5x5 grid, start anywhere, goal in the corner, -0.04 a move, +1 at the goal."""

    size = 5
    moves = [(0, 1), (0, -1), (1, 0), (-1, 0)]

    def reset(self):
        self.y, self.x = random.randrange(4), random.randrange(4)
        self.steps = 0
        return self._obs()

    def _obs(self):
        return torch.tensor([self.y / 4, self.x / 4], dtype=torch.float32)

    def step(self, a):
        dy, dx = self.moves[a]
        self.y = min(4, max(0, self.y + dy))
        self.x = min(4, max(0, self.x + dx))
        self.steps += 1
        goal = self.y == 4 and self.x == 4
        return self._obs(), (1.0 if goal else -0.04), goal


class ReplayMemory:
    def __init__(self, capacity):
        self.memory = deque([], maxlen=capacity)

    def push(self, *args):
        self.memory.append(Transition(*args))

    def sample(self, n):
        batch = Transition(*zip(*random.sample(self.memory, n)))
        return (
            torch.stack(batch.state), torch.tensor(batch.action), torch.tensor(batch.reward),
            torch.stack(batch.next_state), torch.tensor(batch.done, dtype=torch.float32),
        )

    def __len__(self):
        return len(self.memory)


def q_net():
    return nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 4))


def optimise(policy_net, target_net, optimizer, memory, batch=64, gamma=0.95):
    if len(memory) < 200:
        return
    s, a, r, s2, done = memory.sample(batch)
    q = policy_net(s).gather(1, a.unsqueeze(1)).squeeze(1)
    with torch.no_grad():
        target = r + gamma * (1 - done) * target_net(s2).max(1).values
    loss = F.smooth_l1_loss(q, target)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(policy_net.parameters(), 10)
    optimizer.step()


def main(episodes=250, tau=0.01):
    random.seed(0)
    torch.manual_seed(0)
    env = GridWorld()
    policy_net, target_net = q_net(), q_net()
    target_net.load_state_dict(policy_net.state_dict())
    optimizer = torch.optim.AdamW(policy_net.parameters(), lr=1e-3)
    memory = ReplayMemory(5000)
    lengths = []
    for ep in range(episodes):
        eps = max(0.05, 1 - ep / 120)
        state, done = env.reset(), False
        while not done and env.steps < 50:
            if random.random() < eps:
                action = random.randrange(4)
            else:
                with torch.no_grad():
                    action = policy_net(state).argmax().item()
            nxt, reward, done = env.step(action)
            memory.push(state, action, reward, nxt, done)
            state = nxt
            optimise(policy_net, target_net, optimizer, memory)
            with torch.no_grad():
                for t, p in zip(target_net.parameters(), policy_net.parameters()):
                    t.mul_(1 - tau).add_(tau * p)
        lengths.append(env.steps)
        if (ep + 1) % 50 == 0:
            print(ep + 1, "mean steps", sum(lengths[-50:]) / 50)


if __name__ == "__main__":
    main()
