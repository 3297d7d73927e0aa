"""REINFORCE with a moving baseline on a small corridor world."""
import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical


class Corridor:
    """Start in the middle; the goal is at the side that the first observation shows."""

    def __init__(self, size=7, limit=12, seed=0):
        self.size, self.limit = size, limit
        self.rng = np.random.default_rng(seed)

    def reset(self):
        self.pos = self.size // 2
        self.goal = self.size - 1 if self.rng.random() < 0.5 else 0
        self.t = 0
        return self._obs()

    def _obs(self):
        o = np.zeros(self.size + 1, dtype=np.float32)
        o[self.pos] = 1.0
        o[-1] = 1.0 if self.goal > 0 else -1.0
        return torch.from_numpy(o)

    def step(self, action):
        self.pos = int(np.clip(self.pos + (1 if action == 1 else -1), 0, self.size - 1))
        self.t += 1
        done = self.pos == self.goal or self.t >= self.limit
        reward = 1.0 if self.pos == self.goal else -0.05
        return self._obs(), reward, done


class Policy(nn.Module):
    def __init__(self, n_obs, n_actions=2):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_obs, 32), nn.Tanh(), nn.Linear(32, n_actions))

    def forward(self, obs):
        return Categorical(logits=self.net(obs))


def run_episode(env, policy):
    obs, done, log_probs, rewards = env.reset(), False, [], []
    while not done:
        dist = policy(obs)
        action = dist.sample()
        log_probs.append(dist.log_prob(action))
        obs, reward, done = env.step(action.item())
        rewards.append(reward)
    return torch.stack(log_probs), rewards


def discounted(rewards, gamma=0.97):
    out, running = [], 0.0
    for r in reversed(rewards):
        running = r + gamma * running
        out.append(running)
    return torch.tensor(out[::-1])


def main():
    torch.manual_seed(0)
    env = Corridor()
    policy = Policy(env.size + 1)
    optimizer = torch.optim.Adam(policy.parameters(), lr=1e-2)
    baseline, scores = 0.0, []
    for episode in range(1, 401):
        log_probs, rewards = run_episode(env, policy)
        returns = discounted(rewards)
        baseline = 0.95 * baseline + 0.05 * returns.mean().item()
        loss = -(log_probs * (returns - baseline)).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scores.append(sum(rewards))
        if episode % 80 == 0:
            print(f'episode {episode}: mean return of the last 80 {np.mean(scores[-80:]):.3f}')


if __name__ == '__main__':
    main()
