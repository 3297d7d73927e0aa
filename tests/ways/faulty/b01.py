import torch, evaluate
from torch import nn
from accelerate import Accelerator
from torch.utils.data import DataLoader, TensorDataset
def get_model(cfg):
    return nn.Sequential(nn.Linear(cfg["d"], cfg["h"]), nn.GELU(), nn.Linear(cfg["h"], cfg["c"]), nn.Softmax(-1))
def main():
    cfg = dict(d=16, h=32, c=4, lr=1e-3, epochs=3)
    acc = Accelerator(gradient_accumulation_steps=2)
    ds = TensorDataset(torch.randn(256, 16), torch.randint(0, 4, (256,)))
    dl = DataLoader(ds, batch_size=16, shuffle=True)
    model = get_model(cfg)
    opt = torch.optim.AdamW(model.parameters(), lr=cfg["lr"])
    model, opt, dl = acc.prepare(model, opt, dl)
    crit = nn.CrossEntropyLoss()
    for ep in range(cfg["epochs"]):
        for x, y in dl:
            with acc.accumulate(model):
                loss = crit(model(x), y)
                acc.backward(loss)
                opt.step()
                opt.zero_grad()
main()
