import torch
from torch import nn
class Tagger(nn.Module):
    def __init__(self, v=100, t=7):
        super().__init__(); self.e = nn.Embedding(v, 16); self.r = nn.LSTM(16, 32, batch_first=True, bidirectional=True); self.o = nn.Linear(64, t)
    def forward(self, x): return self.o(self.r(self.e(x))[0])
m = Tagger(); o = torch.optim.Adam(m.parameters()); crit = nn.CrossEntropyLoss(ignore_index=0)
ds = torch.utils.data.TensorDataset(torch.randint(0, 100, (64, 20)), torch.randint(0, 7, (64, 20)))
for x, y in torch.utils.data.DataLoader(ds, 8, shuffle=True):
    loss = crit(m(x), y)
    o.zero_grad(); loss.backward(); o.step()
