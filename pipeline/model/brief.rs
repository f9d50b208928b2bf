//! What a brief owns: its title, period, dataset versions and geography.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use brief_base::numbers;
use brief_base::yaml::Yaml;

use super::series::SeriesSettings;
use crate::findings::Definition;
use crate::published::PublishedClaims;

/// `data/<brief>/brief.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BriefSettings {
    /// Folder of the series under `templates/`.
    pub series: String,
    /// Title as printed.
    pub title: String,
    /// One line below the title.
    pub subtitle: String,
    /// The country's name in running text.
    pub country: String,
    /// Authors as printed; without any, the publisher answers for the brief.
    #[serde(default)]
    pub authors: Vec<String>,
    /// The publication that the brief regenerates: a key of its `references.yaml`, see
    /// [`Original`](crate::original::Original). A brief without one is new, and says nothing of any.
    #[serde(default)]
    pub original: Option<String>,
    /// The date of this edition, `YYYY-MM-DD`: printed, and stamped into the PDF, since the clock never is.
    pub document_date: String,
    /// Not published yet: the pages say so in place of the date.
    #[serde(default)]
    pub draft: bool,
    /// One or two sentences for catalogues.
    pub description: String,
    /// For catalogues.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Sections and figures of the series that the brief does not have.
    #[serde(default)]
    pub leaves_out: Vec<String>,
    /// Other briefs of the series whose findings this one prints, as `siblings.BRIEF.FINDING`.
    #[serde(default)]
    pub siblings: Vec<String>,
    /// The months that the brief covers.
    pub period: Period,
    /// The dataset version that is built when none is asked for.
    pub dataset_version: String,
    /// Sources and licences of the geography, as the maps of the series print them.
    #[serde(default)]
    pub credits: Option<String>,
    /// Shared geography that the brief uses.
    pub geography: GeographySettings,
}

/// What cleaning and findings need of a brief's settings.
#[derive(Debug, Clone, Copy)]
pub struct DataSettings<'a> {
    /// The brief's name: its folder under `data/`.
    pub brief_name: &'a str,
    /// The dataset version to clean.
    pub version: &'a str,
    /// `brief.yaml`.
    pub brief: &'a Yaml<BriefSettings>,
    /// `series.yaml`.
    pub series: &'a Yaml<SeriesSettings>,
    /// `cleaning/<version>.yaml`.
    pub mapping: &'a Yaml<VersionSettings>,
    /// The series' findings, then the brief's own.
    pub findings: &'a [Yaml<IndexMap<String, Definition>>],
    /// The claims of the publication that the brief regenerates.
    pub claims: &'a PublishedClaims,
}

impl BriefSettings {
    /// The date of this edition as printed; a draft has none.
    pub fn date_in_words(&self) -> Option<String> {
        (!self.draft).then(|| numbers::date_in_words(&self.document_date))
    }
}

impl DataSettings<'_> {
    /// The brief's folder.
    pub fn folder(self) -> String {
        format!("data/{}", self.brief_name)
    }
}

/// A span of whole months, both included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First month, `YYYY-MM`.
    pub from: String,
    /// Last month, `YYYY-MM`.
    pub to: String,
    /// As printed, for example `June 2014 – June 2017`.
    pub label: String,
}

impl Period {
    /// Every month of it, `YYYY-MM`, in order. Empty when `from` or `to` is not a month.
    pub fn months(&self) -> Vec<String> {
        let (Some(from), Some(to)) = (month_number(&self.from), month_number(&self.to)) else {
            return Vec::new();
        };
        (from..=to)
            .map(|month| format!("{:04}-{:02}", month / 12, month % 12 + 1))
            .collect()
    }

    /// The years it touches, as print has them: `2014–17`, `1999–2001`, `2016`.
    pub fn years(&self) -> String {
        let year = |month: &str| month.split('-').next().unwrap_or_default().to_owned();
        numbers::years(&year(&self.from), &year(&self.to))
    }
}

/// Months since year 0 of a `YYYY-MM`.
fn month_number(month: &str) -> Option<u32> {
    let (year, month) = month.split_once('-')?;
    let (year, month): (u32, u32) = (year.parse().ok()?, month.parse().ok()?);
    (year <= 9999 && (1..=12).contains(&month)).then(|| year * 12 + month - 1)
}

/// Which boundary files and places a brief uses.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GeographySettings {
    /// Gazetteer file under `data/places/` or, after `./`, under the brief's own `places/`.
    pub places: String,
    /// Only these countries' places can be joined to (ISO codes).
    pub countries: Vec<String>,
    /// Primary names of the gazetteer that the brief prints otherwise, for example `Fes: Fez`; a place may be named
    /// by its number, where several share a name.
    #[serde(default)]
    pub printed_names: IndexMap<String, String>,
    /// Boundary sets by name.
    pub boundaries: IndexMap<String, BoundarySettings>,
}

/// A boundary file and which of its properties mean what.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BoundarySettings {
    /// Path under `data/boundaries/` or, after `./`, under the brief's own `boundaries/`.
    pub file: String,
    /// Property with the code of an area.
    #[serde(default)]
    pub code: Option<String>,
    /// Property with its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Names by code that the brief prints otherwise than the file has them.
    #[serde(default)]
    pub printed_names: IndexMap<String, String>,
    /// Property with its inhabitants.
    #[serde(default)]
    pub population: Option<String>,
    /// Source and licence of those inhabitants, as maps print them.
    #[serde(default)]
    pub population_source: Option<String>,
    /// The year of those inhabitants, as legends print it.
    #[serde(default)]
    pub population_year: Option<u16>,
    /// Property that tells features of different kinds apart.
    #[serde(default)]
    pub kind: Option<String>,
}

impl BoundarySettings {
    /// The properties by which the file is read: code, name, inhabitants and kind.
    pub fn properties(&self) -> [Option<&str>; 4] {
        [&self.code, &self.name, &self.population, &self.kind].map(Option::as_deref)
    }
}

/// `data/<brief>/cleaning/<version>.yaml`: how this delivery's columns become the series' columns.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VersionSettings {
    /// By table.
    pub tables: IndexMap<String, MappingSettings>,
}

/// Where a table's columns come from.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MappingSettings {
    /// Resource in the descriptor.
    pub extract: String,
    /// By column as the steps and the schema call it.
    #[serde(with = "serde_yaml::with::singleton_map_recursive")]
    pub columns: IndexMap<String, ColumnSource>,
    /// Columns of the extract that are not used.
    #[serde(default)]
    pub unused: Vec<String>,
    /// Columns that the delivery does not record of the rows of a view: `plots: [weapon]`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub not_recorded: IndexMap<String, Vec<String>>,
}

impl MappingSettings {
    /// The column of the extract that a column comes from, if it is one.
    pub fn raw_column(&self, column: &str) -> Option<&str> {
        match self.columns.get(column) {
            Some(ColumnSource::Column(raw)) => Some(raw),
            _ => None,
        }
    }

    /// Whether the delivery does not say what a column holds.
    pub fn is_absent(&self, column: &str) -> bool {
        matches!(self.columns.get(column), Some(ColumnSource::Absent(true)))
    }
}

/// Where a column comes from.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ColumnSource {
    /// A column of the extract.
    Column(String),
    /// The same value in every row.
    Constant(String),
    /// This text and the row's line.
    Line(String),
    /// This delivery does not say.
    Absent(bool),
}

#[cfg(test)]
mod tests {
    use super::Period;

    #[test]
    fn years_leave_out_a_century_that_was_said() {
        let years = |from: &str, to: &str| {
            Period {
                from: from.to_owned(),
                to: to.to_owned(),
                label: String::new(),
            }
            .years()
        };
        assert_eq!(years("2014-06", "2017-06"), "2014–17");
        assert_eq!(years("1999-01", "2001-12"), "1999–2001");
        assert_eq!(years("2016-01", "2016-12"), "2016");
    }
}
