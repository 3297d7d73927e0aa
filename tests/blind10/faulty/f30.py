"""Breast cancer, binary classifier with a sigmoid output."""
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler

torch.manual_seed(3)


def load():
    X, y = load_breast_cancer(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=3, stratify=y)
    scaler = MinMaxScaler()
    X_train = scaler.fit_transform(X_train)
    X_test = scaler.transform(X_test)
    return (torch.tensor(X_train).float(), torch.tensor(X_test).float(),
            torch.tensor(y_train).float(), torch.tensor(y_test).float())


class BinaryClassifier(nn.Module):
    def __init__(self, n_inputs=30):
        super().__init__()
        self.layer_1 = nn.Linear(n_inputs, 16)
        self.layer_2 = nn.Linear(16, 8)
        self.layer_out = nn.Linear(8, 1)
        self.relu = nn.ReLU()

    def forward(self, inputs):
        x = self.relu(self.layer_1(inputs))
        x = self.relu(self.layer_2(x))
        return torch.sigmoid(self.layer_out(x))


X_train, X_test, y_train, y_test = load()
model = BinaryClassifier()
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

EPOCHS = 60
BATCH = 64
loss_values = []
for epoch in range(1, EPOCHS + 1):
    model.train()
    permutation = torch.randperm(X_train.size(0))
    epoch_loss = 0.0
    for i in range(0, X_train.size(0), BATCH):
        indices = permutation[i:i + BATCH]
        batch_x, batch_y = X_train[indices], y_train[indices]
        optimizer.zero_grad()
        y_pred = model(batch_x)
        loss = criterion(y_pred, batch_y.unsqueeze(1))
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item() * len(indices)
    loss_values.append(epoch_loss / len(X_train))
    if epoch % 20 == 0:
        print(f"Epoch {epoch:03}: | Loss: {loss_values[-1]:.5f}")

model.eval()
with torch.no_grad():
    y_prob = model(X_test)
    y_hat = (y_prob > 0.5).float()
    accuracy = (y_hat == y_test).float().mean()
    test_loss = criterion(y_prob, y_test.unsqueeze(1))
print(f"Test loss {test_loss.item():.4f}")
print(f"Test accuracy {accuracy.item() * 100:.2f}%")
