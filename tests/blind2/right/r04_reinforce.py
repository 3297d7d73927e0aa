import torch
import torch.nn as nn
from torch.distributions import Categorical

SEED = 2


class Bandit:
    """Contextual bandit in 5 steps: the right arm is the sign pattern of the state."""

    def reset(self):
        self.t = 0
        return self._next()

    def _next(self):
        self.state = torch.randn(4)
        return self.state

    def step(self, arm):
        right = int(self.state[0] > 0) * 2 + int(self.state[1] > 0)
        reward = 1.0 if arm == right else 0.0
        self.t += 1
        return self._next(), reward, self.t == 20


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 4))

    def forward(self, s):
        return Categorical(logits=self.net(s))


def play(env, policy):
    log_probs, rewards = [], []
    s, done = env.reset(), False
    while not done:
        dist = policy(s)
        a = dist.sample()
        log_probs.append(dist.log_prob(a))
        s, r, done = env.step(a.item())
        rewards.append(r)
    return torch.stack(log_probs), torch.tensor(rewards)


def main():
    torch.manual_seed(SEED)
    env, policy = Bandit(), Policy()
    opt = torch.optim.Adam(policy.parameters(), lr=1e-2)
    baseline = 0.25
    recent = []
    for episode in range(400):
        log_probs, rewards = play(env, policy)
        advantage = rewards - baseline
        loss = -(log_probs * advantage).sum()
        opt.zero_grad()
        loss.backward()
        opt.step()
        baseline = 0.95 * baseline + 0.05 * rewards.mean().item()
        recent.append(rewards.mean().item())
        if episode % 100 == 99:
            print(f"episode {episode + 1} mean reward {sum(recent[-50:]) / 50:.3f} loss {loss.item():+.2f}")


if __name__ == "__main__":
    main()
