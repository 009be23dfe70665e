"""The registry of an application's features: their jobs, and what they add to each other.

`vc/features.py` lists the features; `create_app` enters them here, from left to right.
"""

from typing import TYPE_CHECKING, Any, TypeVar

from huey.api import TaskWrapper

from vc.hooks import Hook

if TYPE_CHECKING:
    from vc.commits import OnCommit
    from vc.feature import Daily, Feature, Planner
    from vc.jobs import BackgroundJob

T = TypeVar("T")


class Registry:
    """The features of one application."""

    def __init__(self) -> None:
        """Begin without any."""
        self.features: tuple[Feature, ...] = ()
        self.added: dict[Hook[Any], tuple[Any, ...]] = {}
        """What they add at each hook."""
        self.on_commit: tuple[OnCommit, ...] = ()
        """What they do before each commit, in this order."""
        self.tasks: dict[str, TaskWrapper] = {}
        """What wakes the worker for a row, by the job's name."""

    def enter(self, features: "tuple[Feature, ...]") -> None:
        """Enter features, and what each of them adds at the hooks of others."""
        self.features = features
        acting = [one for feature in features for one in feature.on_commit]
        self.on_commit = tuple(sorted(acting, key=lambda one: one.stage))
        additions = [one for feature in features for one in feature.adds]
        for one in sorted(additions, key=lambda one: one.rank):
            self.added[one.hook] = (*self.added_to(one.hook), *one.what)

    def added_to(self, hook: Hook[T]) -> tuple[T, ...]:
        """Return the additions of features at a hook."""
        return self.added.get(hook, ())

    @property
    def jobs(self) -> "tuple[BackgroundJob[Any], ...]":
        """Every kind of background work."""
        return tuple(job for feature in self.features for job in feature.jobs)

    @property
    def planners(self) -> "tuple[Planner, ...]":
        """What makes due what the clock alone makes due."""
        return tuple(one for feature in self.features for one in feature.planners)

    @property
    def daily(self) -> "tuple[Daily, ...]":
        """What is done once a day."""
        return tuple(one for feature in self.features for one in feature.daily)
