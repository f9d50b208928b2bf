//! Claims that the words before them negate: "not most" is tested as "most".

use super::expressions::{NameRole, names, tags};
use super::filters::CLAIM;

/// Words that negate what follows.
const NEGATIONS: [&str; 14] = [
    "hardly",
    "scarcely",
    "by no means",
    "far from",
    "anything but",
    "without",
    "not true that",
    "not",
    "no longer",
    "never",
    "nor",
    "neither",
    "cannot",
    "n't",
];

/// A negation right before a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Negation {
    /// The negation as it stands in the text.
    pub words: String,
    /// Where it begins, in bytes.
    pub offset: usize,
}

/// The negations that stand right before claims of a text. `seen` is what of it a reader sees, the rest blanked byte for byte.
pub(crate) fn before_claims(source: &str, seen: &str) -> Vec<Negation> {
    let tags = tags(source);
    let claims = tags.iter().filter(|tag| {
        let words = names(tag.inner);
        let filter = words.iter().rfind(|word| word.role == NameRole::Filter);
        !tag.is_statement && filter.is_some_and(|filter| filter.path == CLAIM)
    });
    let negations = claims.filter_map(|tag| negation_before(seen, tag.start - "{{".len()));
    negations.collect()
}

fn negation_before(seen: &str, claim: usize) -> Option<Negation> {
    let before = seen[..claim].trim_end();
    let lower = before.to_ascii_lowercase().replace('\n', " ");
    let negation = NEGATIONS.iter().find(|negation| {
        let rest = lower.strip_suffix(*negation);
        let is_part_of_word = negation.starts_with('n') && negation.ends_with("'t");
        rest.is_some_and(|rest| is_part_of_word || !rest.ends_with(char::is_alphanumeric))
    })?;
    let offset = before.len() - negation.len();
    Some(Negation {
        words: before[offset..].to_owned(),
        offset,
    })
}

#[cfg(test)]
mod tests {
    use super::before_claims;
    use crate::visible;

    fn found(source: &str) -> Vec<String> {
        let found = before_claims(source, &visible::in_markup(source)).into_iter();
        found.map(|negation| negation.words).collect()
    }

    #[test]
    fn a_negation_right_before_a_claim_is_found() {
        let claim = "{{ gold | claim(says=\"most\") }}";
        assert_eq!(found(&format!("Not {claim} are.")), ["Not"]);
        assert_eq!(found(&format!("It is no\nlonger {claim}.")), ["no\nlonger"]);
        assert_eq!(found(&format!("They aren't {claim}")), ["n't"]);
        assert_eq!(found(&format!("Hardly {claim}.")), ["Hardly"]);
        assert_eq!(
            found(&format!("It is not true that {claim}.")),
            ["not true that"]
        );
        assert_eq!(found(&format!("Far from {claim}.")), ["Far from"]);
        assert_eq!(
            found(&format!("A knot {claim}, not only. {claim}")),
            [""; 0]
        );
        assert_eq!(found("Not {{ gold.count | number }}"), [""; 0]);
    }
}
