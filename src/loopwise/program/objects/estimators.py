"""What scikit-learn's transformers learn from data, and what they are applied to."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.machine import Machine
from loopwise.program.evaluator.opaque import opaque
from loopwise.program.objects.arrays import known_array
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tables import unseen_array
from loopwise.program.objects.values import Arguments, Unknown, Value
from loopwise.shapes import N

PIPELINES = ("sklearn.pipeline.make_pipeline", "sklearn.pipeline.Pipeline")
TRANSFORMS = frozenset(("transform", "fit_transform", "inverse_transform"))
# Transformers whose `fit` keeps numbers of all rows. Normalizer, Binarizer and encoders of labels are not among them.
LEARNERS = frozenset(
    (
        "StandardScaler",
        "MinMaxScaler",
        "RobustScaler",
        "MaxAbsScaler",
        "QuantileTransformer",
        "PowerTransformer",
        "PCA",
        "IncrementalPCA",
        "KernelPCA",
        "TruncatedSVD",
        "FastICA",
        "NMF",
        "LinearDiscriminantAnalysis",
        "TfidfVectorizer",
        "CountVectorizer",
        "TfidfTransformer",
        "SimpleImputer",
        "KNNImputer",
        "IterativeImputer",
        "SelectKBest",
        "SelectPercentile",
        "VarianceThreshold",
        "KBinsDiscretizer",
        "TargetEncoder",
    )
)

# What leaves the shape as it is.
SCALERS = frozenset(
    f"sklearn.preprocessing.{name}"
    for name in (
        "StandardScaler",
        "MinMaxScaler",
        "RobustScaler",
        "MaxAbsScaler",
        "Normalizer",
        "QuantileTransformer",
        "PowerTransformer",
        "OrdinalEncoder",
    )
)


def transformed(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    """Return the labels that an encoder makes of others, a table from a file that a scaler has scaled; or None."""
    rows = arguments.get(0, "X", "y")
    if rows is None:
        return None
    if receiver.made_by == "sklearn.preprocessing.MultiLabelBinarizer":
        return known_array(
            machine, node, (N, None), "int64", rows, role="layout", kind="many_labels", reach=(0, 1)
        )
    if receiver.made_by == "sklearn.preprocessing.LabelEncoder":
        return known_array(machine, node, (N,), "int64", rows, role="layout")
    if receiver.made_by in SCALERS and isinstance(rows, Unknown):
        table = unseen_array(machine, rows, Arguments(), node)
        return opaque(machine, receiver, Arguments([table]), node) if table is not None else None
    return None


def is_scaled(op: Op) -> bool:
    """Whether unseen code is a scaler of scikit-learn, which leaves the shape as it is."""
    call = op.site.node
    by_scaler = isinstance(op.layer, Unknown) and op.layer.made_by in SCALERS
    return (
        by_scaler
        and isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in TRANSFORMS
    )
