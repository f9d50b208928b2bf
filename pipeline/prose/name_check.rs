//! The check that a text uses no name that is not there, and writes every value through a filter.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use brief_base::agreement::{are_swapped, are_swapped_auxiliaries};
use brief_base::diagnostics::{Diagnostic, Place, did_you_mean, did_you_mean_at};
use brief_model::findings::SIBLINGS;

use super::bindings::FACTS;
use super::bound_value;
use super::expressions::{ExpressionName, NameRole, StringArgument, names, string_arguments, tags};
use super::filters::{self, CLAIM, CLAIM_ARGUMENTS, COUNTED, COUNTED_AS, NUMBER_FORMS, PLURAL};
use super::template_syntax;

/// What a text may name.
#[derive(Default)]
pub(crate) struct Namespace {
    /// Every name with its fields, as Tera sees them.
    pub names: Map<String, Value>,
    /// Where findings and facts are defined; facts as `facts.NAME`.
    pub definitions: BTreeMap<String, Place>,
    /// What a row of each findings table has: its columns and its count.
    pub row_fields: BTreeMap<String, Vec<String>>,
}

/// Checks every Tera expression of a text: known names, known fields, and a filter that writes.
/// All faults are found in one go, where Tera itself stops at the first.
pub(crate) fn check(
    source: &str,
    namespace: &Namespace,
    place_of: impl Fn(usize, &str) -> Place,
) -> Vec<Diagnostic> {
    let mut faults = template_syntax::faults(source, &place_of);
    if !faults.is_empty() {
        // Names in an expression that cannot be read would be called wrong for its sake.
        return faults;
    }
    let mut own_names: BTreeSet<&str> = BTreeSet::new();
    // The table whose rows a loop goes through, by the name that it gives a row.
    let mut rows: BTreeMap<&str, &str> = BTreeMap::new();
    for tag in tags(source) {
        let place_in_tag = |offset: usize, word: &str| place_of(tag.start + offset, word);
        let expression = Expression {
            names: names(tag.inner),
            forms: string_arguments(tag.inner, &[COUNTED, PLURAL]),
            place_of: &place_in_tag,
        };
        if tag.is_statement {
            own_names.extend(expression.own_names());
            rows.extend(expression.row_of());
        }
        faults.extend(expression.unknown_fields(namespace, &rows));
        faults.extend(expression.unknown_names(namespace, &own_names));
        faults.extend(expression.bad_claims(namespace));
        faults.extend(expression.bad_forms(tag.inner));
        if !tag.is_statement {
            faults.extend(expression.idle_arguments());
            faults.extend(expression.without_filter(tag.inner.trim()));
        }
    }
    faults
}

/// A tag's expression under check.
struct Expression<'t, 'a> {
    names: Vec<ExpressionName<'t>>,
    /// The words that filters print beside a count.
    forms: Vec<StringArgument<'t>>,
    /// Where a word at an offset of it stands.
    place_of: &'a dyn Fn(usize, &str) -> Place,
}

impl<'t> Expression<'t, '_> {
    fn fault(&self, code: &'static str, at: &ExpressionName<'_>, message: String) -> Diagnostic {
        Diagnostic::error(code, message).with_place((self.place_of)(at.offset, at.path))
    }

    fn of_role(&self, role: NameRole) -> impl DoubleEndedIterator<Item = &ExpressionName<'t>> {
        self.names.iter().filter(move |name| name.role == role)
    }

    fn claims(&self) -> impl Iterator<Item = &ExpressionName<'t>> {
        self.of_role(NameRole::Filter)
            .filter(|name| name.path == CLAIM)
    }

    /// The names that a statement gives: those of a loop, or the one that is set.
    fn own_names(&self) -> Vec<&'t str> {
        let paths = || self.names.iter().map(|name| name.path);
        match paths().next() {
            Some("for") => paths().skip(1).take_while(|path| *path != "in").collect(),
            Some("set") => paths().skip(1).take(1).collect(),
            _ => Vec::new(),
        }
    }

    /// The name that a loop gives a row, and the table that it goes through.
    fn row_of(&self) -> Option<(&'t str, &'t str)> {
        let paths: Vec<&'t str> = self.names.iter().map(|name| name.path).collect();
        match paths.as_slice() {
            ["for", row, "in", path, ..] => Some((row, path.strip_suffix(".rows")?)),
            _ => None,
        }
    }

    /// Fields that no row of the table has which a loop goes through.
    fn unknown_fields(
        &self,
        namespace: &Namespace,
        rows: &BTreeMap<&str, &str>,
    ) -> Vec<Diagnostic> {
        let wrong = self.of_role(NameRole::Value).filter_map(|name| {
            let (root, rest) = name.path.split_once('.')?;
            let field = rest.split('.').next()?;
            let table = rows.get(root)?;
            let known = namespace.row_fields.get(*table)?;
            if known.iter().any(|known| known == field) {
                return None;
            }
            let message = format!("a row of \"{table}\" has no \"{field}\"");
            let help = did_you_mean(field, known.iter().map(String::as_str));
            Some(self.fault("unknown-name", name, message).with_help(help))
        });
        wrong.collect()
    }

    fn unknown_names(
        &self,
        namespace: &Namespace,
        own_names: &BTreeSet<&str>,
    ) -> impl Iterator<Item = Diagnostic> {
        let names = self.of_role(NameRole::Value).filter(|name| {
            let root = name.path.split('.').next().unwrap_or_default();
            !own_names.contains(root) && !KEYWORDS.contains(&root)
        });
        names.filter_map(|name| {
            let (message, help) = namespace.unknown(name.path)?;
            Some(self.fault("unknown-name", name, message).with_help(help))
        })
    }

    /// Claims about what is no finding or fact, with arguments that a claim does not take, or without words.
    fn bad_claims(&self, namespace: &Namespace) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for claim in self.claims() {
            let subject = self.names.first();
            let subject = subject.filter(|name| name.role == NameRole::Value);
            if let Some(subject) = subject.filter(|name| namespace.is_no_subject(name.path)) {
                let message = format!(
                    "`claim` speaks of a finding or a fact, and \"{}\" is neither",
                    subject.path
                );
                faults.push(self.fault("bad-claim", subject, message).with_help(
                    "write the name of a finding alone, or `facts.NAME`, before the filter",
                ));
            }
            let arguments = self.of_role(NameRole::Argument);
            let unknown = arguments.filter(|name| !CLAIM_ARGUMENTS.contains(&name.path));
            faults.extend(unknown.map(|argument| {
                let message = format!("a claim takes no \"{}\"", argument.path);
                self.fault("bad-claim", argument, message)
                    .with_help(did_you_mean(argument.path, CLAIM_ARGUMENTS))
            }));
            let mut arguments = self.of_role(NameRole::Argument);
            if !arguments.any(|argument| argument.path == "says") {
                let message = "a claim without its words".to_owned();
                faults.push(
                    self.fault("bad-claim", claim, message)
                        .with_help("say them: `FINDING | claim(says=\"most\")`"),
                );
            }
        }
        faults
    }

    /// Words beside a count of which one is missing, or that are more than words.
    fn bad_forms(&self, inner: &str) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        let filters = self.of_role(NameRole::Filter);
        for filter in filters.filter(|name| [COUNTED, PLURAL].contains(&name.path)) {
            let name_of = |form: &StringArgument<'t>| {
                let by_position = NUMBER_FORMS.get(form.position).copied();
                form.name.or(by_position).unwrap_or_default()
            };
            let given: Vec<&str> = self.forms.iter().map(name_of).collect();
            if let Some(missing) = NUMBER_FORMS.iter().find(|name| !given.contains(name)) {
                let message = format!("`{}` is not told the word for {missing}", filter.path);
                let count = self.names.first().map_or("FINDING", |name| name.path);
                faults.push(
                    self.fault("bad-argument", filter, message)
                        .with_help(format!(
                            "give it both words: `{count} | {}(one=\"WORD\", many=\"WORDS\")`",
                            filter.path
                        )),
                );
            }
            let words_of = |name: &str| {
                let form = self.forms.iter().find(|form| name_of(form) == name)?;
                Some(&inner[form.inner.clone()])
            };
            let [one, many] = NUMBER_FORMS.map(words_of);
            // `plural("fails", "fail")` may be right: for verbs the form in -s is the one for one.
            let are_nouns = filter.path == COUNTED;
            if let Some((one, many)) = one.zip(many).filter(|(one, many)| {
                are_swapped(one, many) && (are_nouns || are_swapped_auxiliaries(one, many))
            }) {
                let message = format!(
                    "`{}` would print \"{one}\" for one and \"{many}\" for more",
                    filter.path
                );
                faults.push(
                    self.fault("bad-argument", filter, message)
                        .with_help(format!(
                            "swap the words: `{}(\"{many}\", \"{one}\")`",
                            filter.path
                        )),
                );
            }
            for form in &self.forms {
                let words = &inner[form.inner.clone()];
                let is_of_words = |letter: char| {
                    letter.is_alphabetic() || matches!(letter, ' ' | '-' | '\'' | '’')
                };
                let is_known = NUMBER_FORMS.contains(&name_of(form)) || name_of(form) == COUNTED_AS;
                let at = ExpressionName {
                    path: words,
                    offset: form.inner.start,
                    role: NameRole::Argument,
                };
                // Another name is told of with the arguments that no filter takes.
                if !is_known && form.name.is_none() {
                    let message = format!(
                        "`{}` takes two words, and \"{words}\" is one more",
                        filter.path
                    );
                    faults.push(self.fault("bad-argument", &at, message).with_help(
                        "give it the word for one and the word for any other number, in this order or by the names \
                         `one` and `many`",
                    ));
                } else if let Some(letter) = words
                    .chars()
                    .find(|letter| NUMBER_FORMS.contains(&name_of(form)) && !is_of_words(*letter))
                {
                    let message = format!(
                        "\"{words}\" holds `{letter}`, and only words stand beside a count"
                    );
                    faults.push(
                        self.fault("bad-argument", &at, message)
                            .with_help("write everything else outside the braces"),
                    );
                }
            }
        }
        faults
    }

    /// Arguments of a filter that takes none.
    fn idle_arguments(&self) -> impl Iterator<Item = Diagnostic> {
        let has_claim = self.claims().next().is_some();
        let takes = |filter: &str| {
            self.of_role(NameRole::Filter)
                .any(|name| name.path == filter)
        };
        let mut taken: Vec<&str> = Vec::new();
        if takes(COUNTED) || takes(PLURAL) {
            taken.extend(NUMBER_FORMS);
        }
        if takes(COUNTED) {
            taken.push(COUNTED_AS);
        }
        let arguments = self
            .of_role(NameRole::Argument)
            .filter(move |name| !has_claim && !taken.contains(&name.path));
        arguments.map(|argument| {
            let message = format!(
                "a filter that writes a value takes no \"{}\"",
                argument.path
            );
            self.fault("bad-argument", argument, message)
                .with_help("leave it out: how a value is written is the series' to say")
        })
    }

    /// An expression that no known filter writes.
    fn without_filter(&self, expression: &str) -> Option<Diagnostic> {
        let Some(filter) = self.of_role(NameRole::Filter).next_back() else {
            let message = match expression {
                "" => "nothing stands in these braces".to_owned(),
                _ => format!("`{expression}` says a value, but not how to write it"),
            };
            let fault = Diagnostic::error("unwritten-value", message);
            return Some(
                fault
                    .with_place((self.place_of)(0, expression))
                    .with_help("add a filter: number, percent, words, counted, of, range or text"),
            );
        };
        let known = filters::names();
        if known.contains(&filter.path) {
            return None;
        }
        let message = format!("no filter \"{}\" writes a value", filter.path);
        let fault = self.fault("unknown-filter", filter, message);
        Some(fault.with_help(did_you_mean(filter.path, known)))
    }
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

impl Namespace {
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
                let known = known.filter(|key| !bound_value::is_own_key(key));
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
        let row_fields = BTreeMap::new();
        let namespace = Namespace {
            names,
            definitions,
            row_fields,
        };
        check(source, &namespace, place)
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
