//! Names in `references.yaml` that notes and the list of works would print in another order than they were meant.
//!
//! Its format reads a text with a comma as a person, family name first. An office with a comma in its name, a suffix
//! that stands last, and a particle are read otherwise than a writer expects, without a word.

use indexmap::IndexMap;
use serde_json::Value;

use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_base::project::Project;
use brief_base::yaml::{self, Yaml};

use crate::settings::Settings;

/// Fields that hold names.
const FIELDS: [&str; 2] = ["author", "editor"];

/// Words that no given name is, so that a comma before them stands within the name of an office.
const OF_OFFICES: [&str; 22] = [
    "and",
    "for",
    "of",
    "on",
    "in",
    "the",
    "to",
    "&",
    "et",
    "und",
    "für",
    "y",
    "pour",
    "des",
    "office",
    "ministry",
    "department",
    "institute",
    "bureau",
    "inc.",
    "ltd.",
    "council",
];

/// What a person's name may end with.
const SUFFIXES: [&str; 14] = [
    "jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "v", "esq", "esq.", "phd", "ph.d.", "md", "m.d.",
];

/// Particles that are part of a family name.
const PARTICLES: [&str; 30] = [
    "de", "del", "della", "der", "den", "des", "di", "do", "dos", "da", "du", "van", "von", "vom",
    "zu", "zur", "ten", "ter", "te", "la", "le", "las", "los", "el", "al", "bin", "ibn", "bint",
    "y", "af",
];

/// Warns of every name that would be printed otherwise than it was meant, with how to write it.
pub(crate) fn check(project: &Project, settings: &Settings) -> Diagnostics {
    let file = format!("{}/references.yaml", settings.folder());
    // A missing or broken one is reported where the pages are set.
    let Ok(works) = yaml::read::<IndexMap<String, Value>>(project, &file) else {
        return Diagnostics::new();
    };
    let mut faults = Diagnostics::new();
    for (key, work) in &works.value {
        names_of(&works, key, work, &mut faults);
    }
    faults
}

fn names_of(
    works: &Yaml<IndexMap<String, Value>>,
    path: &str,
    work: &Value,
    faults: &mut Diagnostics,
) {
    for field in FIELDS {
        let of_work = path;
        let path = format!("{path}/{field}");
        let named: Vec<(String, &Value)> = match work.get(field) {
            Some(Value::Array(names)) => {
                let names = names.iter().enumerate();
                names
                    .map(|(at, name)| (format!("{path}/{at}"), name))
                    .collect()
            }
            Some(name) => vec![(path.clone(), name)],
            None => Vec::new(),
        };
        let is_list = matches!(work.get(field), Some(Value::Array(_)));
        if is_list && named.is_empty() {
            let place = works.locations.place(&format!("{of_work}/{field}"));
            faults.push(no_name(field).with_place(place));
        }
        for (path, name) in &named {
            let whole = name.get("name").unwrap_or(name);
            let is_blank = whole
                .as_str()
                .is_some_and(|name| name.trim_matches([',', ' ']).is_empty());
            if is_blank || name.is_null() {
                faults.push(no_name(field).with_place(works.locations.place(path)));
            }
        }
        let texts = named
            .iter()
            .filter_map(|(path, name)| Some((path, name.as_str()?)));
        for (path, name) in texts {
            if let Some((message, help)) = refused(name, field) {
                faults.push(
                    Diagnostic::error("name-in-parts", message)
                        .with_place(works.locations.place(path))
                        .with_help(help),
                );
            } else if let Some((printed, instead)) = misread(name) {
                faults.push(
                    Diagnostic::warning(
                        "name-in-parts",
                        format!("\"{name}\" is read as a person in parts, and printed as \"{printed}\""),
                    )
                    .with_place(works.locations.place(path))
                    .with_help(format!("if that is not meant, write `{field}: {instead}`, or each in a list like this")),
                );
            }
        }
    }
    let parents: &[Value] = match work.get("parent") {
        Some(Value::Array(parents)) => parents,
        Some(parent) => std::slice::from_ref(parent),
        None => &[],
    };
    for (at, parent) in parents.iter().enumerate() {
        let below = match work.get("parent") {
            Some(Value::Array(_)) => format!("{path}/parent/{at}"),
            _ => format!("{path}/parent"),
        };
        names_of(works, &below, parent, faults);
    }
}

/// Titles, which are no part of a name in a list of works.
const TITLES: [&str; 20] = [
    "dr",
    "dr.",
    "prof",
    "prof.",
    "professor",
    "mr",
    "mr.",
    "mrs",
    "mrs.",
    "ms",
    "ms.",
    "sir",
    "lady",
    "gen.",
    "col.",
    "maj.",
    "capt.",
    "amb.",
    "hon.",
    "rev.",
];

fn no_name(field: &str) -> Diagnostic {
    Diagnostic::error("empty-name", format!("`{field}` holds no name")).with_help(format!(
        "write the name, or take `{field}` out: a work without one is listed by its title"
    ))
}

/// Why a text cannot be one name, and how to write what was meant: several people in it, a title, too many commas.
fn refused(name: &str, field: &str) -> Option<(String, String)> {
    let people = people_in(name);
    if people.len() > 1 {
        let message = format!("\"{name}\" names several people, and is read as one");
        let people: Vec<String> = people.iter().map(|name| format!("\"{name}\"")).collect();
        return Some((
            message,
            format!("write a list: `{field}: [{}]`", people.join(", ")),
        ));
    }
    let (family, given) = name.split_once(',')?;
    let is_title = |word: &str| TITLES.contains(&word.to_lowercase().as_str());
    if name
        .split_whitespace()
        .any(|word| is_title(word.trim_end_matches(',')))
        && !given.trim().is_empty()
    {
        let without = |part: &str| {
            let words = part.split_whitespace().filter(|word| !is_title(word));
            words.collect::<Vec<_>>().join(" ")
        };
        let message = format!("\"{name}\" holds a title, which would be printed within the name");
        let (family, given) = (without(family), without(given));
        let plain = match given.is_empty() || family.is_empty() {
            true => format!("{family}{given}"),
            false => format!("{family}, {given}"),
        };
        return Some((
            message,
            format!("leave it out: `{field}: \"{plain}\"`, or each in a list like this"),
        ));
    }
    (name.matches(',').count() > 2).then(|| {
        (
            format!("\"{name}\" has more parts than family name, suffix and given name"),
            format!(
                "of one person or office, write `{field}: {{name: \"{name}\"}}`; of several people, a list: `{field}: \
                 [\"FAMILY, GIVEN\", \"FAMILY, GIVEN\"]`"
            ),
        )
    })
}

/// The people that a text names: parted by semicolons, by "and" where each has family and given name, or by commas
/// behind initials.
fn people_in(name: &str) -> Vec<&str> {
    let parts = |by: &str| -> Vec<&str> {
        let parts = name.split(by).map(str::trim);
        parts.filter(|part| !part.is_empty()).collect()
    };
    if name.contains(';') {
        return parts(";");
    }
    for joined in [" and ", " & "] {
        let people = parts(joined);
        let is_person = |part: &&str| {
            let comma = part.split_once(',');
            comma.is_some_and(|(family, given)| !family.contains(' ') && !given.trim().is_empty())
        };
        if people.len() > 1 && people.iter().all(is_person) {
            return people;
        }
    }
    // "Doe J., Roe R."
    let people = parts(",");
    let ends_with_initial = |part: &&str| {
        let mut words = part.split_whitespace();
        let initial = words.next_back().unwrap_or_default();
        words.next().is_some() && initial.len() == 2 && initial.ends_with('.')
    };
    if people.len() > 1 && people.iter().all(ends_with_initial) {
        return people;
    }
    vec![name]
}

/// How a name would be printed, and how to write what was probably meant; none of a name that is read as it stands.
fn misread(name: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = name.split(',').map(str::trim).collect();
    let lower = |text: &str| text.to_lowercase();
    let words_of = |text: &str| -> Vec<String> { text.split_whitespace().map(lower).collect() };
    let whole = format!("{{name: \"{name}\"}}");
    match parts.as_slice() {
        [_] => {
            // What stands before a small letter is taken for a first name, and the list of works leaves it out.
            let words: Vec<&str> = name.split_whitespace().collect();
            let is_small = |word: &&str| word.starts_with(char::is_lowercase);
            let first = words.iter().position(is_small).filter(|first| *first > 0)?;
            let last = words.iter().rposition(is_small)?;
            let family = words[first..].join(" ");
            let printed = format!(
                "{name}\" and, in the list of sources, \"{}",
                words[last + 1..].join(" ")
            );
            let is_office = words_of(name)
                .iter()
                .any(|word| OF_OFFICES.contains(&word.as_str()));
            let instead = match is_office {
                true => whole,
                false => format!(
                    "{{name: \"{family}\", given-name: \"{}\"}}` or, for an office, `{whole}",
                    words[..first].join(" ")
                ),
            };
            Some((printed, instead))
        }
        [family, given] => {
            let printed = format!("{given} {family}");
            let mut words = words_of(given).into_iter().chain(words_of(family));
            if words.any(|word| OF_OFFICES.contains(&word.as_str())) || given.is_empty() {
                return Some((printed, whole));
            }
            if SUFFIXES.contains(&lower(given).as_str()) {
                // "Thomas Stewart, Jr."
                let (first, last) = family.rsplit_once(' ')?;
                return Some((printed, format!("\"{last}, {given}, {first}\"")));
            }
            let particle =
                |word: Option<&String>| word.is_some_and(|word| PARTICLES.contains(&word.as_str()));
            let in_family = words_of(family);
            let is_small = family.starts_with(char::is_lowercase);
            if in_family.len() > 1 && particle(in_family.first()) && is_small {
                let last = family.split_whitespace().next_back()?;
                let instead = format!("{{name: \"{family}\", given-name: \"{given}\"}}");
                return Some((
                    format!("{given} {family}\" and, where it is short or sorted, \"{last}"),
                    instead,
                ));
            }
            None
        }
        [family, suffix, given] => {
            if SUFFIXES.contains(&lower(suffix).as_str()) {
                return None;
            }
            let printed = format!("{suffix} {family} {given}");
            match SUFFIXES.contains(&lower(given).as_str()) {
                true => Some((
                    format!("{given} {family} {suffix}"),
                    format!("\"{family}, {given}, {suffix}\""),
                )),
                false => Some((printed, whole)),
            }
        }
        _ => Some((name.to_owned(), whole)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_not_one_name_are_refused_with_what_was_meant() {
        for (name, help) in [
            ("Dr. Doe, Jane", "`author: \"Doe, Jane\"`"),
            ("Doe, Prof. Jane", "`author: \"Doe, Jane\"`"),
            (
                "Doe, Jane; Roe, Richard",
                "[\"Doe, Jane\", \"Roe, Richard\"]",
            ),
            (
                "Doe, Jane and Roe, Richard",
                "[\"Doe, Jane\", \"Roe, Richard\"]",
            ),
            ("Doe J., Roe R.", "[\"Doe J.\", \"Roe R.\"]"),
            ("Doe, Jane, A., B.", "{name: \"Doe, Jane, A., B.\"}"),
        ] {
            let (_, found) = refused(name, "author").expect(name);
            assert!(found.contains(help), "{name}: {found}");
        }
        for name in [
            "Doe, Jane",
            "Smith & Sons",
            "Board of Wells and Roads",
            "Ferry, Jr., Paul R.",
            "Dr. Doe",
            "García Márquez, Gabriel",
        ] {
            assert_eq!(refused(name, "author"), None, "{name}");
        }
    }

    #[test]
    fn names_that_are_read_otherwise_are_found_with_what_was_meant() {
        for (name, instead) in [
            (
                "Board of Roads, Weather and Wells",
                "{name: \"Board of Roads, Weather and Wells\"}",
            ),
            ("Ferry, Paul R., Jr.", "\"Ferry, Jr., Paul R.\""),
            ("Paul Ferry, Jr.", "\"Ferry, Jr., Paul\""),
            (
                "van der Meer, Ada",
                "{name: \"van der Meer\", given-name: \"Ada\"}",
            ),
            ("Salt, Pepper, Sugar", "{name: \"Salt, Pepper, Sugar\"}"),
            ("Board of Roads", "{name: \"Board of Roads\"}"),
            (
                "Ada van der Meer",
                "{name: \"van der Meer\", given-name: \"Ada\"}` or, for an office, `{name: \"Ada van der Meer\"}",
            ),
        ] {
            assert_eq!(
                misread(name).map(|(_, instead)| instead).as_deref(),
                Some(instead),
                "{name}"
            );
        }
        for name in [
            "Ferry, Paul",
            "Ferry, Jr., Paul",
            "Ferry",
            "Road Board",
            "Delgado, Maria",
            "Meer, Ada van",
        ] {
            assert_eq!(misread(name), None, "{name}");
        }
    }
}
