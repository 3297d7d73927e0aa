import numpy as np
import torch
import torch.nn as nn

torch.manual_seed(0)
np.random.seed(0)


def create_sequences(series, seq_len):
    xs, ys = [], []
    for i in range(len(series) - seq_len):
        xs.append(series[i:i + seq_len])
        ys.append(series[i + seq_len])
    return np.array(xs), np.array(ys)


class LSTMForecaster(nn.Module):
    def __init__(self, hidden_size=16, num_layers=1):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden_size, num_layers, batch_first=True)
        self.linear = nn.Linear(hidden_size, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.linear(out[:, -1, :])


def fit(model, X, y, epochs=4, batch=46, lr=1e-2):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    loss_fn = nn.MSELoss()
    model.train()
    for ep in range(epochs):
        perm = torch.randperm(len(X))
        losses = []
        for start in range(0, len(X), batch):
            idx = perm[start:start + batch]
            xb, yb = X[idx], y[idx]
            opt.zero_grad()
            pred = model(xb)
            loss = loss_fn(pred, yb)
            opt.step()
            loss.backward()
            losses.append(loss.item())
        print(f"epoch {ep}: train mse {np.mean(losses):.4f}")


series = np.sin(np.arange(0, 60, 0.1)) + 0.05 * np.random.randn(600)
split = int(len(series) * 0.8)
X_train, y_train = create_sequences(series[:split], 20)
X_test, y_test = create_sequences(series[split:], 20)
X_train = torch.tensor(X_train, dtype=torch.float32).unsqueeze(-1)
y_train = torch.tensor(y_train, dtype=torch.float32).unsqueeze(-1)
X_test = torch.tensor(X_test, dtype=torch.float32).unsqueeze(-1)
y_test = torch.tensor(y_test, dtype=torch.float32).unsqueeze(-1)

model = LSTMForecaster()
fit(model, X_train, y_train)
model.eval()
with torch.no_grad():
    print("test mse", nn.MSELoss()(model(X_test), y_test).item())
