//! The files that Typst sees, each with the file of the project that it came from.

use std::collections::{BTreeMap, BTreeSet};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_base::record::sha256;

/// The virtual files that Typst sees, and the project's files they came from.
#[derive(Debug, Default)]
pub(crate) struct VirtualFiles {
    /// Path and text.
    pub sources: Vec<(String, String)>,
    /// Path and bytes.
    pub binaries: Vec<(String, Vec<u8>)>,
    /// By virtual path: the project's file, and whether lines agree.
    pub origins: BTreeMap<String, FileOrigin>,
    /// Where the series' layout is.
    pub layout_folder: String,
    /// Where passages of `data.json` are written, by what prints them.
    pub passages: BTreeMap<String, Place>,
    /// Texts that no page shows and that were looked through before: alternative texts, title,
    /// description, keywords.
    pub hidden: BTreeSet<String>,
}

/// A file of the project that a virtual file came from.
#[derive(Debug)]
pub(crate) struct FileOrigin {
    /// The project's file.
    pub file: String,
    /// Its lines are those that Typst sees.
    pub lines_agree: bool,
}

impl VirtualFiles {
    /// None yet; the series' layout is in `layout_folder`.
    pub(crate) fn of_layout_in(layout_folder: String) -> Self {
        VirtualFiles {
            layout_folder,
            ..VirtualFiles::default()
        }
    }

    /// A digest of all of them.
    pub(crate) fn digest(&self) -> String {
        // A hash, or a line that ends it, keeps each part from running into the next.
        let mut text = String::new();
        let mut add = |kind: &str, path: &str, bytes: &[u8]| {
            let (path, bytes) = (sha256(path.as_bytes()), sha256(bytes));
            text.push_str(&format!("{kind} {path} {bytes}\n"));
        };
        for hidden in &self.hidden {
            add("hidden", "", hidden.as_bytes());
        }
        for (path, source) in &self.sources {
            add("source", path, source.as_bytes());
        }
        for (path, bytes) in &self.binaries {
            add("binary", path, bytes);
        }
        for (path, origin) in &self.origins {
            add("origin", path, origin.file.as_bytes());
            add("lines", path, &[u8::from(origin.lines_agree)]);
        }
        sha256(text.as_bytes())
    }

    /// The text of a source.
    pub(crate) fn text_of(&self, path: &str) -> Option<&str> {
        let mut sources = self.sources.iter();
        sources
            .find(|(at, _)| at == path)
            .map(|(_, text)| text.as_str())
    }

    /// Adds files of the series' layout.
    pub(crate) fn layout<'a>(
        &mut self,
        project: &Project,
        names: impl IntoIterator<Item = &'a str>,
        faults: &mut Diagnostics,
    ) {
        for name in names {
            let origin = format!("{}/{name}", self.layout_folder);
            let Some(source) = faults.take(project.read_text(&origin)) else {
                continue;
            };
            refuse_clock(&origin, &source, faults);
            if name.ends_with(".typ") {
                self.source(&format!("/{name}"), &origin, source, true);
            } else {
                self.binary(&format!("/{name}"), &origin, source.into_bytes());
            }
        }
    }

    /// Adds a source; `origin` is the project's file.
    pub(crate) fn source(&mut self, path: &str, origin: &str, text: String, lines_agree: bool) {
        self.origins.insert(
            path.to_owned(),
            FileOrigin {
                file: origin.to_owned(),
                lines_agree,
            },
        );
        self.sources.push((path.to_owned(), text));
    }

    /// Adds any other file.
    pub(crate) fn binary(&mut self, path: &str, origin: &str, bytes: Vec<u8>) {
        self.origins.insert(
            path.to_owned(),
            FileOrigin {
                file: origin.to_owned(),
                lines_agree: true,
            },
        );
        self.binaries.push((path.to_owned(), bytes));
    }
}

/// typst-as-lib answers `datetime.today()` with the real clock, so no template may ask.
pub(crate) fn refuse_clock(file: &str, source: &str, faults: &mut Diagnostics) {
    for (number, line) in source.lines().enumerate() {
        if let Some(column) = line.find("datetime.today") {
            faults.push(
                Diagnostic::error("clock", "a brief may not depend on the day it is built")
                    .with_place(Place::at(
                        file,
                        number + 1,
                        line[..column].chars().count() + 1,
                    ))
                    .with_help("print a date of the brief's settings instead"),
            );
        }
    }
}
