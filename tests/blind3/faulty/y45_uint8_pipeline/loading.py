import numpy as np
from sklearn.datasets import load_digits


def load_images(seed=0):
    """digits as 8-bit pictures, standard order, values 0..1"""
    d = load_digits()
    imgs = (d.images / 16 * 255).round().astype(np.uint8)
    order = np.random.default_rng(seed).permutation(len(imgs))
    return imgs[order].astype(np.float32) / 255.0, d.target[order]
