import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Dataset

# Titanic-like survival prediction


def passengers(n=900, seed=1912):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "pclass": rng.choice([1, 2, 3], n, p=[0.25, 0.2, 0.55]),
            "sex": rng.choice(["male", "female"], n, p=[0.65, 0.35]),
            "age": np.clip(rng.normal(30, 14, n), 1, 80),
            "sibsp": rng.poisson(0.5, n),
            "fare": rng.lognormal(2.9, 0.9, n),
        }
    )
    logit = 2.5 * (frame.sex == "female") - 0.9 * (frame.pclass - 2) - 0.02 * (frame.age - 30) - 0.9
    frame["survived"] = (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(int)
    return frame


class PassengerDataset(Dataset):
    NUMERIC = ["pclass", "age", "sibsp", "fare"]

    def __init__(self, frame, scaler=None):
        num = frame[self.NUMERIC].to_numpy(dtype="float64")
        self.scaler = scaler or StandardScaler().fit(num)
        sex = (frame["sex"] == "female").to_numpy(dtype="float64")[:, None]
        self.x = np.hstack([self.scaler.transform(num), sex]).astype("float32")
        self.y = frame["survived"].to_numpy(dtype="float32")[:, None]

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class SurvivalNet(nn.Module):
    def __init__(self, n_in=5):
        super().__init__()
        self.l1 = nn.Linear(n_in, 20)
        self.l2 = nn.Linear(20, 10)
        self.l3 = nn.Linear(10, 1)

    def forward(self, x):
        x = torch.relu(self.l1(x))
        x = torch.relu(self.l2(x))
        return self.l3(x)


frame = passengers()
train_frame = frame.sample(frac=0.8, random_state=0)
test_frame = frame.drop(train_frame.index)
train_ds = PassengerDataset(train_frame)
test_ds = PassengerDataset(test_frame, scaler=train_ds.scaler)
train_loader = DataLoader(train_ds, batch_size=32, shuffle=True)

torch.manual_seed(1912)
model = SurvivalNet()
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)

for epoch in range(20):
    model.train()
    running = 0.0
    for features, survived in train_loader:
        optimizer.zero_grad()
        logits = model(features)
        loss = loss_function(logits, survived)
        loss.backward()
        optimizer.step()
        running += loss.item()
    if epoch % 5 == 4:
        print("epoch {:2d} | loss {:.5f}".format(epoch + 1, running / len(train_loader)))

model.eval()
with torch.no_grad():
    x = torch.from_numpy(test_ds.x)
    y = torch.from_numpy(test_ds.y)
    predicted = (model(x) > 0).float()
    print("accuracy on the held-out passengers: {:.3f}".format((predicted == y).float().mean().item()))
