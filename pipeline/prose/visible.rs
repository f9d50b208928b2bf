//! What of a text a reader sees: the text with all else blanked, byte for byte, so that places stay.

use std::ops::Range;

use typst_syntax::ast::{Expr, FuncCall};
use typst_syntax::{SyntaxKind, SyntaxNode, parse};

use super::expressions;
use super::filters::{COUNTED, COUNTED_AS, PLURAL};
use super::locators::is_locator;

/// Words in a settings file: Tera tags, whose values are bound, and addresses are blanked.
pub fn in_words(text: &str) -> String {
    let mut seen = without_tags(text);
    show_counted_words(text, &mut seen);
    for scheme in ["https://", "http://"] {
        blank_each(&mut seen, scheme, |rest| {
            let ends = |letter: char| {
                letter.is_whitespace() || matches!(letter, ']' | ')' | '"' | ',' | ';')
            };
            Some(rest.find(ends).unwrap_or(rest.len()))
        });
    }
    seen
}

/// Typst markup, with or without Tera tags: code, comments, citations, labels and addresses are blanked.
/// Text in code is markup again when it stands in brackets; strings in code are left to the check of the
/// finished pages, since only there it shows which of them are set.
///
/// # Example
/// ```
/// use brief_prose::visible::in_markup;
///
/// let seen = in_markup("#v(3pt) Two#footnote[Of {{ plots.count | number }}, see @key[p. 7].] // 8");
/// assert_eq!(seen.split_whitespace().collect::<Vec<_>>(), ["Two", "Of", ",", "see", "."]);
/// ```
pub fn in_markup(text: &str) -> String {
    let written = text;
    let text = without_tags(text);
    let mut seen = text.clone();
    blank(&mut seen, 0..text.len());
    show(&parse(&text), 0, &text, &mut seen);
    show_counted_words(written, &mut seen);
    seen
}

/// Puts back the words that filters print beside a count: their author typed them.
fn show_counted_words(text: &str, seen: &mut String) {
    for tag in expressions::tags(text) {
        for argument in expressions::string_arguments(tag.inner, &[COUNTED, PLURAL]) {
            if argument.name != Some(COUNTED_AS) {
                let stretch = tag.start + argument.inner.start..tag.start + argument.inner.end;
                seen.replace_range(stretch.clone(), &text[stretch]);
            }
        }
    }
}

/// Puts back what a reader sees of a node that begins at `start`.
fn show(node: &SyntaxNode, start: usize, text: &str, seen: &mut String) {
    match node.kind() {
        // A place in a source is none of the numbers of a brief; all else in a citation is read like any text.
        _ if is_citation(node) && content_blocks(node).iter().all(|text| is_locator(text)) => {}
        // A character by its number, which is no number of the text: `\u{2014}`.
        SyntaxKind::Escape if node.leaf_text().starts_with("\\u{") => {}
        SyntaxKind::Text
        | SyntaxKind::MathText
        | SyntaxKind::SmartQuote
        | SyntaxKind::Shorthand
        | SyntaxKind::Escape => {
            let stretch = start..start + node.len();
            seen.replace_range(stretch.clone(), &text[stretch]);
        }
        _ => {
            let mut at = start;
            for child in node.children() {
                show(child, at, text, seen);
                at += child.len();
            }
        }
    }
}

/// Whether a node sets a citation: `@key[…]` or `#cite(…)`.
fn is_citation(node: &SyntaxNode) -> bool {
    let call = node.cast::<FuncCall<'_>>().map(FuncCall::callee);
    let is_cite = matches!(call, Some(Expr::Ident(name)) if name.as_str() == "cite");
    is_cite || node.kind() == SyntaxKind::Ref
}

/// The texts in brackets within a node.
fn content_blocks(node: &SyntaxNode) -> Vec<String> {
    if node.kind() == SyntaxKind::ContentBlock {
        return vec![node.full_text().to_string()];
    }
    node.children().flat_map(content_blocks).collect()
}

/// The text without its Tera tags and comments.
pub(crate) fn without_tags(text: &str) -> String {
    let mut seen = text.to_owned();
    for stretch in expressions::stretches(text) {
        blank(&mut seen, stretch);
    }
    seen
}

/// Blanks each stretch that begins with `open`; `length` says how long it is, if it is one.
fn blank_each(text: &mut String, open: &str, length: impl Fn(&str) -> Option<usize>) {
    let mut from = 0;
    while let Some(found) = text[from..].find(open) {
        let at = from + found;
        match length(&text[at..]) {
            Some(length) => {
                blank(text, at..at + length);
                from = at + length;
            }
            None => from = at + open.len(),
        }
    }
}

/// Lines stay lines.
fn blank(text: &mut String, stretch: Range<usize>) {
    let blanks: String = text[stretch.clone()]
        .bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
        .collect();
    text.replace_range(stretch, &blanks);
}
