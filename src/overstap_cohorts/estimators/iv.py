"""Two-stage least squares: the effect on those whom an instrument moved (late)."""

import numpy as np

from overstap_cohorts.cells import Cells, Floats
from overstap_cohorts.estimators.errors import Error, from_influence
from overstap_cohorts.estimators.fits import Fit, treated_mean
from overstap_cohorts.estimators.fitting import least_squares
from overstap_cohorts.estimators.model_matrix import OWN_VARIANCE, model_matrix
from overstap_cohorts.estimators.refusing import EstimateRefused

LEAST_F = 10.0
MOST_GROUPS = 100  # of a category: with many weak ones the estimate leans to the biased one


def with_instrument(cells: Cells) -> Cells:
    """Without the rows that the instrument says nothing of (not a number): months after an offer.

    Who was offered a place earlier and did not take it is no comparison for who is offered one now.
    """
    if cells.instrument is None or cells.instrument.dtype.kind != "f":
        return cells
    known = ~np.isnan(np.asarray(cells.instrument, dtype=float))
    return cells if known.all() else cells.part(known)


def iv(cells: Cells) -> Fit:
    """Instrument: a number (offer, distance) or a category (lottery group; dummies).

    The error is HC1 (or clustered). The effective F of the first stage (Montiel Olea and Pflueger,
    JBES 31 (2013)) must reach 10; with one instrument it is the squared t of the same kind.
    """
    if cells.instrument is None:
        raise EstimateRefused("no-instrument")
    model = model_matrix(cells)
    instruments = _columns(cells.instrument)
    w = cells.weights
    own = w / cells.n
    t = cells.treated.astype(float)
    full = np.column_stack([model.matrix, instruments])
    strength = _effective_f(model.matrix, instruments, t, cells)
    if not strength >= LEAST_F:
        raise EstimateRefused("weak-instrument", f=strength)
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
    details = {"first_stage_f": strength}
    if len(np.unique(cells.instrument)) == 2:
        details["first_stage_effect"] = abs(float(first.beta[-1])) * float(np.ptp(instruments))
    return Fit(
        *(estimate, error, "late", own, treated_mean(cells) - estimate),
        details=details,
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
    if len(levels) > MOST_GROUPS:
        raise EstimateRefused("many-groups", groups=len(levels), most=MOST_GROUPS)
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
    error = t - least_squares(np.column_stack([base, instruments]), t, w).fitted
    scores = residual * (cells.own_weight * error)[:, None]
    inverse = np.linalg.inv(gram)
    # trace(inverse @ meat) is the sum of the variances of these combinations of the scores, each
    # with the same sums over schools or people as the effect's own error.
    parts = (scores @ np.linalg.cholesky(inverse)).T
    errors = [from_influence(cells, part, np.zeros(cells.size), kind="hc1") for part in parts]
    meat = sum(error.value**2 for error in errors)
    if errors[0].kind == "hc1":
        parameters = base.shape[1] + instruments.shape[1]
        meat *= cells.rows / (cells.rows - parameters)
    return float(moved @ inverse @ moved) / max(meat, np.finfo(float).tiny)
