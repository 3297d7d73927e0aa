import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

# 숫자 CNN: 특징맵을 펼쳐서 분류
torch.manual_seed(4)


class 합성곱망(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.fc = nn.Linear(32 * 2, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(-1, 32 * 2)
        return self.fc(x)


d = load_digits()
img = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
lab = torch.tensor(d.target)
tr, te = train_test_split(range(len(lab)), test_size=0.2, stratify=d.target, random_state=4)
train_loader = DataLoader(TensorDataset(img[tr], lab[tr]), batch_size=48, shuffle=True)
test_loader = DataLoader(TensorDataset(img[te], lab[te]), batch_size=120)
model = 합성곱망()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
criterion = nn.CrossEntropyLoss()

for epoch in range(5):
    model.train()
    합 = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        out = model(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
        합 += loss.item() * len(y)
    model.eval()
    맞음 = 0
    with torch.no_grad():
        for x, y in test_loader:
            맞음 += (model(x).argmax(1) == y).sum().item()
    print(f"에폭 {epoch + 1} 손실 {합 / len(tr):.4f} 정확도 {맞음 / len(te):.3f}")
