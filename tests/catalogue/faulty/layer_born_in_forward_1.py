import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3, padding=1)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv(x)))
        x = torch.flatten(x, 1)
        fc = nn.Linear(x.size(1), 10)
        return fc(x)


torch.manual_seed(0)
digits = load_digits()
a, b, ya, yb = train_test_split(digits.images / 16, digits.target, test_size=0.2, random_state=0)
a, b = torch.tensor(a).float().unsqueeze(1), torch.tensor(b).float().unsqueeze(1)
ya, yb = torch.tensor(ya), torch.tensor(yb)
loader = DataLoader(TensorDataset(a, ya), batch_size=64, shuffle=True)

model = Net()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.002)

for epoch in range(4):
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())

model.eval()
with torch.no_grad():
    print("accuracy", (model(b).argmax(1) == yb).float().mean().item())
