"""REINFORCE on a tiny corridor (after the pytorch/examples actor script)."""
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.distributions import Categorical

torch.manual_seed(543)
GAMMA = 0.95


class Corridor:
    """walk right to the goal at position 5, left end is a wall"""

    def __init__(self, length=5, max_steps=20):
        self.length, self.max_steps = length, max_steps

    def reset(self):
        self.pos, self.t = 0, 0
        return self._obs()

    def _obs(self):
        o = torch.zeros(self.length + 1)
        o[self.pos] = 1
        return o

    def step(self, action):
        self.pos = max(0, self.pos + (1 if action == 1 else -1))
        self.t += 1
        done = self.pos == self.length or self.t >= self.max_steps
        return self._obs(), (1.0 if self.pos == self.length else -0.05), done


class Policy(nn.Module):
    def __init__(self, n_obs=6, n_act=2):
        super().__init__()
        self.affine1 = nn.Linear(n_obs, 32)
        self.affine2 = nn.Linear(32, n_act)

    def act(self, obs):
        x = F.relu(self.affine1(obs))
        action_scores = self.affine2(x)
        probs = F.softmax(action_scores)
        m = Categorical(probs)
        action = m.sample()
        return action.item(), m.log_prob(action)


def finish_episode(log_probs, rewards, optimizer):
    R, returns = 0.0, []
    for r in reversed(rewards):
        R = r + GAMMA * R
        returns.insert(0, R)
    returns = torch.tensor(returns)
    returns = returns - returns.mean()
    loss = torch.stack([-lp * g for lp, g in zip(log_probs, returns)]).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


env, policy = Corridor(), Policy()
optimizer = optim.Adam(policy.parameters(), lr=1e-2)
for episode in range(40):
    obs, log_probs, rewards, done = env.reset(), [], [], False
    while not done:
        action, lp = policy.act(obs)
        obs, r, done = env.step(action)
        log_probs.append(lp)
        rewards.append(r)
    finish_episode(log_probs, rewards, optimizer)
    if episode % 10 == 0:
        print("episode", episode, "return", round(sum(rewards), 2))
