"""What to do so that an account can be connected: steps, as data."""

from vc.grants.known import PURPOSES, Purpose
from vc.networks.facts import Step


def steps_for(purpose: Purpose, *, has_client: bool) -> tuple[Step, ...]:
    """Return what is left to be done; whose client is known types nothing."""
    return PURPOSES[purpose].guide(has_client)
