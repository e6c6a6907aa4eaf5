"""A cluster that runs, as it stands where a program does in `Watching`: it has a name, a source of its own, and isn't ours to end."""

from __future__ import annotations

from .cluster_source import TITLE, ClusterSource

NO_LINES = "lines are asked of processes on this machine, not of a cluster's workers"


class FoundCluster:
    """One that answers at an address."""

    name = TITLE
    started_here = False

    def __init__(self, address: str) -> None:
        """Connects.

        Raises:
            PlanError: it can't; the text says why.
        """
        self.source = ClusterSource(address)
