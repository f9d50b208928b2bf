//! The check that a text uses no name that is not there, and writes every value through a filter.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use brief_base::diagnostics::{Diagnostic, Place, did_you_mean, did_you_mean_at};
use brief_model::findings::SIBLINGS;

use super::expressions::{Role, tags, words};
use super::filters::{self, CLAIM};

/// What a text may name.
#[derive(Default)]
pub(crate) struct Known {
    /// Every name with its fields, as Tera sees them.
    pub names: Map<String, Value>,
    /// Where findings and facts are defined; facts as `facts.NAME`.
    pub definitions: BTreeMap<String, Place>,
}

/// Checks every Tera expression of a text: known names, known fields, and a filter that writes.
/// All faults are found in one go, where Tera itself stops at the first.
pub(crate) fn check(
    source: &str,
    names: &Known,
    place_of: impl Fn(usize, &str) -> Place,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut own_names: BTreeSet<String> = BTreeSet::new();
    for tag in tags(source) {
        let words = words(tag.inner);
        if tag.is_statement && words.first().map(|word| word.path) == Some("for") {
            own_names.extend(
                words
                    .iter()
                    .skip(1)
                    .take_while(|word| word.path != "in")
                    .map(|word| word.path.to_owned()),
            );
        }
        if tag.is_statement && words.first().map(|word| word.path) == Some("set") {
            own_names.extend(words.get(1).map(|word| word.path.to_owned()));
        }
        let place = |offset: usize, word: &str| place_of(tag.start + offset, word);
        for word in words.iter().filter(|word| word.role == Role::Value) {
            let root = word.path.split('.').next().unwrap_or_default();
            if own_names.contains(root) || KEYWORDS.contains(&root) {
                continue;
            }
            if let Some((message, help)) = names.unknown(word.path) {
                faults.push(
                    Diagnostic::error("unknown-name", message)
                        .with_place(place(word.offset, word.path))
                        .with_help(help),
                );
            }
        }
        for claim in words
            .iter()
            .filter(|word| word.role == Role::Filter && word.path == CLAIM)
        {
            let subject = words.first().filter(|word| word.role == Role::Value);
            if let Some(subject) = subject.filter(|word| names.is_no_subject(word.path)) {
                faults.push(
                    Diagnostic::error(
                        "bad-claim",
                        format!(
                            "`claim` speaks of a finding or a fact, and \"{}\" is neither",
                            subject.path
                        ),
                    )
                    .with_place(place(subject.offset, subject.path))
                    .with_help(
                        "write the name of a finding alone, or `facts.NAME`, before the filter",
                    ),
                );
            }
            let given = words.iter().filter(|word| word.role == Role::Argument);
            for argument in given.clone() {
                if !filters::CLAIM_ARGUMENTS.contains(&argument.path) {
                    faults.push(
                        Diagnostic::error(
                            "bad-claim",
                            format!("a claim takes no \"{}\"", argument.path),
                        )
                        .with_place(place(argument.offset, argument.path))
                        .with_help(did_you_mean(argument.path, filters::CLAIM_ARGUMENTS)),
                    );
                }
            }
            if !given.clone().any(|word| word.path == "says") {
                faults.push(
                    Diagnostic::error("bad-claim", "a claim without its words")
                        .with_place(place(claim.offset, claim.path))
                        .with_help("say them: `FINDING | claim(says=\"most\")`"),
                );
            }
        }
        if tag.is_statement {
            continue;
        }
        let claims = words
            .iter()
            .any(|word| word.role == Role::Filter && word.path == CLAIM);
        let given = words.iter().filter(|word| word.role == Role::Argument);
        for argument in given.filter(|_| !claims) {
            faults.push(
                Diagnostic::error(
                    "bad-argument",
                    format!(
                        "a filter that writes a value takes no \"{}\"",
                        argument.path
                    ),
                )
                .with_place(place(argument.offset, argument.path))
                .with_help("leave it out: how a value is written is the series' to say"),
            );
        }
        let filter = words.iter().rev().find(|word| word.role == Role::Filter);
        let known = filters::names();
        match filter {
            Some(filter) if known.contains(&filter.path) => {}
            Some(filter) => faults.push(
                Diagnostic::error(
                    "unknown-filter",
                    format!("no filter \"{}\" writes a value", filter.path),
                )
                .with_place(place(filter.offset, filter.path))
                .with_help(did_you_mean(filter.path, known)),
            ),
            None => faults.push(
                Diagnostic::error(
                    "unwritten-value",
                    format!(
                        "`{}` says a value, but not how to write it",
                        tag.inner.trim()
                    ),
                )
                .with_place(place(0, tag.inner.trim()))
                .with_help("add a filter: number, percent, words, of, range or text"),
            ),
        }
    }
    faults
}

const KEYWORDS: [&str; 20] = [
    "for",
    "in",
    "if",
    "elif",
    "else",
    "endif",
    "endfor",
    "set",
    "endset",
    "and",
    "or",
    "not",
    "is",
    "true",
    "false",
    "none",
    "defined",
    "undefined",
    "loop",
    "filter",
];

impl Known {
    /// What is wrong with a dotted path, and the way out; `None` when it leads to a value.
    fn unknown(&self, path: &str) -> Option<(String, String)> {
        let mut parts = path.split('.');
        let root = parts.next()?;
        let Some(mut value) = self.names.get(root) else {
            if root == SIBLINGS {
                let help = "name the brief under `siblings:` in brief.yaml";
                return Some(("this brief names no sibling".to_owned(), help.to_owned()));
            }
            let fact = format!("{FACTS}.{root}");
            let help = match self.definitions.get(&fact) {
                Some(place) => format!("did you mean \"{fact}\" ({place})?"),
                None => did_you_mean_at(root, self.defined("", &self.names)),
            };
            return Some((format!("there is no finding \"{root}\""), help));
        };
        for (depth, part) in parts.enumerate() {
            // A missing text or table is null; what would be below it is not wrong.
            let Value::Object(fields) = value else {
                return None;
            };
            let Some(next) = fields.get(part) else {
                if root == FACTS && depth == 0 {
                    let known = self.defined(&format!("{FACTS}."), fields);
                    let message = format!("there is no fact \"{part}\"");
                    return Some((message, did_you_mean_at(part, known)));
                }
                let known = fields.keys().map(String::as_str);
                let known = known.filter(|key| !["source", "field", "is_share"].contains(key));
                let above = path.split('.').take(depth + 1);
                let above = above.collect::<Vec<_>>().join(".");
                let message = format!("\"{above}\" has no \"{part}\"");
                return Some((message, did_you_mean(part, known)));
            };
            value = next;
        }
        None
    }

    /// Whether a path leads to something that is there, and that no claim can be about: one value of a
    /// finding or fact, or what the brief and the run say of themselves.
    fn is_no_subject(&self, path: &str) -> bool {
        let root = path.split('.').next().unwrap_or_default();
        let is_known = self.names.contains_key(root) && self.unknown(path).is_none();
        is_known && !self.definitions.contains_key(path)
    }

    /// Names with where each is defined, when it is a finding or fact.
    fn defined<'a>(
        &'a self,
        prefix: &str,
        names: &'a Map<String, Value>,
    ) -> Vec<(&'a str, Option<&'a Place>)> {
        let names = names.keys().map(String::as_str);
        names
            .map(|name| (name, self.definitions.get(&format!("{prefix}{name}"))))
            .collect()
    }
}

/// Under this name stand the facts.
pub(crate) const FACTS: &str = "facts";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bindings::number_fields;
    use super::super::expressions::place_in_text;
    use super::*;

    fn faults(source: &str) -> Vec<String> {
        let mut names = Map::new();
        let place = Place::line("findings.yaml", 7);
        let definitions = BTreeMap::from([("plots_direct".to_owned(), place)]);
        names.insert(
            "plots_direct".to_owned(),
            number_fields("plots_direct", None),
        );
        names.insert("dataset".to_owned(), json!({ "status": null }));
        let place = |offset: usize, _: &str| place_in_text("prose/a.typ", source, offset);
        check(source, &Known { names, definitions }, place)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn all_unknown_names_are_found_with_line_and_column() {
        let found =
            faults("One\n{{ plots_drect.share | percent }} and {{ plots_direct.shar | percent }}");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].contains("there is no finding \"plots_drect\"")
                && found[0].contains("prose/a.typ:2:4"),
            "{found:?}"
        );
        assert!(
            found[0].contains("did you mean \"plots_direct\" (findings.yaml:7)?"),
            "{found:?}"
        );
        assert!(
            found[1].contains("\"plots_direct\" has no \"shar\""),
            "{found:?}"
        );
    }

    #[test]
    fn a_value_needs_a_filter_that_writes_it() {
        assert!(faults("{{ plots_direct.share }}")[0].contains("unwritten-value"));
        assert!(
            faults("{{ plots_direct.share | prcent }}")[0].contains("did you mean \"percent\"?")
        );
        assert_eq!(
            faults("{% if dataset.status %}{{ plots_direct | of }}{% endif %}"),
            Vec::<String>::new()
        );
    }
}
