import torch
from torch import nn
class PolicyNet(nn.Module):
    def __init__(self):
        super().__init__(); self.l1 = nn.Linear(4, 32); self.l2 = nn.Linear(32, 2)
    def forward(self, s): return torch.softmax(self.l2(torch.relu(self.l1(s))), dim=-1)
net = PolicyNet(); opt = torch.optim.Adam(net.parameters())
import gymnasium as gym
env = gym.make("CartPole-v1")
for ep in range(10):
    s, _ = env.reset(); logps, rewards = [], []
    done = False
    while not done:
        p = net(torch.as_tensor(s).float())
        a = torch.multinomial(p, 1).item()
        logps.append(torch.log(p)[a])
        s, r, te, tr, _ = env.step(a); done = te or tr
        rewards.append(r)
    loss = -torch.stack(logps).sum() * sum(rewards)
    opt.zero_grad(); loss.backward(); opt.step()
