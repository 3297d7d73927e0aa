# Wine measurements: predict the (standardised) proline level from the other columns
import pandas as pd
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_wine
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(34)

frame = load_wine(as_frame=True).frame.sample(frac=1.0, random_state=31).reset_index(drop=True)
target_col = "proline"
feature_cols = [c for c in frame.columns if c not in (target_col, "target")]
train_df, test_df = frame.iloc[:130], frame.iloc[130:]

x_scaler = StandardScaler().fit(train_df[feature_cols])
y_scaler = StandardScaler().fit(train_df[[target_col]])


def to_tensors(df: pd.DataFrame):
    x = torch.tensor(x_scaler.transform(df[feature_cols]), dtype=torch.float32)
    y = torch.tensor(y_scaler.transform(df[[target_col]]), dtype=torch.float32)
    return x, y


class Regressor(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.hidden1 = nn.Linear(n_features, 24)
        self.hidden2 = nn.Linear(24, 12)
        self.output = nn.Linear(12, 1)

    def forward(self, x):
        x = F.relu(self.hidden1(x))
        x = F.relu(self.hidden2(x))
        x = F.relu(self.output(x))
        return x


x_train, y_train = to_tensors(train_df)
x_test, y_test = to_tensors(test_df)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=16, shuffle=True)

model = Regressor(len(feature_cols))
loss_fn = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3, weight_decay=1e-3)

for epoch in range(1, 61):
    model.train()
    total = 0.0
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(xb)
    if epoch % 10 == 0:
        model.eval()
        with torch.no_grad():
            test_loss = loss_fn(model(x_test), y_test).item()
        print(f"epoch {epoch}: train MSE {total / len(x_train):.3f}, test MSE {test_loss:.3f}")
