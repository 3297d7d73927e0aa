import os

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, get_worker_info


class Rows(Dataset):
    def __len__(self):
        return 32

    def __getitem__(self, index):
        if get_worker_info() is not None:  # stands for: together the workers take more memory than there is,
            os._exit(9)  # and the system ends one of them
        return torch.full((8,), index / 32), int(index > 16)


if __name__ == "__main__":
    torch.manual_seed(0)
    loader = DataLoader(Rows(), batch_size=8, num_workers=0)
    model = nn.Linear(8, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    print(f"loss {loss.item():.3f}")
