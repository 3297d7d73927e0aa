import argparse
import torch
from torch import nn
from torch.utils.data import TensorDataset, DataLoader


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument('--amp', action='store_true')
    parser.add_argument('--epochs', type=int, default=6)
    parser.add_argument('--lr', type=float, default=1e-3)
    parser.add_argument('--max-norm', type=float, default=1.0)
    return parser.parse_args()


def blobs(n, seed):
    g = torch.Generator().manual_seed(seed)
    centers = torch.tensor([[2., 0., 1.], [-2., 1., 0.], [0., -2., -1.]])
    y = torch.randint(0, 3, (n,), generator=g)
    x = centers[y] + 0.6 * torch.randn(n, 3, generator=g)
    return TensorDataset(x, y)


def train_one_epoch(model, loader, criterion, optimizer, scaler, device, args):
    model.train()
    running = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad(set_to_none=True)
        if args.amp:
            with torch.autocast(device_type=device.type):
                loss = criterion(model(inputs), targets)
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), args.max_norm)
            scaler.step(optimizer)
            scaler.update()
        else:
            loss = criterion(model(inputs), targets)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), args.max_norm)
        running += loss.item() * len(targets)
    return running / len(loader.dataset)


def validate(model, loader, device):
    model.eval()
    hits = 0
    with torch.no_grad():
        for inputs, targets in loader:
            pred = model(inputs.to(device)).argmax(dim=1)
            hits += (pred.cpu() == targets).sum().item()
    return hits / len(loader.dataset)


if __name__ == '__main__':
    args = get_args()
    torch.manual_seed(7)
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    train_dl = DataLoader(blobs(600, 0), batch_size=32, shuffle=True)
    val_dl = DataLoader(blobs(200, 1), batch_size=100)
    model = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 3)).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    scaler = torch.amp.GradScaler(device.type, enabled=args.amp)
    for ep in range(args.epochs):
        tl = train_one_epoch(model, train_dl, nn.CrossEntropyLoss(), optimizer, scaler, device, args)
        print(f'epoch {ep} loss {tl:.4f} val acc {validate(model, val_dl, device):.3f}')
