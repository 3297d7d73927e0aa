import random
from collections import deque, namedtuple

import torch
import torch.nn as nn

random.seed(0)
torch.manual_seed(0)
Transition = namedtuple("Transition", "state action next_state reward done")


class GridWorld:
    def __init__(self, n=4):
        self.n = n

    def reset(self):
        self.x = self.y = 0
        self.t = 0
        return self.obs()

    def obs(self):
        return torch.tensor([self.x / self.n, self.y / self.n])

    def step(self, a):
        dx, dy = [(1, 0), (-1, 0), (0, 1), (0, -1)][a]
        self.x = min(max(self.x + dx, 0), self.n - 1)
        self.y = min(max(self.y + dy, 0), self.n - 1)
        self.t += 1
        goal = self.x == self.n - 1 and self.y == self.n - 1
        return self.obs(), 1.0 if goal else -0.02, goal or self.t >= 30


class ReplayMemory:
    def __init__(self, capacity):
        self.memory = deque([], maxlen=capacity)

    def push(self, *args):
        self.memory.append(Transition(*args))

    def sample(self, k):
        return Transition(*zip(*random.sample(self.memory, k)))

    def __len__(self):
        return len(self.memory)


def make_net():
    return nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 4))


class Agent:
    def __init__(self, gamma=0.95, batch=32):
        self.policy_net, self.target_net = make_net(), make_net()
        self.target_net.load_state_dict(self.policy_net.state_dict())
        self.optimizer = torch.optim.Adam(self.policy_net.parameters(), lr=2e-3)
        self.memory = ReplayMemory(2000)
        self.gamma, self.batch = gamma, batch

    def select_action(self, state, eps):
        if random.random() < eps:
            return random.randrange(4)
        with torch.no_grad():
            return self.policy_net(state).argmax().item()

    def optimize_model(self):
        if len(self.memory) < self.batch:
            return None
        b = self.memory.sample(self.batch)
        state, next_state = torch.stack(b.state), torch.stack(b.next_state)
        action = torch.tensor(b.action).unsqueeze(1)
        reward, done = torch.tensor(b.reward), torch.tensor(b.done, dtype=torch.float32)
        q = self.policy_net(state).gather(1, action)
        with torch.no_grad():
            q_next = self.target_net(next_state).max(1).values
        target = reward + self.gamma * q_next * (1 - done)
        loss = ((q - target) ** 2).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


env, agent = GridWorld(), Agent()
for episode in range(15):
    state, done, ret, loss = env.reset(), False, 0.0, None
    while not done:
        a = agent.select_action(state, max(0.1, 1 - episode / 10))
        nxt, r, done = env.step(a)
        agent.memory.push(state, a, nxt, r, done)
        loss = agent.optimize_model()
        state, ret = nxt, ret + r
    if episode % 5 == 4:
        agent.target_net.load_state_dict(agent.policy_net.state_dict())
        print(f"episode {episode} return {ret:.2f} loss {loss}")
