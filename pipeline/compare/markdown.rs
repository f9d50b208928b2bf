//! A comparison as a comment on a pull request: the lists are cut to fit a comment, and text from data never becomes
//! markup, a link or a mention.

mod escape;
mod section;

use super::report::{ClaimEntry, FindingEntry, Limits, Listing, Report, Side, Span, phrase};
use super::{Comparison, Length};
use escape::{code, escaped, strong, struck};
use section::{Section, fill};

/// The most entries of a list.
const SHOWN: usize = 25;
/// The most names on a line.
const ON_A_LINE: usize = 8;
const LIMITS: Limits = Limits {
    rows_of_finding: 0,
    rows: ON_A_LINE,
    marks: 0,
};

impl Comparison {
    /// As a comment on a pull request, in GitHub's Markdown and at most 65,536 characters. `whole` is the URL of the whole
    /// report.
    pub fn markdown(&self, length: Length, whole: Option<&str>) -> String {
        let report = Report::of(self, LIMITS, |_| None);
        let mut text = head(&report);
        if let Some(address) = whole {
            text.push_str(&format!("\n[The whole report]({address})\n"));
        }
        if report.is_empty() {
            text.push_str("\nNothing differs.\n");
            return text;
        }
        let lists = [
            findings(&report),
            claims(&report),
            sentences(&report),
            causes(&report),
            figures(&report),
            tables(&report),
        ];
        let most = match length {
            Length::Short => SHOWN,
            Length::Whole => usize::MAX,
        };
        fill(&mut text, lists.into_iter().flatten().collect(), most);
        text
    }
}

fn head(report: &Report<'_>) -> String {
    let mut text = format!(
        "## {}: {} → {}\n",
        escaped(report.brief),
        escaped(report.old),
        escaped(report.new)
    );
    for part in &report.lacks {
        text.push_str(&format!("\n{}\n", escaped(part)));
    }
    let lines = report.summary.iter();
    let lines: String = lines.map(|line| format!("\n- {}", escaped(line))).collect();
    if !lines.is_empty() {
        text.push_str(&format!("{lines}\n"));
    }
    text
}

fn findings(report: &Report<'_>) -> Option<Section> {
    let of_coverage = report.coverage.iter().flat_map(|group| {
        let mark = format!("**{}:** ", group.heading);
        group
            .findings
            .iter()
            .map(move |entry| finding(&mark, entry))
    });
    let others = report.findings.iter().map(|entry| finding("", entry));
    Section::of(
        "Findings\n\n| finding | old | new | difference |\n|---|---|---|---|",
        "finding",
        of_coverage.chain(others).collect(),
    )
}

fn finding(mark: &str, finding: &FindingEntry<'_>) -> String {
    let mut parts = Vec::new();
    if !finding.difference.is_empty() {
        parts.push(escaped(&finding.difference));
    }
    parts.extend(finding.due_to.as_deref().map(escaped));
    if !finding.categories.is_empty() {
        parts.push(on_a_line(&finding.categories, "; "));
    }
    let keys = finding.definition.iter().map(|entry| code(&entry.name));
    if !finding.definition.is_empty() {
        let keys: Vec<String> = keys.collect();
        parts.push(format!("definition: {} differs", keys.join(", ")));
    }
    format!(
        "| {mark}{} {} | {} | {} | {} |\n",
        escaped(finding.title),
        code(finding.name),
        escaped(&finding.old),
        escaped(&finding.new),
        parts.join("<br>")
    )
}

fn claims(report: &Report<'_>) -> Option<Section> {
    let entries = report.claims.iter().flat_map(|group| {
        let fate = phrase(group.heading);
        group.claims.iter().map(move |entry| claim(&fate, entry))
    });
    Section::of("Claims\n", "claim", entries.collect())
}

fn claim(fate: &str, claim: &ClaimEntry<'_>) -> String {
    let fate = if claim.flips {
        format!("**{fate}**")
    } else {
        fate.to_owned()
    };
    let rows = match claim.rows {
        [] => String::new(),
        rows => format!(" ({})", escaped(&rows.join(", "))),
    };
    let beside = claim.beside.map(|other| format!(" beside {}", code(other)));
    let text = format!(
        "- {fate}: “{}” of {}{rows}{}: {} → {}",
        escaped(claim.says),
        code(claim.finding),
        beside.unwrap_or_default(),
        escaped(claim.old),
        escaped(claim.new)
    );
    if let Some(margin) = &claim.margin {
        return format!("{text}; {}\n", escaped(&phrase(margin)));
    }
    let words = claim.true_instead.iter();
    let words: Vec<String> = words.map(|words| format!("“{}”", escaped(words))).collect();
    let instead = if words.is_empty() {
        String::new()
    } else {
        format!("True would be: {}. ", words.join(", "))
    };
    // Without the blank line, what follows would belong to the quotation.
    format!(
        "{text}\n  > {}\n\n  {instead}{}\n",
        escaped(claim.sentence),
        code(&claim.place)
    )
}

fn sentences(report: &Report<'_>) -> Option<Section> {
    let entries = report.sentences.iter().flat_map(|group| {
        let heading = escaped(&group.heading);
        let sentences = group.sentences.iter();
        sentences.map(move |sentence| {
            let words: String = sentence.spans.iter().map(span).collect();
            format!("- {heading}: {words}\n")
        })
    });
    Section::of("Sentences\n", "sentence", entries.collect())
}

fn span(span: &Span) -> String {
    let words = match span.side {
        Side::Same => escaped(&span.text),
        Side::Old => struck(&span.text),
        Side::New => strong(&span.text),
    };
    format!("{}{words}{}", span.before, span.after)
}

fn causes(report: &Report<'_>) -> Option<Section> {
    let entries = report.causes.iter().map(|cause| {
        let (reason, count) = (escaped(&cause.reason), &cause.count);
        let findings = on_a_line(&cause.findings, ", ");
        let mut text = format!("- **{reason}** moves {count}: {findings}\n");
        if !cause.rows.shown.is_empty() {
            text.push_str(&format!("  - rows: {}\n", cause.rows.line(", ", code)));
        }
        text
    });
    Section::of("Causes\n", "cause", entries.collect())
}

fn figures(report: &Report<'_>) -> Option<Section> {
    let entries = report.figures.iter().map(|figure| {
        let title = figure.title().map(|title| format!(", {}", escaped(title)));
        let title = title.unwrap_or_default();
        format!("- {}{title}: {}\n", escaped(figure.label), figure.count)
    });
    Section::of("Figures\n", "figure", entries.collect())
}

fn tables(report: &Report<'_>) -> Option<Section> {
    let entries = report.tables.iter().map(|table| {
        let columns = table.columns.iter().map(|column| escaped(column));
        let what: Vec<String> = std::iter::once(escaped(&table.summary))
            .chain(columns)
            .collect();
        format!("| {} | {} |\n", code(table.name), what.join("<br>"))
    });
    Section::of(
        "Tables and rows\n\n| table | rows and columns |\n|---|---|",
        "table",
        entries.collect(),
    )
}

fn on_a_line(entries: &[String], separator: &str) -> String {
    let listing = Listing::of(entries.iter().cloned(), ON_A_LINE);
    listing.line(separator, escaped)
}
