"""REINFORCE on a corridor: walk right to the goal, each step costs."""
import random
import torch
import torch.nn as nn
import torch.optim as optim
from torch.distributions import Categorical


class Corridor:
    def __init__(self, length=8, max_steps=40):
        self.length, self.max_steps = length, max_steps

    def reset(self):
        self.pos, self.t = 0, 0
        return self._obs()

    def _obs(self):
        v = torch.zeros(self.length)
        v[self.pos] = 1.0
        return v

    def step(self, action):
        self.t += 1
        move = 1 if action == 1 else -1
        if random.random() < 0.1:
            move = -move
        self.pos = min(max(self.pos + move, 0), self.length - 1)
        done = self.pos == self.length - 1
        reward = 1.0 if done else -0.05
        return self._obs(), reward, done or self.t >= self.max_steps


class Policy(nn.Module):
    def __init__(self, n_obs, n_act):
        super().__init__()
        self.fc1 = nn.Linear(n_obs, 32)
        self.fc2 = nn.Linear(32, n_act)

    def forward(self, x):
        return self.fc2(torch.tanh(self.fc1(x)))


def discounted(rewards, gamma=0.98):
    out, g = [], 0.0
    for r in reversed(rewards):
        g = r + gamma * g
        out.insert(0, g)
    return torch.tensor(out)


def run_episode(env, policy):
    log_probs, rewards = [], []
    obs, done = env.reset(), False
    while not done:
        dist = Categorical(logits=policy(obs))
        action = dist.sample()
        log_probs.append(dist.log_prob(action).item())
        obs, reward, done = env.step(action.item())
        rewards.append(reward)
    return log_probs, rewards


def main():
    random.seed(5)
    torch.manual_seed(5)
    env, policy = Corridor(), Policy(8, 2)
    optimizer = optim.Adam(policy.parameters(), lr=1e-2)
    history = []
    for episode in range(1, 151):
        log_probs, rewards = run_episode(env, policy)
        returns = discounted(rewards)
        returns = (returns - returns.mean()) / (returns.std() + 1e-6)
        log_probs = torch.tensor(log_probs, requires_grad=True)
        policy_loss = -(log_probs * returns).sum()
        optimizer.zero_grad()
        policy_loss.backward()
        optimizer.step()
        history.append(sum(rewards))
        if episode % 30 == 0:
            print(f"episode {episode:4d}  mean return {sum(history[-30:]) / 30:.3f}")


if __name__ == "__main__":
    main()
