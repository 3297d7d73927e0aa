import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

# 괄호 문자열의 최대 깊이 맞히기 (1, 2, 3)


class 괄호데이터(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.x = torch.zeros(n, 12, dtype=torch.long)
        self.y = torch.randint(0, 3, (n,), generator=g)
        무늬 = {0: [1, 2] * 6, 1: [1, 1, 2, 2] * 3, 2: [1, 1, 1, 2, 2, 2] * 2}
        for i in range(n):
            self.x[i] = torch.tensor(무늬[int(self.y[i])])
            k = torch.randint(0, 12, (1,), generator=g)
            self.x[i, k] = 3          # 가려진 글자

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class 변환기(nn.Module):
    def __init__(self, 차원=32):
        super().__init__()
        self.emb = nn.Embedding(4, 차원)
        self.pos = nn.Parameter(0.1 * torch.randn(1, 12, 차원))
        layer = nn.TransformerEncoderLayer(차원, 4, 64, dropout=0.0, batch_first=True)
        self.enc = nn.TransformerEncoder(layer, 2)
        self.out = nn.Linear(차원, 3)

    def forward(self, x):
        return self.out(self.enc(self.emb(x) + self.pos).mean(1))


torch.manual_seed(0)
train_loader = DataLoader(괄호데이터(900, 1), batch_size=30, shuffle=True)
test_loader = DataLoader(괄호데이터(300, 2), batch_size=100)
model = 변환기()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.3)

for epoch in range(5):
    model.train()
    합 = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        합 += loss.item() * len(y)
    model.eval()
    with torch.no_grad():
        맞음 = sum((model(x).argmax(1) == y).sum().item() for x, y in test_loader)
    print(f"에폭 {epoch + 1}: 손실 {합 / 900:.4f}, 정확도 {맞음 / 300:.3f}")
