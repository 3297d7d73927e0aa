import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(64, 80)
        self.dropout = nn.Dropout(0.25)
        self.fc2 = nn.Linear(80, 10)

    def scores(self, x):
        return self.fc2(self.dropout(F.relu(self.fc1(x))))

    def forward(self, x):
        output = F.log_softmax(self.scores(x), dim=1)
        return output

    def entropy(self, x):
        scores = self.scores(x)
        return -(F.softmax(scores, dim=1) * F.log_softmax(scores, dim=1)).sum(dim=1)


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
dataset = TensorDataset(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y))
train_set, test_set = random_split(dataset, [1397, 400])
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
test_loader = DataLoader(test_set, batch_size=200)

model = Net()
criterion = nn.NLLLoss()
optimizer = optim.Adadelta(model.parameters(), lr=1.0)

for epoch in range(1, 6):
    model.train()
    for batch_idx, (data, target) in enumerate(train_loader):
        optimizer.zero_grad()
        output = model(data)
        loss = criterion(output, target)
        loss.backward()
        optimizer.step()

    model.eval()
    test_loss, correct, entropy = 0.0, 0, 0.0
    with torch.no_grad():
        for data, target in test_loader:
            output = model(data)
            test_loss += F.nll_loss(output, target, reduction="sum").item()
            correct += output.argmax(dim=1).eq(target).sum().item()
            entropy += model.entropy(data).sum().item()
    n = len(test_set)
    print(f"epoch {epoch}: nll {test_loss / n:.4f}  accuracy {correct / n:.4f}  entropy {entropy / n:.4f}")
