import torch
from torch import nn
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(5, 2).to(device)
opt = torch.optim.Adam(model.parameters())
ds = torch.utils.data.TensorDataset(torch.randn(100, 5), torch.randint(0, 2, (100,)))
for x, y in torch.utils.data.DataLoader(ds, 10, shuffle=True):
    x = x.to(device)
    opt.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
