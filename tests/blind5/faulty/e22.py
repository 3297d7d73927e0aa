import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

N_SPLITS = 5
EPOCHS = 40
BATCH = 32

torch.manual_seed(77)
np.random.seed(77)

data = pd.read_csv('concrete_strength.csv')
X = data.drop(columns='strength').values
y = data['strength'].values


class StrengthNet(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, 1))

    def forward(self, x):
        return self.net(x)


def tensors(a, b):
    return torch.tensor(a, dtype=torch.float32), torch.tensor(b, dtype=torch.float32).unsqueeze(1)


model = StrengthNet(X.shape[1])
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
criterion = nn.MSELoss()

scores = []
kf = KFold(n_splits=N_SPLITS, shuffle=True, random_state=77)
for fold, (tr_idx, va_idx) in enumerate(kf.split(X)):
    xs, ys = StandardScaler(), StandardScaler()
    X_tr = xs.fit_transform(X[tr_idx])
    y_tr = ys.fit_transform(y[tr_idx, None])[:, 0]
    X_va = xs.transform(X[va_idx])
    loader = DataLoader(TensorDataset(*tensors(X_tr, y_tr)), batch_size=BATCH, shuffle=True)

    for epoch in range(EPOCHS):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()

    model.eval()
    with torch.no_grad():
        pred = model(torch.tensor(X_va, dtype=torch.float32)).numpy()
    pred = ys.inverse_transform(pred)[:, 0]
    scores.append(r2_score(y[va_idx], pred))
    print(f'fold {fold + 1}: R2 = {scores[-1]:.3f}')

print(f'mean R2 = {np.mean(scores):.3f} +- {np.std(scores):.3f}')
