"""Lightning module for the digits."""
import lightning as L
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split
from sklearn.datasets import load_digits


class DigitsData(L.LightningDataModule):
    def __init__(self, batch_size=64):
        super().__init__()
        self.batch_size = batch_size

    def setup(self, stage=None):
        d = load_digits()
        full = TensorDataset(torch.tensor(d.data, dtype=torch.float32) / 16, torch.tensor(d.target))
        g = torch.Generator().manual_seed(42)
        self.train_set, self.val_set = random_split(full, [1500, len(full) - 1500], generator=g)

    def train_dataloader(self):
        return DataLoader(self.train_set, batch_size=self.batch_size, shuffle=True)

    def val_dataloader(self):
        return DataLoader(self.val_set, batch_size=256)


class BaseLit(L.LightningModule):
    def _shared_step(self, batch, stage):
        x, y = batch
        out = self(x)
        loss = F.nll_loss(out, y)
        acc = (out.argmax(dim=1) == y).float().mean()
        self.log_dict({f'{stage}_loss': loss, f'{stage}_acc': acc}, on_step=False, on_epoch=True, batch_size=len(y))
        return loss

    def training_step(self, batch, batch_idx):
        return self._shared_step(batch, 'train')

    def validation_step(self, batch, batch_idx):
        self._shared_step(batch, 'val')


class LitMLP(BaseLit):
    def __init__(self, hidden=64, lr=1e-3):
        super().__init__()
        self.save_hyperparameters()
        self.net = nn.Sequential(
            nn.Linear(64, hidden), nn.ReLU(), nn.Dropout(0.1),
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(0.1),
            nn.Linear(hidden, 10),
        )

    def forward(self, x):
        return self.net(x)

    def configure_optimizers(self):
        optimizer = torch.optim.Adam(self.parameters(), lr=self.hparams.lr)
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.5)
        return [optimizer], [scheduler]


if __name__ == '__main__':
    L.seed_everything(42)
    trainer = L.Trainer(max_epochs=8, accelerator='cpu', logger=False, enable_checkpointing=False)
    trainer.fit(LitMLP(), datamodule=DigitsData())
