"""Runs that are killed, and calls of the system that fail: the old set or the new one, and nothing left behind.

With the invented project of the tests, whose two dataset versions give two sets to tell apart.
"""

import os
import re
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from variations import KEPT, Cannot, Differs, hashes, tool

KILLS = 100
VERSIONS = ("2020-first", "2021-second")
# Calls with which a set is published, and what each fails with.
CALLS = {
    "flock": "ENOLCK",
    "mkdir": "EDQUOT",
    "openat": "EMFILE",
    "write": "ENOSPC",
    "fsync": "EIO",
    "renameat2": "EIO",
    "unlinkat": "EIO",
    "rmdir": "EIO",
}


class Ruritania:
    """A project to build the one and the other version in."""

    def __init__(self, place):
        self.place = place
        self.project = place.folder("ruritania")
        shutil.copytree(place.root / "tests/fixtures/project", self.project, dirs_exist_ok=True)
        shutil.copytree(place.root / "templates/fonts", self.project / "templates/fonts")
        layout = place.root / "templates/beyond-the-caliphate"
        for file in [*layout.glob("*.typ"), *layout.glob("*.csl")]:
            shutil.copy(file, self.project / "templates/borderlands")
        self.out = self.project / "output"
        self.sets = [self.finish(self.start(version)) for version in (0, 1)]
        if self.sets[0] == self.sets[1]:
            raise Differs("the two versions cannot be told apart")

    def start(self, version, before=()):
        return subprocess.Popen(
            [*before, self.place.program, "build", "ruritania", "--force", "--data", VERSIONS[version]],
            cwd=self.project,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def names(self):
        return sorted(set(os.listdir(self.out)) - {KEPT}) if self.out.is_dir() else []

    def finish(self, run):
        """Waits for a run that must end well and leave nothing else."""
        _, errors = run.communicate()
        if run.returncode != 0:
            raise Differs(f"a run that nothing stood in the way of ended with {run.returncode}: {errors[-600:]}")
        if self.names() != ["ruritania"]:
            raise Differs(f"leftovers: {self.names()}")
        return hashes(self.out / "ruritania")

    def published(self, after):
        """Which of the two versions is published, byte for byte."""
        found = hashes(self.out / "ruritania")
        if found not in self.sets:
            raise Differs(f"after {after}, the set is neither the old one nor the new one")
        return self.sets.index(found)


def kills(place, numbers):
    """Kills a run for each number: every other one around its publication, the others anywhere. Gives how many
    were still alive."""
    ruritania = Ruritania(place)
    began = time.monotonic()
    ruritania.finish(ruritania.start(1))
    whole = time.monotonic() - began
    alive, published = 0, 1
    for number in numbers:
        run = ruritania.start(1 - published)
        if number % 2:
            time.sleep(whole * number / KILLS)
        else:
            before = ruritania.names()
            while run.poll() is None and ruritania.names() == before:
                pass
            time.sleep(number * 0.0002)
        run.kill()
        run.communicate()
        alive += run.returncode < 0
        published = ruritania.published(f"kill {number}")
        if number % 10 == 0:
            published = 1 - published
            if ruritania.finish(ruritania.start(published)) != ruritania.sets[published]:
                raise Differs(f"the run after kill {number} published something else")
    ruritania.finish(ruritania.start(0))
    return alive


def hundred_kills(place):
    with ThreadPoolExecutor(2) as workers:
        halves = [range(half, KILLS, 2) for half in (0, 1)]
        # Each half has both kinds of kill.
        halves = [[number if number // 2 % 2 else number ^ 1 for number in half] for half in halves]
        alive = sum(workers.map(lambda numbers: kills(place, numbers), halves))
    if alive < KILLS // 2:
        raise Differs(f"only {alive} of {KILLS} runs were still alive to be killed")
    return f"{KILLS} kills, {alive} before the run had ended"


def calls(ruritania, strace, version):
    """The calls of a run from the moment it has the output folder to itself until the set is in its place: name,
    and which of its kind."""
    log = ruritania.project / "calls"
    watched = ",".join(CALLS)
    ruritania.finish(ruritania.start(version, (strace, "-f", "-qq", "-o", str(log), "-e", f"trace={watched}")))
    lines = re.findall(r"^(\d+) +(\w+)\((.*)$", log.read_text(errors="replace"), re.MULTILINE)
    makes = next(line for line in lines if line[1] == "mkdir" and "/.ruritania." in line[2])
    of_thread = [line for line in lines if line[0] == makes[0] and line[1] in CALLS]
    # Results are kept under locks of their own; the last lock before the new set's folder is made is that of the
    # output folder.
    begins = max(at for at, line in enumerate(of_thread[: of_thread.index(makes)]) if line[1] == "flock")
    counts, found = dict.fromkeys(CALLS, 0), []
    for at, (_, name, arguments) in enumerate(of_thread):
        counts[name] += 1
        if at < begins:
            continue
        # The brief's lock and what is kept for later runs are written when the set is in its place.
        if "/data/ruritania" in arguments or "/.cache/" in arguments:
            break
        # What is told of the run is no part of it.
        if not (name == "write" and arguments.startswith(("1,", "2,"))):
            found.append((name, counts[name]))
    return found


def chosen(found):
    """Of the calls that repeat file by file the first, the middle and the last, but every write."""
    for kind in CALLS:
        of_kind = [call for call in found if call[0] == kind]
        few = {0, len(of_kind) // 2, len(of_kind) - 1}
        yield from (call for index, call in enumerate(of_kind) if kind == "write" or index in few)


def fail(ruritania, strace, published, name, number):
    """Lets one call fail while the other version is published than the one that is, and holds what comes of it
    against what may. Gives which is published then."""
    inject = f"inject={name}:error={CALLS[name]}:when={number}"
    options = ("-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e", inject)
    run = ruritania.start(1 - published, (strace, *options))
    _, errors = run.communicate()
    after = f"{name} {number} failed with {CALLS[name]}"
    found = ruritania.published(after)
    if (run.returncode, found) not in ((2, published), (0, 1 - published)):
        raise Differs(f"{after}: exit code {run.returncode}, and version {found} is published: {errors[-600:]}")
    if run.returncode == 2 and "error[not-published]" not in errors:
        raise Differs(f"{after}, and it was not said: {errors[-600:]}")
    if ruritania.names() != ["ruritania"]:
        # The next run clears away what this one could not.
        ruritania.finish(ruritania.start(found))
    return found


def failing_calls(place):
    strace = tool("strace")
    if subprocess.run([strace, "-f", "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL).returncode:
        raise Cannot("strace may not trace here")
    workplaces = [Ruritania(place), Ruritania(place)]
    # The versions read different files first, and are published by turns.
    found = [list(chosen(calls(workplaces[0], strace, version))) for version in (0, 1)]
    count = min(map(len, found))

    def half(which):
        published, kept = 1, 0
        for index in range(which, count, 2):
            after = fail(workplaces[which], strace, published, *found[1 - published][index])
            kept += after == published
            published = after
        return kept

    with ThreadPoolExecutor(2) as workers:
        kept = sum(workers.map(half, (0, 1)))
    if not kept:
        raise Differs("no fault had any effect")
    return f"{count} calls, {kept} of which kept the old set"


def at_once(place):
    """Five runs in one folder."""
    ruritania = Ruritania(place)
    for run in [ruritania.start(number % 2) for number in range(5)]:
        _, errors = run.communicate()
        if run.returncode != 0:
            raise Differs(f"one of five runs ended with {run.returncode}: {errors[-600:]}")
    ruritania.published("five runs at once")
    if ruritania.names() != ["ruritania"]:
        raise Differs(f"leftovers: {ruritania.names()}")
    return "all five ended well"


def ALL(place):
    """Name, what to do, with what."""
    return [
        ("five runs at once", at_once, place),
        ("a hundred kills", hundred_kills, place),
        ("calls of publishing that fail", failing_calls, place),
    ]
