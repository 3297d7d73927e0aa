# 전이 학습: 0~6 숫자로 배운 특징을 얼려 두고 7~9 를 적은 표본으로 배운다
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(13)
d = load_digits()
images = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
labels = torch.tensor(d.target)
old = labels < 7
new_x, new_y = images[~old], labels[~old] - 7
idx_a, idx_b = train_test_split(range(len(new_y)), train_size=150, random_state=0, stratify=new_y)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
        self.head = nn.Linear(128, 7)

    def forward(self, x):
        return self.head(self.backbone(x))


def run(net, params, x, y, epochs, frozen):
    opt = torch.optim.Adam(params, lr=3e-3)
    for epoch in range(epochs):
        net.train()
        if frozen:
            net.backbone.eval()
        total = 0.0
        for xb, yb in DataLoader(TensorDataset(x, y), batch_size=30, shuffle=True):
            opt.zero_grad()
            loss = nn.functional.cross_entropy(net(xb), yb)
            loss.backward()
            opt.step()
            total += loss.item() * len(yb)
        print(f"{'미세 조정' if frozen else '사전 학습'} 에폭 {epoch + 1} 손실 {total / len(y):.4f}")


net = Net()
run(net, net.parameters(), images[old], labels[old], 4, frozen=False)

for p in net.backbone.parameters():
    p.requires_grad_(False)
net.head = nn.Linear(128, 3)
run(net, net.head.parameters(), new_x[idx_a], new_y[idx_a], 15, frozen=True)

net.eval()
with torch.no_grad():
    acc = (net(new_x[idx_b]).argmax(1) == new_y[idx_b]).float().mean().item()
print(f"남은 {len(idx_b)}장에서의 정확도 {acc:.4f}")
