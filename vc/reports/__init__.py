"""The monthly report: what was done in a month, a quarter or a year, counted, frozen, handed on."""
