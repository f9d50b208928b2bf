"""The circumstances under which the same inputs must give the same bytes."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

# What a brief is made of: nothing else is copied, so that no run finds what an earlier one kept.
PARTS = ("data", "templates")
NOBODY = 65534


class Cannot(Exception):
    """It cannot be tried on this machine."""


class Differs(Exception):
    """It came out otherwise than it must."""


# What runs keep for later ones, beside what they publish.
KEPT = ".cache"


def hashes(folder):
    """SHA-256 of every published file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != KEPT
    }


def compare(found, expected):
    """How many files are the same, or which are not."""
    differing = sorted(path for path in found.keys() | expected.keys() if found.get(path) != expected.get(path))
    if differing:
        raise Differs(", ".join(differing[:8]) + (f" and {len(differing) - 8} more" if len(differing) > 8 else ""))
    return f"{len(found)} files"


def tool(name):
    """The path of a program."""
    path = shutil.which(name)
    if path is None:
        raise Cannot(f"{name} is not installed")
    return path


def copy_backwards(source, target):
    """Copies a folder, its last file first, with times of another year: another order on most file systems."""
    for path in sorted(source.rglob("*"), reverse=True):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            os.utime(copy, (0, 631152000))


class Workplace:
    """Copies of the project to build in, and what the first build gave."""

    def __init__(self, root, scratch, program):
        self.root, self.scratch, self.program = root, scratch, str(program)
        self.count = 0
        self.briefs = sorted(path.parent.name for path in root.glob("data/*/brief.yaml"))
        project = self.project()
        self.reference = hashes(self.build(project))
        if not self.reference:
            raise Cannot("the first build published nothing")

    def folder(self, name="work"):
        """A new folder."""
        self.count += 1
        folder = self.scratch / f"{name}-{self.count}"
        folder.mkdir()
        return folder

    def project(self, folder=None, copy=None):
        """A new copy of the project, into a folder of its own."""
        folder = folder or self.folder()
        for part in PARTS:
            if copy:
                copy(self.root / part, folder / part)
            else:
                shutil.copytree(self.root / part, folder / part)
        return folder

    def build(self, project, before=(), arguments=("--all",), environment=None, umask=0o022, bare=False, user=None):
        """Builds in a copy of the project, and gives the folder with what was published."""
        out = project / "output"
        # Whatever programs keep for themselves is kept where no other run looks.
        of_own = {"XDG_CACHE_HOME": str(self.folder("cache"))}
        inherited = {} if bare else {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
        run = subprocess.run(
            [*before, self.program, "build", *arguments],
            cwd=project,
            env={**inherited, **({} if bare else of_own), **(environment or {})},
            umask=umask,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if run.returncode != 0:
            raise Differs(f"the build ended with {run.returncode}: {run.stdout.strip()[-600:]}")
        return out

    def same(self, *, project=None, **how):
        """Builds so, and compares."""
        return compare(hashes(self.build(project or self.project(), **how)), self.reference)

    def under(self, *command):
        """Builds under another program."""
        return self.same(before=(tool(command[0]), *command[1:]))

    def elsewhere(self):
        folder = self.folder("another folder, Fès") / "and" / "deeper" / "still"
        folder.mkdir(parents=True)
        return self.same(project=self.project(folder))

    def another_user(self):
        if os.getuid() != 0:
            raise Cannot("only root can be somebody else")
        project = self.project()
        os.chown(project, NOBODY, NOBODY)
        return self.same(project=project, user=NOBODY, bare=True)

    def backwards(self, folder=None):
        return self.same(project=self.project(folder, copy_backwards))

    def in_memory(self):
        memory = Path("/dev/shm")
        if not os.access(memory, os.W_OK):
            raise Cannot("there is no /dev/shm")
        folder = memory / self.scratch.name
        folder.mkdir()
        try:
            return self.backwards(folder)
        finally:
            shutil.rmtree(folder)

    def emulated(self):
        """One brief only: an emulated processor takes some thirty times as long."""
        qemu, brief = tool("qemu-x86_64"), min(self.briefs)
        out = self.build(self.project(), before=(qemu, "-cpu", "Nehalem"), arguments=(brief,))
        expected = {path: hash for path, hash in self.reference.items() if path.startswith(f"{brief}/")}
        return compare(hashes(out), expected)

    def control(self):
        """One letter of one brief is another: were that not seen, nothing above would mean anything."""
        project = self.project()
        settings = project / "data" / self.briefs[0] / "brief.yaml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("subtitle: ", "subtitle: X", 1), encoding="utf-8")
        try:
            compare(hashes(self.build(project)), self.reference)
        except Differs as difference:
            return f"it is seen in {difference}"
        raise Differs("a changed subtitle went unnoticed: the comparison is worth nothing")

    def dated(self):
        """With a date from outside, only what carries the date differs, and it is the same each time."""
        asked = {"SOURCE_DATE_EPOCH": "1700000000"}
        first, second = (hashes(self.build(self.project(), environment=asked)) for _ in range(2))
        compare(second, first)
        with_date = {path for path in first if first[path] != self.reference.get(path)}
        expected = {path for path in first if path.endswith((".pdf", "manifest.json", "ro-crate-metadata.json"))}
        if with_date != expected or first.keys() != self.reference.keys():
            raise Differs(", ".join(sorted(with_date ^ expected)) or "other files")
        return f"{len(first)} files, of which {len(with_date)} carry the date"


def VARIATIONS(place):
    """Name, what to do, with what."""
    def varied(**how):
        return lambda: place.same(**how)

    def threads(number):
        return varied(environment={"RAYON_NUM_THREADS": number, "POLARS_MAX_THREADS": number})

    return [
        ("a second run", varied()),
        ("another folder", place.elsewhere),
        ("another user, who has no home", place.another_user),
        ("another locale", varied(environment={"LC_ALL": "tr_TR.UTF-8", "LANG": "ar_MA.UTF-8", "LANGUAGE": "ar:tr"})),
        ("another time zone", varied(environment={"TZ": "Pacific/Auckland"})),
        ("another clock: 2001", place.under, "faketime", "2001-02-03 04:05:06"),
        ("another clock: 2040", place.under, "faketime", "2040-12-31 23:59:59"),
        ("SOURCE_DATE_EPOCH, which sets the date", place.dated),
        ("no environment at all", varied(bare=True)),
        ("umask 077", varied(umask=0o077)),
        ("umask 000", varied(umask=0)),
        ("one thread", threads("1")),
        ("seven threads", threads("7")),
        ("one core", place.under, "taskset", "-c", "0"),
        ("one brief at a time", varied(arguments=("--all", "-j", "1"))),
        ("two briefs at a time", varied(arguments=("--all", "-j", "2"))),
        ("briefs in another order", varied(arguments=tuple(reversed(place.briefs)))),
        ("files in another order, of another year", place.backwards),
        ("the same on another file system", place.in_memory),
        ("no AVX and FMA in the C library", varied(environment={"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4"})),
        ("a processor without AVX and FMA", place.emulated),
        ("a changed letter, which must be seen", place.control),
    ]
