import logging
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from config import Config
from dataset import ReviewDataset, Vocabulary, collate
from networks import TextCNN

logger = logging.getLogger(__name__)


def train(cfg: Config) -> None:
    torch.manual_seed(cfg.seed)
    train_set = ReviewDataset(cfg.n_train, seed=1)
    dev_set = ReviewDataset(cfg.n_dev, seed=2)
    vocab = Vocabulary.build(train_set.texts)
    fn = lambda batch: collate(batch, vocab)
    train_dl = DataLoader(train_set, cfg.batch_size, shuffle=True, collate_fn=fn)
    dev_dl = DataLoader(dev_set, 128, collate_fn=fn)

    net = TextCNN(len(vocab), cfg.emb_dim, cfg.n_filters, n_classes=3)
    optimizer = torch.optim.Adam(net.parameters(), lr=cfg.lr)
    for epoch in range(cfg.epochs):
        net.train()
        seen, total = 0, 0.0
        for tokens, labels in train_dl:
            output = net(tokens)
            loss = F.cross_entropy(output, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            seen += len(labels)
        logger.info("epoch %d train loss %.4f dev acc %.3f", epoch, total / seen, accuracy(net, dev_dl))


@torch.no_grad()
def accuracy(net, loader) -> float:
    net.eval()
    hit = tot = 0
    for tokens, labels in loader:
        hit += (net(tokens).argmax(-1) == labels).sum().item()
        tot += labels.numel()
    return hit / tot


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    train(Config())
