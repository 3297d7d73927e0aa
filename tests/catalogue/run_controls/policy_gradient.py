"""REINFORCE: the log-probabilities of an episode are kept with their graph until its end."""

import torch
from torch import nn

torch.manual_seed(0)
policy = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(policy.parameters(), lr=0.01)
for episode in range(20):
    kept, rewards = [], []
    for _ in range(8):
        choice = torch.distributions.Categorical(logits=policy(torch.randn(4)))
        action = choice.sample()
        kept.append(choice.log_prob(action))
        rewards.append(float(action))
    gain = torch.tensor(rewards) - 0.5
    loss = -(torch.stack(kept) * gain).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
