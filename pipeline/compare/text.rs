//! A comparison as plain text for a terminal: the verdict first, then lost data, claims, and causes, and the details
//! last.

use brief_base::plain_text::{PlainText, width};

use super::report::{
    ClaimEntry, FindingEntry, Limits, Listing, Report, RowEntry, Side, Span, TableEntry, phrase,
};
use super::{Comparison, Length};

/// The most entries of a list.
const SHOWN: usize = 10;
/// The most findings or categories on a line.
const ON_A_LINE: usize = 12;
const LIMITS: Limits = Limits {
    rows_of_finding: 0,
    rows: ON_A_LINE,
    marks: 5,
};

impl Comparison {
    /// As plain text.
    pub fn text(&self, length: Length) -> String {
        let report = Report::of(self, LIMITS.at(length), |_| None);
        let mut page = Page {
            text: PlainText::default(),
            length,
        };
        page.head(&report);
        page.coverage(&report);
        page.claims(&report);
        page.causes(&report);
        page.findings(&report);
        page.sentences(&report);
        page.figures(&report);
        page.tables(&report);
        page.text.text
    }
}

struct Page {
    text: PlainText,
    length: Length,
}

impl Page {
    fn head(&mut self, report: &Report<'_>) {
        let text = &mut self.text;
        text.line(&format!(
            "{}: {} → {}",
            report.brief, report.old, report.new
        ));
        for part in &report.lacks {
            text.words("  ", part);
        }
        text.line("");
        if report.is_empty() {
            text.line("  nothing differs");
        }
        for line in &report.summary {
            text.line(&format!("  {line}"));
        }
    }

    fn coverage(&mut self, report: &Report<'_>) {
        for group in &report.coverage {
            let caption = phrase(group.caption);
            self.text.heading(&format!("{}: {caption}", group.heading));
            self.listed_findings(&group.findings);
        }
    }

    fn claims(&mut self, report: &Report<'_>) {
        for group in &report.claims {
            let fate = phrase(group.heading);
            self.text.heading(&format!("Claims {fate}"));
            for claim in &group.claims {
                self.claim(claim);
            }
        }
    }

    fn claim(&mut self, claim: &ClaimEntry<'_>) {
        self.text.words("  ", &claim.line());
        let more = match &claim.margin {
            Some(margin) => phrase(margin),
            None => format!("in: \"{}\"", claim.sentence),
        };
        self.text.words("    ", &more);
        if let Some(words) = claim.true_words() {
            self.text.words("    ", &format!("true would be: {words}"));
        }
        self.text.line(&format!("    {}", claim.place));
    }

    fn causes(&mut self, report: &Report<'_>) {
        if report.causes.is_empty() {
            return;
        }
        self.text
            .heading("Causes, each with the findings that it moves");
        for cause in self.cut(&report.causes) {
            let head = format!("{}: moves {}", cause.reason, cause.count);
            self.text.words("  ", &head);
            if !cause.rows.shown.is_empty() {
                let rows = cause.rows.line(", ", str::to_owned);
                self.text.words("    rows: ", &rows);
            }
            let findings = self.on_a_line(&cause.findings, ", ");
            self.text.words("    findings: ", &findings);
        }
        self.more_of(&report.causes);
    }

    fn findings(&mut self, report: &Report<'_>) {
        if report.findings.is_empty() {
            return;
        }
        self.text.heading("Findings that differ");
        self.listed_findings(self.cut(&report.findings));
        self.more_of(&report.findings);
    }

    fn listed_findings(&mut self, findings: &[FindingEntry<'_>]) {
        let names = width(findings.iter().map(|finding| finding.name));
        for finding in findings {
            self.finding(finding, names);
        }
    }

    fn finding(&mut self, finding: &FindingEntry<'_>, names: usize) {
        let FindingEntry { name, title, .. } = finding;
        let change = if finding.old == finding.new {
            format!("{} as before", finding.old)
        } else if finding.difference.is_empty() {
            format!("{} → {}", finding.old, finding.new)
        } else {
            format!("{} → {} ({})", finding.old, finding.new, finding.difference)
        };
        self.text.words(
            &format!("  {name:<names$}  "),
            &format!("{change}; {title}"),
        );
        let indent = " ".repeat(names + 4);
        if let Some(due_to) = &finding.due_to {
            self.text.words(&indent, due_to);
        }
        if !finding.categories.is_empty() {
            let categories = self.on_a_line(&finding.categories, "; ");
            self.text.words(&indent, &categories);
        }
        for entry in &finding.definition {
            let change = format!("definition, {}: {} → {}", entry.name, entry.old, entry.new);
            self.text.words(&indent, &change);
        }
    }

    fn sentences(&mut self, report: &Report<'_>) {
        let sections = report.sentences.iter();
        let sentences = sections.flat_map(|group| {
            let sentences = group.sentences.iter();
            sentences.map(|sentence| (&group.heading, sentence))
        });
        let sentences: Vec<_> = sentences.collect();
        if sentences.is_empty() {
            return;
        }
        self.text.heading("Sentences that differ, [old → new]");
        let mut section = "";
        for (heading, sentence) in self.cut(&sentences) {
            if *heading != section {
                section = heading;
                self.text.line(&format!("  {section}"));
            }
            self.text.words("    - ", &in_brackets(&sentence.spans));
        }
        self.more_of(&sentences);
    }

    fn figures(&mut self, report: &Report<'_>) {
        if report.figures.is_empty() {
            return;
        }
        self.text.heading("Figures that differ");
        for figure in &report.figures {
            let (label, name) = (figure.label, figure.name);
            self.text
                .line(&format!("  {label} ({name}): {}", figure.count));
            if !figure.marks.is_empty() {
                let marks = figure.marks.iter();
                let marks = marks.map(|mark| format!("{} {} → {}", mark.name, mark.old, mark.new));
                let marks = Listing {
                    shown: marks.collect(),
                    more: figure.more,
                };
                self.text.words("    ", &marks.line("; ", str::to_owned));
            }
        }
    }

    fn tables(&mut self, report: &Report<'_>) {
        if report.tables.is_empty() {
            return;
        }
        self.text.heading("Tables and rows");
        for table in &report.tables {
            self.table(table);
        }
    }

    fn table(&mut self, table: &TableEntry<'_>) {
        let summary = phrase(&table.summary);
        self.text.line(&format!("  {}: {summary}", table.name));
        if !table.columns.is_empty() {
            self.text.words("    ", &table.columns.join("; "));
        }
        let alike = |one: &RowEntry<'_>, next: &RowEntry<'_>| {
            one.is_one_sided() && next.is_one_sided() && one.change == next.change
        };
        for rows in table.rows.chunk_by(alike) {
            let row = &rows[0];
            if row.is_one_sided() {
                let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
                self.text
                    .words(&format!("    {}: ", row.change), &names.join(", "));
            } else {
                self.text.words("    - ", &of_both_sides(row));
            }
        }
        self.more(table.more);
    }

    /// The shown part of a list.
    fn cut<'a, T>(&self, list: &'a [T]) -> &'a [T] {
        &list[..list.len().min(self.most(SHOWN))]
    }

    fn more_of<T>(&mut self, list: &[T]) {
        self.more(list.len().saturating_sub(self.most(SHOWN)));
    }

    fn more(&mut self, more: usize) {
        if more > 0 {
            self.text
                .line(&format!("  … and {more} more: --all shows them"));
        }
    }

    fn on_a_line(&self, entries: &[String], separator: &str) -> String {
        let listing = Listing::of(entries.iter().cloned(), self.most(ON_A_LINE));
        listing.line(separator, str::to_owned)
    }

    fn most(&self, short: usize) -> usize {
        match self.length {
            Length::Short => short,
            Length::Whole => usize::MAX,
        }
    }
}

/// A row with the cells that differ and its raw places.
fn of_both_sides(row: &RowEntry<'_>) -> String {
    let cell = |cell: Option<&str>| {
        cell.map_or_else(|| "nothing".to_owned(), |cell| format!("\"{cell}\""))
    };
    let cells = row.cells.iter();
    let cells = cells.map(|change| {
        let (old, new) = (cell(change.old), cell(change.new));
        format!("{} {old} → {new}", change.column)
    });
    let cells: Vec<String> = cells.collect();
    let colon = if cells.is_empty() { "" } else { ": " };
    format!(
        "{}: {}{colon}{} [{}]",
        row.change,
        row.name,
        cells.join("; "),
        row.places.join(", ")
    )
}

/// A sentence with its changes in brackets: `[old → new]`.
fn in_brackets(spans: &[Span]) -> String {
    match spans {
        [span] if span.side == Side::Old => return format!("gone: {}", span.text),
        [span] if span.side == Side::New => return format!("new: {}", span.text),
        _ => {}
    }
    let mut sentence = String::new();
    let mut before = Side::Same;
    for (at, span) in spans.iter().enumerate() {
        let Span { text, .. } = span;
        let next = spans.get(at + 1).map(|next| next.side);
        let words = match span.side {
            Side::Same => text.clone(),
            Side::Old if next == Some(Side::New) => format!("[{text} →"),
            Side::Old => format!("[− {text}]"),
            Side::New if before == Side::Old => format!("{text}]"),
            Side::New => format!("[+ {text}]"),
        };
        sentence.push_str(&format!("{}{words}{}", span.before, span.after));
        before = span.side;
    }
    sentence
}
