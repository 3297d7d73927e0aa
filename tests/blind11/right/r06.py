"""REINFORCE with a learnt baseline on a tiny corridor world (no gym needed)."""
import torch
from torch import nn
from torch.distributions import Categorical

LENGTH, GOAL, MAX_STEPS, GAMMA = 9, 8, 40, 0.97


class Corridor:
    def reset(self):
        self.pos, self.t = 4, 0
        return self.observe()

    def observe(self):
        o = torch.zeros(LENGTH)
        o[self.pos] = 1.0
        return o

    def step(self, action):
        self.pos = max(0, min(LENGTH - 1, self.pos + (1 if action == 1 else -1)))
        self.t += 1
        done = self.pos == GOAL or self.t >= MAX_STEPS
        reward = 1.0 if self.pos == GOAL else -0.02
        return self.observe(), reward, done


class ActorCritic(nn.Module):
    def __init__(self, n=LENGTH, hidden=32):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n, hidden), nn.Tanh())
        self.pi = nn.Linear(hidden, 2)
        self.v = nn.Linear(hidden, 1)

    def forward(self, obs):
        h = self.body(obs)
        return Categorical(logits=self.pi(h)), self.v(h).squeeze(-1)


def play(env, net):
    obs, done = env.reset(), False
    log_probs, values, rewards = [], [], []
    while not done:
        dist, value = net(obs)
        action = dist.sample()
        obs, r, done = env.step(action.item())
        log_probs.append(dist.log_prob(action))
        values.append(value)
        rewards.append(r)
    return torch.stack(log_probs), torch.stack(values), rewards


def discounted(rewards):
    out, g = [], 0.0
    for r in reversed(rewards):
        g = r + GAMMA * g
        out.append(g)
    return torch.tensor(out[::-1])


def main():
    torch.manual_seed(0)
    env, net = Corridor(), ActorCritic()
    optimizer = torch.optim.Adam(net.parameters(), lr=5e-3)
    recent = []
    for episode in range(1, 401):
        log_probs, values, rewards = play(env, net)
        returns = discounted(rewards)
        advantage = returns - values.detach()
        policy_loss = -(log_probs * advantage).mean()
        value_loss = nn.functional.mse_loss(values, returns)
        optimizer.zero_grad()
        (policy_loss + 0.5 * value_loss).backward()
        optimizer.step()
        recent.append(len(rewards))
        if episode % 100 == 0:
            print(f"episode {episode}: mean length of the last 50 = {sum(recent[-50:]) / 50:.1f} (best possible 4)")


if __name__ == "__main__":
    main()
