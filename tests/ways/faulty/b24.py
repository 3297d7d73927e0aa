import torch, math
from torch import nn
class Clf(nn.Module):
    def __init__(self, vocab=1000, d=64, c=2):
        super().__init__()
        self.emb = nn.Embedding(vocab, d)
        layer = nn.TransformerEncoderLayer(d_model=d, nhead=4)
        self.enc = nn.TransformerEncoder(layer, num_layers=2)
        self.head = nn.Linear(d, c)
    def forward(self, tok):
        h = self.enc(self.emb(tok))
        return self.head(h.mean(dim=1))
X = torch.randint(0, 1000, (256, 50)); y = torch.randint(0, 2, (256,))
dl = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), 32, shuffle=True)
m = Clf(); o = torch.optim.Adam(m.parameters())
for x, t in dl:
    o.zero_grad(); nn.functional.cross_entropy(m(x), t).backward(); o.step()
