import torch
import torch.nn as nn
from torch.distributions import Categorical


class Corridor:
    """A corridor of seven fields; the goal is on the right."""

    def reset(self):
        self.position, self.steps = 3, 0
        return self.state()

    def state(self):
        return nn.functional.one_hot(torch.tensor(self.position), 7).float()

    def step(self, action):
        self.position += 1 if action == 1 else -1
        self.steps += 1
        done = self.position in (0, 6) or self.steps >= 30
        reward = 1.0 if self.position == 6 else -0.05
        return self.state(), reward, done


torch.manual_seed(0)
env = Corridor()
policy = nn.Sequential(nn.Linear(7, 16), nn.Tanh(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(policy.parameters(), lr=0.02)
scores = []

for episode in range(120):
    state, done = env.reset(), False
    log_probs, rewards = [], []
    while not done:
        dist = Categorical(logits=policy(state))
        action = dist.sample()
        log_probs.append(dist.log_prob(action))
        state, reward, done = env.step(action.item())
        rewards.append(reward)

    returns, g = [], 0.0
    for r in reversed(rewards):
        g = r + 0.95 * g
        returns.insert(0, g)
    returns = torch.tensor(returns)
    loss = -(torch.stack(log_probs) * returns).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    scores.append(sum(rewards))

print("first 20", sum(scores[:20]) / 20, "last 20", sum(scores[-20:]) / 20)
