//! What no heading can hold: it is used again, as a bookmark of the PDF and at the head of the next pages, where
//! notes and links cannot be. And what no section on page 1 can hold, which stands above the columns of text.

use typst_syntax::ast::{Expr, FuncCall, Ident};
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
    let root = LinkedNode::new(&root);
    let mut found = Vec::new();
    collect(&root, &own_names(&root), false, &mut found);
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

/// Every note, citation and reference of a section that page 1 sets above the columns, at its place; `what` names the
/// section.
pub(crate) fn notes_on_page_1(file: &str, source: &str, what: &str) -> Vec<Diagnostic> {
    let text = visible::without_tags(source);
    let root = parse(&text);
    let root = LinkedNode::new(&root);
    let mut found = Vec::new();
    collect(&root, &own_names(&root), true, &mut found);
    // Links and the names of figures may stand there.
    found.retain(|(offset, set)| {
        *set != "a link" && !source[*offset..].starts_with("figure-reference")
    });
    found
        .into_iter()
        .map(|(offset, set)| {
            let message = format!(
                "{what} stands above the text of page 1, where it cannot hold {set}: it would be lost"
            );
            Diagnostic::error("note-on-page-1", message)
                .with_place(place_in_text(file, source, offset))
                .with_help("put it into the text, behind the sentence that says the same")
        })
        .collect()
}

/// Names that a section gives to functions that set such, `#let n = footnote`, with what they set.
fn own_names(root: &LinkedNode<'_>) -> Vec<(String, &'static str)> {
    let mut names = Vec::new();
    collect_names(root, &mut names);
    names
}

fn collect_names(node: &LinkedNode<'_>, names: &mut Vec<(String, &'static str)>) {
    if node.kind() == SyntaxKind::LetBinding {
        let mut idents = Vec::new();
        identifiers(node, &mut idents);
        if let Some((name, rest)) = idents.split_first() {
            let set = rest.iter().find_map(|ident| what_sets(ident, names));
            if let Some(set) = set {
                names.push((name.clone(), set));
            }
        }
    }
    node.children()
        .for_each(|child| collect_names(&child, names));
}

fn identifiers(node: &LinkedNode<'_>, found: &mut Vec<String>) {
    if let Some(name) = node.cast::<Ident<'_>>() {
        found.push(name.as_str().to_owned());
    }
    node.children().for_each(|child| identifiers(&child, found));
}

/// What a function sets, by its name here.
fn what_sets(function: &str, own: &[(String, &'static str)]) -> Option<&'static str> {
    let own = own.iter().rev().map(|(name, set)| (name.as_str(), *set));
    let mut known = own.chain(SET);
    known
        .find(|(name, _)| *name == function)
        .map(|(_, set)| set)
}

fn collect(
    node: &LinkedNode<'_>,
    own: &[(String, &'static str)],
    in_heading: bool,
    found: &mut Vec<(usize, &'static str)>,
) {
    // What a name is given is set where it is called.
    if node.kind() == SyntaxKind::LetBinding {
        return;
    }
    let call = node.cast::<FuncCall<'_>>().map(FuncCall::callee);
    let called = match &call {
        Some(Expr::Ident(name)) => what_sets(name.as_str(), own),
        _ => None,
    };
    // `#heading[…]` is one as well.
    let is_heading = node.kind() == SyntaxKind::Heading
        || matches!(&call, Some(Expr::Ident(name)) if name.as_str() == "heading");
    let what = match node.kind() {
        SyntaxKind::Ref => Some("a citation or reference"),
        SyntaxKind::Link => Some("a link"),
        _ => called,
    };
    if let Some(what) = what.filter(|_| in_heading) {
        found.push((node.offset(), what));
        return;
    }
    node.children()
        .for_each(|child| collect(&child, own, in_heading || is_heading, found));
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
            ("#let n = footnote\n= Wells#n[Of stone.]", 9),
            ("#let n(x) = footnote(x)\n= Wells#n[Of stone.]", 9),
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
