//! The lock as text: written in one way only, read with the place of each fault.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use brief_base::dates::iso_day;
use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};

use super::{FindingKey, Lock, UNREADABLE};

/// What a file says of itself; `{brief}` is the brief's name.
const HEAD: &str = "\
# What this brief was made from and what it came to. Commit it; never edit it.
# `brief build` says what changed and renews it, `brief build --locked` refuses whatever differs,
# `brief verify` recomputes it. After a merge conflict: build again.
";

/// Stands for an unknown value. In quotation marks it is the text.
const UNKNOWN: &str = "?";

impl fmt::Display for Lock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(HEAD)?;
        writeln!(formatter, "brief {}", word(&self.brief))?;
        writeln!(formatter, "dataset {}", word(&self.dataset))?;
        writeln!(formatter, "document-date {}", word(&self.document_date))?;
        writeln!(formatter, "engine {}", self.engine)?;
        for (key, value) in &self.findings {
            writeln!(formatter, "finding {key} = {value}")?;
        }
        for (keyword, files) in [("input", &self.inputs), ("output", &self.outputs)] {
            for (path, hash) in files {
                writeln!(formatter, "{keyword} {} sha256:{hash}", word(path))?;
            }
        }
        Ok(())
    }
}

/// A text as one word of a line: as it is, or as a JSON string when it is more than letters of ASCII,
/// digits and `.`, `_`, `-`, `/`. Characters that cannot be seen are escaped.
pub(super) fn word(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-/".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            hidden if is_hidden(hidden) => {
                let mut units = [0; 2];
                for unit in hidden.encode_utf16(&mut units) {
                    quoted.push_str(&format!("\\u{unit:04x}"));
                }
            }
            seen => quoted.push(seen),
        }
    }
    quoted.push('"');
    quoted
}

/// A code of a findings table, or that it is unknown.
pub(super) fn code(code: Option<&str>) -> String {
    code.map_or_else(|| UNKNOWN.to_owned(), word)
}

/// Controls, and what changes the direction or the look of a line without being seen.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Reads a lock; `file` is its name in messages.
///
/// # Errors
/// Every line that is not one of a lock's, is repeated, or is missing, with line and column.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Lock, Diagnostics> {
    let mut reading = LockReader::new(file);
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    for (line, number) in text.split('\n').zip(1..) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if !line.is_empty() && !line.starts_with('#') {
            reading.line(line, number);
        }
    }
    reading.finish()
}

/// A lock of which some lines are read.
struct LockReader<'a> {
    file: &'a str,
    faults: Diagnostics,
    /// The first mark of a merge conflict.
    conflict: Option<Diagnostic>,
    single: BTreeMap<&'static str, String>,
    inputs: BTreeMap<String, String>,
    findings: BTreeMap<FindingKey, String>,
    outputs: BTreeMap<String, String>,
}

/// How lines begin by which git marks what it could not merge.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// What is said once in every lock.
const SINGLE: [&str; 4] = ["brief", "dataset", "document-date", "engine"];

/// What is wrong with a line, and in which character of it.
struct LineFault {
    column: usize,
    message: String,
}

impl LineFault {
    fn at(column: usize, message: impl Into<String>) -> Self {
        LineFault {
            column,
            message: message.into(),
        }
    }
}

impl<'a> LockReader<'a> {
    fn new(file: &'a str) -> Self {
        LockReader {
            file,
            faults: Diagnostics::new(),
            conflict: None,
            single: BTreeMap::new(),
            inputs: BTreeMap::new(),
            findings: BTreeMap::new(),
            outputs: BTreeMap::new(),
        }
    }

    fn line(&mut self, line: &str, number: usize) {
        if CONFLICT.iter().any(|mark| line.starts_with(mark)) {
            let message = "a merge conflict that is not resolved";
            let place = Place::at(self.file, number, 1);
            self.conflict
                .get_or_insert_with(|| fault(message).with_place(place));
            return;
        }
        if let Err(LineFault { column, message }) = self.item(line) {
            let place = Place::at(self.file, number, column);
            self.faults.push(fault(message).with_place(place));
        }
    }

    fn item(&mut self, line: &str) -> Result<(), LineFault> {
        let (keyword, _) = line.split_once(' ').unwrap_or((line, ""));
        let mut words = LineWords { line, at: 0 };
        words.skip(keyword.len());
        if let Some(single) = SINGLE.into_iter().find(|single| *single == keyword) {
            let value = match single {
                "engine" => words.rest()?,
                _ => words.named("a name")?,
            };
            words.end()?;
            if single == "document-date" && iso_day(&value).is_none() {
                let message = format!("\"{value}\" is not a valid date; expected YYYY-MM-DD");
                return Err(LineFault::at(keyword.len() + 2, message));
            }
            return once(self.single.entry(single), value, single);
        }
        match keyword {
            "input" | "output" => {
                let path = words.named("a path")?;
                let hash = words.hash()?;
                words.end()?;
                let files = match keyword {
                    "input" => &mut self.inputs,
                    _ => &mut self.outputs,
                };
                let what = format!("{keyword} {path}");
                once(files.entry(path), hash, &what)
            }
            "finding" => {
                let (key, value) = words.finding()?;
                let what = format!("finding {key}");
                once(self.findings.entry(key), value, &what)
            }
            _ => Err(LineFault::at(
                1,
                format!(
                    "\"{}\" begins no line of a lock; expected brief, dataset, document-date, engine, \
                     finding, input or output",
                    shortened(keyword)
                ),
            )),
        }
    }

    fn finish(mut self) -> Result<Lock, Diagnostics> {
        // What else is wrong follows from it: each side says its own.
        if let Some(conflict) = self.conflict {
            return Err(conflict.into());
        }
        let mut single = |name: &'static str| {
            let said = self.single.remove(name);
            if said.is_none() {
                let missing = fault(format!("no line says \"{name}\""));
                self.faults.push(missing.with_place(Place::file(self.file)));
            }
            said.unwrap_or_default()
        };
        let lock = Lock {
            brief: single("brief"),
            dataset: single("dataset"),
            document_date: single("document-date"),
            engine: single("engine"),
            inputs: self.inputs,
            findings: self.findings,
            outputs: self.outputs,
        };
        self.faults.finish(lock).map(|(lock, _)| lock)
    }
}

fn fault(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(UNREADABLE, message)
        .with_help("`brief build` without --locked writes the lock anew")
}

fn once<K: Ord, V>(entry: Entry<'_, K, V>, value: V, what: &str) -> Result<(), LineFault> {
    match entry {
        Entry::Vacant(free) => {
            free.insert(value);
            Ok(())
        }
        Entry::Occupied(_) => Err(LineFault::at(1, format!("{what} is said twice"))),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The words of a line, from byte `at` on.
struct LineWords<'a> {
    line: &'a str,
    at: usize,
}

impl LineWords<'_> {
    fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The column of byte `at`.
    fn fault(&self, message: impl Into<String>) -> LineFault {
        let before = self.line.get(..self.at).unwrap_or(self.line);
        LineFault::at(before.chars().count() + 1, message)
    }

    fn remaining(&self) -> &str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn space(&mut self, expected: &str) -> Result<(), LineFault> {
        if self.remaining().len() < 2 || !self.remaining().starts_with(' ') {
            return Err(self.fault(format!("expected {expected} after a space")));
        }
        self.skip(1);
        Ok(())
    }

    /// The next word, and whether it stood in quotation marks.
    fn next(&mut self, expected: &str) -> Result<(String, bool), LineFault> {
        self.space(expected)?;
        let rest = self.remaining();
        if !rest.starts_with('"') {
            let word = rest.split(' ').next().unwrap_or_default().to_owned();
            if word.is_empty() || word.contains('"') {
                return Err(self.fault(format!("expected {expected}")));
            }
            self.skip(word.len());
            return Ok((word, false));
        }
        let mut strings = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        match strings.next() {
            Some(Ok(text)) => {
                let length = strings.byte_offset();
                self.skip(length);
                Ok((text, true))
            }
            _ => Err(self.fault(format!(
                "expected {expected} as a text in quotation marks that ends on this line"
            ))),
        }
    }

    fn named(&mut self, expected: &str) -> Result<String, LineFault> {
        self.next(expected).map(|(word, _)| word)
    }

    fn rest(&mut self) -> Result<String, LineFault> {
        self.space("a value")?;
        let rest = self.remaining().to_owned();
        if let Some(at) = rest.find(is_hidden) {
            self.skip(at);
            return Err(self.fault("a character that cannot be seen"));
        }
        self.skip(rest.len());
        Ok(rest)
    }

    fn hash(&mut self) -> Result<String, LineFault> {
        let from = self.at;
        let word = self.named("sha256:…")?;
        let hash = word.strip_prefix("sha256:").filter(|hash| {
            hash.len() == 64
                && hash
                    .bytes()
                    .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        });
        hash.map(str::to_owned).ok_or_else(|| {
            self.at = from + 1;
            self.fault("expected sha256: and 64 hexadecimal digits in lower case")
        })
    }

    fn finding(&mut self) -> Result<(FindingKey, String), LineFault> {
        let name = self.named("a finding's name")?;
        let mut row = Vec::new();
        loop {
            match self.next("a row's code, or = and a value")? {
                (equals, false) if equals == "=" => break,
                (unknown, false) if unknown == UNKNOWN => row.push(None),
                (code, _) => row.push(Some(code)),
            }
        }
        Ok((FindingKey { name, row }, self.rest()?))
    }

    fn end(&self) -> Result<(), LineFault> {
        match self.remaining() {
            "" => Ok(()),
            more => Err(self.fault(format!(
                "\"{}\" stands after the end of the item",
                shortened(more)
            ))),
        }
    }
}
