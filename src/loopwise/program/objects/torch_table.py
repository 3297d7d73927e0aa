"""What torch's names do, as data: operation -> role and shape, module class -> operation, loss -> kind.

A row's kind is torch.nn.functional's own name. Role: "change" (values change), "layout" (only shape, type,
device or graph), "choose" (class ids out of scores). Shape: "same" as the first input, or the name of a
function in sizes.py; "" is not known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Row(NamedTuple):
    """One operation."""

    kind: str
    role: str = "change"
    shape: str = ""


def words(names: str) -> frozenset[str]:
    """Return the set of names in a text."""
    return frozenset(names.split())


def _rows(role: str, shape: str, names: str) -> dict[str, Row]:
    return {name: Row(name, role, shape) for name in names.split()}


OPERATIONS: dict[str, Row] = {
    **_rows(
        "change",
        "same",
        "relu relu6 elu selu celu gelu silu mish hardtanh hardswish hardsigmoid leaky_relu prelu "
        "rrelu softplus "
        "softsign tanh sigmoid logsigmoid softmax log_softmax softmin gumbel_softmax tanhshrink "
        "threshold glu "
        "dropout alpha_dropout feature_alpha_dropout batch_norm layer_norm instance_norm "
        "group_norm local_response_norm "
        "rms_norm normalize exp log log1p log2 sqrt rsqrt abs neg clamp clip clamp_min clamp_max "
        "pow square "
        "masked_fill nan_to_num round floor ceil sign sin cos erf reciprocal logit cumsum flip "
        "roll expm1",
    ),
    **_rows("change", "first", "add sub mul div true_divide where lerp addcmul addcdiv maximum minimum"),
    **_rows("change", "same", "transformer_encoder transformer_encoder_layer transformer_decoder_layer"),
    **_rows("change", "linear", "linear"),
    **_rows("change", "matmul", "matmul mm bmm"),
    **_rows("change", "embedding", "embedding"),
    **_rows("change", "conv", "conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d"),
    **_rows(
        "change",
        "pool",
        "max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d adaptive_avg_pool1d "
        "adaptive_avg_pool2d "
        "adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d "
        "interpolate upsample "
        "dropout1d dropout2d dropout3d pad pixel_shuffle",
    ),
    **_rows(
        "change",
        "",
        "sum mean prod std var norm logsumexp einsum cat concat concatenate stack hstack vstack "
        "dot outer bilinear "
        "cosine_similarity pairwise_distance one_hot multinomial bincount "
        "scaled_dot_product_attention scatter "
        "scatter_add index_add embedding_bag cdist tensordot baddbmm addmm grid_sample unfold "
        "fold mv nonzero unique",
    ),
    **_rows(
        "layout",
        "same",
        "to float double half bfloat16 long int cpu cuda clone detach contiguous requires_grad_ "
        "type type_as "
        "identity data item tolist numpy pin_memory retain_grad asarray as_tensor from_numpy "
        "tensor astype copy",
    ),
    **_rows("layout", "last", "view reshape"),
    **_rows(
        "layout",
        "",
        "view_as reshape_as flatten unflatten squeeze unsqueeze permute transpose t swapaxes "
        "movedim expand expand_as "
        "repeat repeat_interleave tile narrow select index_select gather masked_select take ravel "
        "T mT unbind chunk split "
        "getitem broadcast_to diagonal getattr",
    ),
    **_rows("choose", "", "argmax argmin argsort max min topk sort amax amin median mode kthvalue"),
    **_rows(
        "compare", "", "eq ne gt ge lt le equal allclose isclose logical_and logical_or isnan isfinite isinf"
    ),
    **_rows(
        "source",
        "made",
        "randn rand zeros ones empty full arange linspace eye randint zeros_like ones_like "
        "randn_like rand_like "
        "randperm full_like empty_like",
    ),
}

MEETS_TENSORS = words(
    "pow clamp clip clamp_min clamp_max masked_fill"
)  # as long as the longest, if with tensors
RETURN_PAIRS = words("max min topk sort median mode kthvalue")  # (values, indices) once a dim is given

# Module classes whose operation is not their name in snake case.
_MODULES = {
    "Softmax2d": "softmax",
    "Dropout1d": "dropout",
    "Dropout2d": "dropout",
    "Dropout3d": "dropout",
    "BatchNorm1d": "batch_norm",
    "BatchNorm2d": "batch_norm",
    "BatchNorm3d": "batch_norm",
    "SyncBatchNorm": "batch_norm",
    "ReLU": "relu",
    "ReLU6": "relu6",
    "ELU": "elu",
    "SELU": "selu",
    "CELU": "celu",
    "GELU": "gelu",
    "LeakyReLU": "leaky_relu",
    "RMSNorm": "rms_norm",
    "InstanceNorm1d": "instance_norm",
    "InstanceNorm2d": "instance_norm",
    "InstanceNorm3d": "instance_norm",
    "SiLU": "silu",
    "PReLU": "prelu",
    "RReLU": "rrelu",
    "GLU": "glu",
    "LogSigmoid": "logsigmoid",
    "LSTM": "lstm",
    "GRU": "gru",
    "RNN": "rnn",
}
# Layers whose output is a weighted sum: any number can come out.
AFFINE = words("linear bilinear conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d")
# Constructors from before torch.tensor; with lengths in place of data they make room for numbers.
LEGACY_TENSORS = {
    "torch.Tensor": "torch.float32",
    "torch.FloatTensor": "torch.float32",
    "torch.DoubleTensor": "torch.float64",
    "torch.LongTensor": "torch.int64",
    "torch.IntTensor": "torch.int32",
}
FLOATS = words("float16 bfloat16 float32 float64")
RECURRENT = frozenset(("lstm", "gru", "rnn", "multihead_attention"))  # give a pair (output, state)
# Layers with parameters of their own. InstanceNorm has none unless it is asked to.
TRAINED = AFFINE | words(
    "batch_norm layer_norm group_norm rms_norm embedding embedding_bag lstm gru rnn prelu "
    "multihead_attention lstmcell grucell rnncell transformer_encoder_layer transformer_decoder_layer"
)
CONTAINERS = frozenset(("Sequential", "ModuleList", "ModuleDict"))

CLIPPING = words(
    "clip_grad_norm_ clip_grad_value_ clip_grad_norm clip_grad.clip_grad_norm_ clip_grad.clip_grad_value_"
)

# Loss class -> torch.nn.functional's name; with the function's name itself, all losses there are.
LOSSES: dict[str, str] = {
    "CrossEntropyLoss": "cross_entropy",
    "NLLLoss": "nll_loss",
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "MSELoss": "mse_loss",
    "L1Loss": "l1_loss",
    "SmoothL1Loss": "smooth_l1_loss",
    "HuberLoss": "huber_loss",
    "KLDivLoss": "kl_div",
    "PoissonNLLLoss": "poisson_nll_loss",
    "GaussianNLLLoss": "gaussian_nll_loss",
    "HingeEmbeddingLoss": "hinge_embedding_loss",
    "SoftMarginLoss": "soft_margin_loss",
    "MultiLabelSoftMarginLoss": "multilabel_soft_margin_loss",
    "MultiLabelMarginLoss": "multilabel_margin_loss",
    "MultiMarginLoss": "multi_margin_loss",
    "MarginRankingLoss": "margin_ranking_loss",
    "CosineEmbeddingLoss": "cosine_embedding_loss",
    "TripletMarginLoss": "triplet_margin_loss",
    "CTCLoss": "ctc_loss",
}
LOSS_KINDS = frozenset(LOSSES.values())

# Calls that hand back their first argument, the same object or one that stands for it.
WRAPPERS = frozenset(
    (
        "torch.compile",
        "torch.jit.script",
        "torch.nn.DataParallel",
        "torch.nn.parallel.DataParallel",
        "torch.nn.parallel.DistributedDataParallel",
        "torch.nn.SyncBatchNorm.convert_sync_batchnorm",
        "torch.nn.utils.weight_norm",
        "torch.nn.utils.spectral_norm",
        "torch.nn.utils.parametrizations.weight_norm",
        "torch.nn.utils.parametrizations.spectral_norm",
        "torch.quantization.prepare_qat",
        "copy.copy",
    )
)
# Method names of objects not seen that hand back what they are given (accelerate, Lightning Fabric, transformers).
PREPARE = words(
    "prepare setup prepare_model prepare_optimizer prepare_data_loader setup_dataloaders "
    "gather_for_metrics unwrap_model pad_across_processes _prepare_inputs"
)
SEQUENCE_WRAPPERS = frozenset(
    (
        "tqdm",
        "trange",
        "tqdm_notebook",
        "track",
        "progress_bar",
        "cycle",
        "islice",
        "ProgressBar",
        "iter",
        "prefetch",
        "master_bar",
    )
)
OPTIMISER_HOMES = (
    "torch.optim.",
    "torch_optimizer.",
    "timm.optim.",
    "bitsandbytes.optim.",
    "lion_pytorch.",
    "apex.optimizers.",
)
# No gradients go through these: other libraries, and the constructors that copy numbers.
PLAIN_NUMBERS = (
    *("numpy.", "sklearn.", "scipy.", "pandas."),
    *(f"torch.{kind}Tensor" for kind in ("", "Float", "Double", "Half", "Long", "Int", "Byte", "Bool")),
)
# Libraries whose functions neither step nor clear nor train what they are handed.
HARMLESS = (
    "torch.",
    "builtins.",
    "numpy.",
    "math.",
    "copy.",
    "matplotlib.",
    "tqdm.",
    "wandb.",
    "logging.",
    "sklearn.",
    "torchinfo.",
    "loopwise.",
    "torchsummary.",
    "torchviz.",
    "thop.",
    "os.",
    "time.",
    "random.",
    "pickle.",
    "json.",
    "pandas.",
    "torchmetrics.",
    "torchvision.",
    "seaborn.",
    "mlflow.",
    "collections.",
    "itertools.",
    "functools.",
    "einops.",
    "accelerate.",  # its backward and step are read as such
)
READ = (  # homes of classes and decorators of which is known what they do
    *HARMLESS,
    *("lightning.", "pytorch_lightning.", "transformers.", "ignite.", "skorch.", "gymnasium."),
    *("abc.", "enum.", "typing.", "typing_extensions.", "dataclasses.", "contextlib.", "types.", "object."),
)


_remembered = lru_cache(maxsize=2048)  # a program asks about the same few names again and again


@_remembered
def operation_of(path: str) -> Row | None:
    """Return the row of a function: "torch.softmax", "torch.nn.functional.relu_", "torch.Tensor.view"."""
    if not path.startswith("torch."):
        return None
    return method_row(path.rpartition(".")[2]) if _is_function_home(path.rpartition(".")[0]) else None


@_remembered
def method_row(name: str) -> Row | None:
    """Return the row of a tensor's method; the in-place form is the same operation."""
    return OPERATIONS.get(name) or OPERATIONS.get(name.removesuffix("_"))


@_remembered
def module_kind(name: str) -> str:
    """Return the operation of a module class: "Softmax" -> "softmax", "MaxPool2d" -> "max_pool2d"."""
    return _MODULES.get(name) or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@_remembered
def loss_kind(path: str) -> str | None:
    """Return the kind of a loss class or function: "torch.nn.CrossEntropyLoss" -> "cross_entropy"."""
    home, _, name = path.rpartition(".")
    if not home.startswith("torch"):
        return None
    if name in LOSSES and home.startswith("torch.nn"):
        return LOSSES[name]
    return name if name in LOSS_KINDS and _is_function_home(home) else None


@_remembered
def is_module_class(path: str) -> bool:
    """Tell whether a path names a class of torch.nn, so far as names tell."""
    home, _, name = path.rpartition(".")
    return (home == "torch.nn" or home.startswith("torch.nn.modules")) and (name[:1].isupper() or name == "?")


@_remembered
def is_optimiser_class(path: str) -> bool:
    """Tell whether a path names an optimiser."""
    home, _, name = path.rpartition(".")
    if (home.startswith("torch.optim.") and "swa" in home) or home == "torch.optim.lr_scheduler":
        return False
    known = path.startswith(OPTIMISER_HOMES) or path in ("transformers.AdamW", "transformers.Adafactor")
    return known and (name[:1].isupper() or name == "?")


def is_scheduler_class(path: str) -> bool:
    """Tell whether a path names a learning-rate schedule."""
    return path.startswith("torch.optim.lr_scheduler.")


@_remembered
def is_loader_class(path: str) -> bool:
    """Tell whether a path names a data loader, of torch or of a library that follows it."""
    name = path.rpartition(".")[2]
    return name.endswith("DataLoader") or (path.startswith("torch_geometric.") and name.endswith("Loader"))


def _is_function_home(home: str) -> bool:
    return home in (
        "torch",
        "torch.nn.functional",
        "torch.special",
        "torch.Tensor",
        "torch.linalg",
        "torch.functional",
    )
