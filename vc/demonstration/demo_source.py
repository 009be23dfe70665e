"""Where the demonstration's recordings come from that their vendor has none of: its own films."""

from collections.abc import Iterator, Mapping

from integrations.contracts.common import FileLink
from integrations.contracts.recordings import ComposedFile, FileKey
from vc.demonstration import films
from vc.services import FileSource

OWN = "demo-"
"""What the ids of the demonstration's recordings begin with; no vendor's do."""
COMES = "redes"
"""The talk that is on its way when the demonstration is loaded."""


class WithFilms(Mapping[str, FileSource]):
    """Sources that give a film of the demonstration for what was recorded in it."""

    def __init__(self, sources: Mapping[str, FileSource]) -> None:
        """Take those that are asked for everything else."""
        self._sources = sources

    def __getitem__(self, name: str) -> FileSource:
        """Return what tells where a file of this source can be fetched."""
        source = self._sources[name]

        def given(key: FileKey) -> FileLink | ComposedFile | None:
            return film() if key.recording_id.startswith(OWN) else source(key)

        return given

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def film() -> ComposedFile:
    """Return the film that comes."""
    return ComposedFile(films.talks()[COMES].film.read_bytes())
