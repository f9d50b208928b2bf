//! A comparison as an analyst reads it in a terminal: the verdict first, then what was lost, what became
//! false, what moved it, and the details last.

use brief_base::numbers::with_thousands;
use brief_base::plain_text::{PlainText, counted, width};

use super::causes::Cause;
use super::claims::{ClaimChange, ClaimFate};
use super::figures::FigureChange;
use super::findings::FindingChange;
use super::rows::{RowAt, TableChange};
use super::sentences::SentenceChange;
use super::snapshot::ClaimKnown;
use super::{Comparison, Coverage, Pair, words};

/// How much of long lists is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// The first few of each, and how to see the rest.
    Short,
    /// Everything.
    Whole,
}

/// So many entries of a list are shown when it is cut.
const SHOWN: usize = 10;
/// So many rows or findings on a line.
const ON_A_LINE: usize = 12;
/// So many marks of a figure are shown when it is cut.
const MARKS: usize = 5;

impl Comparison {
    /// As an analyst reads it.
    pub fn text(&self, length: Length) -> String {
        let mut report = Report {
            page: PlainText::default(),
            length,
        };
        report.verdict(self);
        report.lost_coverage(self);
        report.claims(&self.claims);
        report.causes(&self.causes);
        report.findings(&self.findings);
        report.sentences(&self.sentences);
        report.figures(&self.figures);
        report.tables(&self.tables);
        report.page.text
    }
}

struct Report {
    page: PlainText,
    length: Length,
}

impl Report {
    fn verdict(&mut self, comparison: &Comparison) {
        let Comparison { sides, verdict, .. } = comparison;
        let page = &mut self.page;
        page.line(&format!(
            "{}: {} → {}",
            comparison.brief, sides.old.is, sides.new.is
        ));
        for side in [&sides.old, &sides.new] {
            for part in &side.lacks {
                page.words("  ", &format!("{} holds no {part}", side.is));
            }
        }
        page.line("");
        if comparison.is_empty() {
            page.line("  nothing differs");
            return;
        }
        let mut findings = format!(
            "{} of {} findings differ",
            verdict.findings, verdict.findings_of
        );
        for (count, what) in [
            (verdict.coverage_lost, "lose their data"),
            (verdict.coverage_gained, "gain data"),
        ] {
            if count > 0 {
                findings.push_str(&format!("; {count} {what}"));
            }
        }
        page.line(&format!("  {findings}"));
        page.line(&format!("  {}", words::claims(comparison)));
        page.line(&format!(
            "  {}, {}",
            words::sentences_of(verdict),
            words::figures_of(verdict),
        ));
        page.line(&format!("  rows: {}", words::rows_of(verdict)));
    }

    fn lost_coverage(&mut self, comparison: &Comparison) {
        for (coverage, heading) in [
            (
                Coverage::Lost,
                "Lost coverage: the new side has no data for",
            ),
            (
                Coverage::Gained,
                "Gained coverage: only the new side has data for",
            ),
        ] {
            let findings = comparison.findings.iter();
            let of: Vec<&FindingChange> = findings
                .filter(|finding| finding.coverage == Some(coverage))
                .collect();
            if of.is_empty() {
                continue;
            }
            self.page.heading(heading);
            let names = width(of.iter().map(|finding| finding.name.as_str()));
            for finding in of {
                self.finding(finding, names);
            }
        }
    }

    fn claims(&mut self, claims: &[ClaimChange]) {
        for (fate, heading) in [
            (ClaimFate::NowFalse, "Claims that no longer hold"),
            (ClaimFate::NowTrue, "Claims that hold now"),
            (ClaimFate::Lost, "Claims that only the old side makes"),
            (ClaimFate::Gained, "Claims that only the new side makes"),
            (ClaimFate::Closer, "Claims that came closer to turning over"),
            (ClaimFate::Farther, "Claims that stand firmer"),
        ] {
            let of: Vec<&ClaimChange> = claims.iter().filter(|claim| claim.fate == fate).collect();
            if of.is_empty() {
                continue;
            }
            self.page.heading(heading);
            for claim in of {
                self.claim(claim);
            }
        }
    }

    fn claim(&mut self, change: &ClaimChange) {
        let Pair { old, new } = &change.claim;
        let Some(claim) = new.as_ref().or(old.as_ref()) else {
            return;
        };
        let found = |claim: &Option<ClaimKnown>| match claim {
            Some(claim) => claim.found.clone(),
            None => "not made".to_owned(),
        };
        let rows = match claim.rows.as_slice() {
            [] => String::new(),
            rows => format!(" ({})", rows.join(", ")),
        };
        let than = claim.compared_with.as_ref();
        let than = than.map_or_else(String::new, |than| format!(" beside {than}"));
        self.page.words(
            "  ",
            &format!(
                "\"{}\" of {}{rows}{than}: {} → {}",
                claim.says,
                claim.finding,
                found(old),
                found(new)
            ),
        );
        if matches!(change.fate, ClaimFate::Closer | ClaimFate::Farther) {
            let margin = |claim: &Option<ClaimKnown>| {
                let claim = claim.as_ref()?;
                claim
                    .to_turn
                    .map(|units| words::units(units, claim.counted_in.as_deref()))
            };
            let many = || "many rows".to_owned();
            self.page.words(
                "    ",
                &format!(
                    "turned over by {} before, by {} now",
                    margin(old).unwrap_or_else(many),
                    margin(new).unwrap_or_else(many)
                ),
            );
        } else {
            self.page
                .words("    ", &format!("in: \"{}\"", claim.sentence));
        }
        if !claim.true_instead.is_empty() {
            let offered: Vec<String> = claim
                .true_instead
                .iter()
                .map(|words| format!("\"{words}\""))
                .collect();
            self.page
                .words("    ", &format!("true would be: {}", offered.join(", ")));
        }
        self.page.line(&format!("    {}", claim.place));
    }

    fn causes(&mut self, causes: &[Cause]) {
        if causes.is_empty() {
            return;
        }
        self.page
            .heading("Causes, each with the findings that it moves");
        for cause in self.cut(causes) {
            self.page.words(
                "  ",
                &format!(
                    "{}: moves {}",
                    words::reason(&cause.reason, cause.rows.len()),
                    counted(cause.findings.len(), "finding")
                ),
            );
            if !cause.rows.is_empty() {
                let rows = self.listed(cause.rows.iter().map(words::row).collect());
                self.page.words("    rows: ", &rows);
            }
            let moved = self.listed(cause.findings.iter().map(words::moved).collect());
            self.page.words("    findings: ", &moved);
        }
        self.more(causes.len());
    }

    fn findings(&mut self, findings: &[FindingChange]) {
        let told: Vec<&FindingChange> = findings
            .iter()
            .filter(|finding| finding.coverage.is_none())
            .collect();
        if told.is_empty() {
            return;
        }
        self.page.heading("Findings that differ");
        let shown = self.cut(&told).to_vec();
        let names = width(shown.iter().map(|finding| finding.name.as_str()));
        for finding in shown {
            self.finding(finding, names);
        }
        self.more(told.len());
    }

    fn finding(&mut self, finding: &FindingChange, names: usize) {
        let name = &finding.name;
        let head = format!("  {name:<names$}  ");
        let (old, new) = (
            words::value(finding.value.old.as_ref()),
            words::value(finding.value.new.as_ref()),
        );
        let difference = words::difference(finding);
        let change = if old == new {
            format!("{old} as before")
        } else {
            format!("{old} → {new}{difference}")
        };
        self.page
            .words(&head, &format!("{change}; {}", finding.title));
        if !finding.parts.is_empty() {
            let indent = " ".repeat(names + 4);
            self.page.words(&indent, &words::parts(&finding.parts));
        }
        let categories = finding.categories.iter().map(|category| {
            let count =
                |count: Option<i64>| count.map_or_else(|| "none".to_owned(), with_thousands);
            format!(
                "{} {} → {}",
                category.category,
                count(category.count.old),
                count(category.count.new)
            )
        });
        let indent = " ".repeat(names + 4);
        if !finding.categories.is_empty() {
            let categories = self.listed_by(categories.collect(), "; ", ON_A_LINE);
            self.page.words(&indent, &categories);
        }
        for change in &finding.definition {
            let set =
                |value: &Option<String>| value.clone().unwrap_or_else(|| "not set".to_owned());
            self.page.words(
                &indent,
                &format!(
                    "definition, {}: {} → {}",
                    change.key,
                    set(&change.value.old),
                    set(&change.value.new)
                ),
            );
        }
    }

    fn sentences(&mut self, sentences: &[SentenceChange]) {
        if sentences.is_empty() {
            return;
        }
        self.page.heading("Sentences that differ, [old → new]");
        let mut section = "";
        for sentence in self.cut(sentences) {
            if sentence.section != section {
                section = &sentence.section;
                self.page.line(&format!("  {section}"));
            }
            self.page.words("    - ", &words::sentence(sentence));
        }
        self.more(sentences.len());
    }

    fn figures(&mut self, figures: &[FigureChange]) {
        if figures.is_empty() {
            return;
        }
        self.page.heading("Figures that differ");
        for figure in figures {
            let what = match (&figure.svg.old, &figure.svg.new) {
                (Some(_), None) => "only on the old side".to_owned(),
                (None, _) => "only on the new side".to_owned(),
                (Some(_), Some(_)) => counted(figure.marks.len(), "mark"),
            };
            self.page
                .line(&format!("  {} ({}): {what}", figure.label, figure.figure));
            if figure.svg.old.is_some() && figure.svg.new.is_some() {
                let marks =
                    self.listed_by(figure.marks.iter().map(words::mark).collect(), "; ", MARKS);
                if !marks.is_empty() {
                    self.page.words("    ", &marks);
                }
            }
        }
    }

    fn tables(&mut self, tables: &[TableChange]) {
        if tables.is_empty() {
            return;
        }
        self.page.heading("Tables and rows");
        for table in tables {
            self.table(table);
        }
    }

    fn table(&mut self, table: &TableChange) {
        let name = &table.table;
        match (table.present.old, table.present.new) {
            (true, false) => {
                return self.page.line(&format!(
                    "  {name}: only on the old side, {}",
                    counted(table.rows.old, "row")
                ));
            }
            (false, _) => {
                return self.page.line(&format!(
                    "  {name}: only on the new side, {}",
                    counted(table.rows.new, "row")
                ));
            }
            (true, true) => {}
        }
        self.page
            .line(&format!("  {name}: {}", words::rows_of_table(table)));
        for (columns, what) in [
            (&table.columns_gained, "new columns"),
            (&table.columns_lost, "columns gone"),
        ] {
            if !columns.is_empty() {
                self.page
                    .words("    ", &format!("{what}: {}", columns.join(", ")));
            }
        }
        for column in &table.columns_retyped {
            let (name, kind) = (&column.column, &column.kind);
            self.page.words(
                "    ",
                &format!("column {name}: {} → {}", kind.old, kind.new),
            );
        }
        let one = |row: &RowAt| row.key.join("; ");
        for (rows, what) in [(&table.rows_gained, "added"), (&table.rows_lost, "gone")] {
            if !rows.is_empty() {
                let rows = self.listed(rows.iter().map(one).collect());
                self.page.words(&format!("    {what}: "), &rows);
            }
        }
        for (rows, what) in [
            (&table.rows_changed, "changed"),
            (&table.rows_rekeyed, "likely the same"),
        ] {
            for row in self.cut(rows) {
                self.page
                    .words(&format!("    {what}: "), &words::row_change(row));
            }
            self.more(rows.len());
        }
    }

    /// The part of a list that is shown.
    fn cut<'a, T>(&self, list: &'a [T]) -> &'a [T] {
        match self.length {
            Length::Short => list.get(..SHOWN).unwrap_or(list),
            Length::Whole => list,
        }
    }

    fn more(&mut self, all: usize) {
        if self.length == Length::Short && all > SHOWN {
            self.page
                .line(&format!("  … and {} more: --all shows them", all - SHOWN));
        }
    }

    fn listed(&self, entries: Vec<String>) -> String {
        self.listed_by(entries, ", ", ON_A_LINE)
    }

    fn listed_by(&self, entries: Vec<String>, separator: &str, most: usize) -> String {
        match entries.get(..most) {
            Some(first) if self.length == Length::Short && entries.len() > most => {
                format!(
                    "{}{separator}… and {} more",
                    first.join(separator),
                    entries.len() - most
                )
            }
            _ => entries.join(separator),
        }
    }
}
