"""REINFORCE on a corridor: start in the middle, the goal is at the right end."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Categorical

LENGTH, MAX_STEPS, GAMMA = 7, 20, 0.95


class Corridor:
    def reset(self):
        self.position, self.steps = LENGTH // 2, 0
        return self.observe()

    def observe(self):
        return F.one_hot(torch.tensor(self.position), LENGTH).float()

    def step(self, action):
        self.steps += 1
        self.position = max(0, self.position + (1 if action == 1 else -1))
        reached = self.position == LENGTH - 1
        return self.observe(), 1.0 if reached else -0.05, reached or self.steps >= MAX_STEPS


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(LENGTH, 24)
        self.fc2 = nn.Linear(24, 2)

    def forward(self, state):
        return F.softmax(self.fc2(torch.tanh(self.fc1(state))), dim=-1)


def play(env, policy):
    log_probs, rewards = [], []
    state, done = env.reset(), False
    while not done:
        distribution = Categorical(policy(state))
        action = distribution.sample()
        log_probs.append(distribution.log_prob(action))
        state, reward, done = env.step(action.item())
        rewards.append(reward)
    returns, g = [], 0.0
    for r in reversed(rewards):
        g = r + GAMMA * g
        returns.insert(0, g)
    return torch.stack(log_probs), torch.tensor(returns), sum(rewards)


torch.manual_seed(0)
env, policy = Corridor(), Policy()
optimizer = torch.optim.Adam(policy.parameters(), lr=0.005)

for update in range(1, 41):
    episodes = [play(env, policy) for _ in range(5)]
    all_returns = torch.cat([returns for _, returns, _ in episodes])
    baseline = all_returns.mean()
    loss = torch.stack([-(lp * (returns - baseline)).sum() for lp, returns, _ in episodes]).mean()

    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if update % 8 == 0:
        mean_reward = sum(total for _, _, total in episodes) / len(episodes)
        print(f"update {update:3d}  mean reward {mean_reward:.3f}")
