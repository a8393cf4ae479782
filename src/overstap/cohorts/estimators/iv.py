"""Two-stage least squares: the effect on those whom an instrument moved (late)."""

import numpy as np

from overstap.cohorts.cells import Cells, Floats
from overstap.cohorts.estimators.errors import Error, cluster_sums, from_influence
from overstap.cohorts.estimators.fits import Fit, treated_mean
from overstap.cohorts.estimators.fitting import least_squares
from overstap.cohorts.estimators.model_matrix import OWN_VARIANCE, model_matrix
from overstap.cohorts.estimators.refusing import Refusal

LEAST_F = 10.0


def iv(cells: Cells) -> Fit:
    """Instrument: a number (offer, distance) or a category (lottery group; dummies).

    The error is HC1 (or clustered). The effective F of the first stage (Montiel Olea and Pflueger,
    JBES 31 (2013)) must reach 10; with one instrument it is the squared heteroskedastic t.
    """
    if cells.instrument is None:
        raise Refusal("no-instrument")
    model = model_matrix(cells)
    instruments = _columns(cells.instrument)
    w = cells.weights
    own = w / cells.n
    t = cells.treated.astype(float)
    full = np.column_stack([model.matrix, instruments])
    strength = _effective_f(model.matrix, instruments, t, cells)
    if not strength >= LEAST_F:
        raise Refusal("weak-instrument", f=strength)
    first = least_squares(full, t, w)
    second = np.column_stack([model.matrix, first.fitted])
    fit = least_squares(second, cells.mean, w)
    real = np.column_stack([model.matrix, t]) @ fit.beta
    slope = own * (second @ fit.bread[:, -1])
    columns = second.shape[1]
    error = from_influence(cells, -slope * real, slope, kind="hc1", columns=columns)
    if error.kind == "hc1":
        factor = np.sqrt(cells.rows / (cells.rows - columns))
        error = Error(error.value * factor, "hc1", cells.rows - columns)
    estimate = float(fit.beta[-1])
    return Fit(
        *(estimate, error, "late", own, treated_mean(cells) - estimate),
        details={"first_stage_f": strength},
        notes=model.notes,
    )


def _columns(instrument: np.ndarray) -> Floats:
    if instrument.dtype.kind == "f":
        values = np.asarray(instrument, dtype=float)
        spread = values.std()
        return ((values - values.mean()) / (spread if spread else 1.0))[:, None]
    levels, codes = np.unique(instrument, return_inverse=True)
    if len(levels) < 2:  # moves nobody: a first stage of no strength
        return np.zeros((len(instrument), 1))
    return np.column_stack([(codes == i).astype(float) for i in range(1, len(levels))])


def _effective_f(base: Floats, instruments: Floats, t: Floats, cells: Cells) -> float:
    w = cells.weights
    residual = np.column_stack(
        [column - least_squares(base, column, w).fitted for column in instruments.T]
    )
    gram = residual.T @ (w[:, None] * residual)
    whole = instruments.T @ (w[:, None] * instruments)
    own = np.linalg.eigvalsh(gram)
    if own[0] <= OWN_VARIANCE * np.trace(whole):  # the covariates already say what it says
        return 0.0
    moved = residual.T @ (w * t)
    per_row = w / cells.n
    error = t - least_squares(np.column_stack([base, instruments]), t, w).fitted
    scores = residual * (per_row * error)[:, None]
    if cells.cluster is not None:
        sums = np.column_stack(
            [cluster_sums(cells.cluster, cells.n * column) for column in scores.T]
        )
        meat = sums.T @ sums * len(sums) / (len(sums) - 1)
    else:
        parameters = base.shape[1] + instruments.shape[1]
        meat = scores.T @ (cells.n[:, None] * scores) * cells.rows / (cells.rows - parameters)
    inverse = np.linalg.inv(gram)
    return float(moved @ inverse @ moved) / float(np.trace(inverse @ meat))
