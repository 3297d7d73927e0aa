import torch
import torch.nn as nn
def one_epoch(model, loader, opt, loss_fn):
    model.train()
    total = 0
    for i, (x, y) in enumerate(loader):
        opt.zero_grad()
        pred = model(x)
        loss = loss_fn(pred, y)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        total += loss.item()
    return total / len(loader)
def main():
    m = nn.GRU(8, 16, batch_first=True)
    class Head(nn.Module):
        def __init__(self):
            super().__init__(); self.rnn = m; self.fc = nn.Linear(16, 2)
        def forward(self, x):
            o, h = self.rnn(x); return self.fc(o[:, -1])
    net = Head()
    x = torch.randn(64, 12, 8); y = torch.randint(0, 2, (64,))
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=8, shuffle=True)
    opt = torch.optim.RMSprop(net.parameters())
    for e in range(3):
        print(one_epoch(net, loader, opt, nn.CrossEntropyLoss()))
main()
