import os
import tempfile
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def sigmoid_focal_loss(logits, targets, alpha=0.75, gamma=2.0):
    log_p, log_1p = F.logsigmoid(logits), F.logsigmoid(-logits)
    p = torch.exp(log_p)
    pos = -alpha * (1 - p) ** gamma * targets * log_p
    neg = -(1 - alpha) * p ** gamma * (1 - targets) * log_1p
    return (pos + neg).mean()


def rare(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 8, generator=g)
    y = ((x[:, 0] * x[:, 1] + x[:, 2]) > 1.6).float()
    return TensorDataset(x, y)


def train_model(model, dataloaders, optimizer, scheduler, num_epochs):
    with tempfile.TemporaryDirectory() as tempdir:
        best_path = os.path.join(tempdir, 'best_model_params.pt')
        torch.save(model.state_dict(), best_path)
        best_f1 = 0.0
        for epoch in range(num_epochs):
            for phase in ['train', 'val']:
                if phase == 'train':
                    model.train()
                else:
                    model.eval()
                running_loss, tp, fp, fn = 0.0, 0, 0, 0
                for inputs, labels in dataloaders[phase]:
                    optimizer.zero_grad()
                    with torch.set_grad_enabled(phase == 'train'):
                        outputs = model(inputs).squeeze(1)
                        preds = outputs > 0
                        loss = sigmoid_focal_loss(outputs, labels)
                        if phase == 'train':
                            loss.backward()
                            optimizer.step()
                    running_loss += loss.item() * inputs.size(0)
                    t = labels.bool()
                    tp += (preds & t).sum().item()
                    fp += (preds & ~t).sum().item()
                    fn += (~preds & t).sum().item()
                if phase == 'train':
                    scheduler.step()
                f1 = 2 * tp / max(1, 2 * tp + fp + fn)
                if epoch % 5 == 4:
                    print(f'{epoch} {phase} loss {running_loss / len(dataloaders[phase].dataset):.4f} f1 {f1:.4f}')
                if phase == 'val' and f1 > best_f1:
                    best_f1 = f1
                    torch.save(model.state_dict(), best_path)
        model.load_state_dict(torch.load(best_path, weights_only=True))
    return model, best_f1


if __name__ == '__main__':
    torch.manual_seed(0)
    loaders = {'train': DataLoader(rare(2000, 0), 64, shuffle=True), 'val': DataLoader(rare(800, 1), 200)}
    net = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 1))
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    sched = torch.optim.lr_scheduler.StepLR(opt, step_size=6, gamma=0.5)
    net, f1 = train_model(net, loaders, opt, sched, 15)
    print('best val f1', f1)
