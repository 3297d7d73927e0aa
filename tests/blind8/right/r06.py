"""DQN on a 1-D corridor."""
import random
from collections import deque, namedtuple
import torch
import torch.nn as nn
import torch.nn.functional as F

Transition = namedtuple('Transition', 'state action next_state reward done')
SIZE = 8


class Corridor:
    def reset(self):
        self.pos, self.t = random.randrange(SIZE - 1), 0
        return self.pos

    def step(self, a):
        self.pos = max(0, min(SIZE - 1, self.pos + (1 if a == 1 else -1)))
        self.t += 1
        goal = self.pos == SIZE - 1
        return self.pos, (1.0 if goal else -0.02), goal, goal or self.t >= 30


class DQN(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(SIZE, 32), nn.ReLU(), nn.Linear(32, 2))

    def forward(self, s):
        return self.net(F.one_hot(s, SIZE).float())


class Agent:
    def __init__(self, gamma=0.95, lr=3e-3):
        self.policy_net, self.target_net = DQN(), DQN()
        self.target_net.load_state_dict(self.policy_net.state_dict())
        self.target_net.eval()
        self.optimizer = torch.optim.AdamW(self.policy_net.parameters(), lr=lr)
        self.memory, self.gamma = deque(maxlen=5000), gamma

    def act(self, s, eps):
        if random.random() < eps:
            return random.randrange(2)
        with torch.no_grad():
            return self.policy_net(torch.tensor([s])).max(1).indices.item()

    def learn(self, n=64):
        if len(self.memory) < n:
            return None
        b = Transition(*zip(*random.sample(self.memory, n)))
        s, a, s2 = torch.tensor(b.state), torch.tensor(b.action), torch.tensor(b.next_state)
        r, done = torch.tensor(b.reward), torch.tensor(b.done, dtype=torch.float32)
        q = self.policy_net(s).gather(1, a.unsqueeze(1)).squeeze(1)
        with torch.no_grad():
            q_next = self.target_net(s2).max(1).values
            target = r + self.gamma * q_next * (1 - done)
        loss = F.smooth_l1_loss(q, target)
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_value_(self.policy_net.parameters(), 100)
        self.optimizer.step()
        return loss.item()


def main():
    random.seed(0)
    torch.manual_seed(0)
    env, agent = Corridor(), Agent()
    returns = []
    for ep in range(120):
        s, total, over = env.reset(), 0.0, False
        while not over:
            a = agent.act(s, max(0.05, 1 - ep / 60))
            s2, r, done, over = env.step(a)
            agent.memory.append(Transition(s, a, s2, r, done))
            agent.learn()
            s, total = s2, total + r
        returns.append(total)
        if ep % 5 == 0:
            agent.target_net.load_state_dict(agent.policy_net.state_dict())
    print('first 20', sum(returns[:20]) / 20, 'last 20', sum(returns[-20:]) / 20)


if __name__ == '__main__':
    main()
