import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Dataset

np.random.seed(0)
torch.manual_seed(0)

# customer churn, simulated
X, y = make_classification(n_samples=800, n_features=12, n_informative=6, weights=[0.7], random_state=0)
df = pd.DataFrame(X, columns=[f"feat_{i}" for i in range(12)])
df["churn"] = y
train_df, test_df = train_test_split(df, test_size=0.25, random_state=0, stratify=df["churn"])

features = [c for c in df.columns if c != "churn"]
scaler = StandardScaler()
train_x = scaler.fit_transform(train_df[features])
test_x = scaler.transform(test_df[features])


class ChurnData(Dataset):
    def __init__(self, x, y):
        self.x = torch.tensor(x, dtype=torch.float32)
        self.y = torch.tensor(y.values, dtype=torch.float32)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, idx):
        return self.x[idx], self.y[idx]


class ChurnModel(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_in, 32),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(32, 1),
        )
        self.final_act = nn.Sigmoid()

    def forward(self, x):
        return self.final_act(self.layers(x)).squeeze(1)


train_loader = DataLoader(ChurnData(train_x, train_df["churn"]), batch_size=40, shuffle=True)
test_loader = DataLoader(ChurnData(test_x, test_df["churn"]), batch_size=40)
model = ChurnModel(len(features))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)

for epoch in range(5):
    model.train()
    tot = 0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        tot += loss.item()
    model.eval()
    with torch.no_grad():
        acc = np.mean([((model(xb) > 0.5).float() == yb).float().mean().item() for xb, yb in test_loader])
    print(f"epoch {epoch} loss {tot / len(train_loader):.4f} test acc {acc:.3f}")
