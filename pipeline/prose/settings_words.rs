//! The settings files that hold words for a reader, and which of their texts are not words.
//!
//! Every text of these files is looked at unless its key stands below: a key that is new holds words
//! until someone says that it is a name, so none is passed over in silence.

use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::project::Project;
use brief_base::yaml;
use brief_base::yaml::Value;
use brief_figures::source_block::SourceBlock;

use crate::settings::Settings;

/// A file, and the paths of what the tool reads there: names, codes, SQL, colours. `*` is any key or
/// item; what lies below such a path is not for readers either.
struct SettingsFile {
    file: String,
    names: &'static [&'static str],
}

const NAMES_IN_BRIEF: &[&str] = &[
    "series",
    "original",
    "document_date",
    "period/from",
    "period/to",
    "dataset_version",
    "geography/places",
    "geography/countries",
    "geography/boundaries/*/file",
    "geography/boundaries/*/code",
    "geography/boundaries/*/name",
    "geography/boundaries/*/population",
    "geography/boundaries/*/kind",
];
const NAMES_IN_MAP: &[&str] = &[
    "worldview",
    "layers",
    "ground",
    "disputed/*/boundaries",
    "disputed/*/areas",
    "disputed/*/fill",
    "disputed/*/lines/*/boundaries",
    "disputed/*/lines/*/kind",
    "disputed/*/lines/*/stroke",
    "names/*/kind",
    "names/*/on",
    "legend",
    "scale_bar",
    "locator",
];
const NAMES_IN_SERIES: &[&str] = &[
    "publisher/contact",
    "licence",
    "language",
    "figure_fonts",
    "sections",
    "views",
    "tables/*/key",
    "tables/*/from",
    "tables/*/steps",
    "tables/*/columns/*/type",
    "tables/*/columns/*/labels_from",
    "tables/*/columns/*/constraints",
];
const NAMES_IN_FINDINGS: &[&str] = &[
    "*/topic",
    "*/of",
    "*/where",
    "*/sum",
    "*/share_of",
    "*/unknown",
    "*/by",
    "*/order",
    "*/parts/*/where",
    "*/parts/*/sum",
];
const NAMES_IN_FACTS: &[&str] = &["*/as_of", "*/cite", "*/page", "*/same_as"];

/// Keys whose value is words even where it looks like a number.
const WORDS: [&str; 15] = [
    "title",
    "subtitle",
    "country",
    "label",
    "statement",
    "credits",
    "description",
    "regenerated",
    "name",
    "note",
    "unit",
    "caveat",
    "measures",
    "matters",
    "gap",
];

/// A settings file with the words in it.
pub(crate) struct SettingsWords {
    /// All of it.
    pub text: String,
    source: SourceBlock,
    /// Each with where its key stands, or itself in a list.
    pub words: Vec<(String, Place)>,
}

impl SettingsWords {
    /// Within the project.
    pub(crate) fn path(&self) -> &str {
        self.source.path()
    }

    /// Where the number at `offset` of one of its words stands.
    pub(crate) fn place(&self, begins: &Place, words: &str, offset: usize, number: &str) -> Place {
        self.source.place_in_text(begins, words, offset, number)
    }
}

/// Reads every settings file of a brief and its series that holds words, figures apart.
pub(crate) fn files(
    project: &Project,
    settings: &Settings,
) -> Vec<Result<SettingsWords, Diagnostic>> {
    let (series, brief) = (settings.series_folder(), settings.folder());
    let files = [
        (format!("{brief}/brief.yaml"), NAMES_IN_BRIEF),
        (format!("{series}/series.yaml"), NAMES_IN_SERIES),
        (format!("{series}/findings.yaml"), NAMES_IN_FINDINGS),
        (format!("{brief}/findings.yaml"), NAMES_IN_FINDINGS),
        (format!("{series}/facts.yaml"), NAMES_IN_FACTS),
        (format!("{brief}/facts.yaml"), NAMES_IN_FACTS),
        (format!("{brief}/map.yaml"), NAMES_IN_MAP),
    ];
    files
        .into_iter()
        .filter(|(file, _)| project.has(file))
        .map(|(file, names)| SettingsFile { file, names }.read(project))
        .collect()
}

impl SettingsFile {
    fn read(&self, project: &Project) -> Result<SettingsWords, Diagnostic> {
        let text = project.read_text(&self.file)?;
        let read = yaml::parse::<Value>(&self.file, &text)?;
        let mut words = Vec::new();
        self.collect(&read.value, &mut Vec::new(), &mut |path, text| {
            words.push((text.to_owned(), read.locations.place(&path.join("/"))));
        });
        Ok(SettingsWords {
            source: SourceBlock::file(&self.file, &text),
            text,
            words,
        })
    }

    fn collect(
        &self,
        value: &Value,
        path: &mut Vec<String>,
        keep: &mut impl FnMut(&[String], &str),
    ) {
        if self.is_name(path) {
            return;
        }
        let mut inside = |key: String, value: &Value| {
            path.push(key);
            self.collect(value, path, keep);
            path.pop();
        };
        match value {
            Value::String(text) => keep(path, text),
            Value::Sequence(items) => {
                for (number, item) in items.iter().enumerate() {
                    inside(number.to_string(), item);
                }
            }
            Value::Mapping(entries) => {
                for (key, value) in entries {
                    inside(key.as_str().unwrap_or_default().to_owned(), value);
                }
            }
            Value::Tagged(tagged) => self.collect(&tagged.value, path, keep),
            // A title may be written as a bare number, and is printed all the same.
            Value::Number(number)
                if path.last().is_some_and(|key| WORDS.contains(&key.as_str())) =>
            {
                keep(path, &number.to_string());
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn is_name(&self, path: &[String]) -> bool {
        self.names.iter().any(|name| {
            let steps: Vec<&str> = name.split('/').collect();
            let same = steps
                .iter()
                .zip(path)
                .all(|(step, key)| *step == "*" || step == key);
            steps.len() == path.len() && same
        })
    }
}
