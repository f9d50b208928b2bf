# The project's commands; `.ci/run` runs all checks.

# List the commands
default:
    @just --list

# Build a brief: output/<brief>/<brief>.pdf
build brief="morocco":
    cargo run -- build {{brief}}

# Run the tests
test:
    cargo test

# Format and lint as the checks do
lint:
    cargo fmt --all --check
    cargo clippy --all-targets -- -D warnings

# Measure what `figures` cost, many `siblings` in one run, a `rebuild` after an edit, or `compare`; for that
# one BRIEF_BENCH_ROWS says of how many rows, else 10,000 and 100,000
bench name="figures":
    cargo bench --profile dev --bench {{name}}

# Validate a built brief: its text, qpdf, PDF/UA-1 and PDF/A-3a
validate brief="morocco": (build brief)
    python3 .ci/check_pdf.py output/{{brief}}/{{brief}}.pdf
    qpdf --check output/{{brief}}/{{brief}}.pdf
    .ci/validate-pdf/run output/{{brief}}/{{brief}}.pdf

# Compute the briefs again and compare them with their locks and with what is published
verify *subjects:
    cargo run -- verify {{subjects}}

# Draw the README's pictures anew: pages of a brief as they are now; `cargo test` says when they are not current
pictures:
    BLESS=1 cargo test the_pictures_of_the_readme_are_current

# Turn a built brief's pages into pictures, to look at: output/pages/<brief>-1.png …
pages brief="morocco" resolution="110": (build brief)
    mkdir -p output/pages
    rm -f output/pages/{{brief}}-*.png
    pdftoppm -r {{resolution}} -png output/{{brief}}/{{brief}}.pdf output/pages/{{brief}}

# Build all briefs under other circumstances and compare every byte; kill runs, let calls fail. With words, only
# what has one of them in its name: just repro umask kills
repro *words:
    .ci/repro/run {{words}}

# Everything that must hold before a change is accepted
ci:
    .ci/run
