"""Where people come from."""

from overstap_cohorts.engines.opened import Engine
from overstap_cohorts.sources.source import Source
from overstap_cohorts.study.definition import FlatData, Study

__all__ = ["Source", "open_source"]


def open_source(study: Study, engine: Engine) -> Source:
    """Register the study's files with the engine and return a source that has yet to check them."""
    if isinstance(study.data, FlatData):
        from overstap_cohorts.sources.flat import FlatSource

        engine.register("flat", study.data.file)
        return FlatSource(engine.to_arrow, study, engine.numbered("flat"))
    from overstap_cohorts.sources.spell_source import SpellSource

    return SpellSource(engine, study)
