"""The line map as a picture for paper, with the route in words as its alternative text."""

from django.utils.translation import gettext as _

from overstap.ui.line_map import Station, as_list, draw

WIDTH = 960  # units of the drawing; on A4 the labels then print at 7 points


def draw_map(stations: tuple[Station, ...]) -> str:
    """SVG of the route, or nothing when there are no stations."""
    if not stations:
        return ""
    return draw(stations, title=_("Trajectlijn"), description=describe(stations), width=WIDTH)


def describe(stations: tuple[Station, ...]) -> str:
    """The route in words, station by station: the alternative text of the picture."""
    told = []
    for row in as_list(stations):
        about = dict.fromkeys(filter(None, (row.line_name, row.when, row.remark)))
        told.append(f"{row.label} ({', '.join(about)})" if about else row.label)
    return _("Trajectlijn: %s.") % "; ".join(told) if told else ""
