//! The parts of an answer that list something: rows, printed places, figures.

use brief_base::numbers::with_thousands;
use brief_base::plain_text::{PlainText, WIDTH, counted, width};
use brief_prose::tables;

use super::{CellStep, DrawnIn, MergedRow, PrintedAt, RowHistory};

/// An answer as plain text.
#[derive(Debug, Default)]
pub(crate) struct AnswerText {
    /// The lines so far.
    pub text: PlainText,
}

impl AnswerText {
    /// Adds rows of evidence, each with what cleaning did to it.
    pub(crate) fn rows(&mut self, rows: &[RowHistory], indent: usize) {
        let key_width = width(rows.iter().map(|row| row.key.as_str()));
        let table_width = width(rows.iter().map(|row| row.table.as_str()));
        // Where each row counts for one, that goes without saying.
        let adds = rows.iter().any(|row| row.amount != 1);
        for row in rows {
            let start = " ".repeat(indent);
            let (table, key, place) = (&row.table, &row.key, &row.place);
            let amount = if adds {
                format!("  adds {}", with_thousands(row.amount))
            } else {
                String::new()
            };
            self.text.line(&format!(
                "{start}{table:<table_width$}  {key:<key_width$}  {place}{amount}"
            ));
            self.steps(&row.steps, indent + 4);
            self.merged(&row.merged, indent + 4);
        }
    }

    fn merged(&mut self, merged: &[MergedRow], indent: usize) {
        for row in merged {
            let start = " ".repeat(indent);
            self.text.words(
                &format!("{start}merged into it: "),
                &format!("{}, {}", row.place, row.rule),
            );
            self.steps(&row.steps, indent + 4);
            self.merged(&row.merged, indent + 4);
        }
    }

    fn steps(&mut self, steps: &[CellStep], indent: usize) {
        let columns = width(steps.iter().map(|step| step.column.as_str()));
        let quoted = |cell: &Option<String>| {
            cell.as_ref()
                .map_or_else(|| "nothing".to_owned(), |cell| format!("\"{cell}\""))
        };
        let changes = steps
            .iter()
            .map(|step| format!("{} → {}", quoted(&step.before), quoted(&step.after)));
        let changes: Vec<String> = changes.collect();
        // One long cell shall not push the rules of all others aside.
        let short = changes.iter().map(String::as_str);
        let change_width = width(short.filter(|change| change.chars().count() <= WIDTH / 3));
        for (step, change) in steps.iter().zip(&changes) {
            let start = " ".repeat(indent);
            let column = &step.column;
            let head = format!("{start}{column:<columns$}  {change:<change_width$}");
            let whole = format!("{head}  {}", step.rule);
            if whole.chars().count() <= WIDTH {
                self.text.line(&whole);
            } else {
                self.text.line(&head);
                self.text
                    .words(&" ".repeat(indent + columns + 2), &step.rule);
            }
        }
    }

    /// Adds the places where a source is printed; the cells of a table on one line.
    pub(crate) fn printed(&mut self, printed: &[PrintedAt]) {
        if printed.is_empty() {
            self.text.heading("Printed nowhere as a value");
            return;
        }
        self.text
            .heading(&format!("Printed {}", counted(printed.len(), "time")));
        let in_one_place = |a: &PrintedAt, b: &PrintedAt| {
            a.printed_in.contains(tables::WITHIN) && a.printed_in == b.printed_in
        };
        let places = printed.chunk_by(in_one_place).map(|places| match places {
            [at] => (format!("\"{}\"", at.text), at.field.as_str(), at),
            cells => (counted(cells.len(), "cell"), "table", &cells[0]),
        });
        let places: Vec<(String, &str, &PrintedAt)> = places.collect();
        let short = places.iter().map(|(text, _, _)| text.as_str());
        let text_width = width(short.filter(|text| text.chars().count() <= WIDTH / 3));
        let fields = width(places.iter().map(|(_, field, _)| *field));
        for (text, field, at) in &places {
            let place = format!("{}{}", page_in_words(at.page), place_in_words(at));
            let whole = format!("  {text:<text_width$}  {field:<fields$}  {place}");
            if whole.chars().count() <= WIDTH {
                self.text.line(&whole);
            } else {
                self.text.words("  ", text);
                self.text.line(&format!("    {field}  {place}"));
            }
        }
    }

    /// Adds the figures that draw a finding or fact.
    pub(crate) fn drawn(&mut self, drawn: &[DrawnIn]) {
        if drawn.is_empty() {
            return;
        }
        self.text
            .heading(&format!("Drawn in {}", counted(drawn.len(), "figure")));
        let labels = width(drawn.iter().map(|at| at.label.as_str()));
        for at in drawn {
            let (label, figure) = (&at.label, &at.figure);
            self.text.line(&format!(
                "  {label:<labels$}  {}{figure}",
                page_in_words(at.page)
            ));
        }
    }
}

/// Where a value is printed: file, line and column, and in a figure the path of the text.
pub(crate) fn place_in_words(at: &PrintedAt) -> String {
    match at.printed_in.split_once('#') {
        Some((_, path)) => format!("{} {path}", at.place),
        None => at.place.to_string(),
    }
}

/// `page 3  `, to stand before a place.
pub(crate) fn page_in_words(page: Option<usize>) -> String {
    page.map_or_else(String::new, |page| format!("page {page:<3}"))
}
