"""REINFORCE with a baseline on a corridor world (no gym needed)."""
import random

import torch
import torch.nn as nn


class Corridor:
    def __init__(self, length=7):
        self.length = length

    def reset(self):
        self.pos, self.t = 0, 0
        return self.obs()

    def obs(self):
        v = torch.zeros(self.length)
        v[self.pos] = 1.0
        return v

    def step(self, action):
        self.t += 1
        self.pos = max(0, self.pos + (1 if action == 1 else -1))
        done = self.pos == self.length - 1 or self.t >= 40
        reward = 1.0 if self.pos == self.length - 1 else -0.02
        return self.obs(), reward, done


class Policy(nn.Module):
    def __init__(self, n_obs, n_act):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n_obs, 32), nn.Tanh())
        self.pi = nn.Linear(32, n_act)
        self.v = nn.Linear(32, 1)

    def forward(self, s):
        h = self.body(s)
        return self.pi(h), self.v(h).squeeze(-1)


def play(env, policy):
    s, done = env.reset(), False
    states, actions, rewards = [], [], []
    while not done:
        with torch.no_grad():
            logits, _ = policy(s)
        a = torch.distributions.Categorical(logits=logits).sample().item()
        states.append(s)
        actions.append(a)
        s, r, done = env.step(a)
        rewards.append(r)
    return torch.stack(states), torch.tensor(actions), rewards


def discounted(rewards, gamma=0.97):
    out, acc = [], 0.0
    for r in reversed(rewards):
        acc = r + gamma * acc
        out.append(acc)
    return torch.tensor(out[::-1])


def update(policy, optimizer, states, actions, returns):
    logits, values = policy(states)
    log_probs = torch.log(torch.softmax(logits, dim=-1))
    chosen = log_probs.gather(1, actions.unsqueeze(1)).squeeze(1)
    advantage = returns - values.detach()
    loss = -(chosen * advantage).mean() + 0.5 * (returns - values).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def main(episodes=300):
    random.seed(0)
    torch.manual_seed(0)
    env = Corridor()
    policy = Policy(env.length, 2)
    optimizer = torch.optim.Adam(policy.parameters(), lr=5e-3)
    lengths = []
    for ep in range(1, episodes + 1):
        states, actions, rewards = play(env, policy)
        update(policy, optimizer, states, actions, discounted(rewards))
        lengths.append(len(rewards))
        if ep % 100 == 0:
            print(ep, "mean length", sum(lengths[-100:]) / 100)


if __name__ == "__main__":
    main()
