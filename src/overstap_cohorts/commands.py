"""The body of `overstap evaluate`: needs no database, no web server and no Django."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from overstap_cohorts.findings import Findings
from overstap_cohorts.refusals import StudyRefused
from overstap_cohorts.running.memory import gigabytes
from overstap_cohorts.study.contradictions import contradictions
from overstap_cohorts.study.definition import (
    METHODS,
    Covariate,
    FlatData,
    Outcome,
    Study,
    Treatment,
)
from overstap_cohorts.study.reading import example, read_study

INTERRUPTED = 130


def evaluate(args: argparse.Namespace) -> int:
    """0: done. 1: refused, with every reason on standard error. 130: stopped by Ctrl-C."""
    if args.init:
        return _init(args)
    from overstap_cohorts.evaluating import Options
    from overstap_cohorts.evaluating import evaluate as run

    try:
        study = _given(args) if args.study else _quick(args)
        options = Options(args.engine, args.master, gigabytes(args.memory), args.threads)
        findings = run(study, Path(args.out), options=options, progress=_told(args.quiet))
    except StudyRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Gestopt; er is niets half geschreven.", file=sys.stderr)
        return INTERRUPTED
    except MemoryError:
        print("Het geheugen volstaat niet: neem minder kenmerken of maanden.", file=sys.stderr)
        return 1
    except OSError as error:
        # A full disk or a folder of somebody else: said, not shown as a fault of the program.
        print(f"Lezen of schrijven lukt niet: {error.strerror or error}.", file=sys.stderr)
        return 1
    _summary(findings, Path(args.out))
    return 0


def _init(args: argparse.Namespace) -> int:
    target = Path(args.study or "studie.toml")
    if target.exists():
        print(f"{target} bestaat al; er is niets overschreven.", file=sys.stderr)
        return 1
    command = f"{args.program} evaluate"
    target.write_text(example().replace("overstap evaluate", command, 1), encoding="utf-8")
    print(f"{target} staat klaar: pas het aan en voer uit met `{command} {target}`.")
    return 0


def _given(args: argparse.Namespace) -> Study:
    """The study of a file; what it says itself is not said again on the command line."""
    said = [f"--{name.replace('_', '-')}" for name in QUICK if getattr(args, name)]
    if said:
        raise StudyRefused("quick-option", options=said, study=args.study)
    study = read_study(Path(args.study))
    return replace(study, language=args.language) if args.language else study


def _quick(args: argparse.Namespace) -> Study:
    """A study from the command line alone, over a flat table."""
    lacking = [name for name in ("data", "treatment", "outcome") if not getattr(args, name)]
    if lacking:
        raise StudyRefused(
            "nothing-asked", program=args.program, lacking=[f"--{name}" for name in lacking]
        )
    methods = _listed(args.method or "aipw")
    unknown = [name for name in methods if name not in METHODS]
    if unknown:
        raise StudyRefused("method", unknown=unknown, allowed=METHODS)
    if "iv" in methods and not args.instrument:
        raise StudyRefused("no-instrument-option")
    file, language = Path(args.data), args.language or "nl"
    study = Study(
        title=f"{'Quick look at' if language == 'en' else 'Snelle blik op'} {file.name}",
        data=FlatData(file, args.key),
        treatments=tuple(Treatment(name, dose=args.dose) for name in _listed(args.treatment)),
        outcomes=tuple(Outcome(name) for name in _listed(args.outcome)),
        covariates=tuple(
            Covariate(name, missing=args.missing or "refuse")
            for name in _listed(args.covariates or "")
        ),
        methods=methods,  # type: ignore[arg-type]
        estimand=args.estimand or "att",
        cluster=args.cluster,
        instrument=args.instrument,
        threshold=args.threshold or 10,
        trim=args.trim,
        set_aside=args.set_aside,
        language=language,  # type: ignore[arg-type]
    )
    wrong = [f"--{OPTIONS[str(place[0])]}: {said}" for place, said in contradictions(study)]
    if wrong:
        raise StudyRefused("contradictions", wrong="\n".join(wrong))
    return study


# Options that a study says itself.
QUICK = (
    "data", "key", "treatment", "outcome", "covariates", "instrument", "cluster", "dose", "method",
    "estimand", "missing", "threshold", "trim", "set_aside",
)  # fmt: skip
# Parts of a study, as the command line calls them.
OPTIONS = {"treatments": "treatment", "outcomes": "outcome", "covariates": "covariates"}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _told(quiet: bool) -> Callable[[str, float], None]:
    def progress(stage: str, share: float) -> None:
        if not quiet:
            print(f"[{share:4.0%}] {stage}", file=sys.stderr, flush=True)

    return progress


def _summary(findings: Findings, out: Path) -> None:
    """A line an estimate, as a first look: no more than the report may show."""
    from overstap_cohorts.report.suppressing import suppressed
    from overstap_cohorts.small_numbers import is_hidden
    from overstap_cohorts.wording import no_estimate, row_fault

    shown, language = suppressed(findings), findings.study.language
    for made in shown.estimates:
        if made.subgroup or made.dose:
            continue
        print(
            f"{made.treatment} · {made.outcome} · {made.method} ({made.estimand}):"
            f" {made.estimate:.4g} [{made.ci_low:.4g}; {made.ci_high:.4g}]"
        )
    lines = (
        f"{refused.treatment} · {refused.outcome} · {refused.method}"
        f"{f' ({refused.subgroup})' if refused.subgroup else ''}:"
        f" {no_estimate(refused.reason, language)}"
        for refused in shown.refused
    )
    for line in dict.fromkeys(lines):
        print(line)
    for item in shown.set_aside:
        count = f"<{shown.study.threshold}" if is_hidden(item.count) else item.count
        print(f"Weggelaten: {row_fault(item.fault, language)}: {count}")
    print(f"Verslag: {out / 'report' / 'report.html'}")
