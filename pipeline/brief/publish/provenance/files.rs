//! What each published file is, in words, and what is in it.

use brief_pages::Manuscript;

use super::licences::ContentKind;

/// Published files by name, what each is, and what is in it.
const KNOWN: [(&str, &str, &[ContentKind]); 6] = [
    (
        "findings.json",
        "Every finding with its definition, its outcome and the rows that are its evidence",
        &[ContentKind::Data],
    ),
    (
        "findings.csv",
        "Every finding as a table",
        &[ContentKind::Data],
    ),
    (
        "ledger.csv",
        "What cleaning did to every row and cell that it changed, merged, rejected or set apart",
        &[ContentKind::Data],
    ),
    (
        "claims.json",
        "What the text says of findings in words, tested, with how near each claim is to failing",
        &[ContentKind::Words, ContentKind::Data],
    ),
    (
        "printed.json",
        "Every printed value with its source and its page",
        &[ContentKind::Words, ContentKind::Data],
    ),
    (
        super::super::MANIFEST,
        "Everything that was read and published, by SHA-256",
        &[ContentKind::Data],
    ),
];

/// What a file is.
pub(super) fn description(path: &str, manuscript: &Manuscript) -> String {
    if let Some((_, description, _)) = KNOWN.iter().find(|(name, ..)| *name == path) {
        return (*description).to_owned();
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    match (folder, ending) {
        ("figures", "svg") => match manuscript.text.figures.get(stem) {
            Some(figure) => {
                let title = figure.title.plain(&manuscript.text.printed);
                format!("{}: {title}", figure.label)
            }
            None => "A figure of the brief".to_owned(),
        },
        ("figures", "json") => format!("The data that {stem}.svg draws"),
        ("rejected", _) => format!("Rows of the table {stem} that were rejected, as they came"),
        (_, "pdf") if stem.ends_with("-audit") => {
            "The audit edition: the pages of the brief, every value on them linked to where it comes from"
                .to_owned()
        }
        (_, "pdf") => "The brief, as PDF/UA-1 and PDF/A-3a".to_owned(),
        _ => "A file of the published set".to_owned(),
    }
}

/// What is in a file.
pub(super) fn parts(path: &str, manuscript: &Manuscript) -> Vec<ContentKind> {
    if let Some((.., parts)) = KNOWN.iter().find(|(name, ..)| *name == path) {
        return parts.to_vec();
    }
    if path.ends_with(".pdf") {
        return ContentKind::ALL.to_vec();
    }
    if figure_of(path).is_some_and(|figure| is_map(figure, manuscript)) {
        return vec![ContentKind::Data, ContentKind::Geography];
    }
    vec![ContentKind::Data]
}

/// Sources and licences of a figure, as they are printed under it.
pub(super) fn credits(path: &str, manuscript: &Manuscript) -> Option<String> {
    let figure = manuscript.text.figures.get(figure_of(path)?)?;
    let credits = figure.credits.plain(&manuscript.text.printed);
    (!credits.is_empty()).then_some(credits)
}

fn figure_of(path: &str) -> Option<&str> {
    path.strip_prefix("figures/")?.strip_suffix(".svg")
}

fn is_map(figure: &str, manuscript: &Manuscript) -> bool {
    let definition = manuscript.settings.figures.get(figure);
    definition.is_some_and(|definition| definition.draw.is_map())
}

/// The media type of a file, by its ending.
pub(super) fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "pdf" => "application/pdf",
        "json" => "application/json",
        "geojson" => "application/geo+json",
        "csv" => "text/csv",
        "tsv" => "text/tab-separated-values",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "svg" => "image/svg+xml",
        "yaml" | "yml" => "application/yaml",
        "csl" => "application/vnd.citationstyles.style+xml",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        _ => "text/plain",
    }
}
