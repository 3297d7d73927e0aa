import torch
from torch import nn

from config import TrainConfig
from data import get_loaders
from engine import EarlyStopper, run_epoch
from model import MLPRegressor


def main(cfg: TrainConfig) -> float:
    torch.manual_seed(cfg.seed)
    loaders, y_std = get_loaders(cfg)
    model = MLPRegressor(cfg.n_features, cfg.hidden, cfg.dropout)
    optimizer = torch.optim.AdamW(model.parameters(), lr=cfg.lr, weight_decay=cfg.weight_decay)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=4)
    loss_fn = nn.MSELoss()
    stopper = EarlyStopper(cfg.patience)
    for epoch in range(cfg.max_epochs):
        train_loss = run_epoch(model, loaders["train"], loss_fn, optimizer)
        val_loss = run_epoch(model, loaders["val"], loss_fn)
        scheduler.step(val_loss)
        if epoch % 10 == 0:
            print(f"{epoch:3d} train {train_loss:.4f} val {val_loss:.4f}")
        if stopper.update(val_loss, model):
            print("stop at", epoch)
            break
    model.load_state_dict(stopper.best_state)
    rmse = run_epoch(model, loaders["test"], loss_fn) ** 0.5 * y_std
    print(f"test RMSE {rmse:.2f} (target std {y_std:.2f})")
    return rmse


if __name__ == "__main__":
    main(TrainConfig())
