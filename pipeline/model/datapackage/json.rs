//! Where each value of a JSON text stands, so that a fault in a descriptor has a line and a column.
//!
//! `serde_json` tells the place of a syntax error and of a wrong type, but values that parse and are
//! wrong in what they say (an unsafe path, a hash that is none) keep no place. This walks the text once
//! more, after `serde_json` has found it well-formed.

use std::collections::BTreeMap;
use std::ops::Range;

/// Byte ranges of all values of a JSON text, by path: `resources/0/path`.
#[derive(Debug, Default)]
pub(super) struct JsonSpans {
    spans: BTreeMap<String, Range<usize>>,
    too_deep: Option<usize>,
}

impl JsonSpans {
    /// Walks a well-formed JSON text. Of a text that is not, it finds what it can.
    pub(super) fn of(text: &str) -> Self {
        let mut walk = Walk {
            bytes: text.as_bytes(),
            text,
            at: 0,
            found: JsonSpans::default(),
        };
        walk.value(&mut String::new(), 0);
        walk.found
    }

    /// The byte at which the values nest deeper than is walked, if they do.
    pub(super) fn too_deep(&self) -> Option<usize> {
        self.too_deep
    }

    /// The bytes of a value.
    pub(super) fn get(&self, path: &str) -> Option<Range<usize>> {
        self.spans.get(path).cloned()
    }
}

/// Line and column, from 1, of a byte of a text; the column counts characters.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}

/// Values may nest to this depth, as `serde_json` itself has it for what it does not skip.
const DEEPEST: usize = 128;

/// Values have a span of their own down to here; no fault speaks of a deeper one.
const DEEPEST_SPAN: usize = 8;

/// A longer key is walked, and its values have no path: paths are copied for every value below.
const LONGEST_KEY: usize = 64;

struct Walk<'text> {
    bytes: &'text [u8],
    text: &'text str,
    at: usize,
    found: JsonSpans,
}

impl Walk<'_> {
    fn value(&mut self, path: &mut String, depth: usize) {
        self.skip_space();
        let start = self.at;
        match self.bytes.get(self.at) {
            Some(b'{' | b'[') if depth == DEEPEST => {
                self.found.too_deep = self.found.too_deep.or(Some(start));
                self.at = self.bytes.len();
            }
            Some(b'{') => self.members(path, depth, b'}'),
            Some(b'[') => self.members(path, depth, b']'),
            Some(b'"') => {
                self.string();
            }
            _ => {
                while self.bytes.get(self.at).is_some_and(|byte| {
                    !matches!(byte, b',' | b'}' | b']') && !byte.is_ascii_whitespace()
                }) {
                    self.at += 1;
                }
            }
        }
        if depth <= DEEPEST_SPAN {
            self.found.spans.insert(path.clone(), start..self.at);
        }
    }

    /// The members of an object or array, up to its closing bracket.
    fn members(&mut self, path: &mut String, depth: usize, close: u8) {
        let length = path.len();
        let mut index = 0_usize;
        self.at += 1;
        loop {
            self.skip_space();
            match self.bytes.get(self.at) {
                None => return,
                Some(byte) if *byte == close => {
                    self.at += 1;
                    return;
                }
                Some(b',') => {
                    self.at += 1;
                    continue;
                }
                Some(_) => {}
            }
            let before = self.at;
            if length > 0 {
                path.push('/');
            }
            if close == b'}' {
                let key = self.string();
                path.push_str(if key.len() > LONGEST_KEY { "…" } else { &key });
                self.skip_space();
                if self.bytes.get(self.at) == Some(&b':') {
                    self.at += 1;
                }
            } else {
                path.push_str(&index.to_string());
                index += 1;
            }
            self.value(path, depth + 1);
            path.truncate(length);
            if self.at == before {
                return;
            }
        }
    }

    /// A string, as written between its quotes with the escapes resolved.
    fn string(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'"' => break,
                _ => {}
            }
        }
        self.at = self.at.min(self.bytes.len());
        self.text
            .get(start..self.at)
            .and_then(|quoted| serde_json::from_str(quoted).ok())
            .unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_bytes() {
        let text =
            r#"{ "name": "a\"b", "resources": [ {"path": "é"}, {"bytes": 12 } ], "n": null }"#;
        let spans = JsonSpans::of(text);
        let at = |path: &str| spans.get(path).and_then(|range| text.get(range));
        assert_eq!(at("name"), Some(r#""a\"b""#));
        assert_eq!(at("resources/0/path"), Some("\"é\""));
        assert_eq!(at("resources/1"), Some(r#"{"bytes": 12 }"#));
        assert_eq!(at("resources/1/bytes"), Some("12"));
        assert_eq!(at("n"), Some("null"));
        assert_eq!(at(""), Some(text));
    }

    #[test]
    fn a_broken_text_is_walked_without_end() {
        for text in [
            "",
            "{",
            "[",
            "{\"",
            "{\"a",
            "[,,",
            "{]",
            "\"\\",
            "{\"a\" 1 2}",
            "}}",
        ] {
            JsonSpans::of(text);
        }
        assert_eq!(JsonSpans::of(&"[".repeat(100_000)).too_deep(), Some(128));
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_and_column("é\nةb", 5), (2, 2));
    }
}
