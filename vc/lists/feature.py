"""What all lists have in common."""

from vc.feature import Feature

FEATURE = Feature(name="lists")
