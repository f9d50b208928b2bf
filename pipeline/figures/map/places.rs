//! From a findings table to symbols on the sheet: the join of places to the gazetteer is a gate.
//!
//! # Example
//! ```
//! use brief_figures::map::places::{PlaceTable, by_place};
//! use brief_model::findings::{FindingTable, Findings};
//!
//! # let geography = brief_figures::doctest::geography();
//! # let view = brief_figures::doctest::view();
//! # let base = brief_figures::doctest::base(&view, &geography);
//! # let findings = Findings::default();
//! # let lookup = brief_figures::doctest::lookup(&findings);
//! let nests = FindingTable::from_counts(
//!     ["place"],
//!     &[([Some("Zenda")], 3), ([Some("Hofbau")], 2), ([None], 1)],
//! );
//! let counted = PlaceTable {
//!     finding: "nests",
//!     table: &nests,
//!     place_column: 0,
//!     kinds: 1,
//!     rests_on: None,
//! };
//! let rows = (0..nests.rows.len()).map(|row| (row, 0));
//!
//! let placed = by_place(lookup, counted, rows, &geography.gazetteer, &base).expect("both towns are known");
//! assert_eq!((placed.drawn(), placed.beyond(), placed.unplaced), (3, 2, 1));
//! assert_eq!(placed.total, 6, "nothing is dropped in silence");
//! ```

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use brief_base::numbers::with_thousands;
use brief_drawing::join::Join;
use brief_model::findings::FindingTable;
use brief_model::geography::{Gazetteer, Geography};
use brief_model::rests_on::{RestsOn, is_illustrative};

use super::base::BaseMap;
use super::definition::{PanelDefinition, Symbols};
use crate::charts::total::sum;
use crate::lookup::{DrawError, Lookup};
use crate::selection::Series;

/// Counts of a place, one for each kind drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceCounts {
    /// Its primary name in the gazetteer.
    pub name: String,
    /// In metres of the projection.
    pub position: (f64, f64),
    /// In the order of the kinds.
    pub counts: Vec<i64>,
    /// Whether each of them is illustrative.
    pub illustrative: Vec<bool>,
}

/// All that a table says about places.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CountsByPlace {
    /// Places within the frame, most counted first, then by name.
    pub places: Vec<PlaceCounts>,
    /// Places beyond the frame, and their counts.
    pub outside: Vec<(String, i64)>,
    /// Counts without a place.
    pub unplaced: i64,
    /// Everything.
    pub total: i64,
    /// What stands behind the counts of places, of kinds, and of what is not drawn.
    pub sign: String,
    /// What stands behind the total.
    pub sign_of_total: String,
}

impl CountsByPlace {
    /// How many have a symbol.
    pub fn drawn(&self) -> i64 {
        sum(self
            .places
            .iter()
            .flat_map(|place| place.counts.iter().copied()))
    }

    /// How many lie beyond the frame.
    pub fn beyond(&self) -> i64 {
        sum(self.outside.iter().map(|(_, count)| *count))
    }

    /// How the table met the gazetteer.
    pub fn join(&self) -> Join {
        Join {
            units: "places".into(),
            matched: self.places.len() + self.outside.len(),
            without_rows: None,
        }
    }

    /// Sum over places and kinds, by kind, of what is drawn.
    pub fn drawn_of(&self, kind: usize) -> i64 {
        let counts = self.places.iter().map(|place| place.counts.get(kind));
        sum(counts.flatten().copied())
    }

    /// The largest count of one kind at one place.
    pub fn largest(&self) -> i64 {
        self.places
            .iter()
            .flat_map(|place| place.counts.iter().copied())
            .max()
            .unwrap_or(0)
    }

    /// What a map's sentences may say of it.
    pub fn counts(&self) -> MapCounts<'_> {
        MapCounts {
            drawn: self.drawn(),
            total: self.total,
            unplaced: self.unplaced,
            outside: self.beyond(),
            sign: &self.sign,
            sign_of_total: &self.sign_of_total,
        }
    }
}

/// How much of a table a map shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MapCounts<'a> {
    /// On the map.
    pub drawn: i64,
    /// In the table.
    pub total: i64,
    /// Without a place.
    pub unplaced: i64,
    /// Beyond the frame.
    pub outside: i64,
    /// What stands behind them.
    pub sign: &'a str,
    /// What stands behind the total.
    pub sign_of_total: &'a str,
}

impl MapCounts<'_> {
    /// Refuses a map that leaves something out while none of its `words`, as declared, says so: its title counts what
    /// it does not draw. `instead` is what to declare.
    ///
    /// # Errors
    /// When it is so.
    pub(crate) fn refuse_silence<'w>(
        self,
        finding: &str,
        lookup: Lookup<'_>,
        words: impl Iterator<Item = &'w str> + Clone,
        instead: &str,
    ) -> Result<(), Diagnostic> {
        let says = |name: &str| {
            let mut words = words.clone();
            words.any(|text| text.contains("{drawn}") || text.contains(name))
        };
        let reasons = [
            (self.unplaced, "{unplaced}", "without a place"),
            (self.outside, "{outside}", "beyond the map's frame"),
        ];
        let silent = reasons
            .into_iter()
            .filter(|(count, name, _)| *count != 0 && !says(name));
        let silent: Vec<String> = silent
            .map(|(count, _, why)| format!("{} {why}", with_thousands(count)))
            .collect();
        if silent.is_empty() {
            return Ok(());
        }
        let message = format!(
            "\"{finding}\" counts {}, of which the map leaves out {}, and none of its words says so",
            with_thousands(self.total),
            silent.join(" and ")
        );
        let fault = lookup.fault("undrawn-units", finding, &message);
        Err(fault.with_help(instead))
    }

    /// The values that texts of a map may name.
    pub fn values(self) -> [(&'static str, String); 4] {
        [
            ("drawn", self.drawn, self.sign),
            ("total", self.total, self.sign_of_total),
            ("unplaced", self.unplaced, self.sign),
            ("outside", self.outside, self.sign),
        ]
        .map(|(name, count, sign)| (name, format!("{}{sign}", with_thousands(count))))
    }
}

/// A table to be counted by place.
#[derive(Debug, Clone)]
pub struct PlaceTable<'a> {
    /// Its finding's name.
    pub finding: &'a str,
    pub table: &'a FindingTable,
    /// Which of its columns holds places.
    pub place_column: usize,
    /// How many kinds are distinguished.
    pub kinds: usize,
    /// What the rows that are drawn rest on together.
    pub rests_on: Option<RestsOn>,
}

/// Sums rows of a table (each with its kind) by place and kind.
///
/// # Errors
/// All places that the gazetteer does not know, each with the nearest names.
pub fn by_place(
    lookup: Lookup<'_>,
    table: PlaceTable<'_>,
    rows: impl Iterator<Item = (usize, usize)>,
    gazetteer: &Gazetteer,
    base: &BaseMap<'_>,
) -> Result<CountsByPlace, Diagnostics> {
    let PlaceTable {
        finding,
        table,
        place_column,
        kinds,
        rests_on,
    } = table;
    let mut diagnostics = Diagnostics::new();
    let mut placed = CountsByPlace::default();
    let mut by_name: IndexMap<&str, (Vec<i64>, Vec<bool>)> = IndexMap::new();
    let mut rows_counted = 0;
    for (row, kind) in rows {
        let row = &table.rows[row];
        rows_counted += 1;
        placed.total = placed.total.saturating_add(row.count);
        match row.keys[place_column].as_deref() {
            None => placed.unplaced = placed.unplaced.saturating_add(row.count),
            Some(_) if row.count == 0 => {}
            Some(name) => {
                let empty = || (vec![0; kinds], vec![false; kinds]);
                let (counts, illustrative) = by_name.entry(name).or_insert_with(empty);
                counts[kind] = counts[kind].saturating_add(row.count);
                illustrative[kind] |= is_illustrative(row.rests_on.as_ref());
            }
        }
    }
    let of_total = match rows_counted == table.rows.len() {
        true => table.total_rests_on.as_ref(),
        false => rests_on.as_ref(),
    };
    placed.sign_of_total = lookup.sign(of_total).to_owned();
    placed.sign = lookup.sign(rests_on.as_ref()).to_owned();
    for (name, (counts, illustrative)) in by_name {
        let Some(place) = gazetteer.by_name(name) else {
            diagnostics.push(
                lookup
                    .fault(
                        "unknown-place",
                        finding,
                        &format!("\"{finding}\" has a place \"{name}\" that the gazetteer has not"),
                    )
                    .with_help(did_you_mean(
                        name,
                        gazetteer.places().iter().map(|place| place.name.as_str()),
                    )),
            );
            continue;
        };
        match base
            .projection
            .project(place.longitude, place.latitude)
            .filter(|position| base.frame.holds(*position))
        {
            Some(position) => placed.places.push(PlaceCounts {
                name: name.to_owned(),
                position,
                counts,
                illustrative,
            }),
            None => placed.outside.push((name.to_owned(), sum(counts))),
        }
    }
    placed.places.sort_by(|a, b| {
        let total = |place: &PlaceCounts| sum(place.counts.iter().copied());
        total(b).cmp(&total(a)).then_with(|| a.name.cmp(&b.name))
    });
    placed.outside.sort();
    diagnostics.finish(placed).map(|(placed, _)| placed)
}

/// Counts of a map's symbols by place, one for each of its kinds.
///
/// # Errors
/// When a name is unknown, symbols have no size, a kind is drawn twice or occurs and is not drawn, a place is not in the
/// gazetteer, or the dataset has no data.
pub(crate) fn by_kind(
    symbols: &Symbols,
    lookup: Lookup<'_>,
    geography: &Geography,
    base: &BaseMap<'_>,
) -> Result<CountsByPlace, DrawError> {
    lookup.above_zero("radius_of_one", symbols.radius_of_one)?;
    let table = lookup.table(&symbols.finding)?;
    let place = lookup.column(&symbols.finding, table, &symbols.place)?;
    let every = 0..table.rows.len();
    let (finding, by) = (&symbols.finding, &symbols.by);
    let rows = kinds_of(every, (finding, table), by, &symbols.series, lookup)?;
    let counted = PlaceTable {
        finding: &symbols.finding,
        table,
        place_column: place,
        kinds: symbols.series.len(),
        rests_on: table.rests_on(),
    };
    Ok(by_place(
        lookup,
        counted,
        rows.into_iter(),
        &geography.gazetteer,
        base,
    )?)
}

/// Rows of a table, each with its kind.
fn kinds_of(
    rows: impl IntoIterator<Item = usize>,
    (finding, table): (&str, &FindingTable),
    by: &str,
    kinds: &[Series],
    lookup: Lookup<'_>,
) -> Result<Vec<(usize, usize)>, DrawError> {
    lookup.each_kind_once(kinds)?;
    let by = lookup.column(finding, table, by)?;
    for series in kinds {
        lookup.category(finding, table, by, &series.key)?;
    }
    let mut all = Vec::new();
    for number in rows {
        let row = &table.rows[number];
        let series = lookup.series_of(finding, row.keys[by].as_deref(), row.count, kinds)?;
        all.extend(series.map(|series| (number, series)));
    }
    Ok(all)
}

/// Counts of a panel's rows by place, one for each of its kinds.
///
/// # Errors
/// When a name is unknown, a place is not in the gazetteer, or the dataset has no data.
pub(crate) fn of_panel(
    panel: &PanelDefinition,
    lookup: Lookup<'_>,
    geography: &Geography,
    base: &BaseMap<'_>,
) -> Result<CountsByPlace, DrawError> {
    let table = lookup.table(&panel.finding)?;
    let rows = lookup.select(&panel.finding, table, &panel.selection)?;
    let counted = PlaceTable {
        finding: &panel.finding,
        table,
        place_column: lookup.column(&panel.finding, table, &panel.place)?,
        kinds: panel.series.len().max(1),
        rests_on: match panel.selection.is_empty() {
            true => table.rests_on(),
            false => lookup.selection_rests_on(&panel.finding, table, &panel.selection)?,
        },
    };
    let rows: Vec<(usize, usize)> = match &panel.by {
        Some(by) => kinds_of(rows, (&panel.finding, table), by, &panel.series, lookup)?,
        None => rows.into_iter().map(|row| (row, 0)).collect(),
    };
    Ok(by_place(
        lookup,
        counted,
        rows.into_iter(),
        &geography.gazetteer,
        base,
    )?)
}
