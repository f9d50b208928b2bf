//! Plain text for terminals: lines broken and aligned, at most 100 columns wide where words allow it.

/// Columns of a line.
pub const WIDTH: usize = 100;
/// Columns of a label before its value.
const LABEL: usize = 12;

/// A text that lines are added to.
#[derive(Debug, Default)]
pub struct PlainText {
    /// The lines so far.
    pub text: String,
}

impl PlainText {
    /// Adds a line. Line breaks and control characters are escaped, since cells may hold anything.
    pub fn line(&mut self, line: &str) {
        for character in line.trim_end().chars() {
            if character.is_control() {
                self.text.extend(character.escape_default());
            } else {
                self.text.push(character);
            }
        }
        self.text.push('\n');
    }

    /// Adds an empty line and a heading.
    pub fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(heading);
    }

    /// Adds `first` and then words, wrapped and indented to the end of `first`.
    pub fn words(&mut self, first: &str, words: &str) {
        let indent = first.chars().count();
        let mut line = first.to_owned();
        for word in words.split_whitespace() {
            let length = line.chars().count();
            if length > indent && length + 1 + word.chars().count() > WIDTH {
                self.line(&line);
                line = " ".repeat(indent);
            }
            if line.chars().count() > indent {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.line(&line);
    }

    /// Adds a label and its words, aligned with those of other labels.
    pub fn labelled(&mut self, label: &str, words: &str) {
        self.words(&format!("  {label:<LABEL$}"), words);
    }
}

/// `1 row`, `2 rows`.
pub fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// The width of the longest.
pub fn width<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}
