"""What scikit-learn's transformers learn from data, and what they are applied to."""

from __future__ import annotations

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
