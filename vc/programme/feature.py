"""What the annual programme brings."""

from vc.feature import Feature

FEATURE = Feature(name="programme")
