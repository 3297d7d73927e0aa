# house price style regression with two hidden layers
import pandas as pd
import torch
import torch.nn as nn
from sklearn.datasets import make_regression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import Dataset, DataLoader


class HouseDataset(Dataset):
    def __init__(self, frame, columns, target):
        self.features = torch.tensor(frame[columns].values, dtype=torch.float32)
        self.target = torch.tensor(frame[target].values, dtype=torch.float32).view(-1, 1)

    def __len__(self):
        return len(self.features)

    def __getitem__(self, idx):
        return self.features[idx], self.target[idx]


def load_frame():
    X, y = make_regression(n_samples=2000, n_features=8, n_informative=6, noise=15.0, random_state=1)
    cols = ["area", "rooms", "age", "floor", "lat", "lon", "tax", "school"]
    df = pd.DataFrame(X, columns=cols)
    df["price"] = y
    return df, cols


df, cols = load_frame()
train_df, test_df = train_test_split(df, test_size=0.2, random_state=1)
train_df, test_df = train_df.copy(), test_df.copy()
x_scaler = StandardScaler().fit(train_df[cols])
y_scaler = StandardScaler().fit(train_df[["price"]])
for part in (train_df, test_df):
    part[cols] = x_scaler.transform(part[cols])
    part["price"] = y_scaler.transform(part[["price"]]).ravel()

train_loader = DataLoader(HouseDataset(train_df, cols, "price"), batch_size=50, shuffle=True)
test_loader = DataLoader(HouseDataset(test_df, cols, "price"), batch_size=200)

torch.manual_seed(1)
model = nn.Sequential(
    nn.Linear(len(cols), 64),
    nn.ReLU(),
    nn.Linear(64, 32),
    nn.ReLU(),
    nn.Linear(32, 1),
)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

EPOCHS = 15
for epoch in range(EPOCHS):
    model.train()
    epoch_loss = 0.0
    for features, price in train_loader:
        optimizer.zero_grad
        prediction = model(features)
        loss = loss_fn(prediction, price)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item() * features.size(0)
    print(f"Epoch {epoch + 1}/{EPOCHS}, MSE {epoch_loss / len(train_df):.4f}")

model.eval()
sse = 0.0
with torch.no_grad():
    for features, price in test_loader:
        sse += ((model(features) - price) ** 2).sum().item()
rmse = (sse / len(test_df)) ** 0.5 * y_scaler.scale_[0]
print(f"Test RMSE: {rmse:.2f}")
