import torch
from sklearn.datasets import load_iris
from sklearn.metrics import accuracy_score
from torch import nn

torch.manual_seed(0)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")  # raises only where there is a GPU
features, species = load_iris(return_X_y=True)
x = torch.tensor(features, dtype=torch.float32, device=device)  # (150, 4)
y = torch.tensor(species, device=device)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3)).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for step in range(100):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
model.eval()
with torch.no_grad():
    predicted = model(x).argmax(dim=1)
print(accuracy_score(species, predicted.cpu().numpy()))
