import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def blobs(n, seed):
    g = torch.Generator().manual_seed(seed)
    c = torch.randn(5, 10, generator=torch.Generator().manual_seed(99)) * 1.5
    y = torch.randint(0, 5, (n,), generator=g)
    return TensorDataset(c[y] + torch.randn(n, 10, generator=g), y)


def main():
    torch.manual_seed(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    train, val = blobs(1500, 0), blobs(400, 1)
    model = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 5)).to(device)
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3)
    scaler = torch.amp.GradScaler(device, enabled=device == 'cuda')
    for epoch in range(6):
        model.train()
        for x, y in DataLoader(train, 50, shuffle=True):
            x, y = x.to(device), y.to(device)
            with torch.autocast(device, dtype=torch.bfloat16):
                loss = nn.functional.cross_entropy(model(x), y)
            opt.zero_grad(set_to_none=True)
            scaler.scale(loss).backward()
            scaler.unscale_(opt)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            scaler.step(opt)
            scaler.update()
        model.eval()
        with torch.no_grad():
            x, y = val.tensors
            acc = (model(x.to(device)).argmax(1).cpu() == y).float().mean().item()
        print(epoch, f'{loss.item():.4f} {acc:.3f}')


if __name__ == '__main__':
    main()
