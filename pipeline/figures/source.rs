//! Declarations as text: where in its YAML file a faulty word stands.

use crate::diagnostics::Place;

/// The lines of a YAML file that one declaration takes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Source {
    file: String,
    first_line: usize,
    text: String,
}

impl Source {
    /// A whole file.
    pub fn file(file: &str, text: &str) -> Self {
        Source {
            file: file.to_owned(),
            first_line: 1,
            text: text.to_owned(),
        }
    }

    /// The block under a key that stands at the beginning of a line.
    pub fn block(file: &str, text: &str, key: &str) -> Self {
        let opens = |line: &str| {
            let line = line.trim_end();
            line.strip_prefix(key)
                .or_else(|| line.strip_prefix(&format!("\"{key}\"")))
                .is_some_and(|rest| rest.starts_with(':'))
        };
        let Some(start) = text.lines().position(opens) else {
            return Source::file(file, text);
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
        Source {
            file: file.to_owned(),
            first_line: start + 1,
            text: block.join("\n"),
        }
    }

    /// Where a word stands, or where the declaration begins when it does not stand there literally.
    /// What a figure says under `draw` comes before its title, caption and alternative text.
    pub fn place_of(&self, word: &str) -> Place {
        let draw = self
            .text
            .lines()
            .position(|line| line.trim_start().starts_with("draw:"));
        self.place_from(draw.unwrap_or(0), word)
    }

    /// The same for a word of a figure's title, caption or alternative text.
    pub fn place_in_words(&self, word: &str) -> Place {
        self.place_from(0, word)
    }

    /// Looks from one of its lines to the last, then in those before it.
    fn place_from(&self, first: usize, word: &str) -> Place {
        let whole = |line: &str, at: usize| {
            let joins = |character: Option<char>| {
                character.is_some_and(|character| character.is_alphanumeric() || character == '_')
            };
            !joins(line[..at].chars().next_back()) && !joins(line[at + word.len()..].chars().next())
        };
        if !word.is_empty() {
            let lines = || self.text.lines().enumerate();
            for (number, line) in lines().skip(first).chain(lines().take(first)) {
                let found = line
                    .match_indices(word)
                    .map(|(at, _)| at)
                    .find(|at| whole(line, *at));
                if let Some(at) = found {
                    let column = line[..at].chars().count() + 1;
                    return Place::at(&self.file, self.first_line + number, column);
                }
            }
        }
        if self.first_line == 0 {
            return Place::file(&self.file);
        }
        Place::line(&self.file, self.first_line)
    }
}
