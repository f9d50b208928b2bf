//! The language of cases: a heading, some words, and blocks that are done in order.

use std::fmt;
use std::ops::Range;

use crate::support::Run;

/// What one `## name` holds.
#[derive(Debug)]
pub struct Case {
    pub name: String,
    pub line: usize,
    pub steps: Vec<Step>,
}

impl Case {
    /// Whether its first command is expected to end well.
    pub fn begins_well(&self) -> bool {
        let first = self.commands().next();
        first.is_some_and(|command| command.expected.starts_with("exit code: 0\n"))
    }

    /// The commands of a case, in order.
    pub fn commands(&self) -> impl Iterator<Item = &Command> {
        self.steps.iter().filter_map(|step| match step {
            Step::Command(command) => Some(command),
            Step::Edit { .. } => None,
        })
    }
}

/// One thing that a case does.
#[derive(Debug)]
pub enum Step {
    Edit { line: usize, edit: Edit },
    Command(Command),
}

/// A change of a project's files; paths are relative to its root.
#[derive(Debug, PartialEq, Eq)]
pub enum Edit {
    /// Each old text, which must occur once, becomes the new one.
    Replace {
        file: String,
        hunks: Vec<(String, String)>,
    },
    /// The same in a file that a descriptor describes, which is brought up to date.
    Redeliver {
        file: String,
        hunks: Vec<(String, String)>,
    },
    Append {
        file: String,
        content: Vec<u8>,
    },
    Write {
        file: String,
        content: Vec<u8>,
    },
    Remove {
        path: String,
    },
    Move {
        from: String,
        to: String,
    },
    Copy {
        from: String,
        to: String,
    },
    /// Brings the descriptor of a folder up to date.
    Seal {
        folder: String,
    },
}

/// A command line and all that it is expected to print.
#[derive(Debug)]
pub struct Command {
    pub line: usize,
    pub arguments: Vec<String>,
    pub expected: String,
    /// Where in the file that stands.
    pub range: Range<usize>,
}

impl Command {
    /// What a run comes to, as a case writes it: streams that stay empty are left out.
    pub fn printed(&self, run: &Run) -> String {
        let code = run.code.map_or("none".to_owned(), |code| code.to_string());
        let mut text = format!("exit code: {code}\n");
        for (name, printed) in [("output", &run.output), ("error", &run.errors)] {
            if printed.is_empty() {
                continue;
            }
            text.push_str(&format!("--- standard {name}\n{printed}"));
            if !printed.ends_with('\n') {
                text.push_str("\n--- without a line break\n");
            }
        }
        text
    }
}

/// What is wrong in a file of cases.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.line, self.message)
    }
}

fn fault<T>(line: usize, message: impl Into<String>) -> Result<T, Fault> {
    let message = message.into();
    Err(Fault { line, message })
}

/// A line of a file: its number, where it begins, and its text.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    number: usize,
    start: usize,
    text: &'a str,
}

/// Reads a file of cases.
pub fn parse(text: &str) -> Result<Vec<Case>, Fault> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').zip(1..).map(|(whole, number)| {
        let line = Line {
            number,
            start,
            text: whole.strip_suffix('\n').unwrap_or(whole),
        };
        start += whole.len();
        line
    });
    let lines: Vec<Line> = lines.collect();
    let mut cases: Vec<Case> = Vec::new();
    let mut rest = lines.iter();
    match rest.next() {
        Some(line) if line.text.starts_with("# ") => {}
        _ => return fault(1, "the file begins with \"# \" and its topic"),
    }
    while let Some(line) = rest.next() {
        if let Some(name) = line.text.strip_prefix("## ") {
            cases.push(begun(name, line.number, &cases)?);
        } else if line.text.starts_with('#') {
            return fault(line.number, "a case begins with \"## \" and its name");
        } else if line.text.starts_with("```") {
            let (fence, kind) = fence(line.text);
            let mut body = Vec::new();
            loop {
                match rest.next() {
                    None => return fault(line.number, "this block has no end"),
                    Some(line) if line.text == fence => break,
                    Some(line) => body.push(*line),
                }
            }
            let Some(case) = cases.last_mut() else {
                return fault(line.number, "this block belongs to no case");
            };
            match kind {
                "diff" => case.steps.extend(edits(*line, &body)?),
                "console" => case.steps.push(Step::Command(command(*line, &body)?)),
                _ => return fault(line.number, "expected a block of `diff` or `console`"),
            }
        }
    }
    match cases.iter().find(|case| case.commands().next().is_none()) {
        Some(case) => fault(case.line, format!("\"{}\" runs no command", case.name)),
        None if cases.is_empty() => fault(1, "there is no case in this file"),
        None => ended(cases),
    }
}

/// The cases, unless one of them edits what nothing looks at.
fn ended(cases: Vec<Case>) -> Result<Vec<Case>, Fault> {
    let last = cases.iter().filter_map(|case| case.steps.last());
    let mut idle = last.filter_map(|step| match step {
        Step::Edit { line, .. } => Some(*line),
        Step::Command(_) => None,
    });
    match idle.next() {
        Some(line) => fault(line, "no command follows this edit"),
        None => Ok(cases),
    }
}

fn begun(name: &str, line: usize, others: &[Case]) -> Result<Case, Fault> {
    let is_name =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if name.is_empty() || !name.chars().all(is_name) {
        return fault(line, "a name is of a to z, digits and _, as that of a test");
    }
    if others.iter().any(|case| case.name == name) {
        return fault(line, format!("there is a \"{name}\" already"));
    }
    Ok(Case {
        name: name.to_owned(),
        line,
        steps: Vec::new(),
    })
}

/// The backticks that begin a block, and what is behind them.
fn fence(line: &str) -> (&str, &str) {
    line.split_at(line.len() - line.trim_start_matches('`').len())
}

/// A command line and what it prints.
fn command(block: Line, body: &[Line]) -> Result<Command, Fault> {
    let Some((first, printed)) = body.split_first() else {
        return fault(block.number, "expected \"$ brief\" and its arguments");
    };
    let Some(arguments) = first.text.strip_prefix("$ brief ") else {
        return fault(first.number, "expected \"$ brief\" and its arguments");
    };
    let start = first.start + first.text.len() + 1;
    let expected: String = printed.iter().flat_map(|line| [line.text, "\n"]).collect();
    Ok(Command {
        line: first.number,
        arguments: words(arguments).map_or_else(|message| fault(first.number, message), Ok)?,
        range: start..start + expected.len(),
        expected,
    })
}

/// The words of a command line; blanks stand in `'…'`.
fn words(line: &str) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let (word, after) = if let Some(quoted) = rest.strip_prefix('\'') {
            quoted.split_once('\'').ok_or("a quote has no end")?
        } else {
            rest.split_at(rest.find(' ').unwrap_or(rest.len()))
        };
        if word.contains(['"', '\\', '$']) || (word.is_empty() && !rest.starts_with('\'')) {
            return Err("one blank between words, and no quotes but '…'");
        }
        words.push(word.to_owned());
        rest = match after.strip_prefix(' ') {
            Some(after) if !after.is_empty() => after,
            None if after.is_empty() => after,
            _ => return Err("one blank between words, and no quotes but '…'"),
        };
    }
    Ok(words)
}

/// The edits of a block.
fn edits(block: Line, body: &[Line]) -> Result<Vec<Step>, Fault> {
    let mut steps = Vec::new();
    let mut rest = body;
    while let Some((line, after)) = rest.split_first() {
        if line.text.is_empty() {
            rest = after;
            continue;
        }
        let is_content = |line: &&Line| line.text.starts_with(['-', '+']);
        let length = after.iter().take_while(is_content).count();
        let (content, after) = after.split_at(length);
        let edit = edit(line.text, content).map_err(|message| Fault {
            line: line.number,
            message,
        })?;
        steps.push(Step::Edit {
            line: line.number,
            edit,
        });
        rest = after;
    }
    if steps.is_empty() {
        return fault(block.number, "this block edits nothing");
    }
    Ok(steps)
}

fn edit(directive: &str, content: &[Line]) -> Result<Edit, String> {
    let words: Vec<&str> = directive.split(' ').collect();
    let nothing_more = |edit: Edit| match content.first() {
        None => Ok(edit),
        Some(line) => Err(format!("\"{}\" is followed by {}", words[0], line.text)),
    };
    let owned = |word: &&str| (*word).to_owned();
    match words.as_slice() {
        ["replace", file] => Ok(Edit::Replace {
            file: owned(file),
            hunks: hunks(content)?,
        }),
        ["redeliver", file] => Ok(Edit::Redeliver {
            file: owned(file),
            hunks: hunks(content)?,
        }),
        ["append", file] => Ok(Edit::Append {
            file: owned(file),
            content: added(content)?.into_bytes(),
        }),
        ["write", file] => Ok(Edit::Write {
            file: owned(file),
            content: added(content)?.into_bytes(),
        }),
        ["write-bytes", file] => Ok(Edit::Write {
            file: owned(file),
            content: bytes(&added(content)?)?,
        }),
        ["remove", path] => nothing_more(Edit::Remove { path: owned(path) }),
        ["move", from, to] => nothing_more(Edit::Move {
            from: owned(from),
            to: owned(to),
        }),
        ["copy", from, to] => nothing_more(Edit::Copy {
            from: owned(from),
            to: owned(to),
        }),
        ["seal", folder] => nothing_more(Edit::Seal {
            folder: owned(folder),
        }),
        _ => Err(format!("\"{directive}\" is not an edit")),
    }
}

/// The text of a line behind its sign and a blank.
fn text_of<'a>(line: &Line<'a>) -> Result<&'a str, String> {
    let text = match &line.text[1..] {
        "" => return Ok(""),
        text => text.strip_prefix(' '),
    };
    match text {
        Some(text) if !text.is_empty() && !text.ends_with(' ') => Ok(text),
        Some(_) => Err(format!("a blank ends line {}", line.number)),
        None => Err(format!(
            "no blank is behind the sign of line {}",
            line.number
        )),
    }
}

/// Old and new texts: lines with `-`, then lines with `+`. An empty last line is a line break.
fn hunks(content: &[Line]) -> Result<Vec<(String, String)>, String> {
    let mut hunks: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    let mut before = '+';
    for line in content {
        let (sign, text) = (line.text.starts_with('-'), text_of(line)?);
        match (sign, before, hunks.last_mut()) {
            (true, '-', Some((old, _))) => old.push(text),
            (true, ..) => hunks.push((vec![text], Vec::new())),
            (false, _, Some((_, new))) => new.push(text),
            (false, _, None) => return Err("what is to be replaced comes first".to_owned()),
        }
        before = if sign { '-' } else { '+' };
    }
    if hunks.is_empty() {
        return Err("nothing is to be replaced".to_owned());
    }
    let hunks = hunks
        .into_iter()
        .map(|(old, new)| (old.join("\n"), new.join("\n")));
    let hunks: Vec<(String, String)> = hunks.collect();
    match hunks.iter().find(|(old, new)| old.is_empty() || old == new) {
        Some(_) => Err("nothing is replaced, or by itself".to_owned()),
        None => Ok(hunks),
    }
}

/// Lines to be written, each with its line break.
fn added(content: &[Line]) -> Result<String, String> {
    let mut text = String::new();
    for line in content {
        if line.text.starts_with('-') {
            return Err("there is nothing to be replaced".to_owned());
        }
        text.push_str(text_of(line)?);
        text.push('\n');
    }
    if text.is_empty() {
        return Err("there is nothing to be written".to_owned());
    }
    Ok(text)
}

/// A text in which `\xe9` is the byte of that number.
fn bytes(text: &str) -> Result<Vec<u8>, String> {
    let mut parts = text.split("\\x");
    let mut bytes: Vec<u8> = parts.next().unwrap_or_default().into();
    for part in parts {
        let byte = part
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.ok_or("expected \\x and two hexadecimal digits")?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    Ok(bytes)
}
