"""Where people come from."""

from typing import Any

from overstap.cohorts.study.definition import FlatData, Study


def open_source(study: Study, engine: Any) -> Any:
    """Register the study's files with the engine and return a source that has yet to check them."""
    if isinstance(study.data, FlatData):
        from overstap.cohorts.sources.flat import FlatSource

        engine.register("flat", study.data.file)
        engine.numbered("flat")
        return FlatSource(engine.backend, study, table="flat_numbered")
    from overstap.cohorts.sources.spell_source import SpellSource

    return SpellSource(engine, study)
