//! How alike a delivery's names and values are to those of the series. Knows no synonym: only names,
//! labels and descriptions of the series, and what values look like.

use std::collections::BTreeSet;

use brief_base::dates::{day_in, month_in};
use brief_base::text::fold;
use brief_model::geography::Gazetteer;

use super::model::{ColumnRole, RawColumn};

/// From this on, two words count as similar.
const SIMILAR: f64 = 0.88;
/// Words that tell nothing of what a column holds.
const EMPTY: [&str; 14] = [
    "of", "the", "a", "an", "in", "to", "and", "or", "for", "is", "as", "it", "that", "which",
];
/// Names of columns that number rows.
const NUMBERS: [&str; 11] = [
    "id",
    "no",
    "nr",
    "num",
    "number",
    "key",
    "ref",
    "reference",
    "case",
    "record",
    "code",
];

/// How well something fits, from 0 to 1, and why.
pub(super) type Likeness = (f64, String);

/// Letters and digits alone, in lower case.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words of a name, in lower case and the singular.
fn words(text: &str) -> BTreeSet<String> {
    let mut parted = String::new();
    let mut last_is_lower = false;
    for letter in text.chars() {
        // eventType has two words.
        if letter.is_uppercase() && last_is_lower {
            parted.push(' ');
        }
        last_is_lower = letter.is_lowercase();
        parted.push(letter);
    }
    parted
        .split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty() && !EMPTY.contains(&word.as_str()))
        .map(|word| match word.strip_suffix('s') {
            Some(singular) if singular.ends_with("sse") => {
                singular[..singular.len() - 1].to_owned()
            }
            Some(singular) if singular.len() > 2 && !singular.ends_with('s') => singular.to_owned(),
            _ => word,
        })
        .collect()
}

fn part(count: usize, of: usize) -> f64 {
    count as f64 / of.max(1) as f64
}

/// How alike a header is to a column's name, label or description.
pub(super) fn name(column: &RawColumn, header: &str) -> Option<Likeness> {
    let label = column.settings.label.as_deref().unwrap_or_default();
    let (own, given) = (words(&column.name), words(header));
    if bare(header).is_empty() {
        return None;
    }
    if bare(header) == bare(&column.name) {
        return Some((1.0, "the same name".to_owned()));
    }
    if bare(header) == bare(label) {
        return Some((0.95, "the column's label".to_owned()));
    }
    if given.is_empty() {
        return None;
    }
    if own == given || given == words(label) {
        return Some((0.9, "the same words".to_owned()));
    }
    let shared: Vec<&String> = own.intersection(&given).collect();
    let share = part(shared.len(), own.len().max(given.len()));
    let mut best: Option<Likeness> = None;
    let mut offer = |score: f64, why: String| {
        if best.as_ref().is_none_or(|(best, _)| *best < score) {
            best = Some((score, why));
        }
    };
    if share >= 0.3 {
        let listed: Vec<&str> = shared.iter().map(|word| word.as_str()).collect();
        offer(
            0.5 + 0.4 * share,
            format!("shares \"{}\"", listed.join(" ")),
        );
    }
    if strsim::jaro_winkler(&bare(header), &bare(&column.name)) >= SIMILAR {
        offer(0.75, "a similar name".to_owned());
    }
    let described = words(&column.settings.description);
    if given
        .iter()
        .all(|word| word.len() > 3 && described.contains(word))
    {
        offer(0.65, "its description says so".to_owned());
    }
    if column.role == ColumnRole::Key && given.iter().all(|word| NUMBERS.contains(&word.as_str())) {
        offer(0.85, "it numbers the rows".to_owned());
    } else if column.role == ColumnRole::Key
        && given.iter().any(|word| NUMBERS.contains(&word.as_str()))
    {
        offer(0.7, "its name and values could number the rows".to_owned());
    }
    best
}

/// The category that a raw value means.
pub(super) fn category<'c>(column: &'c RawColumn, raw: &str) -> Option<(&'c str, Likeness)> {
    let categories = &column.settings.categories;
    let given = words(raw);
    let scored = categories.iter().filter_map(|(code, label)| {
        let likeness = [code, label]
            .into_iter()
            .filter_map(|known| {
                if bare(known) == bare(raw) {
                    return Some((1.0, "equal".to_owned()));
                }
                let own = words(known);
                let contains = !given.is_empty()
                    && !own.is_empty()
                    && (own.is_subset(&given) || given.is_subset(&own));
                if contains {
                    let share = part(own.intersection(&given).count(), own.union(&given).count());
                    return Some((0.8 + 0.1 * share, format!("shares words with \"{known}\"")));
                }
                let similar = strsim::jaro_winkler(&bare(known), &bare(raw));
                (similar >= SIMILAR).then(|| (0.8 * similar, format!("similar to \"{known}\"")))
            })
            .reduce(|one, other| if other.0 > one.0 { other } else { one })?;
        Some((code.as_str(), likeness))
    });
    scored.reduce(|one, other| if other.1.0 > one.1.0 { other } else { one })
}

/// The place that a raw name means, by a name that the gazetteer does not have as it stands: without
/// what follows in brackets or after a comma, without "City", or the most similar one.
pub(super) fn place(gazetteer: &Gazetteer, raw: &str) -> Option<(String, String)> {
    let cut = raw.split(['(', ',', '/']).next().unwrap_or_default().trim();
    let words: Vec<&str> = cut.split_whitespace().collect();
    let without_last = words.split_last().map(|(_, rest)| rest.join(" "));
    for shorter in [Some(cut.to_owned()), without_last].into_iter().flatten() {
        if shorter.chars().count() > 2
            && let Some(found) = gazetteer.find(&shorter)
        {
            return Some((
                found.name.clone(),
                format!("\"{shorter}\" in the gazetteer"),
            ));
        }
    }
    let nearest = gazetteer.nearest(cut).into_iter().next()?;
    let names = std::iter::once(&nearest.name).chain(&nearest.alternates);
    let likeness = names
        .map(|name| strsim::jaro_winkler(&fold(name), &fold(cut)))
        .fold(0.0, f64::max);
    (likeness >= 0.9).then(|| (nearest.name.clone(), "the most similar name".to_owned()))
}

/// The month of a date in one of the formats, `YYYY-MM`.
pub(super) fn month(raw: &str, days: &[String], months: &[String]) -> Option<String> {
    let day = day_in(days, raw).or_else(|| month_in(months, raw))?;
    Some(day.format("%Y-%m").to_string())
}

/// Whether a text is a date with the month before the day, which cannot be one with the day first.
pub(super) fn is_month_first(raw: &str) -> bool {
    let mut parts = raw
        .split(['/', '.', '-'])
        .map(|part| part.parse::<u32>().ok());
    let (first, second) = (parts.next().flatten(), parts.next().flatten());
    let is_month = first.is_some_and(|month| (1..=12).contains(&month));
    is_month && second.is_some_and(|day| (13..=31).contains(&day))
}

/// The first of dates with day and month in figures, when none of them tells which of the two stands first.
pub(super) fn day_or_month<'a>(dates: impl IntoIterator<Item = &'a String>) -> Option<&'a String> {
    let mut example = None;
    for date in dates {
        let parts: Vec<&str> = date.split(['/', '.', '-']).collect();
        let [first, second, year] = parts.as_slice() else {
            continue;
        };
        let (Ok(first), Ok(second)) = (first.parse::<u32>(), second.parse::<u32>()) else {
            continue;
        };
        // With the year first, the month follows.
        if first > 31 || year.parse::<u32>().is_err() {
            continue;
        }
        if first > 12 || second > 12 {
            return None;
        }
        if first != second {
            example = example.or(Some(date));
        }
    }
    example
}

/// What part of the values of a delivery's column look like a column's, and in words; nothing where values
/// cannot tell.
pub(super) fn values(
    column: &RawColumn,
    values: &[&str],
    gazetteer: &Gazetteer,
) -> Option<Likeness> {
    let count = |fits: &dyn Fn(&str) -> bool| values.iter().filter(|value| fits(value)).count();
    let parts = |value: &str| -> Vec<String> {
        match &column.separator {
            Some(separator) => value
                .split(separator.as_str())
                .map(|it| it.trim().to_owned())
                .collect(),
            None => vec![value.to_owned()],
        }
    };
    let (fitting, what) = match &column.role {
        ColumnRole::Category => (
            count(&|it| parts(it).iter().any(|it| category(column, it).is_some())),
            "its categories",
        ),
        ColumnRole::Date(days, months) => (count(&|it| month(it, days, months).is_some()), "dates"),
        ColumnRole::Places => (
            count(&|it| {
                parts(it)
                    .iter()
                    .any(|it| gazetteer.find(it).is_some() || place(gazetteer, it).is_some())
            }),
            "places",
        ),
        ColumnRole::Key | ColumnRole::Integer | ColumnRole::Text => return None,
    };
    let said = format!("{fitting} of {} values are {what}", values.len());
    (!values.is_empty()).then(|| (part(fitting, values.len()), said))
}
