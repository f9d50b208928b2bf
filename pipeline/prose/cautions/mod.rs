//! Cautions: what a careful reader would want to know along with a number or a claim.
//!
//! A percentage of a few cases wants its count, a finding with unknowns its range, and a number that a
//! source limits the source's own limit. Each is a warning at the place of the value.

mod joined;
mod reader_view;

use std::collections::BTreeSet;
use std::ops::Range;

pub use reader_view::ReaderView;

use super::filters::CLAIM;
use super::printed_value::PrintedValue;
use brief_base::agreement::{Disagreement, disagreement, number_of};
use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::{in_words, percent_range, with_thousands};
use brief_claims::{FindingsAndFacts, fact_case};
use brief_model::facts::{Limit, Qualifier};
use brief_model::findings::{Findings, Number};

/// The base from which a percentage may stand without its count.
const ENOUGH: i64 = 30;

/// Everything that a text leaves out, in the order of the text.
pub fn of(context: &ReaderView<'_>, known: FindingsAndFacts<'_>) -> Vec<Diagnostic> {
    let mut cautions = Vec::new();
    let mut ranges_told = BTreeSet::new();
    for (at, printed) in context.values() {
        let number = known.findings.number(&printed.source);
        cautions.extend(number.and_then(|number| bare_percentage(context, at, printed, number)));
        let paragraph = context.paragraph(at.start);
        if !ranges_told.contains(&(paragraph.start, printed.source.as_str())) {
            let caution = number.and_then(|number| range_not_given(context, at, printed, number));
            if let Some(caution) = caution {
                ranges_told.insert((paragraph.start, printed.source.as_str()));
                cautions.push(caution);
            }
        }
        cautions.extend(number.and_then(|number| unknown_zero(context, at, printed, number)));
        cautions.extend(bare_limit(context, at, printed, known));
        cautions.extend(count_as_percentage(context, at, printed));
        cautions.extend(joined::with_what_stands_beside(context, at, printed));
        cautions.extend(words_that_disagree(context, at, printed, known.findings));
    }
    cautions
}

/// Numbers that run together with what is typed beside them.
pub(crate) fn joined_numbers(context: &ReaderView<'_>) -> Vec<Diagnostic> {
    let values = context.values();
    values
        .filter_map(|(at, printed)| joined::with_what_stands_beside(context, at, printed))
        .collect()
}

/// A percentage of a few cases, without how many they are in its sentence.
fn bare_percentage(
    context: &ReaderView<'_>,
    at: &Range<usize>,
    printed: &PrintedValue,
    number: &Number,
) -> Option<Diagnostic> {
    let base = number.denominator.filter(|base| *base < ENOUGH)?;
    let speaks_in_percent = printed.field == CLAIM && printed.text.contains('%');
    if printed.field != "share" && !speaks_in_percent {
        return None;
    }
    let base_in_print = [with_thousands(base), in_words(base)];
    let mut beside = context.within(context.sentence(at.start));
    let says_how_many = beside.any(|other| match other.field.as_str() {
        "of" => other.source == printed.source,
        "count" | "numerator" | "denominator" => {
            other.source == printed.source || base_in_print.contains(&other.text.to_lowercase())
        }
        _ => false,
    });
    let (source, count) = (&printed.source, with_thousands(number.numerator));
    (!says_how_many).then(|| {
        Diagnostic::warning(
            "bare-percentage",
            format!(
                "\"{}\" stands without its count: {source} is {count} of {base}, fewer than {ENOUGH}",
                printed.text
            ),
        )
        .with_place(printed.place.clone())
        .with_help(format!(
            "write the count in the same sentence: `{{{{ {source} | of }}}}`"
        ))
    })
}

/// A share or claim over unknowns, without their range in its paragraph.
fn range_not_given(
    context: &ReaderView<'_>,
    at: &Range<usize>,
    printed: &PrintedValue,
    number: &Number,
) -> Option<Diagnostic> {
    let bounds = number.bounds?;
    if printed.field != "share" && printed.field != CLAIM {
        return None;
    }
    let beside = context.within(context.paragraph(at.start));
    let beside: BTreeSet<&str> = beside
        .filter(|other| other.source == printed.source)
        .map(|other| other.field.as_str())
        .collect();
    let both_ends = beside.contains("lower") && beside.contains("upper");
    let says_what_is_unknown = beside.contains("range") || beside.contains("unknown") || both_ends;
    let source = &printed.source;
    (!says_what_is_unknown).then(|| {
        Diagnostic::warning(
            "range-not-given",
            format!(
                "\"{}\" speaks of {source}, of which {} of {} cannot be told: it may be {}",
                printed.text,
                with_thousands(number.unknown),
                with_thousands(bounds.of),
                percent_range(bounds.lower, bounds.upper)
            ),
        )
        .with_place(printed.place.clone())
        .with_help(format!(
            "give the range in the same paragraph, `{{{{ {source} | range }}}}`, or how many are unknown, \
             `{{{{ {source}.unknown | number }}}}`"
        ))
    })
}

/// A count of none where some cannot be told, without how many these are in its paragraph.
fn unknown_zero(
    context: &ReaderView<'_>,
    at: &Range<usize>,
    printed: &PrintedValue,
    number: &Number,
) -> Option<Diagnostic> {
    // A part of a whole stands beside the whole.
    if number.denominator.is_some()
        || number.numerator != 0
        || number.unknown == 0
        || printed.field != "count"
    {
        return None;
    }
    let source = &printed.source;
    let mut beside = context.within(context.paragraph(at.start));
    let is_told = beside.any(|other| {
        other.source == *source && ["unknown", "range"].contains(&other.field.as_str())
    });
    (!is_told).then(|| {
        Diagnostic::warning(
            "unknown-zero",
            format!(
                "\"{}\" counts only what is known of {source}, and {} more cannot be told: it does not mean that there are none",
                printed.text,
                with_thousands(number.unknown)
            ),
        )
        .with_place(printed.place.clone())
        .with_help(format!(
            "say in the same paragraph how many are unknown, `{{{{ {source}.unknown | number }}}}`, or leave the sentence \
             out where none is known: `{{% if {source}.count.value > 0 %}}`"
        ))
    })
}

/// A number with a percent sign typed behind it.
fn count_as_percentage(
    context: &ReaderView<'_>,
    at: &Range<usize>,
    printed: &PrintedValue,
) -> Option<Diagnostic> {
    let after = context.text()[at.end..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let says_percent = ["%", "percent", "per cent", "pct", "‰"]
        .iter()
        .any(|sign| after.starts_with(sign));
    let is_number = number_of(&printed.text).is_some()
        || printed
            .text
            .ends_with(|letter: char| letter.is_ascii_digit());
    if says_percent && printed.text.ends_with('%') {
        let message = format!(
            "\"{}\" has its sign, and another stands behind it",
            printed.text
        );
        return Some(
            Diagnostic::error("count-as-percentage", message)
                .with_place(printed.place.clone())
                .with_help("take out the one that is typed"),
        );
    }
    (says_percent && is_number).then(|| {
        Diagnostic::error(
            "count-as-percentage",
            format!(
                "\"{}\" is {}.{}, and no percentage",
                printed.text, printed.source, printed.field
            ),
        )
        .with_place(printed.place.clone())
        .with_help("print a share by `percent`, which writes the sign too")
    })
}

/// A number that the words behind it do not agree with: "1 plots".
fn words_that_disagree(
    context: &ReaderView<'_>,
    at: &Range<usize>,
    printed: &PrintedValue,
    findings: &Findings,
) -> Option<Diagnostic> {
    if printed.is_words {
        return None;
    }
    let finding = findings.get(&printed.source);
    let unit = finding.map(|finding| finding.unit.as_str());
    let is_table = finding.is_some_and(|finding| finding.definition.is_table());
    // "1 of 33": plots are counted by the base, and the one is what a verb goes by.
    let (part, base) = match printed.field.as_str() {
        "of" => printed.text.split_once(" of ")?,
        _ => (printed.text.as_str(), printed.text.as_str()),
    };
    let numbers = (number_of(base)?, number_of(part)?);
    let (before, after) = (&context.text()[..at.start], &context.text()[at.end..]);
    let found = disagreement(before, after, numbers, unit)?;
    let (text, source) = (&printed.text, &printed.source);
    // Within a loop the value has the name that the loop gives it.
    let is_own_name = !printed.written.is_empty()
        && printed.written.split('.').next() != source.split('.').next();
    let count = match printed.field.as_str() {
        _ if is_own_name => printed.written.clone(),
        "count" if is_table => "ROW.count".to_owned(),
        "count" | "of" | "total" | "value" => source.clone(),
        field => format!("{source}.{field}"),
    };
    let Disagreement {
        words, one, many, ..
    } = &found;
    let help = match (printed.field.as_str(), found.is_verb) {
        (_, true) => format!(
            "let the verb go by the number: `{{{{ {count} | plural(\"{one}\", \"{many}\") }}}}` in place of \"{}\"",
            words.split_whitespace().next_back().unwrap_or_default()
        ),
        ("of", false) => format!(
            "let the words go by the base: `{{{{ {count} | of }}}} {{{{ {count}.denominator | plural(\"{one}\", \
             \"{many}\") }}}}`"
        ),
        _ => {
            let how = match text.chars().next() {
                Some(first) if first.is_uppercase() => ", as=\"words_capital\"",
                Some(first) if first.is_lowercase() => ", as=\"words\"",
                _ => "",
            };
            format!(
                "let the words go by the number: `{{{{ {count} | counted(\"{one}\", \"{many}\"{how}) }}}}`"
            )
        }
    };
    Some(
        Diagnostic::warning(
            "number-agreement",
            format!("\"{text} {words}\": with this dataset version, words and number do not agree"),
        )
        .with_place(printed.place.clone())
        .with_help(help),
    )
}

/// A number that a source limits, without the limit before it.
fn bare_limit(
    context: &ReaderView<'_>,
    at: &Range<usize>,
    printed: &PrintedValue,
    known: FindingsAndFacts<'_>,
) -> Option<Diagnostic> {
    let name = printed.source.strip_prefix("facts.")?;
    let fact = known.facts.get(name)?;
    if printed.field == CLAIM || printed.is_words || fact.limit() == Limit::Exact {
        return None;
    }
    let before = context.text()[..at.start].trim_end().to_lowercase();
    let mut of_the_limit = Qualifier::KNOWN
        .iter()
        .filter(|(_, limit)| *limit == fact.limit());
    let is_limited = of_the_limit.any(|(words, _)| ends_with_words(&before, words));
    let text = &printed.text;
    let claimed = match fact.is_share() {
        // "At least less than 1 %" is nothing to say.
        true => fact_case::words(fact),
        false => format!(
            "{} {text}",
            fact.qualifier.map_or("", |qualifier| qualifier.words)
        ),
    };
    (!is_limited).then(|| {
        Diagnostic::warning(
            "bare-limit",
            format!(
                "\"{text}\" is printed as if facts.{name} were that number, and its source says {}",
                fact_case::words(fact)
            ),
        )
        .with_place(printed.place.clone())
        .with_help(format!(
            "write it as a claim: `{{{{ facts.{name} | claim(says=\"{claimed}\") }}}}`"
        ))
    })
}

/// Whether a text ends with these words and not only with their letters.
fn ends_with_words(text: &str, words: &str) -> bool {
    text.strip_suffix(words)
        .is_some_and(|before| !before.ends_with(char::is_alphanumeric))
}
