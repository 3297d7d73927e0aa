import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(33)


class PatchEncoder(nn.Module):
    """Cuts the 8x8 image into 2x2 patches and mixes them with self-attention."""

    def __init__(self, dim=32, heads=4, classes=10):
        super().__init__()
        self.dim = dim
        self.pos = nn.Parameter(0.02 * torch.randn(1, 16, dim))
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.norm1 = nn.LayerNorm(dim)
        self.norm2 = nn.LayerNorm(dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))
        self.head = nn.Linear(dim, classes)

    def patches(self, x):
        n = x.size(0)
        x = x.unfold(2, 2, 2).unfold(3, 2, 2)          # N,1,4,4,2,2
        return x.reshape(n, 16, 4)

    def forward(self, x):
        p = self.patches(x)
        embed = nn.Linear(p.size(-1), self.dim)
        z = embed(p) + self.pos
        a, _ = self.attn(z, z, z, need_weights=False)
        z = self.norm1(z + a)
        z = self.norm2(z + self.mlp(z))
        return self.head(z.mean(dim=1))


def data():
    d = load_digits()
    img = torch.tensor(d.images / 16.0, dtype=torch.float32).unsqueeze(1)
    lab = torch.tensor(d.target)
    tr, te = train_test_split(range(len(lab)), test_size=0.2, random_state=33, stratify=d.target)
    return (DataLoader(TensorDataset(img[tr], lab[tr]), 64, shuffle=True),
            DataLoader(TensorDataset(img[te], lab[te]), 256))


train_dl, test_dl = data()
net = PatchEncoder()
opt = torch.optim.AdamW(net.parameters(), lr=2e-3)
loss_fn = nn.CrossEntropyLoss()
for epoch in range(8):
    net.train()
    total = 0.0
    for x, y in train_dl:
        loss = loss_fn(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(y)
    print(f"epoch {epoch} loss {total / len(train_dl.dataset):.4f}")

net.eval()
hits = 0
with torch.no_grad():
    for x, y in test_dl:
        hits += (net(x).argmax(1) == y).sum().item()
print("accuracy", hits / len(test_dl.dataset))
