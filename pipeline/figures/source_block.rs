//! Declarations as text: where in its YAML file a faulty word stands.

use brief_base::diagnostics::Place;
use brief_base::yaml::Locations;

/// The lines of a YAML file that one declaration takes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceBlock {
    file: String,
    first_line: usize,
    text: String,
    key: String,
    locations: Locations,
}

impl SourceBlock {
    /// A whole file.
    pub fn file(file: &str, text: &str) -> Self {
        SourceBlock {
            file: file.to_owned(),
            first_line: 1,
            text: text.to_owned(),
            ..SourceBlock::default()
        }
    }

    /// The block under a key that stands at the beginning of a line; `locations` are the file's.
    pub fn block(file: &str, text: &str, key: &str, locations: &Locations) -> Self {
        let opens = |line: &str| {
            let line = line.trim_end();
            line.strip_prefix(key)
                .or_else(|| line.strip_prefix(&format!("\"{key}\"")))
                .is_some_and(|rest| rest.starts_with(':'))
        };
        let Some(start) = text.lines().position(opens) else {
            return SourceBlock {
                key: key.to_owned(),
                locations: locations.clone(),
                ..SourceBlock::file(file, text)
            };
        };
        let block: Vec<&str> = text
            .lines()
            .skip(start)
            .enumerate()
            .take_while(|(at, line)| {
                *at == 0 || line.is_empty() || line.starts_with([' ', '#', '\t'])
            })
            .map(|(_, line)| line)
            .collect();
        SourceBlock {
            file: file.to_owned(),
            first_line: start + 1,
            text: block.join("\n"),
            key: key.to_owned(),
            locations: locations.clone(),
        }
    }

    /// The file, the line at which the declaration begins, and all of it: where its words stand follows from
    /// these.
    pub fn declaration(&self) -> (&str, usize, &str) {
        (&self.file, self.first_line, &self.text)
    }

    /// The file.
    pub fn path(&self) -> &str {
        &self.file
    }

    /// Where the declaration begins.
    pub fn begins(&self) -> Place {
        Place::at(&self.file, self.first_line, 1)
    }

    /// Where the value at `path` below the declaration's key stands, for example `draw/legend`.
    pub fn place_at(&self, path: &str) -> Place {
        self.locations.place(&format!("{}/{path}", self.key))
    }

    /// Where a word stands, or where the declaration begins when it does not stand there literally.
    /// What a figure says under `draw` comes before its title, caption and alternative text.
    pub fn place_of(&self, word: &str) -> Place {
        let draw = self
            .text
            .lines()
            .position(|line| line.trim_start().starts_with("draw:"));
        let found = self
            .find(draw.unwrap_or(0), 1, word, 0)
            .or_else(|| self.find(0, 1, word, 0));
        found.unwrap_or_else(|| {
            if self.first_line == 0 {
                Place::file(&self.file)
            } else {
                Place::line(&self.file, self.first_line)
            }
        })
    }

    /// Where the word at `offset` of a text stands, when the text begins at `begins`. YAML folds lines
    /// and drops indents, but keeps words and their order. Falls back to where the text begins.
    pub fn place_in_text(&self, begins: &Place, text: &str, offset: usize, word: &str) -> Place {
        let (Some(line), Some(column)) = (begins.line, begins.column) else {
            return begins.clone();
        };
        let earlier = whole_words(text, word)
            .filter(|(at, _)| *at < offset)
            .count();
        let first = line.saturating_sub(self.first_line);
        let found = self.find(first, column, word, earlier);
        found.unwrap_or_else(|| begins.clone())
    }

    /// The place of a word from a line (counted from 0) and column (from 1) on, after `earlier` of its
    /// occurrences.
    fn find(&self, first: usize, column: usize, word: &str, earlier: usize) -> Option<Place> {
        let lines = self.text.lines().enumerate().skip(first);
        lines
            .flat_map(|(number, line)| whole_words(line, word).map(move |(_, at)| (number, at)))
            .filter(|(number, at)| *number > first || *at >= column)
            .nth(earlier)
            .map(|(number, at)| Place::at(&self.file, self.first_line + number, at))
    }
}

/// The occurrences of a word that are no part of a longer one: byte offset from 0, column from 1.
fn whole_words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let joins = |character: Option<char>| {
        character.is_some_and(|character| character.is_alphanumeric() || character == '_')
    };
    let found = (!word.is_empty()).then(|| text.match_indices(word));
    found
        .into_iter()
        .flatten()
        .map(|(at, _)| at)
        .filter(move |at| {
            !joins(text[..*at].chars().next_back())
                && !joins(text[at + word.len()..].chars().next())
        })
        .map(|at| (at, text[..at].chars().count() + 1))
}
