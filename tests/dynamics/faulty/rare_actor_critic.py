import torch
from torch import nn

torch.manual_seed(0)
ROOMS, WALKERS, HORIZON = 7, 16, 12


class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(ROOMS, 32), nn.Tanh())
        self.actor, self.critic = nn.Linear(32, 2), nn.Linear(32, 1)

    def forward(self, rooms):
        hidden = self.body(nn.functional.one_hot(rooms, ROOMS).float())
        return torch.distributions.Categorical(logits=self.actor(hidden)), self.critic(hidden)


agent = Agent()
optimizer = torch.optim.Adam(agent.parameters(), lr=0.01)
for update in range(120):
    rooms, alive = torch.full((WALKERS,), 2), torch.ones(WALKERS)
    logs, values, rewards, masks, entropies = [], [], [], [], []
    for _ in range(HORIZON):
        policy, value = agent(rooms)
        action = policy.sample()
        logs.append(policy.log_prob(action))
        values.append(value)
        entropies.append(policy.entropy())
        masks.append(alive)
        rooms = (rooms + 2 * action - 1).clamp(0, ROOMS - 1)
        reached = (rooms == ROOMS - 1).float()
        rewards.append(alive * (reached - 0.02))
        alive = alive * (1 - reached)
    returns, back = torch.zeros(WALKERS), []
    for reward in reversed(rewards):
        returns = reward + 0.95 * returns
        back.insert(0, returns)
    returns, values, masks = torch.stack(back).flatten(), torch.cat(values), torch.stack(masks).flatten()
    advantage = (returns - values.squeeze(1)).detach()
    actor = -(torch.stack(logs).flatten() * advantage * masks).sum() / masks.sum()
    critic = nn.functional.mse_loss(values, returns)
    bonus = (torch.stack(entropies).flatten() * masks).sum() / masks.sum()
    loss = actor + 0.5 * critic - 0.01 * bonus
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(agent.parameters(), 1.0)
    optimizer.step()
print(loss.item(), returns[:WALKERS].mean().item())
