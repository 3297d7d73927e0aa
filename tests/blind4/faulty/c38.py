import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split


class FrameDataset(Dataset):
    def __init__(self, frame: pd.DataFrame, target: str, mean, std):
        feats = frame.drop(columns=[target])
        self.x = torch.tensor(((feats - mean) / std).to_numpy(), dtype=torch.float32)
        self.y = torch.tensor(frame[[target]].to_numpy(), dtype=torch.long)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def build(n_in, n_out):
    return nn.Sequential(nn.Linear(n_in, 24), nn.GELU(), nn.Linear(24, n_out))


def fit(model, loader, epochs=15):
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for epoch in range(epochs):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
        if epoch % 5 == 0:
            print(epoch, loss.item())


if __name__ == "__main__":
    torch.manual_seed(0)
    df = load_wine(as_frame=True).frame
    train_df, test_df = train_test_split(df, test_size=0.3, stratify=df["target"], random_state=0)
    mean, std = train_df.drop(columns=["target"]).mean(), train_df.drop(columns=["target"]).std()
    train_ds = FrameDataset(train_df, "target", mean, std)
    test_ds = FrameDataset(test_df, "target", mean, std)
    model = build(13, 3)
    fit(model, DataLoader(train_ds, batch_size=16, shuffle=True))
    model.eval()
    with torch.no_grad():
        pred = model(test_ds.x).argmax(1)
    print("accuracy", (pred == test_ds.y.squeeze(1)).float().mean().item())
