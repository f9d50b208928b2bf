//! A comparison as an analyst reads it in a terminal: the verdict first, then what was lost, what became
//! false, what moved it, and the details last.

use super::causes::{Cause, Moved, Reason};
use super::claims::{ClaimChange, ClaimFate};
use super::figures::{FigureChange, MarkChange};
use super::findings::{FindingChange, KeyPair, RowNamed};
use super::rows::{RowAt, RowChange, TableChange};
use super::sentences::{SentenceChange, Stretch};
use super::snapshot::{ClaimKnown, FindingValue};
use super::{Comparison, Coverage, Pair};
use crate::numbers::{percent, with_thousands};
use crate::why::page::{Page, counted, width};

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
            page: Page::default(),
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
    page: Page,
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
        let closer = comparison
            .claims
            .iter()
            .filter(|claim| claim.fate == ClaimFate::Closer)
            .count();
        let now_false = match verdict.claims_now_false {
            1 => "1 claim that held is false now".to_owned(),
            count => format!("{count} claims that held are false now"),
        };
        page.line(&format!(
            "  of {}: {now_false}, {} true now, {closer} closer to turning over",
            counted(verdict.claims_of, "claim"),
            verdict.claims_now_true
        ));
        page.line(&format!(
            "  {}, {}",
            differ(verdict.sentences, "sentence"),
            differ(verdict.figures, "figure"),
        ));
        page.line(&format!(
            "  rows: {}",
            rows_in_words(
                verdict.rows_gained,
                verdict.rows_lost,
                verdict.rows_changed,
                verdict.rows_rekeyed
            )
        ));
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
        let than = claim.compared_with.as_ref();
        let than = than.map_or_else(String::new, |than| format!(" beside {than}"));
        self.page.words(
            "  ",
            &format!(
                "\"{}\" of {}{than}: {} → {}",
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
                    .map(|units| units_in_words(units, &claim.counted_in))
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
                    reason_in_words(&cause.reason, cause.rows.len()),
                    counted(cause.findings.len(), "finding")
                ),
            );
            if !cause.rows.is_empty() {
                let rows = self.listed(cause.rows.iter().map(row_in_words).collect());
                self.page.words("    rows: ", &rows);
            }
            let moved = self.listed(cause.findings.iter().map(moved_in_words).collect());
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
            value(finding.value.old.as_ref()),
            value(finding.value.new.as_ref()),
        );
        let difference = difference_in_words(finding);
        self.page.words(
            &head,
            &format!("{old} → {new}{difference}; {}", finding.title),
        );
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
            self.page.words("    - ", &sentence_in_words(sentence));
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
                let marks = self.listed_by(
                    figure.marks.iter().map(mark_in_words).collect(),
                    "; ",
                    MARKS,
                );
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
        self.page.line(&format!(
            "  {name}: {} → {}: {}, {} as before",
            counted(table.rows.old, "row"),
            table.rows.new,
            rows_in_words(
                table.rows_gained.len(),
                table.rows_lost.len(),
                table.rows_changed.len(),
                table.rows_rekeyed.len()
            ),
            table.unchanged
        ));
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
                    .words(&format!("    {what}: "), &row_change_in_words(row));
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

fn differ(count: usize, what: &str) -> String {
    let verb = if count == 1 { "differs" } else { "differ" };
    format!("{} {verb}", counted(count, what))
}

pub(super) fn rows_in_words(gained: usize, lost: usize, changed: usize, rekeyed: usize) -> String {
    let likely = match rekeyed {
        0 => String::new(),
        count => format!(", {count} likely the same under another key"),
    };
    format!("{gained} added, {lost} gone, {changed} changed{likely}")
}

pub(super) fn units_in_words(units: i64, of: &str) -> String {
    match (units, of) {
        (1, "rows") => "1 row".to_owned(),
        (units, of) => format!("{units} {of}"),
    }
}

pub(super) fn value(value: Option<&FindingValue>) -> String {
    match value {
        None => "not defined".to_owned(),
        Some(FindingValue::NoData { missing_table }) => format!("no data (no {missing_table})"),
        Some(FindingValue::Table { total, .. }) => format!("{} in all", with_thousands(*total)),
        Some(FindingValue::Number {
            count,
            base,
            share,
            unknown,
        }) => {
            let mut text = with_thousands(*count);
            if let Some(base) = base {
                text.push_str(&format!(" of {}", with_thousands(*base)));
            }
            if let Some(share) = share {
                text.push_str(&format!(" ({})", percent(*share)));
            }
            if *unknown > 0 {
                text.push_str(&format!(", {} unknown", with_thousands(*unknown)));
            }
            text
        }
    }
}

pub(super) fn difference_in_words(finding: &FindingChange) -> String {
    let Some(difference) = &finding.difference else {
        return String::new();
    };
    match difference.share {
        Some(share) => format!(" ({}, {} points)", signed(difference.count), points(share)),
        None => format!(" ({})", signed(difference.count)),
    }
}

/// A difference of shares in whole percentage points.
#[allow(clippy::cast_possible_truncation)]
fn points(share: f64) -> String {
    signed((share * 100.0).round() as i64)
}

fn signed(number: i64) -> String {
    match number {
        0 => "±0".to_owned(),
        1.. => format!("+{}", with_thousands(number)),
        _ => format!("−{}", with_thousands(-number)),
    }
}

pub(super) fn reason_in_words(reason: &Reason, rows: usize) -> String {
    match reason {
        Reason::TableLost(table) => format!("{table}: the new side has no such table"),
        Reason::TableGained(table) => format!("{table}: only the new side has this table"),
        Reason::RowsLost(table) => format!("{table}: {} gone", counted(rows, "row")),
        Reason::RowsGained(table) => format!("{table}: {} added", counted(rows, "row")),
        Reason::RowsChanged { table, columns } => {
            format!(
                "{table}: {} changed in {}",
                counted(rows, "row"),
                columns.join(" and ")
            )
        }
        Reason::Definition(finding) => format!("{finding} is defined in another way"),
        Reason::Otherwise(finding) => {
            format!("{finding}: views, recodes or code count the same rows in another way")
        }
    }
}

pub(super) fn row_in_words(row: &RowNamed) -> String {
    let KeyPair { old, new } = &row.key;
    match (old, new) {
        (Some(old), Some(new)) if old != new => format!("{} → {}", old.join("; "), new.join("; ")),
        (Some(key), _) | (None, Some(key)) => key.join("; "),
        (None, None) => String::new(),
    }
}

pub(super) fn moved_in_words(moved: &Moved) -> String {
    let mut parts = Vec::new();
    if moved.count != 0 {
        parts.push(signed(moved.count));
    }
    for (by, of) in [(moved.base, "base"), (moved.unknown, "unknown")] {
        if by != 0 {
            parts.push(format!("{of} {}", signed(by)));
        }
    }
    match parts.as_slice() {
        [] if moved.rows > 0 => format!("{} (between categories)", moved.finding),
        [] => moved.finding.clone(),
        parts => format!("{} {}", moved.finding, parts.join(" ")),
    }
}

fn sentence_in_words(sentence: &SentenceChange) -> String {
    match (&sentence.text.old, &sentence.text.new) {
        (Some(old), None) => format!("gone: {old}"),
        (None, Some(new)) => format!("new: {new}"),
        _ => sentence.words.iter().map(stretch_in_words).collect(),
    }
}

fn stretch_in_words(stretch: &Stretch) -> String {
    let Pair { old, new } = match stretch {
        Stretch::Same(words) => return words.clone(),
        Stretch::Differs(words) => words,
    };
    // A blank at the end of a change stands after its bracket.
    let ends_blank = [old, new].iter().any(|text| text.ends_with(' '));
    let blank = if ends_blank { " " } else { "" };
    match (old.trim(), new.trim()) {
        ("", new) => format!("[+ {new}]{blank}"),
        (old, "") => format!("[− {old}]{blank}"),
        (old, new) => format!("[{old} → {new}]{blank}"),
    }
}

pub(super) fn mark_in_words(mark: &MarkChange) -> String {
    let value = |value: &Option<serde_json::Value>| match value {
        None | Some(serde_json::Value::Null) => "none".to_owned(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Number(number)) => match number.as_f64() {
            Some(float) if !number.is_i64() => format!("{float:.3}"),
            _ => number.to_string(),
        },
        Some(value) => value.to_string(),
    };
    format!(
        "{} {} → {}",
        mark.path.join(" / "),
        value(&mark.value.old),
        value(&mark.value.new)
    )
}

fn row_change_in_words(change: &RowChange) -> String {
    let Pair { old, new } = &change.row;
    let cell = |cell: &Option<String>| match cell {
        Some(cell) => format!("\"{cell}\""),
        None => "nothing".to_owned(),
    };
    let cells = change.cells.iter().map(|change| {
        format!(
            "{} {} → {}",
            change.column,
            cell(&change.value.old),
            cell(&change.value.new)
        )
    });
    let cells = cells.collect::<Vec<_>>().join("; ");
    let name = if old.key == new.key {
        old.key.join("; ")
    } else {
        format!("{} → {}", old.key.join("; "), new.key.join("; "))
    };
    let alike = change.alike.map_or_else(String::new, |alike| {
        format!(" (alike in {} of {} columns)", alike.columns, alike.of)
    });
    let cells = if cells.is_empty() {
        String::new()
    } else {
        format!(": {cells}")
    };
    format!("{name}{alike}{cells} [{}, {}]", old.place, new.place)
}
