import torch, numpy as np
from torch import nn
rng = np.random.default_rng(0)
X = rng.normal(size=(300, 5)); y = X @ np.arange(5.0)
class NpDS(torch.utils.data.Dataset):
    def __init__(self, X, y): self.X, self.y = X, y
    def __len__(self): return len(self.X)
    def __getitem__(self, i): return torch.from_numpy(self.X[i]), torch.tensor(self.y[i])
m = nn.Linear(5, 1); o = torch.optim.SGD(m.parameters(), 0.01)
for x, t in torch.utils.data.DataLoader(NpDS(X, y), 30, shuffle=True):
    loss = nn.functional.mse_loss(m(x).squeeze(1), t)
    o.zero_grad(); loss.backward(); o.step()
