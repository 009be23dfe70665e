"""The Spanish words for what people did with series."""

ACTIONS = {
    "series.book": "agendó la serie",
    "series.suspend": "suspendió la serie",
    "series.resume": "reanudó la serie",
}
