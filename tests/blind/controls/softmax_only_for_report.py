"""Right: softmax comes after the loss, for the table of probabilities only; in eval mode forward returns probabilities, in train mode logits."""
import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)


class IrisNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 16)
        self.fc2 = nn.Linear(16, 3)

    def forward(self, x):
        x = self.fc2(torch.relu(self.fc1(x)))
        if not self.training:
            x = torch.softmax(x, dim=1)
        return x


X_tr, X_te, y_tr, y_te = train_test_split(*load_iris(return_X_y=True), test_size=0.3, random_state=0)
sc = StandardScaler().fit(X_tr)
X_tr, X_te = torch.tensor(sc.transform(X_tr)).float(), torch.tensor(sc.transform(X_te)).float()
y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
model = IrisNet()
criterion = nn.CrossEntropyLoss()
opt = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(60):
    model.train()
    out = model(X_tr)
    loss = criterion(out, y_tr)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if epoch % 20 == 0:
        confidence = torch.softmax(out.detach(), dim=1).max(1).values.mean().item()
        print(f"epoch {epoch} loss {loss.item():.4f} mean confidence {confidence:.3f}")
model.eval()
with torch.no_grad():
    probs = model(X_te)
print("test acc", (probs.argmax(1) == y_te).float().mean().item())
for row in probs[:3]:
    print([f"{v:.2f}" for v in row.tolist()])
