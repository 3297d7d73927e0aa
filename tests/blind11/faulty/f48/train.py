import torch
from torch.utils.data import DataLoader

from config import Config
from engine import confusion, predict, train_one_epoch
from landcover import patches
from network import PatchNet


def main():
    cfg = Config()
    torch.manual_seed(cfg.seed)
    train_loader = DataLoader(patches(cfg.n_train, cfg, seed=1), batch_size=cfg.batch_size, shuffle=True)
    test_loader = DataLoader(patches(cfg.n_test, cfg, seed=2), batch_size=cfg.batch_size)

    model = PatchNet(cfg)
    optimizer = torch.optim.Adam(model.parameters(), lr=cfg.lr)
    for epoch in range(cfg.epochs):
        loss = train_one_epoch(model, train_loader, optimizer)
        print(f"epoch {epoch + 1}/{cfg.epochs}: loss {loss:.4f}")

    logits, labels = predict(model, test_loader)
    table = confusion(logits, labels, cfg.n_classes)
    print(table)
    print(f"overall accuracy {table.diag().sum().item() / table.sum().item():.3f}")


if __name__ == "__main__":
    main()
