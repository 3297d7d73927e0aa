import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
xa, xb, ya, yb = train_test_split(X / 16.0, y, test_size=0.25, stratify=y, random_state=0)
xa, xb = torch.tensor(xa).float(), torch.tensor(xb).float()
ya, yb = torch.tensor(ya), torch.tensor(yb)

net = nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 10))
loss_fn = nn.CrossEntropyLoss()
opt = torch.optim.SGD(net.parameters(), lr=1.5)
losses = []
for step in range(300):
    net.train()
    opt.zero_grad()
    loss = loss_fn(net(xa), ya)
    loss.backward()
    opt.step()
    losses.append(loss.item())
    if step % 50 == 49:
        print(f"step {step + 1} loss {losses[-1]:.4f}")

net.eval()
with torch.no_grad():
    out = net(xb)
    print("test loss", round(loss_fn(out, yb).item(), 4), "accuracy", round((out.argmax(1) == yb).float().mean().item(), 4))
ups = sum(b > a for a, b in zip(losses, losses[1:]))
print("steps on which the loss rose:", ups)
