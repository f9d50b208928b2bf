//! What no heading can hold: it is used again, as a bookmark of the PDF and at the head of the next pages, where
//! notes and links cannot be.

use typst_syntax::ast::{Expr, FuncCall};
use typst_syntax::{LinkedNode, SyntaxKind, parse};

use brief_base::diagnostics::Diagnostic;

use super::expressions::place_in_text;
use super::visible;

/// The functions that set a note, a citation or a link, with what they set.
const SET: [(&str, &str); 5] = [
    ("footnote", "a note"),
    ("cite", "a citation"),
    ("ref", "a reference"),
    ("figure-reference", "a reference"),
    ("link", "a link"),
];

/// Every note, citation, reference and link in a heading of a section, at its place.
pub(crate) fn notes_and_links(file: &str, source: &str) -> Vec<Diagnostic> {
    let text = visible::without_tags(source);
    let root = parse(&text);
    let mut found = Vec::new();
    collect(&LinkedNode::new(&root), false, &mut found);
    found
        .into_iter()
        .map(|(offset, what)| {
            let message = format!(
                "a heading cannot hold {what}: it stands in the bookmarks and at the head of the next pages too"
            );
            Diagnostic::error("note-in-heading", message)
                .with_place(place_in_text(file, source, offset))
                .with_help("put it behind a sentence of the text under the heading")
        })
        .collect()
}

fn collect(node: &LinkedNode<'_>, in_heading: bool, found: &mut Vec<(usize, &'static str)>) {
    let call = node.cast::<FuncCall<'_>>().map(FuncCall::callee);
    let called = match &call {
        Some(Expr::Ident(name)) => SET.iter().find(|(set, _)| *set == name.as_str()),
        _ => None,
    };
    // `#heading[…]` is one as well.
    let is_heading = node.kind() == SyntaxKind::Heading
        || matches!(&call, Some(Expr::Ident(name)) if name.as_str() == "heading");
    let what = match node.kind() {
        SyntaxKind::Ref => Some("a citation or reference"),
        SyntaxKind::Link => Some("a link"),
        _ => called.map(|(_, what)| *what),
    };
    if let Some(what) = what.filter(|_| in_heading) {
        found.push((node.offset(), what));
        return;
    }
    node.children()
        .for_each(|child| collect(&child, in_heading || is_heading, found));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_heading_cannot_hold_is_found_at_its_place() {
        for (source, column) in [
            ("= Wells@wells1900", 8),
            ("== Wells#footnote[Of stone.]", 10),
            ("= Wells #link(\"https://example.org\")[there]", 10),
            ("= {{ wells.count | words }} wells#cite(<wells1900>)", 35),
            ("= Wells of https://example.org", 12),
            ("#heading[Wells@wells1900]", 15),
        ] {
            let found = notes_and_links("a.typ", source);
            assert_eq!(found.len(), 1, "{source}");
            let place = found[0].place.as_ref().unwrap();
            assert_eq!(place.column, Some(column), "{source}");
        }
        for source in [
            "= Wells\nOf stone.@wells1900",
            "= _Wells_ of *stone*",
            "Wells @a.\n\n= Two",
        ] {
            assert!(notes_and_links("a.typ", source).is_empty(), "{source}");
        }
    }
}
