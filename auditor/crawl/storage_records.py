"""What the collectors of storage share: who wrote a key, and the record of it."""

from __future__ import annotations

from collections.abc import Iterable, Set

from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.write_log import ScriptWrite
from auditor.models.observation import Setter, StorageEntry

UNKNOWN = Setter(how="unknown", url=None, party=None)

#: Longest key that is saved.
LONGEST_KEY = 256


def script_setter(evidence: VisitEvidence, write: ScriptWrite) -> Setter:
    """The script that made a write, with what led to it running."""
    url = evidence.chains.writer(write.stack)
    return Setter(
        how="script",
        url=evidence.redact(url) if url else None,
        party=evidence.parties.of_url(url) if url else None,
        frame=None if write.in_main_frame else evidence.redact(write.frame),
        initiators=evidence.chains.of_script(write.stack, write.page, write.frame),
    )


def setter_of(evidence: VisitEvidence, write: ScriptWrite | None, origin: str, *, service: bool) -> Setter:
    """Who opened a database or cache: the script seen doing it, else the only worker that can have, else unknown."""
    if write is not None:
        return script_setter(evidence, write)
    worker = evidence.sole_worker(origin, service=service)
    if worker is None:
        return UNKNOWN
    chain = evidence.chains.of_script((worker,), "", "")
    return Setter(how="script", url=evidence.redact(worker), party=evidence.parties.of_url(worker), initiators=chain)


def first_writes(evidence: VisitEvidence, *kinds: str) -> dict[tuple[str, str, str], ScriptWrite]:
    """(kind, origin, key) → its first write, for the recorder's message kinds given."""
    found: dict[tuple[str, str, str], ScriptWrite] = {}
    for write in evidence.writes.writes:
        if write.kind in kinds:
            found.setdefault((write.kind, write.origin, str(write.details.get("key", ""))), write)
    return found


def gone_now(
    gone: Set[tuple[str, str]], known: Iterable[tuple[str, str]], there: Set[tuple[str, str]], origins: Iterable[str]
) -> set[tuple[str, str]]:
    """Which of the ``known`` things (origin, name) are gone, after a page told what is ``there`` in its ``origins``.
    What it could not tell of is as it was."""
    asked = set(origins)
    return {thing for thing in known if (thing not in there if thing[0] in asked else thing in gone)}


def in_order(entries: Iterable[StorageEntry]) -> tuple[StorageEntry, ...]:
    """Sorted by kind, origin and key."""
    return tuple(sorted(entries, key=lambda entry: (entry.kind, entry.origin, entry.key)))
