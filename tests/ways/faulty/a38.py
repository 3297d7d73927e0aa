import torch, pandas as pd
from torch import nn
df = pd.read_csv("iris.csv")
df["species"] = df["species"].astype("category").cat.codes
X = torch.tensor(df.iloc[:, :4].values, dtype=torch.float32)
y = torch.tensor(df["species"].values, dtype=torch.float32)
ds = torch.utils.data.TensorDataset(X, y)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
opt = torch.optim.Adam(model.parameters())
for epoch in range(10):
    for xb, yb in torch.utils.data.DataLoader(ds, 16, shuffle=True):
        loss = nn.CrossEntropyLoss()(model(xb), yb)
        opt.zero_grad(); loss.backward(); opt.step()
