"""Where features say what they deliver."""

from vc.hooks import Hook
from vc.programme.deliverables import DeliverableKind

DELIVERABLES: Hook[DeliverableKind] = Hook("kinds of what a goal of the programme can ask for")
