//! The annex of the audit edition: for every printed value where it comes from, down to lines of raw
//! files, and where else it is printed.

use indexmap::IndexMap;
use serde::Serialize;

use brief_base::agreement::unit_after;
use brief_base::diagnostics::Diagnostics;
use brief_base::numbers::with_thousands;
use brief_base::project::Project;
use brief_claims::Claim;
use brief_model::findings::Finding;
use brief_pages::Manuscript;

use super::lines::{self, Line};
use super::{AnswerSubject, FindingAnswer, OutcomeAnswer, RowHistory, SaidValue};

/// The most rows of one file that are listed one by one, with their keys; of more, the lines are named.
const LISTED: usize = 24;

/// What the audit edition adds to the pages of the reader edition.
#[derive(Debug, Serialize)]
pub(crate) struct Annex {
    /// What the findings measure and why, topic by topic.
    pub methods: Vec<TopicMethods>,
    /// The raw files.
    pub files: Vec<RawFile>,
    /// One for each source, in the order of their definitions.
    pub entries: Vec<AnnexEntry>,
    /// The names of the figures, in the order of the pages, on one page of their labels.
    pub figures: Vec<String>,
}

/// The findings of one topic, as their own documentation tells of them.
#[derive(Debug, Serialize)]
pub(crate) struct TopicMethods {
    /// The topic; nothing for findings that name none.
    pub topic: String,
    /// Why it matters.
    pub matters: String,
    pub findings: Vec<FindingDocumentation>,
}

/// What a finding says of itself.
#[derive(Debug, Serialize)]
pub(crate) struct FindingDocumentation {
    /// Its name.
    pub source: String,
    pub title: String,
    /// What it measures, why that matters, and what to keep in mind: those that are said.
    pub words: Vec<String>,
}

/// A raw file.
#[derive(Debug, Serialize)]
pub(crate) struct RawFile {
    /// Within the project.
    pub path: String,
    /// What it is.
    pub title: String,
    /// Where it was taken from.
    pub sources: Vec<String>,
    /// `sha256:…`, as declared and checked.
    pub hash: Option<String>,
}

/// Where one source of printed values comes from.
#[derive(Debug, Serialize)]
pub(crate) struct AnnexEntry {
    /// The source, as in `printed.json`.
    pub source: String,
    /// What kind it is: `finding`, `fact` or `run`.
    pub kind: &'static str,
    /// What it measures or says.
    pub title: String,
    /// Labels with their words: result, definition, reference.
    pub lines: Vec<Line>,
    /// What the brief or the run says under it, key by key.
    pub values: Vec<SaidValue>,
    /// The rows counted; for a findings table one list a row.
    pub evidence: Vec<AnnexEvidence>,
    /// What the text claims of it.
    pub claims: Vec<AnnexClaim>,
    /// Its printed values, by number.
    pub printed: Vec<usize>,
    /// The figures that draw it, by name.
    pub figures: Vec<String>,
}

/// A claim in words.
#[derive(Debug, Serialize)]
pub(crate) struct AnnexClaim {
    /// The claim, what is found, and whether it holds.
    pub verdict: String,
    /// What would turn it over.
    pub margin: String,
    /// Whether a single row would.
    pub on_one_row: bool,
    /// Where it stands.
    pub place: String,
}

/// Rows of evidence.
#[derive(Debug, Serialize)]
pub(crate) struct AnnexEvidence {
    /// Of which row of a findings table; nothing when the finding is a number.
    pub of: String,
    /// How many units of the finding they hold, in words, `13 persons`; none where each row is one.
    pub amount: Option<String>,
    /// How many rows.
    pub rows: usize,
    /// How many of their cells cleaning changed.
    pub cells_changed: usize,
    /// Where they are, file by file: the file and, when it is a workbook, its sheet; the lines.
    pub places: Vec<(String, String)>,
}

/// The annex of a brief.
pub(crate) fn annex(project: &Project, manuscript: &Manuscript) -> Result<Annex, Diagnostics> {
    let mut entries = Vec::new();
    for source in super::sources(manuscript) {
        let answer = super::about(project, manuscript, &source)?;
        entries.push(entry(manuscript, source, &answer));
    }
    Ok(Annex {
        methods: methods(manuscript),
        files: raw_files(manuscript),
        entries,
        figures: figures(manuscript),
    })
}

/// The figures in the order in which a reader meets them.
fn figures(manuscript: &Manuscript) -> Vec<String> {
    let mut figures: Vec<_> = manuscript.text.figures.iter().collect();
    figures.sort_by_key(|(_, figure)| (figure.page, &figure.label));
    let names = figures.into_iter().map(|(name, _)| name.clone());
    names.collect()
}

/// The documented findings, topic by topic in the order of the series; those of no topic come last.
fn methods(manuscript: &Manuscript) -> Vec<TopicMethods> {
    let topics = manuscript.settings.series.value.topics.values();
    let topics = topics.map(Some).chain([None]);
    let methods = topics.map(|topic| {
        let of_topic = manuscript
            .findings
            .iter()
            .filter(|finding| finding.topic.as_ref() == topic);
        TopicMethods {
            topic: topic.map_or_else(String::new, |topic| topic.title.clone()),
            matters: topic.map_or_else(String::new, |topic| topic.matters.clone()),
            findings: of_topic.filter_map(documented).collect(),
        }
    });
    methods
        .filter(|method| !method.findings.is_empty())
        .collect()
}

fn documented(finding: &Finding) -> Option<FindingDocumentation> {
    let definition = &finding.definition;
    let said = [
        &definition.measures,
        &definition.matters,
        &definition.caveat,
    ];
    let words: Vec<String> = said.into_iter().flatten().cloned().collect();
    (!words.is_empty()).then(|| FindingDocumentation {
        source: finding.name.clone(),
        title: finding.title.clone(),
        words,
    })
}

fn entry(manuscript: &Manuscript, source: String, answer: &AnswerSubject) -> AnnexEntry {
    let printed = manuscript.text.printed.iter().enumerate();
    // What stands in an alternative text is on no page.
    let printed = printed
        .filter(|(_, printed)| printed.source == source && !printed.printed_in.ends_with("/alt"));
    let mut entry = AnnexEntry {
        printed: printed.map(|(number, _)| number).collect(),
        source,
        kind: "run",
        title: String::new(),
        lines: Vec::new(),
        values: Vec::new(),
        evidence: Vec::new(),
        claims: Vec::new(),
        figures: Vec::new(),
    };
    match answer {
        AnswerSubject::Finding(finding) => {
            let folder = manuscript.settings.extracts_folder();
            entry.kind = "finding";
            entry.title.clone_from(&finding.title);
            entry.lines = lines::of_outcome(finding, &manuscript.settings.version);
            entry
                .lines
                .retain(|line| *line != ("unknown", "0".to_owned()));
            entry
                .lines
                .extend(lines::of_definition(&finding.definition));
            let defined_at = finding.defined_at.to_string();
            entry.lines.push(("defined at", defined_at));
            entry.evidence = evidence(finding, &folder);
            entry.claims = finding.claims.iter().map(claim).collect();
            let figures = finding.drawn.iter().map(|drawn| drawn.figure.clone());
            entry.figures = figures.collect();
        }
        AnswerSubject::Fact(fact) => {
            entry.kind = "fact";
            entry.title.clone_from(&fact.fact.statement);
            entry.lines = lines::of_fact(fact);
            entry.claims = fact.claims.iter().map(claim).collect();
            let figures = fact.drawn.iter().map(|drawn| drawn.figure.clone());
            entry.figures = figures.collect();
        }
        AnswerSubject::Other(other) => {
            entry.title.clone_from(&other.said_by);
            entry.lines = lines::of_other(other);
            entry.values.clone_from(&other.values);
        }
        // No value comes from a figure, and only a text has several sources.
        AnswerSubject::Figure(_) | AnswerSubject::Sources(_) => {}
    }
    entry
}

fn claim(claim: &Claim) -> AnnexClaim {
    AnnexClaim {
        verdict: lines::verdict(claim),
        margin: lines::margin(claim),
        on_one_row: claim.hangs_on_one_row(),
        place: claim.place.to_string(),
    }
}

fn evidence(finding: &FindingAnswer, folder: &str) -> Vec<AnnexEvidence> {
    let listed = |of: String, rows: &[RowHistory]| listed(of, &finding.unit, rows, folder);
    match &finding.outcome {
        OutcomeAnswer::Number { number, .. } => vec![listed(String::new(), &number.evidence)],
        OutcomeAnswer::Table { rows, .. } => {
            let rows = rows.iter().filter(|row| !row.evidence.is_empty());
            rows.map(|row| {
                let rests_on = lines::of_row(row.rests_on.as_ref());
                listed(row.labels.join(", ") + &rests_on, &row.evidence)
            })
            .collect()
        }
        OutcomeAnswer::NoData { .. } => Vec::new(),
    }
}

fn listed(of: String, unit: &str, rows: &[RowHistory], folder: &str) -> AnnexEvidence {
    let mut files: IndexMap<String, Vec<&RowHistory>> = IndexMap::new();
    for row in rows {
        let sheet = row.place.sheet.as_ref();
        let sheet = sheet.map_or_else(String::new, |sheet| format!(", sheet {sheet}"));
        let file = row.place.file.trim_start_matches(folder);
        let file = format!("{}{sheet}", file.trim_start_matches('/'));
        files.entry(file).or_default().push(row);
    }
    let places = files.into_iter().map(|(file, rows)| {
        let lines = if rows.len() <= LISTED {
            one_by_one(&rows)
        } else {
            by_line(&rows)
        };
        (file, lines)
    });
    let adds = rows.iter().any(|row| row.amount != 1);
    let amount: i64 = rows.iter().map(|row| row.amount).sum();
    AnnexEvidence {
        of,
        amount: adds.then(|| format!("{} {}", with_thousands(amount), unit_after(amount, unit))),
        rows: rows.len(),
        cells_changed: rows.iter().map(|row| row.steps.len()).sum(),
        places: places.collect(),
    }
}

/// `EV-008 line 12, EV-014 line 18`; where rows add more than one each, `EV-035 line 40 (10)`.
fn one_by_one(rows: &[&RowHistory]) -> String {
    let adds = rows.iter().any(|row| row.amount != 1);
    let rows = rows.iter().map(|row| {
        let line = row.place.line.map(|line| format!("line {line}"));
        let amount = adds.then(|| format!("({})", with_thousands(row.amount)));
        let parts = [Some(row.key.clone()), line, amount].into_iter().flatten();
        // No line breaks within a row.
        parts.collect::<Vec<_>>().join("\u{a0}")
    });
    rows.collect::<Vec<_>>().join(", ")
}

/// `lines 2–31, 40, 43–44`.
fn by_line(rows: &[&RowHistory]) -> String {
    let mut lines: Vec<usize> = rows.iter().filter_map(|row| row.place.line).collect();
    lines.sort_unstable();
    lines.dedup();
    let runs = lines.chunk_by(|line, next| line + 1 == *next);
    let runs = runs.map(|run| match run {
        [line] => line.to_string(),
        [first, .., last] => format!("{first}–{last}"),
        [] => String::new(),
    });
    format!("lines {}", runs.collect::<Vec<_>>().join(", "))
}

fn raw_files(manuscript: &Manuscript) -> Vec<RawFile> {
    let package = &manuscript.package;
    let folder = manuscript.settings.extracts_folder();
    let resources = package.resources.iter();
    let files = resources.map(|resource| {
        let own = &resource.sources;
        let sources = if own.is_empty() {
            &package.sources
        } else {
            own
        };
        RawFile {
            path: format!("{folder}/{}", resource.path),
            title: resource
                .title
                .clone()
                .unwrap_or_else(|| resource.name.clone()),
            sources: sources
                .iter()
                .filter_map(|source| source.title.clone())
                .collect(),
            hash: resource.hash.clone(),
        }
    });
    files.collect()
}
