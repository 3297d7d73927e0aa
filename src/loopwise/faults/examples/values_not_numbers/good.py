import pandas as pd
import torch
from torch import nn

frame = pd.DataFrame(
    {
        "age": [22.0, 38.0, 26.0, 35.0, 54.0, 2.0],
        "sex": ["male", "female", "female", "female", "male", "male"],
        "survived": [0, 1, 1, 1, 0, 0],
    }
)
frame["sex"] = (frame["sex"] == "male").astype(float)
x = torch.tensor(frame[["age", "sex"]].values)
y = torch.tensor(frame["survived"].values)
x = x.float() / 100

torch.manual_seed(0)
model = nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for step in range(20):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
