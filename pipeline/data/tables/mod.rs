//! Cleaned tables: typed, recoded, each row with its source file and line.
//!
//! Cleaning is declarative. A dataset version says which of its columns are which
//! (`cleaning/<version>.yaml`), the series says which steps every extract goes through
//! (`series.yaml`), recode tables and corrections are data. Every row and every changed cell is in
//! the [`Ledger`], and the rows are counted: rows in = kept + merged + rejected + out of scope.

mod basis;
mod constraints;
mod corrections;
mod date_formats;
mod dates;
mod gaps;
mod held;
mod invisible;
mod mapping;
mod missing;
mod not_data;
mod numbers;
mod places;
mod recodes;
mod rejected;
mod row_decisions;
mod rows;
mod schema;
mod shown;
mod workbench;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use polars::prelude::*;

use brief_model::ledger::{Account, Ledger, RowFate};

pub use basis::TableBasis;
pub use gaps::{DataGaps, made_from};
pub use recodes::RecodeTable;

use crate::dictionary::{DictionaryColumn, all_numbers};
use crate::extracts::{Extract, Extracts, LINE};
use crate::sql;
use basis::{ExtractMarks, Lineage};
use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use brief_base::project::Project;
use brief_base::repeated::RepeatedFaults;
use brief_model::brief::DataSettings;
use brief_model::brief::MappingSettings;
use brief_model::datapackage::DESCRIPTOR;
use brief_model::geography::Geography;
use brief_model::series::{Step, TableSettings};
use corrections::Corrections;
use date_formats::DateOrigin;
use numbers::NumberOrigin;
use rejected::rejected_rows;
use row_decisions::RowNames;
use workbench::{Change, Workbench};

pub use places::several_places;

/// A cleaned table.
#[derive(Debug, Clone)]
pub struct Table {
    pub name: String,
    /// [`LINE`] and the columns of its schema, typed, in schema order.
    pub frame: DataFrame,
    /// The columns that name each row together.
    pub key: Vec<String>,
    pub file: String,
    /// Sheet of the raw file, when it is a workbook.
    pub sheet: Option<String>,
    /// What its rows and cells rest on, where the delivery marks any as set or chosen.
    pub basis: Option<Arc<TableBasis>>,
}

impl Table {
    /// What each row is called: its key, or the columns of its key joined by `; `.
    pub(crate) fn row_names(&self) -> PolarsResult<Vec<String>> {
        row_names(&self.frame, &self.key)
    }

    /// The columns that are `wanted`, as text.
    ///
    /// # Errors
    /// When a column cannot be written as text, which is a bug.
    pub fn text_columns(
        &self,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<TextColumn>, Diagnostic> {
        let columns = self.frame.columns().iter();
        let columns = columns.filter(|column| *column.name() != LINE && wanted(column.name()));
        let columns = columns.map(|column| {
            Ok(TextColumn {
                name: column.name().to_string(),
                cell_type: match column.dtype() {
                    DataType::Int64 => CellType::Integer,
                    DataType::Float64 => CellType::Number,
                    DataType::Date => CellType::Date,
                    _ => CellType::Text,
                },
                cells: DictionaryColumn::of(column)?,
            })
        });
        let columns: PolarsResult<_> = columns.collect();
        columns.map_err(|error| self.broken(&error))
    }

    /// The line of each row in its raw file.
    ///
    /// # Errors
    /// When the table has no lines, which is a bug.
    pub fn lines(&self) -> Result<Vec<u32>, Diagnostic> {
        let lines = self.frame.column(LINE).and_then(|lines| lines.u32());
        let lines = lines.map_err(|error| self.broken(&error))?;
        Ok(all_numbers(lines))
    }

    fn broken(&self, error: &PolarsError) -> Diagnostic {
        Diagnostic::error("internal", format!("table {}: {error}", self.name))
    }
}

/// A column of a cleaned table as text.
#[derive(Debug, Clone)]
pub struct TextColumn {
    /// Its name.
    pub name: String,
    /// What its cells held before they were written as text.
    pub cell_type: CellType,
    /// Its cells.
    pub cells: DictionaryColumn,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellType {
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// Dates.
    Date,
    /// Anything else.
    Text,
}

fn row_names(frame: &DataFrame, key: &[String]) -> PolarsResult<Vec<String>> {
    let mut names = vec![String::new(); frame.height()];
    for column in key {
        let column = frame.column(column)?.cast(&DataType::String)?;
        for (name, cell) in names.iter_mut().zip(column.str()?.iter()) {
            if !name.is_empty() {
                name.push_str("; ");
            }
            name.push_str(cell.unwrap_or_default());
        }
    }
    Ok(names)
}

/// All cleaned tables of a brief, and how they came about.
#[derive(Debug, Clone)]
pub struct Tables {
    /// By name. A table that this dataset version does not hold is not there.
    pub tables: IndexMap<String, Table>,
    /// What happened on the way.
    pub ledger: Ledger,
    /// The recode tables, which know the entries that were used.
    pub recodes: IndexMap<String, RecodeTable>,
}

impl Tables {
    /// Whether any row or cell is marked as set or chosen.
    pub fn has_marks(&self) -> bool {
        self.tables.values().any(|table| table.basis.is_some())
    }
}

/// Cleans all extracts of a dataset version.
///
/// # Errors
/// Every row, cell, recode entry, correction and setting that is at fault, at once.
pub fn clean(
    project: &Project,
    settings: DataSettings<'_>,
    extracts: &Extracts,
    geography: &Geography,
) -> Result<(Tables, Diagnostics), Diagnostics> {
    let mut faults = Diagnostics::new();
    let mut cleaning = Cleaning {
        project,
        settings,
        geography,
        corrections: Corrections::read(project, settings)?,
        recodes: IndexMap::new(),
        ledger: Ledger::default(),
        tables: IndexMap::new(),
    };
    for (name, mapping) in &settings.mapping.value.tables {
        if !settings.series.value.tables.contains_key(name) {
            let known = settings.series.value.tables.keys().map(String::as_str);
            faults.push(
                Diagnostic::error(
                    "unknown-table",
                    format!("the series has no table \"{name}\""),
                )
                .with_place(settings.mapping.locations.place(&format!("tables/{name}")))
                .with_help(did_you_mean(name, known)),
            );
        } else if !extracts.extracts.contains_key(&mapping.extract) {
            let known = extracts.extracts.keys().map(String::as_str);
            faults.push(
                Diagnostic::error(
                    "unknown-extract",
                    format!(
                        "dataset version {} has no extract \"{}\"",
                        extracts.version, mapping.extract
                    ),
                )
                .with_place(
                    settings
                        .mapping
                        .locations
                        .place(&format!("tables/{name}/extract")),
                )
                .with_help(did_you_mean(&mapping.extract, known)),
            );
        }
    }
    for (name, table) in &settings.series.value.tables {
        if table.from.is_some() {
            continue;
        }
        let mapping = settings.mapping.value.tables.get(name);
        let extract = mapping.and_then(|mapping| extracts.extracts.get(&mapping.extract));
        match (mapping, extract) {
            (Some(mapping), Some(extract)) => {
                let resources = extracts.package.resources.iter();
                let resource = resources
                    .into_iter()
                    .find(|resource| resource.name == extract.resource);
                let marks = resource.map_or(Ok(None), |resource| {
                    let folder = format!("{}/raw/{}", settings.folder(), settings.version);
                    ExtractMarks::of(extract, resource, &format!("{folder}/{DESCRIPTOR}"))
                });
                let marks = faults.take(marks).flatten();
                let delivered = Delivered {
                    mapping,
                    extract,
                    marks,
                };
                cleaning.clean_table(name, table, &delivered, &mut faults);
            }
            (None, _) if !table.optional => faults.push(
                Diagnostic::error(
                    "missing-table",
                    format!("nothing says which extract table \"{name}\" comes from"),
                )
                .with_place(settings.mapping.locations.place("tables"))
                .with_help(format!("add `{name}:` with its extract and columns")),
            ),
            _ => {}
        }
    }
    faults.extend(cleaning.corrections.stale(settings.series));
    faults.extend(cleaning.corrections.taken_over());
    faults.extend(cleaning.corrections.not_taken_over());
    faults.extend(cleaning.corrections.same_at_line());
    faults.extend(cleaning.corrections.unknown_versions);
    for (name, account) in &cleaning.ledger.accounts {
        if !account.balances() && !faults.has_errors() {
            faults.push(Diagnostic::error(
                "row-accounting",
                format!("rows of \"{name}\" are not all accounted for: {account:?}"),
            ));
        }
    }
    let Cleaning {
        ledger,
        tables,
        recodes,
        ..
    } = cleaning;
    faults.finish(Tables {
        tables,
        ledger,
        recodes,
    })
}

/// What a delivery holds for one table.
struct Delivered<'a> {
    mapping: &'a MappingSettings,
    extract: &'a Extract,
    marks: Option<ExtractMarks<'a>>,
}

/// What the steps share.
struct Cleaning<'a> {
    project: &'a Project,
    settings: DataSettings<'a>,
    geography: &'a Geography,
    corrections: Corrections,
    recodes: IndexMap<String, RecodeTable>,
    ledger: Ledger,
    tables: IndexMap<String, Table>,
}

impl Cleaning<'_> {
    fn clean_table(
        &mut self,
        name: &str,
        table: &TableSettings,
        delivered: &Delivered<'_>,
        faults: &mut Diagnostics,
    ) {
        let Delivered {
            mapping,
            extract,
            marks,
        } = delivered;
        let settings = self.settings;
        let mapping_path = format!("tables/{name}");
        let Some((frame, positions)) = faults.take(mapping::map_columns(
            settings,
            &mapping_path,
            mapping,
            extract,
        )) else {
            return;
        };
        let place = settings.mapping.locations.place(&mapping_path);
        faults.extend(held::unnamed_columns(mapping, extract, &place));
        let mut ledger = std::mem::take(&mut self.ledger);
        let mut children = Vec::new();
        let mut own_faults = Diagnostics::new();
        let mut bench = Workbench {
            table: name,
            file: extract.file.clone(),
            sheet: extract.sheet.clone(),
            frame,
            positions,
            ledger: &mut ledger,
            faults: &mut own_faults,
            not_recoded: Vec::new(),
            brief: &settings.brief.value,
            locations: &settings.series.locations,
        };
        let rows_in = extract.frame.height();
        let corrections = format!("{}/corrections.csv", settings.folder());
        let suspects = {
            let key = mapping.columns.keys().next().map(String::as_str);
            let names = RowNames::of(&bench, extract, key);
            let groups = shown::groups(extract);
            let decided = self.corrections.decide_rows(&mut bench, &names, &groups);
            let written = (settings.version, corrections.as_str());
            shown::read(&mut bench, extract, table, written, &decided);
            let wide = shown::wide_rows(extract);
            not_data::find(&mut bench, &names, written, &decided.kept, &wide)
        };
        let is_settled = table.steps.iter().position(|step| !held::settles(step));
        let is_settled = is_settled.unwrap_or(table.steps.len());
        for (number, step) in table.steps.iter().enumerate() {
            if number == is_settled {
                self.settled(&mut bench, mapping, table, extract);
            }
            let place = settings
                .series
                .locations
                .place(&format!("tables/{name}/steps/{number}"));
            self.apply(step, &place, &mut bench, (table, delivered), &mut children);
        }
        if is_settled == table.steps.len() {
            self.settled(&mut bench, mapping, table, extract);
        }
        let kept = bench.frame.height();
        let origins = schema::Origins {
            version: settings.version,
            descriptor: self.descriptor(),
            corrections: corrections.clone(),
            mapped: &mapping.columns,
            number_forms: &extract.number_forms,
            recodes: &self.recodes,
        };
        let finished = schema::enforce(&mut bench, table, &origins);
        let mut told = std::mem::take(bench.faults);
        suspects.tell(&bench, &corrections, &mut told);
        *bench.faults = told;
        let file = bench.file.clone();
        let account = |fate| ledger.rows_with_fate(name, fate).len();
        let account = Account {
            rows_in,
            kept,
            merged: account(RowFate::Merged),
            rejected: account(RowFate::Rejected),
            out_of_scope: account(RowFate::OutOfScope),
        };
        ledger.accounts.insert(name.to_owned(), account);
        match rejected_rows(&ledger, name, extract) {
            Ok(rejected) => {
                ledger.rejected.insert(name.to_owned(), rejected);
            }
            Err(error) => own_faults.push(Diagnostic::error("internal", error.to_string())),
        }
        if let Some(frame) = finished {
            let lineage = Lineage::of(table, mapping);
            let basis = |frame: &DataFrame, lineage: &Lineage| {
                let marks = marks.as_ref();
                let marked = marks.and_then(|marks| marks.of_table(frame, lineage));
                marked.map(Arc::new)
            };
            for child in children {
                let filled = child.table.clone();
                self.finish_child(child, name, table.key.as_slice(), &frame, &mut own_faults);
                if let Some(child) = self.tables.get_mut(&filled) {
                    child.basis = basis(&child.frame, &lineage.of_filled(table, &filled));
                }
            }
            let basis = basis(&frame, &lineage);
            self.tables.insert(
                name.to_owned(),
                Table {
                    name: name.to_owned(),
                    frame,
                    key: table.key.as_slice().to_vec(),
                    file,
                    sheet: extract.sheet.clone(),
                    basis,
                },
            );
        }
        self.ledger = ledger;
        faults.extend(own_faults);
    }

    /// The descriptor of the dataset version.
    fn descriptor(&self) -> String {
        let folder = self.settings.folder();
        format!("{folder}/raw/{}/{DESCRIPTOR}", self.settings.version)
    }

    /// Judges the cells that are read, once missing values are declared and corrections applied.
    fn settled(
        &self,
        bench: &mut Workbench,
        mapping: &MappingSettings,
        table: &TableSettings,
        extract: &Extract,
    ) {
        held::tell(bench, mapping, extract);
        let descriptor = Place::file(self.descriptor());
        constraints::check_raw(bench, mapping, table, extract, &descriptor);
    }

    fn apply(
        &mut self,
        step: &Step,
        place: &Place,
        bench: &mut Workbench,
        (table, delivered): (&TableSettings, &Delivered<'_>),
        children: &mut Vec<places::NamedPlaces>,
    ) {
        let Delivered {
            mapping, extract, ..
        } = delivered;
        match step {
            Step::TrimBlanks(_) => {
                for column in bench.column_names() {
                    invisible::trim(bench, &column, place);
                }
            }
            Step::DeclareMissing(_) => {
                for column in bench.column_names() {
                    let raw = mapping.raw_column(&column);
                    let missing = raw.map_or(&extract.missing_values[..], |raw| {
                        extract.missing_values_of(raw)
                    });
                    missing::nearly(bench, &column, missing, place);
                    bench.change_texts(&column, "declared missing value", place, |_, _, cell| {
                        let mut missing = missing.iter();
                        match cell {
                            Some(cell) if missing.any(|missing| missing == cell) => {
                                Change::To(None)
                            }
                            _ => Change::Kept,
                        }
                    });
                }
            }
            Step::RejectBlankRows(_) => rows::reject_blank(bench),
            Step::ApplyCorrections(_) => {
                self.corrections
                    .apply(bench, &self.settings.mapping.value, extract, place)
            }
            Step::Recode(step) => match self.recode(&step.with, &step.column, mapping, bench) {
                Some(recode) => rows::recode(bench, step, recode, place),
                None => bench.not_recoded.push(step.column.clone()),
            },
            Step::ReadIntegers(step) => {
                for column in &step.columns {
                    let field = mapping.raw_column(column);
                    let origin = NumberOrigin::of(field, &extract.number_forms, self.descriptor());
                    numbers::read_integers(bench, column, &origin, place);
                }
            }
            Step::ReadDates(step) => {
                let origin = self.date_origin(&step.column, mapping, extract);
                dates::read(bench, step, &origin, place);
            }
            Step::JoinPlaces(step) => {
                let geography = self.geography;
                if let Some(recode) = self.recode(&step.with, &step.column, mapping, bench) {
                    children.extend(places::join(bench, step, recode, geography, place));
                }
            }
            Step::Derive(step) => rows::derive(bench, step, place),
            Step::OutOfScope(step) => {
                let from = step.outside_period.as_deref();
                let from = from.and_then(|month| column_of_month(table, month));
                let field = from.and_then(|from| mapping.raw_column(from));
                let field = field.and_then(|field| extract.date_fields.get(field));
                let dates = rows::ScopeDates {
                    column: from,
                    field,
                };
                rows::out_of_scope(bench, step, dates, place);
            }
            Step::MergeDuplicates(step) => {
                let table = self.settings.series.value.tables.get(bench.table);
                let key = table.map_or(&[] as &[String], |table| table.key.as_slice());
                rows::merge_duplicates(bench, step, place, key, mapping);
            }
        }
    }

    /// Where a column of dates comes from, and how the descriptor says that it writes them.
    fn date_origin<'b>(
        &self,
        column: &str,
        mapping: &'b MappingSettings,
        extract: &'b Extract,
    ) -> DateOrigin<'b> {
        let field = mapping.raw_column(column);
        DateOrigin {
            field,
            declared: field.and_then(|field| extract.date_fields.get(field)?.format.as_deref()),
            constraints: field.and_then(|field| extract.constraints.get(field)),
            descriptor: self.descriptor(),
        }
    }

    /// The recode table for a column. A brief needs none for what its delivery does not record.
    fn recode(
        &mut self,
        name: &str,
        column: &str,
        mapping: &MappingSettings,
        bench: &mut Workbench,
    ) -> Option<&mut RecodeTable> {
        if !self.recodes.contains_key(name) {
            let file = format!("{}/recodes/{name}.csv", self.settings.folder());
            let recode = if mapping.is_absent(column) && !self.project.has(&file) {
                RecodeTable::empty(&file)
            } else {
                bench.faults.take(RecodeTable::read(self.project, &file))?
            };
            self.recodes.insert(name.to_owned(), recode);
        }
        self.recodes.get_mut(name)
    }

    /// Turns the places that rows name into a table of their own, for the rows that stayed.
    fn finish_child(
        &mut self,
        child: places::NamedPlaces,
        parent: &str,
        parent_key: &[String],
        parent_frame: &DataFrame,
        faults: &mut Diagnostics,
    ) {
        let series = &self.settings.series.value;
        let declared = series
            .tables
            .get(&child.table)
            .filter(|table| table.from.as_deref() == Some(parent));
        let Some(declared) = declared else {
            faults.push(
                Diagnostic::error(
                    "unknown-table",
                    format!(
                        "the series has no table \"{}\" with `from: {parent}`",
                        child.table
                    ),
                )
                .with_place(child.step.clone()),
            );
            return;
        };
        let table = child.table.clone();
        match child.frame(parent_key, parent_frame) {
            Ok((frame, file, sheet)) => {
                let missing: Vec<&str> = declared
                    .columns
                    .keys()
                    .map(String::as_str)
                    .filter(|column| frame.column(column).is_err())
                    .collect();
                let keys = child_key(declared.key.as_slice(), parent_key);
                let repeated = missing.is_empty().then(|| schema::repeated(&frame, &keys));
                let mut twice = RepeatedFaults::default();
                for (line, earlier, key) in repeated.into_iter().flatten() {
                    let at_line = line as usize;
                    let at = || Some(Place::cell(file.clone(), sheet.as_deref(), at_line, None));
                    twice.add("", Some(&key), at, || {
                        let of = (self.settings.version, parent);
                        schema::duplicate_key(&key, [earlier, line], &keys, of, None)
                    });
                }
                faults.extend(twice.into_faults());
                if missing.is_empty() {
                    self.tables.insert(
                        table.clone(),
                        Table {
                            name: table,
                            frame,
                            key: keys,
                            file,
                            sheet,
                            basis: None,
                        },
                    );
                } else {
                    faults.push(
                        Diagnostic::error(
                            "unknown-column",
                            format!(
                                "table \"{table}\" cannot have the columns {}",
                                missing.join(", ")
                            ),
                        )
                        .with_place(
                            self.settings
                                .series
                                .locations
                                .place(&format!("tables/{table}/columns")),
                        ),
                    );
                }
            }
            Err(error) => faults.push(Diagnostic::error("internal", error.to_string())),
        }
    }
}

/// The column of dates that a step makes a column of months from.
fn column_of_month<'a>(table: &'a TableSettings, month: &str) -> Option<&'a str> {
    table.steps.iter().find_map(|step| match step {
        Step::ReadDates(step) if step.month == month => Some(step.column.as_str()),
        _ => None,
    })
}

/// The key of a table made from another. Its parent's alone names several of its rows, so the position
/// among them is part of it whether that is declared or not.
fn child_key(declared: &[String], parent: &[String]) -> Vec<String> {
    let mut key = declared.to_vec();
    if key == parent {
        key.push(places::POSITION.to_owned());
    }
    key
}

/// A warning for each recode entry that none of these versions' cleaning has used.
pub fn unused_entries(
    versions: &[IndexMap<String, RecodeTable>],
) -> impl Iterator<Item = Diagnostic> + '_ {
    let mut users: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for recode in versions.iter().flat_map(IndexMap::values) {
        for (raw, line, used) in recode.entries() {
            let count = users.entry((recode.file(), raw)).or_insert((line, 0));
            count.1 += usize::from(used);
        }
    }
    users
        .into_iter()
        .filter(|(_, (_, used))| *used == 0)
        .map(|((file, raw), (line, _))| {
            Diagnostic::warning(
                "unused-recode",
                format!("no dataset version holds \"{raw}\""),
            )
            .with_place(Place::line(file, line))
            .with_help(
                "remove the line, or mend it if it is meant for a value that is spelled otherwise",
            )
        })
}

/// What a step makes of a text is worked out once for so many texts; beyond, for each cell.
const REMEMBERED: usize = 1 << 16;

fn internal(error: PolarsError) -> Diagnostics {
    Diagnostic::error("internal", error.to_string()).into()
}

/// Computes an SQL expression over a table in the making.
fn evaluate(bench: &mut Workbench, expression: &str, place: &Place) -> Option<Column> {
    let parsed = sql::expression(expression, bench.table, bench.frame.schema(), place);
    let expr = bench.faults.take(parsed)?;
    let computed = bench
        .frame
        .clone()
        .lazy()
        .select([expr.alias("computed")])
        .collect()
        .and_then(|frame| frame.column("computed").cloned())
        // A literal gives one row whatever the table's height.
        .map(|column| {
            if column.len() == 1 {
                column.new_from_index(0, bench.frame.height())
            } else {
                column
            }
        });
    match computed {
        Ok(column) => Some(column),
        Err(error) => {
            let fault = sql::fault(expression, &error, bench.frame.schema(), place);
            bench.faults.push(fault);
            None
        }
    }
}
