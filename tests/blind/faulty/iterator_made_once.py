import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
EPOCHS = 4

digits = load_digits()
images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16.0
labels = torch.tensor(digits.target)
train_loader = DataLoader(TensorDataset(images[:1408], labels[:1408]), batch_size=64, shuffle=True)
test_loader = DataLoader(TensorDataset(images[1408:], labels[1408:]), batch_size=389)


class LeNetSmall(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(1, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 3), nn.ReLU(),
        )
        self.fc = nn.Sequential(nn.Flatten(), nn.Linear(16 * 2 * 2, 32), nn.ReLU(), nn.Linear(32, 10))

    def forward(self, x):
        return self.fc(self.conv(x))


net = LeNetSmall()
loss_fn = nn.CrossEntropyLoss()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)

def step(batch):
    x, y = batch
    opt.zero_grad()
    loss = loss_fn(net(x), y)
    loss.backward()
    opt.step()
    return loss.item()


train_iter = iter(train_loader)
n_batches = len(train_loader)
for epoch in range(EPOCHS):
    net.train()
    epoch_losses = []
    for batch in train_iter:
        epoch_losses.append(step(batch))
    net.eval()
    with torch.no_grad():
        for x, y in test_loader:
            acc = (net(x).argmax(1) == y).float().mean().item()
    print(f"epoch {epoch}: batches {len(epoch_losses)}/{n_batches}, test acc {acc:.4f}")
