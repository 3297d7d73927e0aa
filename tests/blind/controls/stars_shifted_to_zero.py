"""Right: ratings 1 to 5 are shifted to 0 to 4 before the loss and back for the report; single predictions get a batch axis by unsqueeze."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
N_STARS = 5


class Ratings(Dataset):
    def __init__(self, n):
        self.x = torch.randn(n, 6)
        score = self.x[:, 0] + 0.5 * self.x[:, 1]
        self.stars = torch.bucketize(score, torch.tensor([-1.2, -0.4, 0.4, 1.2])) + 1

    def __len__(self):
        return len(self.stars)

    def __getitem__(self, i):
        return self.x[i], self.stars[i] - 1


class Rater(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(6, 32)
        self.bn = nn.BatchNorm1d(32)
        self.fc2 = nn.Linear(32, N_STARS)

    def forward(self, x):
        return self.fc2(torch.relu(self.bn(self.fc1(x))))


def predict_stars(model, row):
    model.eval()
    with torch.no_grad():
        return model(row.unsqueeze(0)).argmax(dim=1).item() + 1


data = Ratings(600)
loader = DataLoader(data, batch_size=30, shuffle=True)
model = Rater()
criterion = nn.CrossEntropyLoss()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(4):
    model.train()
    total = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        opt.step()
        total += loss.item()
    print(epoch, total / len(loader))
print("predicted", predict_stars(model, data.x[0]), "true", int(data.stars[0]))
