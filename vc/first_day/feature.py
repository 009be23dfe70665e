"""What the first day brings."""

from vc.feature import Feature

FEATURE = Feature(name="first_day")
