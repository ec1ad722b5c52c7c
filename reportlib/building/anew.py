"""The files that are new or changed are read on the workers, until the register of all files is complete."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from uuid import uuid4

from reportlib.building import state
from reportlib.building.engine import Engine
from reportlib.building.inputs import InputFile, chunked
from reportlib.building.register import Earlier, Register, doubtful_copies, earlier, registered, to_read
from reportlib.building.shards import Chunk, FileRead, ReadTask, finished, lost, parts_of, read_chunk
from reportlib.dataset.versions import Version
from reportlib.reading import Beside

Progress = Callable[[int, int, int, int], None]
_FILES_A_CHUNK, _BYTES_A_CHUNK = 64, 32 * 1024 * 1024
_CHUNKS_A_PROCESS = 4  # at least, so that a slow file at the end does not leave the others idle


def read_anew(
    raw: str,
    processed: str,
    files: Sequence[InputFile],
    version: Version | None,
    beside: Beside,
    workers: Engine,
    *,
    rehash: bool = False,
    timings: bool = False,
    progress: Progress | None = None,
) -> tuple[Register, Earlier, int]:
    """The register of all files, what of the last version stays, and how many files were read for it.

    With `rehash` every file is opened and its content compared, whatever its size and times say. `progress` is told after each chunk
    how many files were read in it, of how many in all, and how many flagged reports and quarantined sources they gave.
    """
    fingerprint = state.fingerprint(beside)
    stays = earlier(state.remembered(processed), version, fingerprint, beside.explanations)
    task = ReadTask(raw, state.shards_folder(processed, fingerprint, keep=not (timings or rehash)), beside, timings)
    reader = partial(_read, task=task, stays=stays, workers=workers, progress=progress)
    fresh = reader(files if rehash else to_read(files, stays), forced=())
    copies = doubtful_copies(stays, fresh, _touched(stays, fresh, {file.name for file in files}))
    fresh |= reader([file for file in files if file.name in copies], forced=copies)
    read = sum(1 for one in fresh.values() if not one.unchanged)
    return registered(files, stays, fresh), stays, read


def _touched(stays: Earlier, fresh: Mapping[str, FileRead], listed: Collection[str]) -> set[str]:
    """The bodies of which a report came, went or changed."""
    changed = {name for name, one in fresh.items() if not one.unchanged}
    gone = {name for name in stays.entries if name not in listed}
    new = {entry.body for one in fresh.values() for entry in one.entries}
    return new | {entry.body for name in changed | gone for entry in stays.entries.get(name, ())}


def _read(
    files: Sequence[InputFile],
    *,
    forced: Collection[str],
    task: ReadTask,
    stays: Earlier,
    workers: Engine,
    progress: Progress | None,
) -> dict[str, FileRead]:
    """What became of these files; those that a stopped build has read are taken from its shards."""
    done = {one.name: one for one in finished(task.shards, files) if one.name not in forced and _holds(one, stays)}
    chunks = list(_chunks([file for file in files if file.name not in done], stays, forced, workers.processes))
    told = partial(_tell, progress, len(files))
    told(done.values())
    for part in workers.run(partial(read_chunk, task=task), chunks, parts_of, partial(lost, task=task)):
        done |= {one.name: one for one in part}
        told(part)
    return done


def _tell(progress: Progress | None, total: int, read: Collection[FileRead]) -> None:
    if progress and read:
        progress(len(read), total, sum(one.flagged for one in read), sum(one.quarantined for one in read))


def _holds(one: FileRead, stays: Earlier) -> bool:
    """Whether what a stopped build noted is still true: a file that was as before needs that build before, which may be forgotten."""
    return not one.unchanged or (one.name in stays.files and stays.files[one.name].sha256 == one.sha256)


def _chunks(files: Sequence[InputFile], stays: Earlier, forced: Collection[str], processes: int) -> Iterator[Chunk]:
    most = max(1, min(_FILES_A_CHUNK, len(files) // (_CHUNKS_A_PROCESS * processes)))
    for some in chunked(files, most, _BYTES_A_CHUNK):
        yield Chunk(uuid4().hex, some, tuple(_known(file, stays, forced) for file in some))


def _known(file: InputFile, stays: Earlier, forced: Iterable[str]) -> str:
    """The hash with which the rows of a file may stay; "" where it must be read whatever it holds."""
    before = stays.files.get(file.name)
    may_stay = before and before.said == file.said and file.name not in forced
    return before.sha256 if before and may_stay and all(row.outcome != "duplicate" for row in stays.rows[file.name]) else ""
