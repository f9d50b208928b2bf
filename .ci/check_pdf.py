"""Checks the text and the structure of the Morocco brief: .ci/check_pdf.py FILE

Every number the brief is known for stands in the text beside the thing it counts, the brief has 8 to 10
pages, every font is embedded, and every table has header cells (which PDF/UA-1 validators do not ask for).
Needs poppler's pdftotext, pdfinfo and pdffonts. Exit code: 0 all hold, 1 one does not.
"""

import re
import subprocess
import sys

# The number as printed, and what must stand near it for it to be that number: a pattern in which # is the number.
NUMBERS = [
    ("33", r"# plots"),
    ("12", r"# separate arrests"),
    ("61 %", r"20 of 33 \(#\)"),
    ("16 of 20", r"#.{0,60}(contact|plots)"),
    ("112", r"# would-be attackers"),
    ("69", r"# of 112"),
    ("30 %", r"(13 of 43 would-be attackers \(#\)|#.{0,80}wom[ae]n)"),
    ("15", r"# of the 33 plots"),
    ("53 %", r"(weapons|devices).{0,40}#"),
    ("10", r"# of (these|the) 13"),
    ("five", r"# were aimed at the government"),
    ("two", r"# plots were aimed at tourists"),
    ("1,122", r"# Moroccan nationals"),
    ("2,000", r"up to # citizens"),
    ("4,119", r"# Islamic State"),
]
PAGES = range(8, 11)


def tool(*command):
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed: {done.stderr}")
    return done.stdout


def text_of(pdf):
    """The running text: soft hyphens undone, every kind of space and line end made one space."""
    text = tool("pdftotext", "-enc", "UTF-8", pdf, "-").replace("\u00ad\n", "").replace("\u00ad ", "")
    return re.sub(r"\s+", " ", text)


def faults_of_numbers(text):
    for number, context in NUMBERS:
        exact = rf"(?<![\w.,]){re.escape(number)}(?![\w])"
        found = re.search(context.replace("#", exact), text)
        if found:
            print(f"  {number:>8}  …{found.group()}…")
        else:
            times = len(re.findall(exact, text))
            yield f"{number}: not found as /{context}/ (it stands in the text {times} times, elsewhere)"


def faults_of_pages(pdf):
    pages = int(re.search(r"^Pages:\s+(\d+)", tool("pdfinfo", pdf), re.MULTILINE).group(1))
    print(f"  {pages} pages")
    if pages not in PAGES:
        yield f"{pages} pages; {PAGES.start} to {PAGES.stop - 1} are expected"


def faults_of_fonts(pdf):
    fonts = tool("pdffonts", pdf).splitlines()[2:]
    print(f"  {len(fonts)} fonts")
    if not fonts:
        yield "no fonts found"
    for font in fonts:
        embedded = re.search(r"\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", font)
        if not embedded or embedded.group(1) != "yes":
            yield f"font not embedded: {font}"


def faults_of_structure(pdf):
    tables, figures = [], 0
    for line in tool("pdfinfo", "-struct", pdf).splitlines():
        if element := re.match(r"\s*(Table|TH|Figure)\b", line):
            if element.group(1) == "Table":
                tables.append(0)
            elif element.group(1) == "Figure":
                figures += 1
            elif tables:
                tables[-1] += 1
    print(f"  {len(tables)} tables with {tables} header cells, {figures} figures")
    if not figures:
        yield "the structure tree has no figures"
    for number, headers in enumerate(tables, start=1):
        if headers == 0:
            yield f"table {number} has no header cell"


def main(pdf):
    faults = [
        *faults_of_numbers(text_of(pdf)),
        *faults_of_pages(pdf),
        *faults_of_fonts(pdf),
        *faults_of_structure(pdf),
    ]
    for fault in faults:
        print(f"{pdf}: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: check_pdf.py FILE")
    sys.exit(main(sys.argv[1]))
