import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits

torch.manual_seed(27)


class PatchClassifier(nn.Module):
    """conv features become a row of tokens, then self-attention"""

    def __init__(self, dim=16):
        super().__init__()
        self.stem = nn.Conv2d(1, dim, 2, stride=2)
        self.att = nn.MultiheadAttention(dim, 4, batch_first=True)
        self.cls = nn.Linear(dim, 10)

    def forward(self, x):
        f = F.relu(self.stem(x))
        f = f.permute(0, 2, 3, 1)
        tok = f.permute(0, 2, 1, 3).view(f.size(0), -1, f.size(-1))
        h, _ = self.att(tok, tok, tok)
        return self.cls((tok + h).mean(1))


d = load_digits()
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
dl = DataLoader(TensorDataset(x[:1400], torch.tensor(d.target[:1400])), batch_size=50, shuffle=True)
net = PatchClassifier()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for epoch in range(3):
    for xb, yb in dl:
        loss = F.cross_entropy(net(xb), yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(epoch, loss.item())
