"""Q-learning: a target network made by copying, asked under no_grad, acts in training mode."""

import copy

import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
target = copy.deepcopy(net)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
memory = []
for step in range(60):
    state = torch.randn(4)
    with torch.no_grad():
        action = net(state).argmax().item()
    memory.append((state, action, float(action), torch.randn(4)))
    if len(memory) < 20:
        continue
    states = torch.stack([row[0] for row in memory[-16:]])
    actions = torch.tensor([row[1] for row in memory[-16:]])
    rewards = torch.tensor([row[2] for row in memory[-16:]])
    later = torch.stack([row[3] for row in memory[-16:]])
    with torch.no_grad():
        aim = rewards + 0.9 * target(later).max(1).values
    value = net(states).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = nn.functional.smooth_l1_loss(value, aim)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 10 == 0:
        target.load_state_dict(net.state_dict())
