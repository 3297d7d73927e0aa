import pandas as pd, torch
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split
from torch import nn
df = pd.read_csv("wine.csv", sep=";")
num_cols = [c for c in df.columns if c != "quality"]
df[num_cols] = StandardScaler().fit_transform(df[num_cols])
train_df, test_df = train_test_split(df, test_size=0.2, random_state=42)
Xtr = torch.tensor(train_df[num_cols].values, dtype=torch.float32)
ytr = torch.tensor(train_df["quality"].values, dtype=torch.float32).unsqueeze(1)
Xte = torch.tensor(test_df[num_cols].values, dtype=torch.float32)
yte = torch.tensor(test_df["quality"].values, dtype=torch.float32).unsqueeze(1)
net = nn.Sequential(nn.Linear(11, 32), nn.ReLU(), nn.Linear(32, 1))
opt = torch.optim.Adam(net.parameters())
for _ in range(300):
    opt.zero_grad(); nn.functional.mse_loss(net(Xtr), ytr).backward(); opt.step()
with torch.no_grad(): print(nn.functional.mse_loss(net(Xte), yte))
