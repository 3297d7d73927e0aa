import torch
from torch import nn
class EarlyStopping:
    def __init__(self, patience=5):
        self.patience, self.best, self.count, self.state = patience, float("inf"), 0, None
    def __call__(self, loss, model):
        if loss < self.best:
            self.best, self.count = loss, 0
            self.state = model.state_dict()
            return False
        self.count += 1
        return self.count >= self.patience
def run(model, tr, va, opt):
    es = EarlyStopping()
    for epoch in range(100):
        model.train()
        for x, y in tr:
            opt.zero_grad(); nn.functional.mse_loss(model(x), y).backward(); opt.step()
        model.eval()
        with torch.no_grad():
            v = sum(nn.functional.mse_loss(model(x), y).item() for x, y in va) / len(va)
        if es(v, model):
            break
    model.load_state_dict(es.state)
    return model
x, y = torch.randn(200, 3), torch.randn(200, 1)
mk = lambda a, b: torch.utils.data.DataLoader(torch.utils.data.TensorDataset(a, b), 20)
net = nn.Linear(3, 1)
run(net, mk(x[:150], y[:150]), mk(x[150:], y[150:]), torch.optim.Adam(net.parameters()))
