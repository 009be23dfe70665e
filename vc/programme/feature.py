"""What the demonstration brings."""

from vc.feature import Feature
from vc.programme.demo import demo_command

FEATURE = Feature(name="programme", commands=(demo_command,))
