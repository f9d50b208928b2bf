"""Checks that nothing depends on the machine it was made on, or was left by git: .ci/check_portable.py [FILE...]

Looks through the named files, or all files git tracks, for absolute paths into somebody's folders, for
registries other than the public ones, and for the marks of a merge that was not finished. Looks inside zip
containers (workbooks) and inside compressed PDF streams too. Exit code: 0 nothing found, 1 something found.
"""

import io
import re
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index"

# Not after a letter, digit, dot or dash: "…org/work/…" in a reference is a web address, not a path.
FOLDERS = re.compile(rb"(?<![\w.~%-])/(?:root|work|workspace|home/\w[\w.-]*|Users/\w[\w.-]*)/[\w.]|[A-Z]:\\Users\\|\.\./shared/")
REGISTRIES = re.compile(rb"(?i)(?:extra-|--)?index-url|find-links|replace-with|sparse\+http|artifactory|/nexus/|trusted-host")

# What git writes around two sides of a conflict; the line between them is a heading's rule elsewhere.
CONFLICTS = re.compile(rb"^(?:<{7}|>{7}) .*", re.MULTILINE)


def own_names():
    """This checkout's path and the home folder, where these are long enough not to be found by chance."""
    return [path.encode() for path in sorted({str(Path.cwd()), str(Path.home())}) if path.count("/") >= 2]


def parts(name, content):
    """A file's content, and what it holds packed."""
    yield name, content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            for member in container.namelist():
                yield f"{name} → {member}", container.read(member)
    elif content.startswith(b"%PDF"):
        for number, stream in enumerate(re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)):
            try:
                yield f"{name} → stream {number}", zlib.decompressobj().decompress(stream.group(1))
            except zlib.error:
                continue


def finds(name, content, own):
    for pattern in (FOLDERS, REGISTRIES, CONFLICTS):
        for match in pattern.finditer(content):
            yield place(name, content, match.start()), match.group()
    for text in own:
        at = content.find(text)
        if at >= 0:
            yield place(name, content, at), text
    if name == "Cargo.lock":
        for source in re.finditer(rb'^source = "(.*)"$', content, re.MULTILINE):
            if source.group(1).decode() != CRATES_IO:
                yield place(name, content, source.start()), source.group(1)


def place(name, content, offset):
    return f"{name}:{content.count(10, 0, offset) + 1}"


def main(names):
    if not names:
        listed = subprocess.run(["git", "ls-files", "-z"], stdout=subprocess.PIPE, check=True).stdout
        names = [name for name in listed.decode().split("\0") if name and name != ".ci/check_portable.py"]
        for config in (".cargo/config.toml", ".cargo/config"):
            if config in names:
                print(f"{config}: settings of cargo belong to a machine, not into the repository")
                return 1
    own = own_names()
    count = 0
    for name in names:
        path = Path(name)
        if not path.is_file():
            continue
        for part, content in parts(name, path.read_bytes()):
            for where, what in finds(part, content, own):
                print(f"{where}: {what.decode(errors='replace')}")
                count += 1
    print(f"  {len(names)} files looked through, {count} finds")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
