import numpy as np
import pandas as pd
import torch
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, Dataset

rng = np.random.default_rng(0)
frame = pd.DataFrame({"x": rng.normal(size=100).astype("float32"), "y": rng.integers(2, size=100)})
train, test = train_test_split(frame, random_state=0)


class Rows(Dataset):
    def __init__(self, frame):
        self.x, self.y = frame["x"], frame["y"]

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return torch.tensor([self.x.iloc[index]]), int(self.y.iloc[index])


torch.manual_seed(0)
loader = DataLoader(Rows(train), batch_size=16, shuffle=True)
model = nn.Linear(1, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for x, y in loader:
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
