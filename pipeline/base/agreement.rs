//! Whether English words agree with the number that they follow: "1 plot was", never "1 plots were".
//!
//! No dictionary is at hand, so this reads what can be read with safety: the last word of what is counted, and the
//! verb right after it. Where a word may be either (`1 names no town`), nothing is said.

/// Words after which what is counted has ended.
const ENDS: [&str; 88] = [
    "a", "about", "above", "across", "after", "against", "alone", "along", "although", "among",
    "an", "and", "are", "around", "as", "at", "based", "because", "before", "behind", "below",
    "beside", "between", "beyond", "but", "by", "can", "could", "did", "do", "does", "during",
    "each", "fall", "fell", "for", "from", "had", "happened", "has", "have", "he", "his", "how",
    "if", "in", "into", "is", "it", "its", "may", "might", "must", "near", "no", "nor", "not",
    "of", "on", "once", "or", "over", "per", "remain", "she", "should", "since", "so", "than",
    "that", "the", "their", "then", "they", "this", "through", "to", "under", "until", "was",
    "were", "when", "where", "which", "while", "who", "whose", "with",
];

/// Further words that no counted thing is called by: verbs in the plural, numbers, units.
const OTHER_ENDS: [&str; 46] = [
    "appear", "appeared", "began", "begin", "came", "come", "concern", "contain", "gave", "give",
    "hold", "hundred", "include", "involve", "killed", "lack", "led", "lie", "lies", "made",
    "make", "mention", "million", "more", "name", "needed", "occurred", "out", "percent", "said",
    "say", "show", "stand", "stood", "take", "tell", "thousand", "together", "told", "took", "use",
    "will", "within", "without", "would", "yet",
];

/// Words that stand before the object of a verb, so that the word before them is one.
const OBJECTS: [&str; 14] = [
    "a", "an", "any", "her", "his", "it", "its", "no", "nobody", "none", "nothing", "the", "their",
    "them",
];

/// Verbs that end as plurals do.
const VERBS: [&str; 102] = [
    "aims",
    "appears",
    "asks",
    "becomes",
    "begins",
    "belongs",
    "blames",
    "builds",
    "calls",
    "carries",
    "changes",
    "claims",
    "comes",
    "concerns",
    "contains",
    "costs",
    "counts",
    "covers",
    "dates",
    "deals",
    "depends",
    "describes",
    "differs",
    "does",
    "drives",
    "drugs",
    "ends",
    "enters",
    "exists",
    "fails",
    "falls",
    "feeds",
    "fights",
    "finds",
    "fires",
    "fits",
    "follows",
    "gets",
    "gives",
    "goes",
    "grows",
    "happens",
    "helps",
    "holds",
    "hopes",
    "hosts",
    "includes",
    "involves",
    "keeps",
    "kills",
    "knows",
    "lacks",
    "lasts",
    "leads",
    "leaves",
    "lies",
    "lists",
    "lives",
    "looks",
    "makes",
    "matches",
    "means",
    "mentions",
    "moves",
    "needs",
    "occurs",
    "offers",
    "opens",
    "passes",
    "points",
    "pushes",
    "reaches",
    "reads",
    "refers",
    "remains",
    "rests",
    "rises",
    "runs",
    "says",
    "seeks",
    "seems",
    "serves",
    "shows",
    "sits",
    "speaks",
    "spreads",
    "stands",
    "starts",
    "stays",
    "stops",
    "supports",
    "takes",
    "tells",
    "tends",
    "tests",
    "travels",
    "tries",
    "turns",
    "uses",
    "wants",
    "warns",
    "works",
];

/// Verbs for one and for many, that stand right behind what is counted.
const AUXILIARIES: [(&str, &str); 3] = [("is", "are"), ("was", "were"), ("has", "have")];

/// Words that end as plurals do and are none, or both.
const SINGULAR: [&str; 30] = [
    "alias",
    "always",
    "arms",
    "barracks",
    "bias",
    "christmas",
    "corps",
    "crossroads",
    "gas",
    "headquarters",
    "kudos",
    "lens",
    "less",
    "means",
    "news",
    "pancreas",
    "perhaps",
    "plus",
    "premises",
    "rabies",
    "series",
    "sometimes",
    "species",
    "thus",
    "towards",
    "afterwards",
    "besides",
    "us",
    "yes",
    "canvas",
];

/// Words of quantity that a verb for one may follow: "60 percent was", "5 million is".
const MEASURES: [&str; 13] = [
    "percent",
    "percentage",
    "hundred",
    "thousand",
    "million",
    "billion",
    "dozen",
    "euro",
    "dirham",
    "staff",
    "majority",
    "share",
    "people",
];

/// Words after which a number names one thing and counts none: "group 2 membership was".
const LABELS: [&str; 26] = [
    "annex",
    "article",
    "category",
    "chapter",
    "class",
    "figure",
    "group",
    "grade",
    "level",
    "map",
    "no",
    "number",
    "option",
    "page",
    "panel",
    "paragraph",
    "part",
    "phase",
    "section",
    "stage",
    "step",
    "table",
    "tier",
    "type",
    "version",
    "zone",
];

/// Plurals that do not end in an s, each with its singular; words that end as one of them does are such too.
const IRREGULAR: &str = "children child|feet foot|geese goose|mice mouse|oxen ox|people person|teeth tooth|wives wife|men man";

/// What stands before `man` or `wife` in a word for a person.
const PERSONS_IN_MAN: [&str; 10] = [
    "wo", "gun", "business", "fisher", "work", "country", "middle", "sales", "guards", "mid",
];

/// Words in `-men` that are singular.
const IN_MEN: [&str; 7] = [
    "abdomen", "acumen", "omen", "regimen", "specimen", "stamen", "yemen",
];

/// The number that words or figures at the end of a text stand for: `one`, `33`, `1,122`.
///
/// # Example
/// ```
/// use brief_base::agreement::number_of;
///
/// assert_eq!([number_of("One"), number_of("1,122"), number_of("61 %")], [Some(1), Some(1122), None]);
/// ```
pub fn number_of(printed: &str) -> Option<i64> {
    let lower = printed.to_lowercase();
    let figures = lower.replace(',', "");
    figures
        .parse()
        .ok()
        .or_else(|| crate::numbers::from_words(&lower))
}

/// Whether a word has the form of a plural.
pub fn is_plural(word: &str) -> bool {
    let word = word.to_lowercase();
    let word = word.as_str();
    if irregular(word).is_some() {
        return true;
    }
    let ends_otherwise = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    word.len() > 3 && word.ends_with('s') && !ends_otherwise && !SINGULAR.contains(&word)
}

/// Whether a word ends as plurals do, whatever it is.
fn ends_as_plural(word: &str) -> bool {
    word.ends_with('s') || is_plural(word)
}

/// The singular of a regular plural; `None` for a word that is none.
///
/// # Example
/// ```
/// use brief_base::agreement::singular_of;
///
/// let singular = ["plots", "cities", "attack", "men"].map(singular_of);
/// assert_eq!(singular, [Some("plot".to_owned()), Some("city".to_owned()), None, Some("man".to_owned())]);
/// ```
pub fn singular_of(word: &str) -> Option<String> {
    if !is_plural(word) {
        return None;
    }
    let with = |end: &str, other: &str| Some(format!("{}{other}", word.strip_suffix(end)?));
    if let Some((plural, singular)) = irregular(&word.to_lowercase()) {
        return with(plural, singular);
    }
    with("ies", "y")
        .or_else(|| with("sses", "ss"))
        .or_else(|| with("shes", "sh"))
        .or_else(|| with("ches", "ch"))
        .or_else(|| with("xes", "x"))
        .or_else(|| with("s", ""))
}

/// How a word in small letters ends that is an irregular plural, and how its singular does.
fn irregular(word: &str) -> Option<(&'static str, &'static str)> {
    let mut forms = IRREGULAR
        .split('|')
        .filter_map(|forms| forms.split_once(' '));
    forms.find(|(plural, _)| word.ends_with(plural) && !IN_MEN.contains(&word))
}

/// What is counted, after its count: `unit`, which is a plural, or the singular after one.
///
/// # Example
/// ```
/// use brief_base::agreement::unit_after;
///
/// assert_eq!([unit_after(1, "support arrests"), unit_after(2, "plots")], ["support arrest", "plots"]);
/// ```
pub fn unit_after(count: i64, unit: &str) -> String {
    let (before, last) = unit.rsplit_once(' ').unwrap_or(("", unit));
    match singular_of(last).filter(|_| count == 1) {
        Some(one) => format!("{before} {one}").trim_start().to_owned(),
        None => unit.to_owned(),
    }
}

/// Whether `one` and `many` stand in each other's place: `plots`, `plot`. Goes by the first word that differs.
/// Verbs are told only where they are auxiliaries: `fails` is right for one.
///
/// # Example
/// ```
/// use brief_base::agreement::are_swapped;
///
/// assert!(are_swapped("plots", "plot") && are_swapped("plot were", "plot was"));
/// assert!(!are_swapped("plot fails", "plots fail") && !are_swapped("series", "series"));
/// ```
pub fn are_swapped(one: &str, many: &str) -> bool {
    let Some((first, second)) = differing(one, many) else {
        return false;
    };
    let is_plural_of = singular_of(&first).is_some_and(|singular| singular == second);
    are_swapped_auxiliaries(one, many) || (is_plural_of && !VERBS.contains(&first.as_str()))
}

/// The same of `was`, `is` and `has` alone, where a word in -s may be a verb.
pub fn are_swapped_auxiliaries(one: &str, many: &str) -> bool {
    differing(one, many)
        .is_some_and(|(one, many)| AUXILIARIES.contains(&(many.as_str(), one.as_str())))
}

/// The first words in which two wordings differ, in small letters.
fn differing(one: &str, many: &str) -> Option<(String, String)> {
    let mut pairs = one.split_whitespace().zip(many.split_whitespace());
    let (one, many) = pairs.find(|(one, many)| !one.eq_ignore_ascii_case(many))?;
    Some((one.to_lowercase(), many.to_lowercase()))
}

/// The plural of a noun in small letters.
///
/// # Example
/// ```
/// use brief_base::agreement::plural_of;
///
/// assert_eq!(["plot", "city", "attack", "man", "march"].map(plural_of), ["plots", "cities", "attacks", "men", "marches"]);
/// ```
pub fn plural_of(word: &str) -> String {
    let irregular = IRREGULAR
        .split('|')
        .filter_map(|forms| forms.split_once(' '))
        .find_map(|(plural, singular)| {
            let before = word.strip_suffix(singular)?;
            // "Human" and "talisman" end as "man" does; only whole words and compounds of them are sure.
            let is_compound = before.is_empty() || PERSONS_IN_MAN.contains(&before);
            is_compound.then(|| format!("{before}{plural}"))
        });
    if let Some(plural) = irregular {
        return plural;
    }
    let ends_in_vowel_and_y = ["ay", "ey", "oy", "uy"]
        .iter()
        .any(|end| word.ends_with(end));
    match word.strip_suffix('y').filter(|_| !ends_in_vowel_and_y) {
        Some(before) => format!("{before}ies"),
        None if ["s", "x", "ch", "sh"].iter().any(|end| word.ends_with(end)) => format!("{word}es"),
        None => format!("{word}s"),
    }
}

/// What markup emphasizes words by, beside signs.
const EMPHASIS: [&str; 2] = ["#emph[", "#strong["];

/// The words that follow a number in its clause.
fn words(after: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(skipped) = after[at..].find(|letter: char| !is_blank(letter)) {
        let begins = at + skipped;
        let emphasis = EMPHASIS
            .iter()
            .find(|call| after[begins..].starts_with(**call));
        let start = begins + emphasis.map_or(0, |call| call.len());
        let is_of_word =
            |letter: char| letter.is_alphabetic() || matches!(letter, '-' | '\'' | '’');
        let length = after[start..]
            .find(|letter| !is_of_word(letter))
            .unwrap_or(after.len() - start);
        if length == 0 {
            break;
        }
        at = start + length;
        words.push(&after[start..at]);
        if !after[at..].starts_with(is_blank) {
            break;
        }
    }
    words
}

/// What stands between words; emphasis in markup does not part them, and a `~` is a no-break space.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '*' | '_' | '~')
}

fn ends(word: &str) -> bool {
    ENDS.contains(&word) || OTHER_ENDS.contains(&word)
}

/// Words that do not agree with the number before them, and how they would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// As they stand there.
    pub words: String,
    /// Whether it is their verb that does not agree; else what is counted.
    pub is_verb: bool,
    /// The verb, or what is counted, for one.
    pub one: String,
    /// The same for any other number.
    pub many: String,
}

/// What follows a number and does not agree with it. `of_things` is the number of the things that are counted,
/// `of_subject` the number that a verb goes by: in "1 of 33 plots" they differ.
///
/// `unit` names what is counted, in the plural, where that is known.
///
/// # Example
/// ```
/// use brief_base::agreement::disagreement;
///
/// let words = |number, after| Some(disagreement("", after, (number, number), Some("plots"))?.words);
/// assert_eq!(words(1, " placed events fall in the north").as_deref(), Some("placed events"));
/// assert_eq!(words(1, " plot were foiled").as_deref(), Some("plot were"));
/// assert_eq!(words(1, " of the plots was foiled; it names no town"), None);
/// assert_eq!(words(2, " plot in 2016").as_deref(), Some("plot"));
/// ```
pub fn disagreement(
    before: &str,
    after: &str,
    (of_things, of_subject): (i64, i64),
    unit: Option<&str>,
) -> Option<Disagreement> {
    if !after.starts_with(is_blank) {
        return None;
    }
    let words = words(after);
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let thing = lower.iter().position(|word| ends(word));
    let thing = thing.unwrap_or(words.len());
    let first = |count: usize| {
        let words = words.iter().take(count).copied();
        words.collect::<Vec<_>>().join(" ")
    };
    let last_word_of = |unit: &str| unit.split_whitespace().next_back().map(str::to_owned);
    // "1 plots foiled": what is said of the things stands behind them.
    let is_participle = |word: &str| ["ed", "ing", "ly"].iter().any(|end| word.ends_with(end));
    let mut noun = thing;
    while noun > 1 && is_participle(&lower[noun - 1]) {
        noun -= 1;
    }
    let head = noun.checked_sub(1).map(|at| lower[at].as_str());
    let follows = lower.get(noun).map(String::as_str);
    if let Some(head) = head {
        let is_name = words[noun - 1].starts_with(char::is_uppercase);
        let is_verb = follows.is_some_and(|word| OBJECTS.contains(&word));
        let of_one = || {
            // The unit of a finding is a noun, never a verb.
            let is_unit = unit.and_then(last_word_of).as_deref() == Some(head);
            let may_be_verb = VERBS.contains(&head) && !is_unit;
            let singular = singular_of(head).filter(|_| !is_name && !is_verb && !may_be_verb);
            Some((singular?, head.to_owned()))
        };
        let of_many = || {
            let unit = unit.and_then(last_word_of);
            if let Some(plural) = unit.filter(|plural| singular_of(plural).as_deref() == Some(head))
            {
                // "Two plot to kill": a verb.
                let is_thing = follows != Some("to") && !is_verb;
                return is_thing.then(|| (head.to_owned(), plural));
            }
            // "2 plot was": where the unit is not known, the verb tells. "Number 2 plot" counts nothing.
            let has_verb_of_one = || AUXILIARIES.iter().any(|(one, _)| follows == Some(*one));
            let is_noun = noun == 1
                && head.len() > 3
                && head.chars().all(char::is_alphabetic)
                && !is_name
                && !ends_as_plural(head)
                && !MEASURES.contains(&head)
                && of_things == of_subject;
            let follows_label = || {
                let label = before
                    .trim_end()
                    .rsplit(|letter: char| !letter.is_alphabetic());
                let label = label.into_iter().next().unwrap_or_default().to_lowercase();
                LABELS.contains(&label.as_str())
            };
            let is_sure = is_noun && has_verb_of_one() && !follows_label();
            is_sure.then(|| (head.to_owned(), plural_of(head)))
        };
        let forms = if of_things == 1 { of_one() } else { of_many() };
        if let Some((one, many)) = forms {
            let verb = follows.and_then(|verb| {
                AUXILIARIES
                    .iter()
                    .find(|(one, many)| [one, many].contains(&&verb))
            });
            // The verb goes by the same number.
            let verb = verb.filter(|_| of_things == of_subject);
            let form = |noun_form: &str, verb: Option<&str>| {
                let parts = [
                    first(noun - 1),
                    noun_form.to_owned(),
                    verb.unwrap_or_default().to_owned(),
                ];
                let parts = parts.into_iter().filter(|part| !part.is_empty());
                parts.collect::<Vec<_>>().join(" ")
            };
            return Some(Disagreement {
                words: first(noun + usize::from(verb.is_some())),
                is_verb: false,
                one: form(&one, verb.map(|(one, _)| *one)),
                many: form(&many, verb.map(|(_, many)| *many)),
            });
        }
    }
    let count = verb(before, &lower, thing, (of_things, of_subject))?;
    let said = lower.get(count - 1)?.as_str();
    let (one, many) = AUXILIARIES
        .iter()
        .find(|(one, many)| [*one, *many].contains(&said))?;
    Some(Disagreement {
        words: first(count),
        is_verb: true,
        one: (*one).to_owned(),
        many: (*many).to_owned(),
    })
}

/// How many of the words there are up to a verb that does not agree.
fn verb(
    before: &str,
    lower: &[String],
    thing: usize,
    (of_things, of_subject): (i64, i64),
) -> Option<usize> {
    let mut earlier = before.split(|letter: char| !letter.is_alphanumeric());
    let mut earlier = earlier.by_ref().filter(|word| !word.is_empty()).rev();
    let (last, last_but_one) = (earlier.next().unwrap_or(""), earlier.next().unwrap_or(""));
    let is_preposition = |word: &str| {
        [
            "of", "in", "on", "with", "for", "from", "by", "to", "at", "than", "and", "or",
            "without",
            // "All but one were", "if one were to", "towns that have one have", "the number 2 is".
            "but", "if", "have", "has", "had", "having", "number", "numbers",
        ]
        .contains(&&*word.to_lowercase())
    };
    // ", and one of them were": what stands before the comma is another subject.
    let begins_clause = before.trim_end().ends_with(", and") || before.trim_end().ends_with(", or");
    if (is_preposition(last) && !begins_clause)
        || (["the", "these", "those", "all"].contains(&last) && is_preposition(last_but_one))
    {
        return None;
    }
    // "One of the plots were": the verb goes by the one.
    let is_of = lower.get(thing).is_some_and(|word| word == "of");
    let is_relative = |word: &String| {
        ["that", "which", "who", "whose", "where", "and", "or"].contains(&word.as_str())
    };
    let of_many = |word: &str| AUXILIARIES.iter().any(|(_, many)| *many == word);
    let is_auxiliary =
        |word: &str| of_many(word) || AUXILIARIES.iter().any(|(one, _)| *one == word);
    let behind = lower.iter().skip(thing);
    let behind = behind.take_while(|word| !is_relative(word));
    let reach = if is_of { 7 } else { 1 };
    let (at, found) = behind
        .take(reach)
        .enumerate()
        .find(|(_, word)| is_auxiliary(word))?;
    let is_plural_verb = of_many(found);
    // "88 is the only number that fits" speaks of the number.
    let is_itself = |at: usize| {
        let next = lower.get(thing + at + 1).map(String::as_str);
        !is_of && matches!(next, Some("the" | "a" | "an"))
    };
    let disagrees = match of_subject {
        1 => is_plural_verb,
        // "12 years is a long time": only where nothing but the number is the subject.
        _ => {
            !is_plural_verb
                && thing == 0
                && (!is_of || at <= 2)
                && of_things == of_subject
                && !is_itself(at)
        }
    };
    disagrees.then_some(thing + at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(number: i64, after: &str) -> Option<String> {
        Some(disagreement("", after, (number, number), Some("plots"))?.words)
    }

    #[test]
    fn a_plural_after_one_is_found() {
        for (after, found) in [
            (" plots", "plots"),
            (" plots and 0 support arrests, month by month", "plots"),
            (" events by month, 2016", "events"),
            (" placed events fall in one region", "placed events"),
            (" regions.", "regions"),
            (" women among them", "women"),
            (" policemen", "policemen"),
            (" people saw a dragon", "people saw a"),
            (" *plots* by intended weapon", "plots"),
            (" plots foiled in the north", "plots"),
            (" plots remain", "plots"),
            (" plots were foiled", "plots were"),
            (" were foiled", "were"),
            (" of the plots were foiled", "of the plots were"),
            (" plot were foiled", "plot were"),
        ] {
            let got = of(1, after);
            if found == "people saw a" {
                // "Saw" could be a tool: nothing is said of what cannot be told.
                assert_eq!(got, None, "{after}");
                continue;
            }
            assert_eq!(got.as_deref(), Some(found), "{after}");
        }
    }

    #[test]
    fn what_agrees_or_cannot_be_told_is_left_alone() {
        for after in [
            " plot",
            " of 33 plots",
            " in 3 plots",
            " names no town",
            " falls in the north",
            "–3 plots",
            " weapons cache",
            " series of plots",
            " of them has no month",
            " plot that were",
            " to 3 plots",
            " crisis",
            " Paris attack",
            ". Plots were",
            ", plots",
            " of the plots was foiled",
            " United States citizen",
            " needs more",
            " dates from May",
            " fires at men",
            " claims to be old",
            " men's club",
            " of them",
        ] {
            assert_eq!(of(1, after), None, "{after}");
        }
        for after in [
            " plots were",
            " plot a coup",
            " plot leaders",
            " of the plots were",
            " of them have",
            " plot to kill",
            " years is long",
            " people",
            " is the only number",
        ] {
            assert_eq!(of(33, after), None, "{after}");
        }
        assert_eq!(disagreement("of the ", " plots was", (33, 33), None), None);
        assert_eq!(disagreement("a group of ", " was", (12, 12), None), None);
        for before in ["All but ", "If ", "Towns that have "] {
            assert_eq!(
                disagreement(before, " were", (1, 1), None),
                None,
                "{before}"
            );
        }
        assert_eq!(disagreement("The number ", " is small", (2, 2), None), None);
        assert_eq!(disagreement("Having ", " is rare", (2, 2), None), None);
    }

    #[test]
    fn a_singular_after_many_is_found_where_its_unit_is_known() {
        assert_eq!(of(2, " plot in the north").as_deref(), Some("plot"));
        assert_eq!(of(0, " plot.").as_deref(), Some("plot"));
        assert_eq!(
            of(2, " of them has no month").as_deref(),
            Some("of them has")
        );
        assert_eq!(of(2, " was foiled").as_deref(), Some("was"));
    }

    #[test]
    fn a_singular_after_many_is_found_by_its_verb_where_no_unit_is_known() {
        let of = |before, after| {
            let found = disagreement(before, after, (2, 2), None)?;
            Some((found.words, found.one, found.many))
        };
        let form = |words: &str, one: &str, many: &str| {
            Some((words.to_owned(), one.to_owned(), many.to_owned()))
        };
        assert_eq!(
            of("", " plot was"),
            form("plot was", "plot was", "plots were")
        );
        assert_eq!(
            of("", " city has"),
            form("city has", "city has", "cities have")
        );
        for after in [
            " plots was",
            " percent was",
            " kg is",
            " series was",
            " men is",
            " plot,",
        ] {
            assert_eq!(
                of("", after).filter(|(words, ..)| words.starts_with("plot ")),
                None,
                "{after}"
            );
        }
        assert_eq!(of("In group ", " membership was"), None);
    }

    #[test]
    fn no_blank_of_markup_hides_a_word() {
        for after in ["~plots", "\u{a0}plots", " #emph[plots]", " _plots_"] {
            assert_eq!(of(1, after).as_deref(), Some("plots"), "{after}");
        }
    }

    #[test]
    fn a_clause_of_its_own_has_its_own_subject() {
        let of_one = |before| {
            disagreement(before, " of the plots were", (1, 1), None).map(|found| found.words)
        };
        assert_eq!(
            of_one("All failed, and ").as_deref(),
            Some("of the plots were")
        );
        assert_eq!(of_one("Two attacks and "), None);
    }

    #[test]
    fn of_counts_by_its_base_and_speaks_by_its_part() {
        let words = |after, numbers| Some(disagreement("", after, numbers, None)?.words);
        let after = " plots were directly linked";
        assert_eq!(words(after, (33, 1)).as_deref(), Some("plots were"));
        assert_eq!(words(" plot was linked", (1, 1)), None);
        assert_eq!(words(after, (1, 1)).as_deref(), Some("plots were"));
        assert_eq!(words(after, (33, 20)), None);
    }

    #[test]
    fn both_forms_are_offered() {
        for (number, after, one, many) in [
            (1, " plots", "plot", "plots"),
            (1, " placed events fall", "placed event", "placed events"),
            (1, " plots were foiled", "plot was", "plots were"),
            (1, " of the plots were", "was", "were"),
            (2, " plot has no month", "plot has", "plots have"),
            (1, " armed men", "armed man", "armed men"),
        ] {
            let found = disagreement("", after, (number, number), Some("plots")).unwrap();
            assert_eq!(
                [found.one.as_str(), found.many.as_str()],
                [one, many],
                "{after}"
            );
        }
    }
}
