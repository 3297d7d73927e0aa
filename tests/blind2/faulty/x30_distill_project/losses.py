import torch.nn.functional as F


def kd_loss(student_logits, teacher_logits, T):
    log_p = F.log_softmax(teacher_logits / T, dim=1)
    q = F.softmax(student_logits / T, dim=1)
    return F.kl_div(log_p, q, reduction="batchmean") * T * T


def total_loss(student_logits, teacher_logits, y, alpha=0.7, T=3.0):
    hard = F.cross_entropy(student_logits, y)
    return alpha * kd_loss(student_logits, teacher_logits, T) + (1 - alpha) * hard
