import torch
import torch.nn.functional as F


def info_nce(za, zb, temperature=0.2):
    za, zb = F.normalize(za, dim=1), F.normalize(zb, dim=1)
    logits = za @ zb.t() / temperature
    target = torch.arange(za.size(0), device=za.device)
    return 0.5 * (F.cross_entropy(logits, target) + F.cross_entropy(logits.t(), target))
