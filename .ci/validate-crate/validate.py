"""Validates the RO-Crate of published sets, see run. Two looks at each: roc-validator, by the profile of a
Process Run Crate and by RO-Crate 1.1, and a reading with the library rocrate, which holds every file against
its size and hash. With --self-test, damaged copies of the first set must fail.

Nothing is fetched: the JSON-LD context is the one that the library brings along.
"""

import hashlib
import json
import shutil
import sys
import tempfile
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

from rocrate.rocrate import ROCrate
from rocrate_validator import services
from rocrate_validator.models import Severity
from rocrate_validator.utils.http import HttpRequester

METADATA = "ro-crate-metadata.json"
PROFILE = "process-run-crate-0.5"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def serve(_requester, url, **_options):
    """What the validator gets for the context's address; nothing else is there."""
    if url != CONTEXT:
        return SimpleNamespace(status_code=404, headers={}, text="", ok=False)
    text = resources.files("rocrate").joinpath("data/ro-crate.jsonld").read_text(encoding="utf-8")
    headers = {"Content-Type": "application/ld+json"}
    return SimpleNamespace(status_code=200, headers=headers, text=text, ok=True, json=lambda: json.loads(text))


def issues(folder, severity):
    """What the validator finds, one line each."""
    settings = services.ValidationSettings(
        rocrate_uri=str(folder), profile_identifier=PROFILE, requirement_severity=severity
    )
    result = services.validate(settings)
    found = {(issue.check.identifier, issue.message.strip().splitlines()[0]) for issue in result.get_issues(severity)}
    return [f"{check}: {message}" for check, message in sorted(found)]


def disagreements(folder):
    """Where the files of a set are not what its crate says."""
    crate = ROCrate(folder)
    described = {entity.id: entity for entity in crate.data_entities}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    del there[METADATA]
    for path in sorted(described.keys() ^ there.keys()):
        yield f"{path}: {'described and not there' if path in described else 'there and not described'}"
    for path in sorted(described.keys() & there.keys()):
        content = there[path].read_bytes()
        if described[path].get("contentSize") != str(len(content)):
            yield f"{path}: another size"
        if described[path].get("sha256") != hashlib.sha256(content).hexdigest():
            yield f"{path}: another hash"


def faults(folder):
    # The library reads no crate that the validator refuses.
    return issues(folder, Severity.REQUIRED) or list(disagreements(folder))


def edited(edit):
    """Damage to the metadata."""
    def damage(folder):
        file = folder / METADATA
        crate = json.loads(file.read_text(encoding="utf-8"))
        entities = {entity["@id"]: entity for entity in crate["@graph"]}
        edit(crate, entities)
        file.write_text(json.dumps(crate), encoding="utf-8")

    return damage


DAMAGES = {
    "no licence": edited(lambda _, entities: entities["./"].pop("license")),
    "no date": edited(lambda _, entities: entities["./"].update(datePublished="lately")),
    "no instrument": edited(lambda _, entities: entities["#run"].pop("instrument")),
    "another profile": edited(lambda _, entities: entities["./"].pop("conformsTo")),
    "a file left out": edited(lambda _, entities: entities["./"]["hasPart"].pop()),
    "a nested entity": edited(lambda _, entities: entities["./"].update(publisher={"@type": "Person", "name": "X"})),
    "another byte": lambda folder: (folder / "findings.csv").write_bytes(b"another"),
    "a file missing": lambda folder: (folder / "findings.csv").unlink(),
}


def self_test(folder):
    """Whether every damage is found."""
    missed = 0
    for name, damage in DAMAGES.items():
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "set"
            shutil.copytree(folder, copy)
            damage(copy)
            found = faults(copy)
        print(f"  damaged, {name}: {found[0] if found else 'NOT FOUND'}")
        missed += not found
    return missed


def main(arguments):
    HttpRequester.get = serve
    folders = [Path(name) for name in arguments if name != "--self-test"]
    wrong = 0
    for folder in folders:
        found = faults(folder)
        for fault in found:
            print(f"  {folder}: {fault}")
        wrong += len(found)
        advised = issues(folder, Severity.RECOMMENDED)
        print(f"{folder}: {'does not conform' if found else 'RO-Crate 1.1, Process Run Crate 0.5'}")
        for advice in advised:
            print(f"  recommended, and not so: {advice}")
    if "--self-test" in arguments and not wrong:
        wrong += self_test(folders[0])
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__)
        sys.exit(2)
    sys.exit(main(sys.argv[1:]))
