//! What a section asks of the layout by name.

use std::collections::BTreeSet;

use typst_syntax::ast::{Expr, FuncCall, Ident, Label, Ref, Str};
use typst_syntax::{DiagSpanKind, LinkedNode, Source, SyntaxKind, parse};

use brief_base::diagnostics::{Diagnostic, Place, did_you_mean, did_you_mean_at};

use super::directions::ARABIC;
use super::expressions::place_in_text;
use super::visible;
use crate::settings::Settings;

/// The function of the layout that sets a findings table whole.
const FINDINGS_TABLE: &str = "findings-table";
/// The function of the layout that sets a figure.
const FIGURE: &str = "brief-figure";
/// The function of the layout that names one.
const FIGURE_REFERENCE: &str = "figure-reference";

/// What Typst cannot parse in a section: the first error, since those after it are mostly its consequence.
pub(crate) fn unparsable(file: &str, source: &str) -> Option<Diagnostic> {
    let read = Source::detached(visible::without_tags(source));
    let (errors, _) = read.root().errors_and_warnings();
    let Some(first) = errors.first() else {
        return unended_comment(file, source, &read);
    };
    let range = match first.span.get() {
        DiagSpanKind::Number { num, sub_range, .. } => read.range(num, sub_range),
        DiagSpanKind::Range { range, .. } => Some(range),
        DiagSpanKind::Detached => None,
    };
    let offset = range.map_or(0, |range| range.start);
    let message = format!("Typst cannot read this: {}", first.message);
    let fault =
        Diagnostic::error("typesetting", message).with_place(place_in_text(file, source, offset));
    let mut helps: Vec<String> = first.hints.iter().map(|hint| hint.v.to_string()).collect();
    if errors.len() > 1 {
        let more = errors.len() - 1;
        helps.push(format!("{more} more in this file may follow from it"));
    }
    Some(match helps.is_empty() {
        true => fault,
        false => fault.with_help(helps.join("; ")),
    })
}

/// A comment that is begun and not ended, which takes all text behind it out of the brief.
fn unended_comment(file: &str, source: &str, read: &Source) -> Option<Diagnostic> {
    let mut offset = None;
    each_node(&LinkedNode::new(read.root()), &mut |node| {
        let is_comment = node.kind() == SyntaxKind::BlockComment;
        if is_comment && !node.leaf_text().ends_with("*/") {
            offset.get_or_insert(node.offset());
        }
    });
    let message = "this comment is not ended: all text behind it is left out";
    Some(
        Diagnostic::error("typesetting", message)
            .with_place(place_in_text(file, source, offset?))
            .with_help("end it with `*/`"),
    )
}

/// Every figure that a section sets or names and that nothing declares, at its place.
pub(crate) fn unknown_figures(file: &str, source: &str, settings: &Settings) -> Vec<Diagnostic> {
    let calls = [FIGURE, FIGURE_REFERENCE].map(|function| first_arguments(source, function));
    let wrong = calls
        .into_iter()
        .flatten()
        .filter(|(_, name)| !settings.figures.contains_key(name));
    let faults = wrong.map(|(offset, name)| {
        let known = settings.figures.keys().map(String::as_str);
        Diagnostic::error("unknown-name", format!("no figure is called \"{name}\""))
            .with_place(place_in_text(file, source, offset))
            .with_help(did_you_mean(&name, known))
    });
    faults.collect()
}

/// Every figure that a section names and that no section sets, at its place; `set` are those that one sets.
pub(crate) fn figures_not_set(
    file: &str,
    source: &str,
    set: &BTreeSet<String>,
    settings: &Settings,
) -> Vec<Diagnostic> {
    let named = first_arguments(source, FIGURE_REFERENCE).into_iter();
    let missing =
        named.filter(|(_, name)| settings.figures.contains_key(name) && !set.contains(name));
    let faults = missing.map(|(offset, name)| {
        let message = format!("figure \"{name}\" is named here, and no section sets it");
        Diagnostic::error("figure-not-set", message)
            .with_place(place_in_text(file, source, offset))
            .with_help(format!(
                "set it in a section, `#{FIGURE}(\"{name}\")`, or take its name out; a figure of the series that the \
                 brief does without is listed under `leaves_out` in brief.yaml"
            ))
    });
    faults.collect()
}

/// Every use of a function of the layout in a section that does not import the layout, the first at its place.
pub(crate) fn without_layout(file: &str, source: &str) -> Option<Diagnostic> {
    let root = parse(&visible::without_tags(source));
    let mut imports = false;
    let mut first: Option<(usize, String)> = None;
    each_node(&LinkedNode::new(&root), &mut |node| {
        imports |= node.kind() == SyntaxKind::ModuleImport;
        if let Some(Expr::Ident(called)) = node.cast::<FuncCall<'_>>().map(FuncCall::callee)
            && [FIGURE, FIGURE_REFERENCE, FINDINGS_TABLE, ARABIC].contains(&called.as_str())
        {
            first.get_or_insert((node.offset(), called.as_str().to_owned()));
        }
    });
    let (offset, called) = first.filter(|_| !imports)?;
    let message =
        format!("`{called}` is a function of the layout, and this section does not import it");
    Some(
        Diagnostic::error("typesetting", message)
            .with_place(place_in_text(file, source, offset))
            .with_help("begin the section with the line `#import \"/layout.typ\": *`"),
    )
}

/// The labels that a section gives.
pub(crate) fn labels(source: &str) -> Vec<String> {
    let root = parse(&visible::without_tags(source));
    let mut found = Vec::new();
    each_node(&LinkedNode::new(&root), &mut |node| {
        if let Some(label) = node.cast::<Label<'_>>() {
            found.push(label.get().to_owned());
        }
    });
    found
}

/// Every citation of a section that is neither a work of `references` nor one of the labels, at its place.
pub(crate) fn unknown_citations(
    file: &str,
    source: &str,
    references: &[String],
    labels: &BTreeSet<String>,
    settings: &Settings,
) -> Vec<Diagnostic> {
    let text = visible::without_tags(source);
    let root = parse(&text);
    let mut found = Vec::new();
    each_node(&LinkedNode::new(&root), &mut |node| {
        if let Some(cited) = node.cast::<Ref<'_>>() {
            found.push((node.offset(), cited.target().to_owned()));
        }
    });
    found.retain(|(_, key)| !references.contains(key) && !labels.contains(key));
    let faults = found.into_iter().map(|(offset, key)| {
        if let Some(address) = address_around(&text, offset) {
            let message =
                format!("\"{address}\" is read as a citation of \"{key}\": `@` begins one");
            return Diagnostic::error("unknown-name", message)
                .with_place(place_in_text(file, source, offset))
                .with_help(format!(
                    "write an address with a backslash, `{}`",
                    address.replacen('@', "\\@", 1)
                ));
        }
        let known = references.iter().map(String::as_str);
        Diagnostic::error(
            "unknown-name",
            format!("\"@{key}\" is not a work in references.yaml"),
        )
        .with_place(place_in_text(file, source, offset))
        .with_help(
            match key
                .strip_prefix("figure-")
                .filter(|id| settings.figures.contains_key(*id))
            {
                Some(id) => format!("to name a figure, write `#{FIGURE_REFERENCE}(\"{id}\")`"),
                None => did_you_mean(&key, known),
            },
        )
    });
    faults.collect()
}

/// The e-mail address that an `@` stands in; none where no name stands right before it.
fn address_around(text: &str, at: usize) -> Option<&str> {
    let is_of_address =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '+');
    let before = &text[..at];
    let name = before.len() - before.trim_end_matches(is_of_address).len();
    let after = &text[at + 1..];
    let host = after
        .find(|letter: char| !is_of_address(letter))
        .unwrap_or(after.len());
    let address = text[at - name..at + 1 + host].trim_end_matches('.');
    let has_host = address
        .split_once('@')
        .is_some_and(|(_, host)| host.contains('.'));
    (name > 0 && has_host).then_some(address)
}

fn each_node(node: &LinkedNode<'_>, visit: &mut impl FnMut(&LinkedNode<'_>)) {
    visit(node);
    for child in node.children() {
        each_node(&child, visit);
    }
}

/// Every table that a section sets and that no finding is, at its place.
pub(crate) fn unknown_tables(file: &str, source: &str, settings: &Settings) -> Vec<Diagnostic> {
    let definitions = settings.definitions();
    let findings = settings.findings.iter().flat_map(|yaml| &yaml.value);
    let tables = findings.filter(|(_, definition)| definition.is_table());
    let tables: Vec<&str> = tables.map(|(name, _)| name.as_str()).collect();
    let wrong = tables_set(source)
        .into_iter()
        .filter(|(_, name)| !tables.contains(&name.as_str()));
    wrong
        .map(|(offset, name)| {
            let known = tables.iter().map(|name| (*name, definitions.get(*name)));
            let message = match definitions.get(&name) {
                Some(place) => {
                    format!("finding \"{name}\" ({place}) is a number, and no table to set")
                }
                None => format!("there is no findings table \"{name}\""),
            };
            Diagnostic::error("unknown-name", message)
                .with_place(place_in_text(file, source, offset))
                .with_help(did_you_mean_at(&name, known))
        })
        .collect()
}

/// What the pages are read again by, and what no section may therefore call.
const RESERVED: [&str; 8] = [
    "marked",
    "own-number",
    "passage",
    "bound",
    "metadata",
    "traced",
    "illustrative-sign",
    "image",
];

/// Every use of what is reserved to the layout, at its place.
pub(crate) fn reserved(file: &str, source: &str) -> Vec<Diagnostic> {
    let text = visible::without_tags(source);
    let root = parse(&text);
    let mut found = Vec::new();
    identifiers(&LinkedNode::new(&root), &mut found);
    let reserved = found
        .into_iter()
        .filter(|(_, name)| RESERVED.contains(&name.as_str()));
    let faults = reserved.map(|(offset, name)| {
        let help = if name == "image" {
            "declare the picture in figures.yaml: of any other nothing vouches for the numbers in it"
        } else {
            "print values by filters, `{{ FINDING.count | number }}`: the finished pages are read by these marks"
        };
        Diagnostic::error(
            "reserved-name",
            format!("\"{name}\" is the layout's own, and no section may use it"),
        )
        .with_place(place_in_text(file, source, offset))
        .with_help(help)
    });
    faults.collect()
}

fn identifiers(node: &LinkedNode<'_>, found: &mut Vec<(usize, String)>) {
    if let Some(identifier) = node.cast::<Ident<'_>>() {
        found.push((node.offset(), identifier.as_str().to_owned()));
    }
    node.children().for_each(|child| identifiers(&child, found));
}

/// The tables that a section sets: where each is named, in bytes, and its name.
pub(crate) fn tables_set(source: &str) -> Vec<(usize, String)> {
    first_arguments(source, FINDINGS_TABLE)
}

/// The names of the figures that a section sets, in its order, whatever the data hold.
pub(crate) fn figures_set(source: &str) -> impl Iterator<Item = String> {
    let found = first_arguments(source, FIGURE).into_iter();
    found.map(|(_, name)| name)
}

/// Every figure that is set a second time in the sections as they are written, at its place in the source of its
/// section. `sections` are each file with its source and what is written of it.
pub(crate) fn figures_set_twice<'a>(
    sections: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
) -> Vec<Diagnostic> {
    let mut set: BTreeSet<String> = BTreeSet::new();
    let mut faults = Vec::new();
    for (file, source, written) in sections {
        for name in figures_set(written) {
            if set.insert(name.clone()) {
                continue;
            }
            let mut typed = first_arguments(source, FIGURE).into_iter();
            let last = typed.rfind(|(_, typed)| *typed == name);
            let place = last.map_or_else(
                || Place::file(file),
                |(offset, _)| place_in_text(file, source, offset),
            );
            let message = format!("figure \"{name}\" is set twice");
            faults.push(
                Diagnostic::error("figure-set-twice", message)
                    .with_place(place)
                    .with_help(format!(
                        "set it once, and name it here: `#{FIGURE_REFERENCE}(\"{name}\")`"
                    )),
            );
        }
    }
    faults
}

/// The text that each call of a function of the layout has first, and where it stands, in bytes.
fn first_arguments(source: &str, function: &str) -> Vec<(usize, String)> {
    let text = visible::without_tags(source);
    let root = parse(&text);
    let mut found = Vec::new();
    collect(&LinkedNode::new(&root), function, &mut found);
    found
}

fn collect(node: &LinkedNode<'_>, function: &str, found: &mut Vec<(usize, String)>) {
    let call = node.cast::<FuncCall<'_>>().map(FuncCall::callee);
    if matches!(call, Some(Expr::Ident(called)) if called.as_str() == function) {
        let arguments = node
            .children()
            .find(|child| child.kind() == SyntaxKind::Args);
        let name = arguments
            .iter()
            .flat_map(LinkedNode::children)
            .find_map(|argument| Some((argument.offset() + 1, argument.cast::<Str<'_>>()?.get())));
        found.extend(name.map(|(offset, name)| (offset, name.to_string())));
    }
    node.children()
        .for_each(|child| collect(&child, function, found));
}
