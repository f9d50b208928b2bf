//! `brief new`: a sibling brief that builds at once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use brief_base::plain_text::counted;
use brief_base::project::Project;
use brief_model::brief::ColumnSource;

use super::{Ending, ending_of, terminal};
use crate::scaffold::{self, GivenFile, MappingProposal, Scaffold, ScaffoldRequest};

/// Arguments of `brief new`.
#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// Name of the new brief: lower-case letters, digits, hyphens
    #[arg(value_name = "NAME")]
    name: String,

    /// The brief to use as a model; by default, the only one, or the first if all are of one series
    #[arg(long, value_name = "BRIEF")]
    from: Option<String>,

    /// ISO code of the country, if the name does not tell
    #[arg(long, value_name = "CODE")]
    country: Option<String>,

    /// Title as printed, for example "The Philippines"
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,

    /// A real extract, CSV or .xlsx, from which to propose a mapping and recodes; TABLE=FILE says which table
    /// it is for. May be given several times
    #[arg(long = "extract", value_name = "FILE")]
    extracts: Vec<String>,
}

impl NewArgs {
    /// Runs the command.
    pub(super) fn run(&self, project: &Project) -> Ending {
        let request = ScaffoldRequest {
            name: self.name.clone(),
            from: self.from.clone(),
            country: self.country.clone(),
            title: self.title.clone(),
            extracts: self.extracts.iter().map(|given| file(given)).collect(),
        };
        match scaffold::scaffold(project, &request) {
            Ok(scaffold) => tell(&self.name, &scaffold),
            Err(faults) => {
                terminal::tell(&faults);
                terminal::say(&format!("{}: nothing written", self.name));
                ending_of(&faults)
            }
        }
    }
}

/// `FILE` or `TABLE=FILE`.
fn file(given: &str) -> GivenFile {
    match given.split_once('=') {
        Some((table, path)) if !table.contains(['/', '\\', '.']) => GivenFile {
            table: Some(table.to_owned()),
            path: PathBuf::from(path),
        },
        _ => GivenFile {
            table: None,
            path: PathBuf::from(given),
        },
    }
}

fn tell(name: &str, scaffold: &Scaffold) -> Ending {
    terminal::tell(&scaffold.check);
    terminal::say(&format!(
        "{name}: a brief on {} ({}) in the series {}, like {}",
        scaffold.called, scaffold.country.code, scaffold.series, scaffold.from
    ));
    terminal::say(&format!(
        "  {} in data/{name}/, dataset version {}, period {}",
        counted(scaffold.files.len(), "file"),
        scaffold.version,
        scaffold.period.label
    ));
    written(&scaffold.files);
    for proposal in &scaffold.proposals {
        table(proposal);
    }
    let builds = !scaffold.check.has_errors();
    terminal::say("what to do next:");
    for (number, step) in (1..).zip(steps(name, scaffold, builds)) {
        terminal::say(&format!("  {number}. {step}"));
    }
    if builds { Ending::Fine } else { Ending::Failed }
}

/// The files by folder.
fn written(files: &[String]) {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files {
        let (folder, name) = file.rsplit_once('/').unwrap_or((".", file));
        folders.entry(folder).or_default().push(name);
    }
    for (folder, names) in folders {
        terminal::say(&format!("    {folder}/: {}", names.join(", ")));
    }
}

/// What was proposed for a table, column by column, and what is left open.
fn table(proposal: &MappingProposal) {
    terminal::say(&format!("  {} from {}:", proposal.table, proposal.file));
    for guess in &proposal.reading {
        terminal::say(&format!("    read: {guess}"));
    }
    if !proposal.missing.iter().all(String::is_empty) {
        let missing = proposal.missing.iter().filter(|text| !text.is_empty());
        let missing: Vec<String> = missing.map(|text| format!("\"{text}\"")).collect();
        terminal::say(&format!("    taken for missing: {}", missing.join(", ")));
    }
    let rows: Vec<[String; 4]> = proposal
        .columns
        .iter()
        .map(|one| {
            let source = match &one.source {
                ColumnSource::Column(column) => column.clone(),
                ColumnSource::Constant(value) => format!("always \"{value}\""),
                ColumnSource::Line(prefix) => format!("{prefix}LINE"),
                ColumnSource::Absent(_) => "not in the extract".to_owned(),
            };
            [
                one.column.clone(),
                source,
                one.sure.to_owned(),
                one.why.clone(),
            ]
        })
        .collect();
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    for [column, source, sure, why] in &rows {
        let line = format!(
            "    {column:<0$}  {source:<1$}  {sure:<2$}  {why}",
            widths[0], widths[1], widths[2]
        );
        terminal::say(line.trim_end());
    }
    if !proposal.unused.is_empty() {
        terminal::say(&format!("    unused: {}", proposal.unused.join(", ")));
    }
    for open in &proposal.open {
        terminal::say(&format!("    open: {open}"));
    }
}

fn steps(name: &str, scaffold: &Scaffold, builds: bool) -> Vec<String> {
    let version = &scaffold.version;
    let folder = format!("data/{name}");
    let mut steps = Vec::new();
    if !builds {
        steps.push(format!(
            "mend what is told above as an error; `cargo run -- check {name}` tells what is left"
        ));
    } else {
        steps.push(format!(
            "see it: `cargo run -- build {name}`, then output/{name}/{name}.pdf"
        ));
    }
    if scaffold.proposals.is_empty() {
        steps.push(format!(
            "its rows are invented, and every page says so; from a real extract: remove {folder}/ and run \
             `cargo run -- new {name} … --extract FILE`, or describe and map it by hand ({folder}/README.md)"
        ));
    } else {
        steps.push(format!(
            "check the mapping in {folder}/cleaning/{version}.yaml, and the lines marked CHECK or TODO in \
             {folder}/recodes/"
        ));
        steps.push(format!(
            "name licence and source in {folder}/raw/{version}/datapackage.json; when the mapping is right, take \
             `brief:status` out of it: until then every page says that it is unchecked"
        ));
    }
    steps.push(format!(
        "check period, subtitle and description in {folder}/brief.yaml"
    ));
    steps.push(format!(
        "write {folder}/prose/*.typ, at each `// WRITE`; values are bound there already"
    ));
    steps.push(format!(
        "`cargo run -- check {name}`, then `cargo run -- build {name}`"
    ));
    steps
}
