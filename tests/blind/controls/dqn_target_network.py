"""Right: the target network is never optimised, it is copied from the online one; its values come under no_grad and shapes agree."""
import random
from collections import deque

import torch
import torch.nn as nn

random.seed(0)
torch.manual_seed(0)


class Line:
    def reset(self):
        self.p, self.t = 2, 0
        return torch.tensor([self.p / 4.0])

    def step(self, a):
        self.p += 1 if a else -1
        self.t += 1
        done = self.p in (0, 5) or self.t > 20
        return torch.tensor([self.p / 4.0]), float(self.p == 5), done


def net():
    return nn.Sequential(nn.Linear(1, 24), nn.ReLU(), nn.Linear(24, 2))


online, target = net(), net()
target.load_state_dict(online.state_dict())
opt = torch.optim.Adam(online.parameters(), lr=3e-3)
memory, env = deque(maxlen=500), Line()
for ep in range(120):
    s, done, ret = env.reset(), False, 0.0
    while not done:
        with torch.no_grad():
            a = random.randrange(2) if random.random() < 0.4 else online(s).argmax().item()
        s2, r, done = env.step(a)
        memory.append((s, a, r, s2, float(done)))
        s, ret = s2, ret + r
        if len(memory) >= 32:
            S, A, R, S2, Dn = zip(*random.sample(memory, 32))
            q = online(torch.stack(S)).gather(1, torch.tensor(A)[:, None]).squeeze(1)
            with torch.no_grad():
                y = torch.tensor(R) + 0.9 * target(torch.stack(S2)).max(1).values * (1 - torch.tensor(Dn))
            loss = nn.functional.smooth_l1_loss(q, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
    if ep % 20 == 19:
        target.load_state_dict(online.state_dict())
        print(ep, ret)
