"""Runs one study in a process of its own, without Django.

Why a process: its memory goes back when it ends, it can be killed at any moment, and it has neither
a key nor a database. The order comes as JSON on stdin; answers go out as JSON lines: `{"stage",
"share"}` while it works, then `{"facts"}`, `{"refused"}` or `{"failed"}`.
"""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> None:
    """Follow one order."""
    order = json.load(sys.stdin)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    # Whatever a library prints must not stand between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message, ensure_ascii=True) + "\n")
        answers.flush()

    from overstap_cohorts.refusals import StudyRefused

    try:
        say({"stage": "voorbereiden", "share": 0.0})
        say({"facts": _evaluate(order, lambda stage, share: say({"stage": stage, "share": share}))})
    except StudyRefused as refused:
        # Who reads this sees no row of the extract: no place, and no small count either.
        say({"refused": refused.apart(order["threshold"])})
    except MemoryError:
        say({"failed": "memory"})
    except Exception as problem:  # noqa: BLE001 (its kind is told, its words may hold a row)
        say({"failed": type(problem).__name__})


def _evaluate(order: dict[str, Any], progress: Any) -> dict[str, Any]:
    from overstap.research.rules import on_extract, study_of
    from overstap_cohorts.evaluating import Options, evaluate

    study = on_extract(
        study_of(order["text"]), Path(order["extract"]), threshold=order["threshold"]
    )
    out = Path(order["out"])
    evaluate(study, out, options=Options(memory_gb=order["memory_gb"]), progress=progress)
    facts: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return facts


if __name__ == "__main__":
    main()
