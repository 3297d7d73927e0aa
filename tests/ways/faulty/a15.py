import torch
from torch import nn
from collections import defaultdict
def fit(model, loader, opt, crit, epochs):
    logs = defaultdict(list)
    for epoch in range(epochs):
        batch_losses = []
        for xb, yb in loader:
            opt.zero_grad()
            loss = crit(model(xb), yb)
            loss.backward()
            opt.step()
            batch_losses.append(loss)
        logs["train"].append(torch.stack(batch_losses).mean().item())
    return logs
xs, ys = torch.randn(128, 5), torch.randn(128, 1)
ld = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(xs, ys), batch_size=16, shuffle=True)
net = nn.Sequential(nn.Linear(5, 10), nn.ReLU(), nn.Linear(10, 1))
fit(net, ld, torch.optim.Adam(net.parameters()), nn.MSELoss(), 5)
