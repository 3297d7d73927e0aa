import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(4)
iris = load_iris()
X_train, X_test, y_train, y_test = train_test_split(
    iris.data, iris.target, test_size=0.2, random_state=4, stratify=iris.target)
mean, std = X_train.mean(0), X_train.std(0)
X_train = torch.tensor((X_train - mean) / std, dtype=torch.float32)
X_test = torch.tensor((X_test - mean) / std, dtype=torch.float32)
y_train, y_test = torch.tensor(y_train), torch.tensor(y_test)
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=20, shuffle=True)


class IrisNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 20)
        self.fc2 = nn.Linear(20, 3)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return self.fc2(x)


model = IrisNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(20):
    confidence, correct = 0.0, 0
    for inputs, labels in loader:
        model.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()

        outputs = F.softmax(outputs, dim=1)
        confidence += outputs.max(dim=1).values.sum().item()
        correct += (outputs.argmax(dim=1) == labels).sum().item()
    if epoch % 5 == 4:
        print(f"epoch {epoch + 1:2d}: accuracy {correct / len(X_train):.3f}, "
              f"mean confidence {confidence / len(X_train):.3f}")

with torch.no_grad():
    outputs = model(X_test)
    test_loss = criterion(outputs, y_test)
    probabilities = F.softmax(outputs, dim=1)
print(f"test loss {test_loss.item():.4f}")
for p, label in zip(probabilities[:5], y_test[:5]):
    print(iris.target_names[label], [f"{v:.2f}" for v in p.tolist()])
