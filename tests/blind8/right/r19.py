"""REINFORCE with a learnt baseline on a bandit-like walk."""
import random
import torch
from torch import nn
from torch.distributions import Categorical

GOAL = 5


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.affine = nn.Linear(2, 32)
        self.action_head = nn.Linear(32, 2)
        self.value_head = nn.Linear(32, 1)
        self.saved, self.rewards = [], []

    def forward(self, s):
        h = torch.tanh(self.affine(s))
        return torch.softmax(self.action_head(h), dim=-1), self.value_head(h)


def select_action(policy, s):
    probs, value = policy(torch.tensor(s, dtype=torch.float32))
    m = Categorical(probs)
    a = m.sample()
    policy.saved.append((m.log_prob(a), value))
    return a.item()


def finish_episode(policy, optimizer, gamma=0.97):
    R, returns = 0.0, []
    for r in policy.rewards[::-1]:
        R = r + gamma * R
        returns.insert(0, R)
    policy_losses, value_losses = [], []
    for (log_prob, value), R in zip(policy.saved, returns):
        advantage = R - value.item()
        policy_losses.append(-log_prob * advantage)
        value_losses.append(nn.functional.smooth_l1_loss(value, torch.tensor([R])))
    optimizer.zero_grad()
    loss = torch.stack(policy_losses).sum() + torch.stack(value_losses).sum()
    loss.backward()
    optimizer.step()
    del policy.rewards[:]
    del policy.saved[:]
    return loss.item()


def main():
    torch.manual_seed(0)
    random.seed(0)
    policy = Policy()
    optimizer = torch.optim.Adam(policy.parameters(), lr=0.01)
    history = []
    for ep in range(300):
        pos, target = 0, random.choice([-1, 1])
        total = 0.0
        for t in range(20):
            a = select_action(policy, [pos / GOAL, float(target)])
            pos += 1 if a == 1 else -1
            done = pos == target * GOAL
            r = 1.0 if done else -0.05
            policy.rewards.append(r)
            total += r
            if done:
                break
        finish_episode(policy, optimizer)
        history.append(total)
    print('first 50', sum(history[:50]) / 50, 'last 50', sum(history[-50:]) / 50)


if __name__ == '__main__':
    main()
