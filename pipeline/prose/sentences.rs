//! Sentences of a section, as a reader sees them, each with the values printed in it.

use std::ops::Range;

use typst_syntax::ast::{Expr, FuncCall};
use typst_syntax::{SyntaxKind, SyntaxNode, parse};

use brief_base::text::collapse_blanks;

use super::passage::{Passage, Piece};
use super::printed_value::PrintedValue;

/// A sentence, heading or list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// As a reader sees it.
    pub text: String,
    /// The same with the name of its source in place of each value, so that it stays the same when only
    /// values change.
    pub frame: String,
    /// The values in it, by their number in [`super::BriefText::printed`].
    pub printed: Vec<usize>,
}

/// The sentences of a section's markup, in reading order; those of a note follow the paragraph that it
/// belongs to.
///
/// # Example
/// ```
/// use brief_prose::sentences::in_markup;
///
/// let found = in_markup("= Two\nOne *word*#footnote[A note.] more. An @end.", &[]);
/// let texts: Vec<&str> = found.iter().map(|sentence| sentence.text.as_str()).collect();
/// assert_eq!(texts, ["Two", "One word more.", "An.", "A note."]);
/// ```
pub fn in_markup(markup: &str, printed: &[PrintedValue]) -> Vec<Sentence> {
    let mut reading = SentenceReader {
        printed,
        found: Vec::new(),
    };
    let mut block = Block::default();
    reading.read(&parse(markup), &mut block);
    reading.end(block);
    reading.found
}

/// The sentences of a text that reaches the page as data.
pub fn in_passage(passage: &Passage, printed: &[PrintedValue]) -> Vec<Sentence> {
    let mut block = Block::default();
    for piece in &passage.pieces {
        match piece {
            Piece::Typed(text) => block.text.push_str(text),
            Piece::Bound(number) => block.bind(*number, printed),
        }
    }
    block.sentences(printed)
}

/// A paragraph, heading or item in the making.
#[derive(Default)]
struct Block {
    text: String,
    /// Where values stand in the text, in bytes, and which.
    bound: Vec<(Range<usize>, usize)>,
    /// Sentences of the notes hung onto it.
    notes: Vec<Sentence>,
}

impl Block {
    fn bind(&mut self, number: usize, printed: &[PrintedValue]) {
        let start = self.text.len();
        if let Some(printed) = printed.get(number) {
            self.text.push_str(&printed.text);
        }
        self.bound.push((start..self.text.len(), number));
    }

    fn sentences(&self, printed: &[PrintedValue]) -> Vec<Sentence> {
        let mut starts = vec![0];
        let letters: Vec<(usize, char)> = self.text.char_indices().collect();
        for pair in letters.windows(2) {
            let [(at, end), (next, blank)] = pair else {
                continue;
            };
            let within =
                |(range, _): &(Range<usize>, usize)| range.start <= *at && next < &range.end;
            let rest = self.text[*next..].trim_start();
            let begins = rest.starts_with(|letter: char| !letter.is_lowercase());
            if matches!(end, '.' | '!' | '?')
                && blank.is_whitespace()
                && begins
                && !self.bound.iter().any(within)
            {
                starts.push(*next);
            }
        }
        starts.push(self.text.len());
        let stretches = starts.windows(2).map(|ends| ends[0]..ends[1]);
        let sentences = stretches.map(|stretch| self.sentence(&stretch, printed));
        sentences
            .filter(|sentence| !sentence.text.is_empty())
            .collect()
    }

    fn sentence(&self, stretch: &Range<usize>, printed: &[PrintedValue]) -> Sentence {
        let bound = self
            .bound
            .iter()
            .filter(|(range, _)| stretch.start <= range.start && range.end <= stretch.end);
        let bound: Vec<&(Range<usize>, usize)> = bound.collect();
        let mut frame = String::new();
        let mut from = stretch.start;
        for (range, number) in &bound {
            frame.push_str(&self.text[from..range.start]);
            if let Some(printed) = printed.get(*number) {
                frame.push_str(&format!("{{{}.{}}}", printed.source, printed.field));
            }
            from = range.end;
        }
        frame.push_str(&self.text[from..stretch.end]);
        Sentence {
            text: tidied(&self.text[stretch.clone()]),
            frame: tidied(&frame),
            printed: bound.iter().map(|(_, number)| *number).collect(),
        }
    }
}

/// Single blanks, none where a citation left one before a point, and no brackets that a reference left empty.
fn tidied(text: &str) -> String {
    let text = collapse_blanks(text.replace("()", "").trim());
    [".", ",", ";", ")"]
        .iter()
        .fold(text, |text, mark| text.replace(&format!(" {mark}"), mark))
}

struct SentenceReader<'a> {
    printed: &'a [PrintedValue],
    found: Vec<Sentence>,
}

impl SentenceReader<'_> {
    fn end(&mut self, block: Block) {
        self.found.extend(block.sentences(self.printed));
        self.found.extend(block.notes);
    }

    fn read(&mut self, node: &SyntaxNode, block: &mut Block) {
        match node.kind() {
            SyntaxKind::Text | SyntaxKind::SmartQuote | SyntaxKind::MathText => {
                block.text.push_str(node.leaf_text());
            }
            SyntaxKind::Space | SyntaxKind::Linebreak => block.text.push(' '),
            SyntaxKind::Escape => block
                .text
                .push_str(node.leaf_text().trim_start_matches('\\')),
            SyntaxKind::Shorthand => block.text.push_str(match node.leaf_text().as_str() {
                "--" => "–",
                "---" => "—",
                "~" => " ",
                "..." => "…",
                other => other,
            }),
            SyntaxKind::Parbreak => self.end(std::mem::take(block)),
            SyntaxKind::Heading
            | SyntaxKind::ListItem
            | SyntaxKind::EnumItem
            | SyntaxKind::TermItem => {
                self.end(std::mem::take(block));
                self.children(node, block);
                self.end(std::mem::take(block));
            }
            SyntaxKind::FuncCall => self.call(node, block),
            SyntaxKind::Ref
            | SyntaxKind::LineComment
            | SyntaxKind::BlockComment
            | SyntaxKind::Raw => {}
            _ => self.children(node, block),
        }
    }

    fn children(&mut self, node: &SyntaxNode, block: &mut Block) {
        for child in node.children() {
            self.read(child, block);
        }
    }

    fn call(&mut self, node: &SyntaxNode, block: &mut Block) {
        let callee = node.cast::<FuncCall<'_>>().map(FuncCall::callee);
        let name = match callee {
            Some(Expr::Ident(name)) => name.as_str().to_owned(),
            _ => String::new(),
        };
        let arguments = node
            .children()
            .filter(|child| child.kind() == SyntaxKind::Args);
        let arguments: Vec<&SyntaxNode> = arguments.flat_map(SyntaxNode::children).collect();
        if name == "bound" {
            let number = arguments
                .iter()
                .find(|child| child.kind() == SyntaxKind::Int);
            if let Some(number) = number.and_then(|number| number.leaf_text().parse().ok()) {
                block.bind(number, self.printed);
            }
            return;
        }
        let contents = arguments.into_iter();
        for content in contents.filter(|child| child.kind() == SyntaxKind::ContentBlock) {
            if name == "footnote" {
                let mut note = Block::default();
                let mut within = SentenceReader {
                    printed: self.printed,
                    found: Vec::new(),
                };
                within.children(content, &mut note);
                within.end(note);
                block.notes.extend(within.found);
            } else {
                self.children(content, block);
            }
        }
    }
}
