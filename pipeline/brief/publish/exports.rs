//! The data files of a published set: findings, figures, ledger, rejected rows.

use std::collections::BTreeMap;

use serde_json::json;

use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_model::findings::{Findings, Outcome};
use brief_model::ledger::{Event, Ledger, RejectedRows, RowFate};
use brief_model::rests_on::{ILLUSTRATIVE, RestsOn};
use brief_pages::{Attachment, Manuscript};

use super::pretty;
use crate::lock::Lock;

/// Data files by path.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exports {
    files: BTreeMap<String, Vec<u8>>,
    /// The lock inside the PDF. It is not a file of the set, whose own lock lists all of its files.
    lock: Vec<u8>,
}

const ATTACHED: [(&str, &str, &str); 2] = [
    (
        "findings.json",
        "application/json",
        "Every finding of this brief with its definition and evidence rows",
    ),
    (
        "findings.csv",
        "text/csv",
        "Every finding of this brief as a table",
    ),
];

impl Exports {
    /// The files that the PDF carries inside.
    pub fn attachments(&self) -> Vec<Attachment> {
        let data = ATTACHED
            .into_iter()
            .filter_map(|(name, media_type, description)| {
                let bytes = self.files.get(name)?.clone();
                Some(Attachment {
                    name,
                    media_type,
                    description,
                    bytes,
                })
            });
        let lock = (!self.lock.is_empty()).then(|| Attachment {
            name: crate::lock::FILE,
            media_type: "text/plain",
            description: "What this brief was made from and what it came to, for `brief verify`",
            bytes: self.lock.clone(),
        });
        data.chain(lock).collect()
    }

    /// The same, with the lock that the PDF is to carry.
    #[must_use]
    pub fn carrying(self, lock: &Lock) -> Self {
        Exports {
            lock: lock.to_string().into_bytes(),
            ..self
        }
    }

    /// The files by path.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// All files.
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.files
    }
}

/// Writes out what was found, drawn and set aside.
pub(crate) fn exports(manuscript: &Manuscript) -> Result<Exports, Diagnostics> {
    let Manuscript {
        settings,
        ledger,
        findings,
        drawings,
        claims,
        ..
    } = manuscript;
    let mut files = BTreeMap::new();
    let export = json!({
        "brief": settings.brief_name,
        "dataset_version": settings.version,
        "findings": findings,
        "facts": settings.facts,
    });
    files.insert("findings.json".to_owned(), pretty(&export));
    files.insert("findings.csv".to_owned(), findings_csv(findings)?);
    files.insert("ledger.csv".to_owned(), ledger_csv(ledger)?);
    files.insert("claims.json".to_owned(), pretty(&json!(claims)));
    for (id, drawing) in drawings {
        files.insert(
            format!("figures/{id}.svg"),
            drawing.svg.clone().into_bytes(),
        );
        let mut record = json!({
            "plotted": drawing.plotted,
            "joins": drawing.joins,
            "not_shown": drawing.not_shown,
        });
        if drawing.illustrative {
            let sign = &settings.series.value.illustrative;
            let status = manuscript.package.status.as_ref();
            let meaning = status.and_then(|status| status.illustrative.as_ref());
            let meaning = meaning.unwrap_or(&sign.word);
            record[ILLUSTRATIVE] = json!({ "sign": sign.sign, "meaning": meaning });
        }
        files.insert(format!("figures/{id}.json"), pretty(&record));
    }
    for (table, rejected) in &ledger.rejected {
        files.insert(format!("rejected/{table}.csv"), rejected_csv(rejected)?);
    }
    Ok(Exports {
        files,
        lock: Vec::new(),
    })
}

type Csv = csv::Writer<Vec<u8>>;

fn finish(writer: Csv) -> Result<Vec<u8>, Diagnostics> {
    writer
        .into_inner()
        .map_err(|error| Diagnostic::error("internal", error.to_string()).into())
}

fn write<I>(writer: &mut Csv, cells: I) -> Result<(), Diagnostics>
where
    I: IntoIterator<Item = String>,
{
    let safe: Vec<String> = cells
        .into_iter()
        .map(|cell| spreadsheet_safe(&cell))
        .collect();
    writer
        .write_record(&safe)
        .map_err(|error| Diagnostic::error("internal", error.to_string()).into())
}

/// A cell that a spreadsheet will not take for a formula: text that begins like one gets a `'`.
fn spreadsheet_safe(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn findings_csv(findings: &Findings) -> Result<Vec<u8>, Diagnostics> {
    let mut writer = Csv::from_writer(Vec::new());
    let header = [
        "finding",
        "row",
        "title",
        "unit",
        "value",
        "denominator",
        "share",
        "unknown",
        "lower",
        "upper",
    ];
    // For data that are simply what they seem there is nothing to say.
    let are_marked = findings.iter().any(|finding| match &finding.outcome {
        Outcome::Number(number) => number.rests_on.is_some(),
        Outcome::Table(table) => table.total_rests_on.is_some(),
        Outcome::NoData { .. } => false,
    });
    let rests_on = |rests_on: Option<&RestsOn>| -> Vec<String> {
        let claims = match rests_on {
            Some(RestsOn::Published { claims }) => claims.join(" "),
            _ => String::new(),
        };
        let word = rests_on.map_or("", RestsOn::word).to_owned();
        if are_marked {
            vec![word, claims]
        } else {
            Vec::new()
        }
    };
    let of_basis = if are_marked {
        &["rests_on", "claims"][..]
    } else {
        &[]
    };
    let header = header.iter().chain(of_basis);
    write(&mut writer, header.map(|column| (*column).to_owned()))?;
    let optional =
        |number: Option<f64>| number.map_or_else(String::new, |number| format!("{number:.6}"));
    for finding in findings.iter() {
        let head = |row: String| {
            vec![
                finding.name.clone(),
                row,
                finding.title.clone(),
                finding.unit.clone(),
            ]
        };
        match &finding.outcome {
            Outcome::Number(number) => {
                let mut cells = head(String::new());
                cells.extend([
                    number.numerator.to_string(),
                    number
                        .denominator
                        .map_or_else(String::new, |base| base.to_string()),
                    optional(number.share()),
                    number.unknown.to_string(),
                    optional(number.bounds.map(|bounds| bounds.lower)),
                    optional(number.bounds.map(|bounds| bounds.upper)),
                ]);
                cells.extend(rests_on(number.rests_on.as_ref()));
                write(&mut writer, cells)?;
            }
            Outcome::Table(table) => {
                for row in &table.rows {
                    let mut cells = head(row.labels.join(" | "));
                    cells.push(row.count.to_string());
                    cells.extend(std::iter::repeat_n(String::new(), 5));
                    cells.extend(rests_on(row.rests_on.as_ref()));
                    write(&mut writer, cells)?;
                }
            }
            Outcome::NoData { missing_table } => {
                let mut cells = head(format!(
                    "no data: this dataset version has no {missing_table}"
                ));
                cells.extend(std::iter::repeat_n(String::new(), 6));
                cells.extend(rests_on(None));
                write(&mut writer, cells)?;
            }
        }
    }
    finish(writer)
}

fn ledger_csv(ledger: &Ledger) -> Result<Vec<u8>, Diagnostics> {
    let mut writer = Csv::from_writer(Vec::new());
    let header = [
        "table", "file", "sheet", "line", "what", "column", "before", "after", "rule",
    ];
    write(&mut writer, header.map(str::to_owned))?;
    for entry in &ledger.entries {
        let (what, column, before, after) = match &entry.event {
            Event::Cell {
                column,
                before,
                after,
            } => (
                "cell changed".to_owned(),
                column.clone(),
                before.clone().unwrap_or_default(),
                after.clone().unwrap_or_default(),
            ),
            Event::Row { fate, into_line } => {
                let what = match (fate, into_line) {
                    (RowFate::Merged, Some(line)) => format!("merged into line {line}"),
                    (RowFate::Merged, None) => "merged".to_owned(),
                    (RowFate::Rejected, _) => "rejected".to_owned(),
                    (RowFate::OutOfScope, _) => "out of scope".to_owned(),
                };
                (what, String::new(), String::new(), String::new())
            }
        };
        write(
            &mut writer,
            [
                entry.table.clone(),
                entry.place.file.clone(),
                entry.place.sheet.clone().unwrap_or_default(),
                entry
                    .place
                    .line
                    .map_or_else(String::new, |line| line.to_string()),
                what,
                column,
                before,
                after,
                entry.rule.clone(),
            ],
        )?;
    }
    finish(writer)
}

/// The rows that were rejected, as they came, each with its line and the reason.
fn rejected_csv(rejected: &RejectedRows) -> Result<Vec<u8>, Diagnostics> {
    let mut writer = Csv::from_writer(Vec::new());
    let header = ["line", "reason"].into_iter().map(str::to_owned);
    write(&mut writer, header.chain(rejected.columns.iter().cloned()))?;
    for row in &rejected.rows {
        let head = [row.line.to_string(), row.reason.clone()];
        write(
            &mut writer,
            head.into_iter().chain(row.cells.iter().cloned()),
        )?;
    }
    finish(writer)
}

#[cfg(test)]
mod tests {
    use super::spreadsheet_safe;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(spreadsheet_safe("=SUM(A1)"), "'=SUM(A1)");
        assert_eq!(spreadsheet_safe("-4"), "-4");
        assert_eq!(spreadsheet_safe("@x"), "'@x");
        assert_eq!(spreadsheet_safe("plain"), "plain");
    }
}
