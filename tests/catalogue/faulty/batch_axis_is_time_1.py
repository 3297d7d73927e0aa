import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class LSTMClassifier(nn.Module):
    def __init__(self, n_features=1, hidden=32, n_classes=2):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden)
        self.fc = nn.Linear(hidden, n_classes)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1, :])


def make_data(n, length=15):
    """Class 1: the series rises on average, class 0: it falls."""
    slope = torch.where(torch.rand(n) > 0.5, 0.1, -0.1)
    t = torch.arange(length).float()
    x = slope[:, None] * t + torch.randn(n, length) + 3 * torch.randn(n, 1)
    return x.unsqueeze(-1) / 3, (slope > 0).long()


torch.manual_seed(0)
x_train, y_train = make_data(800)
x_test, y_test = make_data(200)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=40, shuffle=True)

model = LSTMClassifier()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for epoch in range(8):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())

model.eval()
with torch.no_grad():
    print("accuracy", (model(x_test).argmax(1) == y_test).float().mean().item())
