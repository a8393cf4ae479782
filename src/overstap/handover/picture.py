"""The line map as a picture for paper, with the route in words as its alternative text."""

from django.utils.translation import gettext as _

from overstap.ui.line_map import Station, as_list, draw

WIDTH = 960  # units of the drawing; on A4 the labels then print at 7 points


# A picture is not cut over pages: a long route is drawn in parts that each fit on one.
STATIONS = 8


def draw_maps(stations: tuple[Station, ...]) -> list[dict[str, str]]:
    """The route as pictures, each with its words; none when there are no stations."""
    parts = [stations[at : at + STATIONS] for at in range(0, len(stations), STATIONS)]
    return [
        {
            "map_svg": draw(part, title=_("Trajectlijn"), description=describe(part), width=WIDTH),
            "alt": describe(part),
        }
        for part in parts
    ]


def describe(stations: tuple[Station, ...]) -> str:
    """The route in words, station by station: the alternative text of the picture."""
    told = []
    for row in as_list(stations):
        about = dict.fromkeys(filter(None, (row.line_name, row.when, row.remark)))
        told.append(f"{row.label} ({', '.join(about)})" if about else row.label)
    return _("Trajectlijn: %s.") % "; ".join(told) if told else ""
