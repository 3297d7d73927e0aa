import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(100)

X, y = load_diabetes(return_X_y=True, scaled=False)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=100)

x_scaler = StandardScaler()
X_train = x_scaler.fit_transform(X_train)
X_test = x_scaler.transform(X_test)
y_scaler = StandardScaler()
y_train = y_scaler.fit_transform(y_train.reshape(-1, 1))
y_test = y_scaler.transform(y_test.reshape(-1, 1))

X_train = torch.as_tensor(X_train, dtype=torch.float32)
X_test = torch.as_tensor(X_test, dtype=torch.float32)
y_train = torch.as_tensor(y_train, dtype=torch.float32)
y_test = torch.as_tensor(y_test, dtype=torch.float32)


class ProgressionModel(nn.Module):
    """Predicts disease progression one year after baseline."""

    def __init__(self, n_features, hidden_sizes=(32, 16)):
        super().__init__()
        sizes = [n_features, *hidden_sizes, 1]
        self.linears = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x):
        for linear in self.linears:
            x = torch.relu(linear(x))
        return x


def iterate_minibatches(x, t, size):
    order = torch.randperm(x.size(0))
    for start in range(0, x.size(0), size):
        idx = order[start:start + size]
        yield x[idx], t[idx]


model = ProgressionModel(X_train.shape[1])
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-3)

for epoch in range(60):
    model.train()
    sse = 0.0
    for xb, tb in iterate_minibatches(X_train, y_train, 32):
        optimizer.zero_grad()
        pred = model(xb)
        loss = criterion(pred, tb)
        loss.backward()
        optimizer.step()
        sse += loss.item() * len(xb)
    if epoch % 10 == 9:
        print(f"epoch {epoch + 1}: train mse {sse / len(X_train):.4f}")

model.eval()
with torch.no_grad():
    pred = model(X_test)
    mse = criterion(pred, y_test).item()
pred_orig = y_scaler.inverse_transform(pred.numpy())
true_orig = y_scaler.inverse_transform(y_test.numpy())
print(f"test mse (scaled) {mse:.4f}, r2 {r2_score(true_orig, pred_orig):.3f}")
