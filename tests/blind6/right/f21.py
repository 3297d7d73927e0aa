"""REINFORCE with a baseline on a corridor of 7 cells."""
import torch
import torch.nn as nn
from torch.distributions import Categorical


class Corridor:
    def __init__(self, n=7):
        self.n = n

    def reset(self):
        self.pos, self.t = self.n // 2, 0
        return self._obs()

    def _obs(self):
        o = torch.zeros(self.n)
        o[self.pos] = 1.0
        return o

    def step(self, action):
        self.pos += 1 if action == 1 else -1
        self.pos = max(0, min(self.n - 1, self.pos))
        self.t += 1
        done = self.pos == self.n - 1 or self.t >= 30
        reward = 1.0 if self.pos == self.n - 1 else -0.02
        return self._obs(), reward, done


class Policy(nn.Module):
    def __init__(self, n_obs, n_act):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n_obs, 32), nn.ReLU())
        self.pi = nn.Linear(32, n_act)
        self.v = nn.Linear(32, 1)

    def forward(self, s):
        h = self.body(s)
        return torch.softmax(self.pi(h), dim=-1), self.v(h).squeeze(-1)


def returns(rewards, gamma):
    out, g = [], 0.0
    for r in reversed(rewards):
        g = r + gamma * g
        out.insert(0, g)
    return torch.tensor(out)


def main(episodes=80, gamma=0.98):
    torch.manual_seed(0)
    env, policy = Corridor(), Policy(7, 2)
    opt = torch.optim.Adam(policy.parameters(), lr=5e-3)
    recent = []
    for ep in range(episodes):
        s, done = env.reset(), False
        logps, values, rewards = [], [], []
        while not done:
            probs, v = policy(s)
            dist = Categorical(probs)
            a = dist.sample()
            s, r, done = env.step(a.item())
            logps.append(dist.log_prob(a))
            values.append(v)
            rewards.append(r)
        G = returns(rewards, gamma)
        V = torch.stack(values)
        adv = G - V.detach()
        loss = -(torch.stack(logps) * adv).sum() + 0.5 * (G - V).pow(2).sum()
        opt.zero_grad()
        loss.backward()
        opt.step()
        recent.append(sum(rewards))
        if ep % 20 == 19:
            print(ep + 1, sum(recent[-20:]) / 20)


if __name__ == '__main__':
    main()
