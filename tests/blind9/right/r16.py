"""One-step actor-critic for a bandit with context."""
import torch
import torch.nn as nn
from torch.distributions import Categorical


class Bandit:
    """Reward 1 when the chosen arm is the sign pattern of the context, else 0."""

    def __init__(self, batch=64):
        self.batch = batch

    def contexts(self):
        return torch.randn(self.batch, 4)

    def pull(self, ctx, arm):
        good = (ctx[:, 0] > 0).long() * 2 + (ctx[:, 1] > 0).long()
        return (arm == good).float()


class Agent:
    def __init__(self):
        self.actor = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 4))
        self.critic = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 1))
        self.opt_a = torch.optim.Adam(self.actor.parameters(), lr=5e-3)
        self.opt_c = torch.optim.Adam(self.critic.parameters(), lr=1e-2)

    def act(self, ctx):
        dist = Categorical(logits=self.actor(ctx))
        arm = dist.sample()
        return arm, dist.log_prob(arm), dist.entropy()

    def learn(self, ctx, log_prob, entropy, reward):
        value = self.critic(ctx).squeeze(-1)
        advantage = (reward - value).detach()
        actor_loss = -(advantage * log_prob + 0.01 * entropy).mean()
        critic_loss = (value - reward).pow(2).mean()

        self.opt_a.zero_grad()
        actor_loss.backward()
        self.opt_a.step()

        self.opt_c.zero_grad()
        critic_loss.backward()
        self.opt_c.step()


def main(steps=400):
    torch.manual_seed(0)
    env, agent = Bandit(), Agent()
    recent = []
    for i in range(1, steps + 1):
        ctx = env.contexts()
        arm, log_prob, entropy = agent.act(ctx)
        reward = env.pull(ctx, arm)
        agent.learn(ctx, log_prob, entropy, reward)
        recent.append(reward.mean().item())
        if i % 100 == 0:
            print(i, sum(recent) / len(recent))
            recent.clear()
    with torch.no_grad():
        ctx = torch.randn(1000, 4)
        greedy = agent.actor(ctx).argmax(dim=1)
        print("greedy reward", env.pull(ctx, greedy).mean().item())


if __name__ == "__main__":
    main()
