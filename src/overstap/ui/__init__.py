"""Design system: base layouts, components, the line map, static files. Knows no other room."""
