//! What a series owns: table schemas, the cleaning common to all its briefs, its sections.

mod step;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use brief_base::one_or_many::OneOrMany;

use crate::constraints::Constraints;
use crate::rests_on::ILLUSTRATIVE;

pub use step::{
    ColumnsStep, DatesStep, DeriveStep, MergeStep, NoSettings, PlacesStep, RecodeStep, Recoding,
    ScopeStep, Step, StepEffects, StepInput, StepOutput,
};

/// Stands for a finding's title in [`SeriesSettings::gap`].
pub const TITLE: &str = "{title}";

/// Where all fonts of the project are.
pub const FONTS_FOLDER: &str = "templates/fonts";

/// Files of a series that say how its pages look.
pub const LAYOUT_FILES: [&str; 5] = [
    "main.typ",
    "layout.typ",
    "annex.typ",
    "voices.typ",
    "theme.typ",
];

/// `templates/<series>/series.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesSettings {
    /// Name of the series as printed.
    pub title: String,
    /// Who publishes its briefs.
    pub publisher: PublisherSettings,
    /// What a brief that has an `original` is called, for example `Regenerated edition`.
    #[serde(default)]
    pub regenerated: Option<String>,
    /// Who drew the maps, for the last page, where their sources stand beside it.
    #[serde(default)]
    pub cartography: Option<String>,
    /// Licence of the words that readers see; without one, none is stated.
    #[serde(default)]
    pub licence: Option<LicenceSettings>,
    /// Language of the text, as in BCP 47.
    pub language: String,
    /// The faces that figures are set in.
    pub figure_fonts: FigureFonts,
    /// What a text says of a finding for which there are no data; [`TITLE`] in it is the finding's title.
    #[serde(default)]
    pub gap: Option<String>,
    /// How values that no source and no published claim vouches for are marked.
    #[serde(default)]
    pub illustrative: IllustrativeSettings,
    /// The document's parts, in reading order.
    pub sections: Vec<SectionSettings>,
    /// What findings are about, in the order in which they are documented.
    #[serde(default)]
    pub topics: IndexMap<String, Topic>,
    pub tables: IndexMap<String, TableSettings>,
    /// Named selections of a table's rows, usable like tables in findings.
    #[serde(default)]
    pub views: IndexMap<String, ViewSettings>,
}

/// How illustrative values are marked: those that read cells which a delivery calls set or chosen, and that no
/// published claim vouches for. What the sign means is said in the words of the delivery (`brief:status`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct IllustrativeSettings {
    /// Stands behind such a value wherever it is printed or drawn.
    pub sign: String,
    /// Stands behind it where there are only words, such as alternative texts.
    pub word: String,
}

impl Default for IllustrativeSettings {
    fn default() -> Self {
        IllustrativeSettings {
            sign: "\u{25e6}".to_owned(),
            word: ILLUSTRATIVE.to_owned(),
        }
    }
}

/// Who publishes the briefs of a series: on their first and last pages, at the foot of all, in catalogues.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublisherSettings {
    /// Name as printed and cited.
    pub name: String,
    /// How it came to the briefs, in a few words: `Prepared with brief from published sources`.
    #[serde(default)]
    pub statement: Option<String>,
    /// How a reader reaches it; an address (`https:`, `mailto:`) becomes a link.
    #[serde(default)]
    pub contact: Option<String>,
}

/// A licence, as Data Packages name one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceSettings {
    /// Identifier, for example `CC-BY-4.0`.
    pub name: String,
    /// Name for people.
    #[serde(default)]
    pub title: Option<String>,
    /// Address of its text.
    #[serde(default)]
    pub path: Option<String>,
}

/// The faces that figures are set in: one family, files under `templates/fonts/`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FigureFonts {
    /// The family's name, as the font files have it.
    pub family: String,
    /// Weight 400.
    pub regular: String,
    /// Weight 400, slanted.
    pub italic: String,
    /// Weight 600.
    pub semibold: String,
}

impl FigureFonts {
    /// The files of all three.
    pub fn files(&self) -> impl Iterator<Item = String> {
        let files = [&self.regular, &self.italic, &self.semibold];
        files
            .map(|file| format!("{FONTS_FOLDER}/{file}"))
            .into_iter()
    }
}

impl SeriesSettings {
    /// The columns of a table, or of the table that a view selects from.
    pub fn columns_of(&self, name: &str) -> Option<&IndexMap<String, ColumnSettings>> {
        self.tables
            .get(self.base_of(name))
            .map(|table| &table.columns)
    }

    /// The table that a view selects from, itself or by way of other views; a table is its own.
    pub fn base_of<'n>(&'n self, name: &'n str) -> &'n str {
        let of = |view: &&'n ViewSettings| self.views.get(&view.of);
        let views = std::iter::successors(self.views.get(name), of);
        // A view of itself is refused elsewhere. Here it ends the search.
        let last = views.take(self.views.len()).last();
        last.map_or(name, |view| view.of.as_str())
    }
}

/// A part of the document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionSettings {
    /// File name of its prose, without `.typ`.
    pub id: String,
    /// Where the prose lies: with the brief, or with the series for all siblings.
    #[serde(default)]
    pub standing: bool,
    /// No brief of the series leaves it out.
    #[serde(default)]
    pub required: bool,
    /// A brief may come without the file, and need not say so.
    #[serde(default)]
    pub optional: bool,
    /// Where on page 1 it stands, above the columns of text; without it, the section runs with the others
    /// of its kind.
    #[serde(default)]
    pub first_page: Option<FirstPage>,
}

impl SectionSettings {
    /// The file of its prose, of a brief in one folder and its series in another.
    pub fn file(&self, series_folder: &str, brief_folder: &str) -> String {
        let folder = if self.standing {
            series_folder
        } else {
            brief_folder
        };
        format!("{folder}/prose/{}.typ", self.id)
    }
}

/// A part of page 1 above the text, which one section of a series at most can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstPage {
    /// What the brief says, in a few sentences.
    Abstract,
    /// What the brief found, in a box: a list, and a heading that becomes the title of the box.
    Summary,
    /// A line on the data, under the title.
    Notice,
}

/// What a group of findings is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// As a reader sees it.
    pub title: String,
    /// Why it matters to the reader of a brief, in a sentence.
    pub matters: String,
}

/// A named selection of a table's rows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewSettings {
    pub of: String,
    /// SQL condition; the rows for which it is true.
    #[serde(rename = "where")]
    pub condition: String,
}

/// A cleaned table: its columns, and the steps that lead to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSettings {
    /// The column that names each row, or the columns that do together; no two rows share its values.
    #[serde(default = "no_key")]
    pub key: OneOrMany,
    /// The table is made by a step of another table, not from an extract of its own.
    #[serde(default)]
    pub from: Option<String>,
    /// A dataset version may come without it.
    #[serde(default)]
    pub optional: bool,
    /// In output order.
    pub columns: IndexMap<String, ColumnSettings>,
    /// In the order they are applied.
    #[serde(default, with = "serde_yaml::with::singleton_map_recursive")]
    pub steps: Vec<Step>,
}

/// A column of a cleaned table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnSettings {
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Whether a row may lack it.
    #[serde(default)]
    pub required: bool,
    /// Codes and what a reader sees for each, in the order of tables and figures.
    #[serde(default)]
    pub categories: IndexMap<String, String>,
    /// What its values must be.
    #[serde(default)]
    pub constraints: Constraints,
    /// What a reader sees where the value is missing.
    #[serde(default = "unknown_label")]
    pub unknown: String,
    /// The boundary set whose names are the labels of these codes.
    #[serde(default)]
    pub labels_from: Option<String>,
    /// What a reader sees above a column of these values.
    #[serde(default)]
    pub label: Option<String>,
    /// What it holds, for the data dictionary.
    #[serde(default)]
    pub description: String,
}

/// A table without a key is refused where its place can be told (`settings/check.rs`).
fn no_key() -> OneOrMany {
    OneOrMany::Many(Vec::new())
}

fn unknown_label() -> String {
    "Not known".to_owned()
}

/// What a column's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    String,
    Integer,
    Number,
    /// A calendar day.
    Date,
    /// One of the column's categories.
    Category,
}
