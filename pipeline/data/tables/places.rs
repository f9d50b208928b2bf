//! Named towns joined to the gazetteer, and their region by point in polygon.

use std::collections::{BTreeMap, HashMap};

use geo::{Contains, Distance, Euclidean, Haversine, Point};
use polars::prelude::*;

use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::numbers::with_thousands;
use brief_base::repeated::RepeatedFaults;
use brief_model::geography::{Area, Boundaries, Gazetteer, GazetteerPlace, Geography};
use brief_model::series::PlacesStep;

use super::REMEMBERED;
use super::recodes::RecodeTable;
use super::row_decisions::csv_line;
use super::workbench::Workbench;
use crate::extracts::LINE;

/// The code in a recode table for a place abroad: named, but not placed.
const OUTSIDE: &str = "outside";

/// A town this close to a region, in degrees, lies in it: boundaries are simplified, and a harbour
/// may fall into the sea.
const TOLERANCE_DEGREES: f64 = 0.15;

/// Of latitude; of longitude it is at most as much.
const KILOMETRES_OF_A_DEGREE: f64 = 111.2;

/// A place outside every region draws a warning if it lies farther than this from the nearest one.
const FAR_KILOMETRES: f64 = 5.0;

/// Two places of one name this near to each other are one: gazetteers have towns and their municipalities.
const NEAR_KILOMETRES: f64 = 20.0;

/// A gazetteer name, and the code of the region it lies in.
type NamedPlace = (String, Option<String>);

/// The places that each row of a table names.
pub(super) struct NamedPlaces {
    /// The table to make of them.
    pub table: String,
    /// The step's place in the settings.
    pub step: Place,
    file: String,
    sheet: Option<String>,
    place_column: String,
    region_column: String,
    rows: RowPlaces,
}

/// What the rows of a table name.
struct RowPlaces {
    /// Each different naming once; the first is that of rows which name nothing.
    namings: Vec<Naming>,
    /// Line and number of the naming, by line.
    by_line: Vec<(u32, usize)>,
}

/// The places that a text names, and how they differ from what it says.
#[derive(Default)]
struct Naming {
    places: Vec<NamedPlace>,
    /// Before, after, rule.
    changes: Vec<(String, Option<String>, String)>,
}

/// The column that counts the places of a row, from 1.
pub(super) const POSITION: &str = "position";

impl NamedPlaces {
    /// One row a named place, for the rows of the parent table that stayed: the parent's key columns, the
    /// position from 1, the place, its region.
    pub(super) fn frame(
        self,
        parent_key: &[String],
        parent: &DataFrame,
    ) -> PolarsResult<(DataFrame, String, Option<String>)> {
        let (mut lines, mut rows, mut positions) = (Vec::new(), Vec::new(), Vec::new());
        let (mut places, mut regions) = (Vec::new(), Vec::new());
        let parent_lines = parent.column(LINE)?.u32()?;
        for (line, row) in parent_lines.into_no_null_iter().zip(0..) {
            for (number, (place, region)) in self.rows.of_line(line).iter().enumerate() {
                lines.push(line);
                rows.push(row);
                positions.push(i64::try_from(number + 1).unwrap_or(i64::MAX));
                places.push(place.as_str());
                regions.push(region.as_deref());
            }
        }
        let height = lines.len();
        let rows = IdxCa::from_vec("rows".into(), rows);
        let mut columns = vec![UInt32Chunked::from_vec(LINE.into(), lines).into_column()];
        for key in parent_key {
            columns.push(parent.column(key)?.take(&rows)?);
        }
        columns.extend([
            Int64Chunked::from_vec(POSITION.into(), positions).into_column(),
            StringChunked::from_iter_values(self.place_column.as_str().into(), places.into_iter())
                .into_column(),
            StringChunked::from_iter_options(
                self.region_column.as_str().into(),
                regions.into_iter(),
            )
            .into_column(),
        ]);
        let frame = DataFrame::new(height, columns)?;
        Ok((frame, self.file, self.sheet))
    }
}

/// Joins a column of place names. The row gets its first place, that place's region and density.
pub(super) fn join(
    bench: &mut Workbench,
    step: &PlacesStep,
    recode: &mut RecodeTable,
    geography: &Geography,
    place: &Place,
) -> Option<NamedPlaces> {
    let cells = bench.texts(&step.column, place)?;
    let regions = boundaries(bench, &step.regions, geography, place)?;
    let mut further_areas = Vec::new();
    for (column, set) in &step.areas {
        further_areas.push((column, set, boundaries(bench, set, geography, place)?));
    }
    let lookup = Lookup {
        step,
        recode,
        gazetteer: &geography.gazetteer,
        regions,
        region_of: BTreeMap::new(),
        unknown: RepeatedFaults::default(),
        outside: RepeatedFaults::default(),
        of_several: RepeatedFaults::default(),
    };
    let rows = lookup.rows(bench, &cells);
    let first = |number| rows.first(number);
    rows.put_texts(bench, &step.place, |number| Some(first(number)?.0.as_str()));
    rows.put_texts(bench, &step.region, |number| first(number)?.1.as_deref());
    for (column, set, areas) in further_areas {
        let found = |number| geography.gazetteer.by_name(first(number)?.0.as_str());
        let codes = (0..rows.namings.len()).map(|number| {
            let found = found(number)?;
            let area = region_at(found, areas);
            Some((found, area.map(|area| area.code.as_str())))
        });
        let codes: Vec<Option<(&GazetteerPlace, Option<&str>)>> = codes.collect();
        let mut faults = RepeatedFaults::default();
        for (line, number) in &rows.by_line {
            let at = || Some(bench.place(*line, Some(&step.column)));
            match codes[*number] {
                Some((found, None)) => faults.add(&found.name, None, at, || outside(found, set)),
                Some((found, Some(_))) => {
                    if let Some(both) = in_two(found, areas) {
                        faults.add(&found.name, None, at, || ambiguous(found, both));
                    }
                }
                None => {}
            }
        }
        bench.faults.extend(faults.into_faults());
        let named = codes.iter().flatten().map(|(found, _)| (found.id, *found));
        let named: BTreeMap<u64, &GazetteerPlace> = named.collect();
        let warning = far_from_regions(bench, set, named.into_values(), areas);
        bench.faults.extend(warning);
        rows.put_texts(bench, column, |number| codes[number]?.1);
    }
    if let Some(column) = &step.density {
        rows.put_numbers(bench, column, |number| {
            let code = first(number)?.1.as_deref()?;
            let mut areas = regions.areas.iter();
            areas.find(|area| area.code == code)?.density()
        });
    }
    if let Some(column) = &step.overall_density {
        let overall = overall_density(regions);
        rows.put_numbers(bench, column, |_| overall);
    }
    if let Some(column) = &step.named {
        let named = rows.numbers();
        let named = named.map(|number| rows.namings[number].places.len() as i64);
        bench.put(Int64Chunked::from_iter_values(
            column.as_str().into(),
            named,
        ));
    }
    // Which places a row names, in any order: rows that report the same event often differ in it.
    let all = rows.namings.iter().map(Naming::names);
    let all: Vec<Option<String>> = all.collect();
    rows.put_texts(bench, &step.column, |number| all[number].as_deref());
    step.into.as_ref().map(|table| NamedPlaces {
        table: table.clone(),
        step: place.clone(),
        file: bench.file.clone(),
        sheet: bench.sheet.clone(),
        place_column: step.place.clone(),
        region_column: step.region.clone(),
        rows,
    })
}

impl Naming {
    /// The places by name, in the order of the alphabet.
    fn names(&self) -> Option<String> {
        let names = self.places.iter().map(|(name, _)| name.as_str());
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        (!names.is_empty()).then(|| names.join("; "))
    }
}

impl RowPlaces {
    fn of_line(&self, line: u32) -> &[NamedPlace] {
        let at = self.by_line.binary_search_by_key(&line, |(line, _)| *line);
        let naming = at.ok().and_then(|at| self.namings.get(self.by_line[at].1));
        naming.map_or(&[], |naming| &naming.places)
    }

    /// The first place of a naming.
    fn first(&self, number: usize) -> Option<&NamedPlace> {
        self.namings[number].places.first()
    }

    /// The number of each row's naming.
    fn numbers(&self) -> impl Iterator<Item = usize> {
        self.by_line.iter().map(|(_, number)| *number)
    }

    fn put_texts<'a>(
        &self,
        bench: &mut Workbench,
        column: &str,
        text: impl Fn(usize) -> Option<&'a str>,
    ) {
        bench.put_texts(column, self.numbers().map(text));
    }

    /// Puts a number that is worked out once for each naming.
    fn put_numbers(
        &self,
        bench: &mut Workbench,
        column: &str,
        value: impl Fn(usize) -> Option<f64>,
    ) {
        let values: Vec<Option<f64>> = (0..self.namings.len()).map(value).collect();
        let values = self.numbers().map(|number| values[number]);
        bench.put(Float64Chunked::from_iter_options(column.into(), values));
    }
}

/// Looks up places by name.
struct Lookup<'a> {
    step: &'a PlacesStep,
    recode: &'a mut RecodeTable,
    gazetteer: &'a Gazetteer,
    regions: &'a Boundaries,
    /// The regions of places that were looked up.
    region_of: BTreeMap<u64, Option<&'a Area>>,
    unknown: RepeatedFaults,
    outside: RepeatedFaults,
    of_several: RepeatedFaults,
}

impl Lookup<'_> {
    /// What each row names; each change of a cell goes into the ledger.
    fn rows(mut self, bench: &mut Workbench, cells: &StringChunked) -> RowPlaces {
        let mut namings = vec![Naming::default()];
        let mut by_line = Vec::with_capacity(cells.len());
        let mut known: HashMap<String, usize> = HashMap::new();
        for (line, cell) in bench.lines().into_iter().zip(cells.iter()) {
            let Some(cell) = cell else {
                by_line.push((line, 0));
                continue;
            };
            let number = match known.get(cell) {
                Some(number) => *number,
                None => {
                    let (naming, is_sound) = self.naming(bench, line, cell);
                    let number = namings.len();
                    namings.push(naming);
                    // Faults are told for each row.
                    if is_sound && known.len() < REMEMBERED {
                        known.insert(cell.to_owned(), number);
                    }
                    number
                }
            };
            for (before, after, rule) in &namings[number].changes {
                bench.cell_changed(line, &self.step.place, Some(before), after.as_deref(), rule);
            }
            by_line.push((line, number));
        }
        bench.faults.extend(self.unknown.into_faults());
        bench.faults.extend(self.outside.into_faults());
        bench.faults.extend(self.of_several.into_faults());
        let looked_up = self.gazetteer.places().iter();
        let found = looked_up.filter(|place| self.region_of.contains_key(&place.id));
        let warning = far_from_regions(bench, &self.step.regions, found, self.regions);
        bench.faults.extend(warning);
        RowPlaces { namings, by_line }
    }

    /// Warns of a name that other places have too.
    fn tell_others(&mut self, bench: &Workbench, line: u32, part: &str, found: &GazetteerPlace) {
        let others = self.gazetteer.others(part);
        let is_far = |other: &&GazetteerPlace| kilometres(found, other) > NEAR_KILOMETRES;
        let others: Vec<&GazetteerPlace> = others.into_iter().filter(is_far).collect();
        let Some(another) = others.first() else {
            return;
        };
        let column = &self.step.column;
        let at = || Some(bench.place(line, Some(column)));
        let regions = self.regions;
        let file = self.recode.file();
        self.of_several.add(part, None, at, || {
            let words = |place: &GazetteerPlace| {
                let region = region_at(place, regions).map_or("no region", |area| &area.name);
                let size = match place.population {
                    0 => "of unknown size".to_owned(),
                    size => format!("{} inhabitants", with_thousands(i64::try_from(size).unwrap_or(i64::MAX))),
                };
                format!("{} (in {region}, {size})", place.id)
            };
            let others: Vec<String> = others.iter().map(|other| words(other)).collect();
            let message = format!(
                "\"{part}\" in column \"{column}\" names several places of the gazetteer, and is taken for {}, not for {}",
                words(found),
                others.join(" or ")
            );
            let [taken, other] = [found, another].map(|place| csv_line([part, &place.id.to_string(), "REASON"]));
            Diagnostic::warning("place-of-several", message).with_help(format!(
                "say which it is by a line in {file}: {taken} or {other}; `printed_names` under `geography` in brief.yaml \
                 gives a place a name of its own, by its number"
            ))
        });
    }

    /// The places that a cell names, and whether all are found; those that are not are faults.
    fn naming(&mut self, bench: &mut Workbench, line: u32, cell: &str) -> (Naming, bool) {
        let step = self.step;
        let mut naming = Naming::default();
        let mut is_sound = true;
        for part in cell.split(step.separator.as_str()) {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            // What somebody has decided comes first.
            let found = match self.recode.code(part) {
                Some(Some(code)) if code == OUTSIDE => {
                    let rule = format!("place abroad by {}", self.recode.file());
                    naming.changes.push((part.to_owned(), None, rule));
                    continue;
                }
                Some(Some(code)) => self.gazetteer.find_code(&code),
                Some(None) => continue,
                None => {
                    let found = self.gazetteer.find(part);
                    if let Some(found) = found {
                        self.tell_others(bench, line, part, found);
                    }
                    found
                }
            };
            let Some(found) = found else {
                let at = || Some(bench.place(line, Some(&step.column)));
                self.unknown.add(part, None, at, || {
                    unknown_place(step, self.recode, self.gazetteer, part)
                });
                is_sound = false;
                continue;
            };
            let region = self.region_of.entry(found.id);
            let region = *region.or_insert_with(|| region_at(found, self.regions));
            if region.is_none() {
                let at = || Some(bench.place(line, Some(&step.column)));
                let fault = || outside(found, &step.regions);
                self.outside.add(&found.name, None, at, fault);
                is_sound = false;
            } else if let Some(both) = in_two(found, self.regions) {
                let at = || Some(bench.place(line, Some(&step.column)));
                self.outside
                    .add(&found.name, None, at, || ambiguous(found, both));
                is_sound = false;
            }
            if found.name != part {
                let after = Some(found.name.clone());
                let rule = "gazetteer name".to_owned();
                naming.changes.push((part.to_owned(), after, rule));
            }
            if !naming.places.iter().any(|(name, _)| *name == found.name) {
                let region = region.map(|region| region.code.clone());
                naming.places.push((found.name.clone(), region));
            }
        }
        (naming, is_sound)
    }
}

/// How far two places are from each other, on a sphere.
fn kilometres(one: &GazetteerPlace, other: &GazetteerPlace) -> f64 {
    let [one, other] = [one, other].map(|place| Point::new(place.longitude, place.latitude));
    Haversine.distance(one, other) / 1000.0
}

/// A boundary set by name.
fn boundaries<'g>(
    bench: &mut Workbench,
    name: &str,
    geography: &'g Geography,
    place: &Place,
) -> Option<&'g Boundaries> {
    let found = geography.boundaries.get(name);
    if found.is_none() {
        bench.faults.push(
            Diagnostic::error(
                "unknown-boundaries",
                format!("the brief names no boundary set \"{name}\""),
            )
            .with_place(place.clone())
            .with_help("name it under `geography: boundaries:` in brief.yaml"),
        );
    }
    found
}

/// A place that no area of a boundary set holds.
fn outside(found: &GazetteerPlace, set: &str) -> Diagnostic {
    Diagnostic::error(
        "place-outside-regions",
        format!("\"{}\" lies in none of the regions \"{set}\"", found.name),
    )
    .with_help("check its coordinates in the gazetteer, or recode it to `outside`")
}

/// A place in two areas of a boundary set.
fn ambiguous(found: &GazetteerPlace, [one, other]: [&Area; 2]) -> Diagnostic {
    let words = |area: &Area| format!("\"{}\" ({})", area.name, area.code);
    Diagnostic::error(
        "place-in-two-regions",
        format!(
            "\"{}\" lies in {} and in {}, which overlap",
            found.name,
            words(one),
            words(other)
        ),
    )
    .with_help("cut one of the two areas out of the other in the boundary file")
}

fn unknown_place(
    step: &PlacesStep,
    recode: &RecodeTable,
    gazetteer: &Gazetteer,
    part: &str,
) -> Diagnostic {
    if let Some((sign, names)) = several_places(gazetteer, part) {
        let separator = step.separator.trim();
        let listed = names.join(&format!("{separator} "));
        return Diagnostic::error(
            "unknown-place",
            format!(
                "\"{part}\" in column \"{}\" is not in the gazetteer, and its parts are: the step sets places apart by \
                 \"{separator}\", the cell by \"{sign}\"",
                step.column
            ),
        )
        .with_help(format!(
            "correct the cell in corrections.csv to \"{listed}\", or let the step's `separator` in series.yaml be the \
             delivery's"
        ));
    }
    // A recode table may name a place that the gazetteer does not know either.
    let recoded = match recode.entry(part) {
        Some((Some(code), place)) => Some((code, place)),
        _ => None,
    };
    let near: Vec<&str> = gazetteer
        .nearest(recoded.as_ref().map_or(part, |(code, _)| code))
        .into_iter()
        .map(|place| place.name.as_str())
        .collect();
    let nearest = if near.is_empty() {
        "no name is near".to_owned()
    } else {
        format!("nearest names: {}", near.join(", "))
    };
    if let Some((code, place)) = &recoded {
        return Diagnostic::error(
            "unknown-place",
            format!(
                "\"{code}\", which stands for \"{part}\" in column \"{}\", is not in the gazetteer",
                step.column
            ),
        )
        .with_place(place.clone())
        .with_help(format!(
            "{nearest}; name the place as the gazetteer does, or say `{OUTSIDE}` for one abroad"
        ));
    }
    Diagnostic::error(
        "unknown-place",
        format!(
            "\"{part}\" in column \"{}\" is not in the gazetteer",
            step.column
        ),
    )
    .with_help(format!(
        "{nearest}; correct the name by a line in {}",
        recode.file()
    ))
}

/// Signs and words that deliveries set places apart by.
const SEPARATORS: [&str; 10] = [";", ",", "/", "|", "؛", "،", "&", "+", " and ", "\n"];

/// The gazetteer places in a text that uses another separator, and that separator. `None` if any part is not a place.
pub fn several_places<'a>(gazetteer: &Gazetteer, text: &'a str) -> Option<(&'a str, Vec<&'a str>)> {
    SEPARATORS.iter().find_map(|separator| {
        let at = text.find(separator)?;
        let parts = text.split(separator).map(str::trim);
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        let are_places =
            parts.len() >= 2 && parts.iter().all(|part| gazetteer.find(part).is_some());
        are_places.then(|| (text[at..at + separator.len()].trim_matches(' '), parts))
    })
}

/// The region that holds a place, or the nearest one within [`TOLERANCE_DEGREES`].
fn region_at<'a>(place: &GazetteerPlace, regions: &'a Boundaries) -> Option<&'a Area> {
    let point = Point::new(place.longitude, place.latitude);
    let mut areas = regions.areas.iter();
    let holds = areas.find(|area| area.outline.contains(&point));
    holds.or_else(|| nearest(place, regions).map(|(_, area)| area))
}

/// The nearest region within [`TOLERANCE_DEGREES`] of a place, and how far it is, in degrees.
fn nearest<'a>(place: &GazetteerPlace, regions: &'a Boundaries) -> Option<(f64, &'a Area)> {
    let point = Point::new(place.longitude, place.latitude);
    let distances = regions
        .areas
        .iter()
        .map(|area| (Euclidean.distance(&point, &area.outline), area));
    let near = distances.filter(|(distance, _)| *distance <= TOLERANCE_DEGREES);
    near.min_by(|one, other| one.0.total_cmp(&other.0))
}

/// A warning of places that lie in no region and are too far off to be ports on a simplified coast.
fn far_from_regions<'a>(
    bench: &Workbench,
    set: &str,
    places: impl Iterator<Item = &'a GazetteerPlace>,
    regions: &Boundaries,
) -> Option<Diagnostic> {
    let is_off = |place: &&GazetteerPlace| {
        let point = Point::new(place.longitude, place.latitude);
        let mut areas = regions.areas.iter();
        !areas.any(|area| area.outline.contains(&point))
    };
    let far = places.filter(is_off).filter_map(|place| {
        let (degrees, area) = nearest(place, regions)?;
        let kilometres = degrees * KILOMETRES_OF_A_DEGREE;
        (kilometres > FAR_KILOMETRES).then(|| {
            let (name, region) = (&place.name, &area.name);
            format!("{name} (in {region}, about {kilometres:.0} km off)")
        })
    });
    let far: Vec<String> = far.collect();
    if far.is_empty() {
        return None;
    }
    let message = format!(
        "places lie outside every area of \"{set}\", and are counted in the nearest one: {}",
        far.join(", ")
    );
    Some(
        Diagnostic::warning("place-off-areas", message)
            .with_place(Place::file(bench.file.clone()))
            .with_help(
                "an area may be missing from the boundary file, or its outline be wrong; else check the coordinates in \
                 the gazetteer",
            ),
    )
}

/// Two areas that overlap by more than a sliver and both hold a place.
fn in_two<'a>(place: &GazetteerPlace, areas: &'a Boundaries) -> Option<[&'a Area; 2]> {
    let point = Point::new(place.longitude, place.latitude);
    areas.overlaps.iter().find_map(|codes| {
        let mut both = areas.areas.iter().filter(|area| codes.contains(&area.code));
        let both = [both.next()?, both.next()?];
        let hold = both.iter().all(|area| area.outline.contains(&point));
        hold.then_some(both)
    })
}

/// Inhabitants per square kilometre of all areas together; `None` when a population is missing.
fn overall_density(boundaries: &Boundaries) -> Option<f64> {
    let population: f64 = boundaries
        .areas
        .iter()
        .map(|area| area.population)
        .sum::<Option<f64>>()?;
    let square_kilometres: f64 = boundaries
        .areas
        .iter()
        .map(|area| area.square_kilometres)
        .sum();
    Some(population / square_kilometres)
}
