import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class SequenceClassifier(nn.Module):
    def __init__(self, n_features=2, hidden=24, n_classes=2):
        super().__init__()
        self.rnn = nn.GRU(n_features, hidden)
        self.fc = nn.Linear(hidden, n_classes)

    def forward(self, x):
        # GRU는 (시간, 배치, 특성) 순서를 원한다
        n, t, f = x.shape
        x = x.view(t, n, f)
        _, h = self.rnn(x)
        return self.fc(h[-1])


def make_sequences(n, length=12):
    x = torch.randn(n, length, 2)
    y = (x[:, :, 0].sum(dim=1) > 0).long()
    return x, y


torch.manual_seed(0)
x_train, y_train = make_sequences(800)
x_val, y_val = make_sequences(200)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=40, shuffle=True)

model = SequenceClassifier()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()

for epoch in range(6):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        acc = (model(x_val).argmax(1) == y_val).float().mean().item()
    print(f"{epoch + 1} 에폭: 검증 정확도 {acc:.3f}")
