"""DQN on a small grid world (numpy only environment)."""
import random
from collections import deque, namedtuple

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

Transition = namedtuple("Transition", "state action reward next_state done")


class GridWorld:
    moves = [(-1, 0), (1, 0), (0, -1), (0, 1)]

    def __init__(self, size=5):
        self.size = size

    def reset(self):
        self.pos, self.steps = (0, 0), 0
        return self.obs()

    def obs(self):
        return np.array([self.pos[0], self.pos[1]], dtype=np.float32) / (self.size - 1)

    def step(self, a):
        self.steps += 1
        r = min(max(self.pos[0] + self.moves[a][0], 0), self.size - 1)
        c = min(max(self.pos[1] + self.moves[a][1], 0), self.size - 1)
        self.pos = (r, c)
        goal = self.pos == (self.size - 1, self.size - 1)
        return self.obs(), (1.0 if goal else -0.02), goal or self.steps >= 50


class QNet(nn.Module):
    def __init__(self, n_obs=2, n_act=4):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(n_obs, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, n_act))

    def forward(self, x):
        return self.layers(x)


class Agent:
    def __init__(self, gamma=0.95, lr=1e-3):
        self.policy_net, self.target_net = QNet(), QNet()
        self.target_net.load_state_dict(self.policy_net.state_dict())
        self.optimizer = optim.Adam(self.policy_net.parameters(), lr=lr)
        self.memory = deque(maxlen=5000)
        self.gamma = gamma

    def act(self, state, eps):
        if random.random() < eps:
            return random.randrange(4)
        with torch.no_grad():
            return self.policy_net(torch.from_numpy(state)).argmax().item()

    def learn(self, batch_size=32):
        if len(self.memory) < 200:
            return
        batch = Transition(*zip(*random.sample(self.memory, batch_size)))
        states = torch.from_numpy(np.stack(batch.state))
        next_states = torch.from_numpy(np.stack(batch.next_state))
        actions = torch.tensor(batch.action).unsqueeze(1)
        rewards = torch.tensor(batch.reward, dtype=torch.float32)
        done = torch.tensor(batch.done, dtype=torch.float32)

        q_values = self.policy_net(states).gather(1, actions)
        with torch.no_grad():
            next_q = self.target_net(next_states).max(1)[0]
            target = rewards + self.gamma * next_q * (1 - done)
        loss = F.smooth_l1_loss(q_values, target)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


if __name__ == "__main__":
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    env, agent = GridWorld(), Agent()
    scores = []
    for episode in range(120):
        state, done, total = env.reset(), False, 0.0
        eps = max(0.05, 1.0 - episode / 60)
        while not done:
            action = agent.act(state, eps)
            nxt, reward, done = env.step(action)
            agent.memory.append(Transition(state, action, reward, nxt, done and reward > 0))
            agent.learn()
            state, total = nxt, total + reward
        if episode % 10 == 0:
            agent.target_net.load_state_dict(agent.policy_net.state_dict())
        scores.append(total)
        if (episode + 1) % 20 == 0:
            print(f"episode {episode + 1}: mean score {np.mean(scores[-20:]):.2f}")
