# A2C-ish REINFORCE with a learned baseline on a bandit with contexts
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Categorical

torch.manual_seed(3)
N_CTX, N_ARMS, BATCH = 5, 4, 64
PAYOFF = torch.rand(N_CTX, N_ARMS)


class ActorCritic(nn.Module):
    def __init__(self, n_obs, n_act):
        super().__init__()
        self.shared = nn.Linear(n_obs, 32)
        self.actor = nn.Linear(32, n_act)
        self.critic = nn.Linear(32, 1)

    def forward(self, obs):
        h = torch.tanh(self.shared(obs))
        return Categorical(logits=self.actor(h)), self.critic(h).squeeze(-1)


def pull(ctx, arm):
    return (torch.rand(len(ctx)) < PAYOFF[ctx, arm]).float()


agent = ActorCritic(N_CTX, N_ARMS)
optimizer = torch.optim.Adam(agent.parameters(), lr=1e-2)
window = []
for it in range(1, 401):
    ctx = torch.randint(N_CTX, (BATCH,))
    obs = F.one_hot(ctx, N_CTX).float()
    dist, value = agent(obs)
    arm = dist.sample()
    reward = pull(ctx, arm)
    advantage = (reward - value).detach()
    policy_loss = -(dist.log_prob(arm) * advantage).mean()
    value_loss = F.mse_loss(value, reward)
    entropy = dist.entropy().mean()
    loss = policy_loss + 0.5 * value_loss - 0.01 * entropy
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(agent.parameters(), 0.5)
    optimizer.step()
    window.append(reward.mean().item())
    if it % 100 == 0:
        print(f"iter {it}: reward {sum(window) / len(window):.3f} loss {loss.item():.3f}")
        window.clear()

with torch.no_grad():
    dist, _ = agent(torch.eye(N_CTX))
    chosen = dist.probs.argmax(1)
print("chosen", chosen.tolist(), "best", PAYOFF.argmax(1).tolist())
print("expected reward", PAYOFF[torch.arange(N_CTX), chosen].mean().item(), "of", PAYOFF.max(1).values.mean().item())
