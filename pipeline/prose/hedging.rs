//! Hedge words that stand in a text untested: "most" where no `claim` says it of a finding.
//!
//! A series lists the words in `hedges.yaml`. Those of everyday use, which seldom speak of a number, are
//! named there as `everyday` and left alone. A wording around a number ("about 60 %") counts where a
//! bound number stands next to it, unless that is a fact which its source limits: [`super::cautions`] checks that
//! the words before such a number are the source's.

use brief_claims::Hedges;
use brief_model::facts::{Facts, Qualifier};

use super::coverage::{self, Exemptions};
use super::expressions::{NameRole, names, tags};
use super::filters::{CLAIM, COUNTED, FILTERS};

/// Words that no claim says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UntestedHedge {
    /// As they stand in the text.
    pub words: String,
    /// Where they begin, in bytes.
    pub offset: usize,
}

const VALUE: &str = "{value}";

/// The untested hedge words of a text. `seen` is what of it a reader sees, the rest blanked byte for byte;
/// `exemptions` are those of its file. What is quoted is not ours to test.
pub(crate) fn untested(
    source: &str,
    seen: &str,
    hedges: &Hedges,
    facts: &Facts,
    exemptions: &Exemptions<'_>,
) -> Vec<UntestedHedge> {
    let text = seen.to_ascii_lowercase().replace('\n', " ");
    let quoted = coverage::quoted(seen);
    let numbers = bound_numbers(source, facts);
    let wordings = hedges.values().flat_map(|hedge| {
        let words = hedge.words.iter();
        words.map(move |words| Wording {
            words: words.to_ascii_lowercase(),
            is_everyday: hedge.everyday.contains(words),
            joined_by: hedge.joins.get(words).map(|word| word.to_ascii_lowercase()),
        })
    });
    let idioms = hedges.values().flat_map(|hedge| &hedge.idioms);
    let idioms = idioms.map(|phrase| Wording {
        words: phrase.to_ascii_lowercase(),
        is_everyday: true,
        joined_by: None,
    });
    let mut wordings: Vec<Wording> = wordings.chain(idioms).collect();
    // An apostrophe may be set in two ways.
    let with_apostrophe = wordings.iter().filter(|it| it.words.contains('\''));
    let curly: Vec<Wording> = with_apostrophe
        .map(|it| Wording {
            words: it.words.replace('\'', "’"),
            joined_by: it.joined_by.clone(),
            ..*it
        })
        .collect();
    wordings.extend(curly);
    // "Most often" is not "most", nor is "the most" before a quality.
    wordings.sort_by_key(|wording| std::cmp::Reverse(wording.words.len()));
    let mut taken: Vec<(usize, usize)> = Vec::new();
    // "At most" is not "most" either, wherever it stands.
    let qualifiers = Qualifier::KNOWN.iter().flat_map(|(words, _)| {
        let found = text.match_indices(words);
        found.map(|(from, words)| (from, from + words.len()))
    });
    let mut around_numbers: Vec<(usize, usize)> = qualifiers.collect();
    let mut found = Vec::new();
    for Wording {
        words: wording,
        is_everyday,
        joined_by,
    } in &wordings
    {
        let (before, after) = wording.split_once(VALUE).unwrap_or((wording, ""));
        let has_value = wording.contains(VALUE);
        let words = if before.is_empty() { after } else { before }.trim();
        if words.is_empty() {
            continue;
        }
        for (from, _) in text.match_indices(words) {
            let to = from + words.len();
            let is_taken = taken.iter().any(|(start, end)| from < *end && *start < to)
                || around_numbers
                    .iter()
                    .any(|(start, end)| *start <= from && to <= *end && to - from < end - start);
            if is_taken || !stands_alone(&text, from, to) {
                continue;
            }
            let beside_number = numbers.iter().any(|(start, end)| {
                let (gap, blank) = if before.is_empty() {
                    (*end, from)
                } else {
                    (to, *start)
                };
                gap <= blank && source[gap..blank].trim().is_empty()
            });
            if has_value && !beside_number {
                around_numbers.push((from, to));
                continue;
            }
            taken.push((from, to));
            let is_quoted = quoted
                .iter()
                .any(|(start, end)| (*start..*end).contains(&from));
            let joins = || {
                joined_by
                    .as_ref()
                    .is_some_and(|word| !counts(&text[to..], word))
            };
            if !is_quoted && !is_everyday && !joins() {
                found.push(UntestedHedge {
                    words: seen[from..to].to_owned(),
                    offset: from,
                });
            }
        }
    }
    found.sort_by_key(|hedge| hedge.offset);
    found.retain(|hedge| !exemptions.excuse(seen, hedge.offset, &hedge.words));
    found
}

/// A wording of a hedge, in small letters.
struct Wording {
    words: String,
    is_everyday: bool,
    /// The word with which it joins two things and counts nothing.
    joined_by: Option<String>,
}

/// Whether a word that may only join two things counts what follows it: a plural is near, and the word that joins is
/// not.
fn counts(after: &str, joining: &str) -> bool {
    let end = after.find(['.', ',', ';', ':', '?', '!', '(', '{']);
    let near: Vec<&str> = after[..end.unwrap_or(after.len())]
        .split_whitespace()
        .take(4)
        .collect();
    let is_plural = |word: &&str| word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    near.iter().take(2).any(is_plural) && !near.contains(&joining)
}

/// Whether words are not part of longer ones.
fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let joins = |letter: char| letter.is_alphanumeric() || letter == '-';
    !text[..from].ends_with(joins) && !text[to..].starts_with(joins)
}

/// Where numbers are printed by filters, from brace to brace.
fn bound_numbers(source: &str, facts: &Facts) -> Vec<(usize, usize)> {
    let tags = tags(source);
    let printing = tags.iter().filter(|tag| !tag.is_statement);
    let is_limited = |path: &str| {
        let name = path.strip_prefix("facts.");
        let fact = name.and_then(|name| facts.get(name));
        fact.is_some_and(|fact| fact.qualifier.is_some())
    };
    let numbers = printing.filter(|tag| {
        let words = names(tag.inner);
        if words.first().is_some_and(|word| is_limited(word.path)) {
            return false;
        }
        let filter = words
            .iter()
            .rev()
            .find(|word| word.role == NameRole::Filter);
        filter.is_some_and(|filter| {
            let is_known = FILTERS.iter().any(|(name, _)| *name == filter.path);
            let is_known = is_known || filter.path == COUNTED;
            is_known && filter.path != CLAIM && filter.path != "text"
        })
    });
    numbers
        .map(|tag| (tag.start - 2, tag.start + tag.inner.len() + 2))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visible;
    use brief_claims::hedges::parse;

    fn found(source: &str) -> Vec<String> {
        let hedges = parse(
            "hedges.yaml",
            "majority: {words: [most, the majority], holds: share > 0.5}\n\
             largest: {words: [most often, leads], everyday: [leads], holds: count > next}\n\
             both: {words: [both], joins: {both: and}, holds: count = 2}\n\
             about: {words: ['about {value}', '{value} or more'], holds: it = value}\n\
             fell: {words: [fell], idioms: [fell ill], holds: count < other}\n",
        )
        .unwrap();
        let seen = visible::in_markup(source);
        let file = "// exempt \"the majority\": in the words of its source\n";
        let exemptions = Exemptions::in_markup(file, &visible::in_markup(file));
        let found = untested(source, &seen, &hedges, &Facts::new(), &exemptions);
        found.into_iter().map(|hedge| hedge.words).collect()
    }

    #[test]
    fn words_outside_claims_are_found() {
        assert_eq!(
            found("Most often it leads; most are."),
            ["Most often", "most"]
        );
        assert_eq!(found("foremost, almost, most-read, utmost"), [""; 0]);
        assert_eq!(
            found("{{ a | claim(says=\"most\") }} of \"most\" @most #most"),
            [""; 0]
        );
        assert_eq!(found("The majority of them"), [""; 0]);
        assert_eq!(
            found(
                "Both plots failed; it is so both in cities and in towns. Both known plots. In both it is."
            ),
            ["Both", "Both"]
        );
        assert_eq!(
            found("The majority of them. The majority of others"),
            ["The majority"],
            "one place"
        );
    }

    #[test]
    fn a_word_within_a_phrase_of_another_meaning_is_left_alone() {
        assert_eq!(
            found("At most, he fell ill. The number fell, as most do."),
            ["fell", "most"]
        );
    }

    #[test]
    fn words_around_a_number_count_beside_one() {
        assert_eq!(found("About {{ a.count | number }} men"), ["About"]);
        assert_eq!(found("{{ a.share | percent }} or more"), ["or more"]);
        assert_eq!(
            found("About him, about {{ brief.country | text }}"),
            [""; 0]
        );
        assert_eq!(
            found("{{ a | claim(says=\"about 60 %\") }} or more"),
            [""; 0]
        );
    }
}
