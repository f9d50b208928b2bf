//! Coverage of the finished pages: every number that a reader sees on them is bound, cited or exempt.
//!
//! The texts were looked through before they were set (see [`brief_prose::coverage`]). This is the
//! second look, at what came of them: a number that the layout types or computes is found here.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_prose::coverage::{self, ExemptionCounts, Rule, TypedNumber};
use brief_prose::visible;

use super::reading::{
    Crowded, CrowdedThing, MissingLetters, NumberOnPage, NumberOrigin, PageReading, SourcePlace,
};
use super::virtual_files::VirtualFiles;

/// What the numbers on the pages come from. There is no count of orphans: one stops the run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageCoverage {
    /// Printed values: of findings, facts and the run.
    pub values: usize,
    /// Typed in a text, and exempt there by a rule.
    pub typed: ExemptionCounts,
    /// Typed in a setting that is printed as it is.
    pub settings: usize,
    /// In citations and the works cited.
    pub citations: usize,
    /// Of pages, notes and figures.
    pub own: usize,
    /// In the annex of the audit edition.
    pub annex: usize,
}

/// Looks at every number on the pages.
///
/// # Errors
/// Every number that nothing vouches for, at the file, line and column it was set from.
pub(super) fn check(
    reading: &PageReading,
    files: &VirtualFiles,
) -> Result<PageCoverage, Diagnostics> {
    let mut exemptions = Exemptions {
        files,
        typed: BTreeMap::new(),
    };
    let mut faults = Diagnostics::new();
    let mut covered = PageCoverage::default();
    for number in &reading.numbers {
        match &number.from {
            NumberOrigin::Value => covered.values += 1,
            NumberOrigin::Passage(_) => covered.settings += 1,
            NumberOrigin::Citation => covered.citations += 1,
            NumberOrigin::Page => covered.own += 1,
            NumberOrigin::Annex => covered.annex += 1,
            NumberOrigin::Typed(place) | NumberOrigin::Computed(place) => {
                match exemptions.rule(place, number) {
                    Some(rule) => *covered.typed.entry(rule).or_default() += 1,
                    None => faults.push(orphan(number, Some(place), files)),
                }
            }
            NumberOrigin::Untraced => faults.push(orphan(number, None, files)),
        }
    }
    let unknown = reading
        .hidden
        .iter()
        .filter(|hidden| !files.hidden.contains(&hidden.text));
    for hidden in unknown.filter(|hidden| !coverage::numbers(&hidden.text).is_empty()) {
        let message = format!(
            "{} holds a number and is no text of the brief: \"{}\"",
            hidden.what, hidden.text
        );
        let fault = Diagnostic::error("orphan-number", message).with_help(
            "hand on the text of the brief as it is: what is added to it is bound to nothing",
        );
        faults.push(placed(fault, hidden.place.as_ref(), files));
    }
    faults.extend(
        reading
            .missing_letters
            .iter()
            .map(|missing| no_letters(missing, files)),
    );
    faults.extend(no_room(reading, files));
    if reading.unclosed > 0 {
        faults.push(
            Diagnostic::error(
                "unclosed-mark",
                "a mark of the layout is begun and not ended",
            )
            .with_place(Place::file(files.layout_folder.clone()))
            .with_help(
                "let `marked` set both: what stands after an open mark would be read as part of it",
            ),
        );
    }
    faults.finish(covered).map(|(covered, _)| covered)
}

fn orphan(number: &NumberOnPage, place: Option<&SourcePlace>, files: &VirtualFiles) -> Diagnostic {
    let NumberOnPage {
        page, text, within, ..
    } = number;
    let message = format!(
        "page {page} prints \"{text}\" in \"{}\", bound to no finding and no fact",
        within.trim()
    );
    let fault = Diagnostic::error("orphan-number", message).with_help(format!(
        "print it by a filter in a text of the brief, or say in a comment of this file why it needs none: \
         exempt \"{text}\": REASON"
    ));
    placed(fault, place, files)
}

/// What is off its page or over something else, once for each figure, table or text.
fn no_room(reading: &PageReading, files: &VirtualFiles) -> Diagnostics {
    let mut faults = Diagnostics::new();
    let mut told = BTreeSet::new();
    for Crowded { page, things } in &reading.crowded {
        let words: Vec<String> = things.iter().map(in_words).collect();
        let message = match words.as_slice() {
            [one] => format!("page {page} has no room for {one}, which runs off it"),
            _ => format!("page {page} prints {} over each other", words.join(" and ")),
        };
        // The later one of two came where the other was.
        let things = || things.iter().rev();
        let call = things().find_map(|it| it.part_of.as_deref());
        let place = call.and_then(|id| place_of_call(id, files));
        let fault = Diagnostic::error("no-room", message).with_help(match call {
            Some(_) => {
                "move its line in the text by a paragraph or a section, or make it smaller; a table takes \
                 `order: largest_first` with a `limit`"
            }
            None => "shorten the text there, or move the figure or table beside it by a paragraph",
        });
        let fault = match place {
            Some(place) => fault.with_place(place),
            None => {
                let set_from = things().filter_map(|it| it.place.as_ref());
                let in_prose = set_from.clone().find(|place| {
                    let origin = files.origins.get(&place.path);
                    origin.is_some_and(|origin| origin.lines_agree)
                });
                placed(fault, in_prose.or(set_from.into_iter().next()), files)
            }
        };
        let of = fault.place.as_ref().map(ToString::to_string);
        if told.insert((*page, call, of)) {
            faults.push(fault);
        }
    }
    faults
}

fn in_words(thing: &CrowdedThing) -> String {
    let of = |id: &String| format!(" of \"{id}\"");
    match (&thing.words, &thing.part_of) {
        (Some(words), part_of) => {
            format!(
                "\"{words}\"{}",
                part_of.as_ref().map(of).unwrap_or_default()
            )
        }
        (None, Some(id)) => format!("the picture of \"{id}\""),
        (None, None) => "a picture".to_owned(),
    }
}

/// Where the text sets a figure or a table.
fn place_of_call(id: &str, files: &VirtualFiles) -> Option<Place> {
    let calls = ["brief-figure", "findings-table", "small-table"];
    let calls = calls.map(|function| format!("{function}(\"{id}\""));
    files.sources.iter().find_map(|(path, text)| {
        let origin = files.origins.get(path)?;
        let offset = calls.iter().find_map(|call| text.find(call))?;
        let before = &text[..offset];
        let line = before.matches('\n').count() + 1;
        Some(match origin.lines_agree {
            true => Place::line(origin.file.clone(), line),
            false => Place::file(origin.file.clone()),
        })
    })
}

/// A word that the fonts have no letters for: a reader would see boxes.
fn no_letters(missing: &MissingLetters, files: &VirtualFiles) -> Diagnostic {
    let MissingLetters {
        word,
        letters,
        font,
        page,
        value,
        passage,
        place,
    } = missing;
    // Right-to-left words are set from their end.
    let mut in_order = String::new();
    for letter in word.chars().filter(|letter| letters.contains(*letter)) {
        if !in_order.contains(letter) {
            in_order.push(letter);
        }
    }
    let codes = in_order
        .chars()
        .map(|letter| format!("U+{:04X}", u32::from(letter)));
    let codes: Vec<String> = codes.collect();
    let of = match value {
        Some(value) if value.text != *word => {
            format!(
                ", in \"{}\" of {}.{}",
                value.text, value.source, value.field
            )
        }
        Some(value) => format!(", of {}.{}", value.source, value.field),
        None => String::new(),
    };
    let fault = Diagnostic::error(
        "missing-glyph",
        format!(
            "page {page} prints \"{word}\"{of}, and {font} has no glyph for {in_order} ({})",
            codes.join(", ")
        ),
    )
    .with_help(
        "write the word in letters that the fonts have (Latin, Greek, Cyrillic; Arabic in running text), in a label of \
         the recode table or settings where a cell has it; or add a font that has them to templates/fonts/ and name it \
         in the series' theme.typ",
    );
    let in_passage = || {
        passage
            .as_ref()
            .and_then(|printed_in| files.passages.get(printed_in))
    };
    match value {
        Some(value) => fault.with_place(value.place.clone()),
        None if in_passage().is_some() => {
            fault.with_place(in_passage().cloned().unwrap_or_default())
        }
        None => placed(fault, place.as_ref(), files),
    }
}

/// A fault at the project's own file and, where its lines are those that Typst saw, line and column.
fn placed(fault: Diagnostic, place: Option<&SourcePlace>, files: &VirtualFiles) -> Diagnostic {
    let origin = place.and_then(|place| Some((place, files.origins.get(&place.path)?)));
    match origin {
        Some((place, origin)) if origin.lines_agree => {
            let (line, column) = place.position;
            fault.with_place(Place::at(origin.file.clone(), line, column))
        }
        Some((_, origin)) => fault.with_place(Place::file(origin.file.clone())),
        // A title, for example, that the layout hands on as a string.
        None => fault.with_place(Place::file(files.layout_folder.clone())),
    }
}

/// Why typed numbers are exempt, file by file.
struct Exemptions<'a> {
    files: &'a VirtualFiles,
    typed: BTreeMap<String, Vec<TypedNumber>>,
}

impl Exemptions<'_> {
    fn rule(&mut self, place: &SourcePlace, number: &NumberOnPage) -> Option<Rule> {
        let text = self.files.text_of(&place.path)?;
        let seen = visible::in_markup(text);
        let exemptions = coverage::Exemptions::in_markup(text, &seen);
        let typed = self
            .typed
            .entry(place.path.clone())
            .or_insert_with(|| coverage::typed_numbers(&seen, &exemptions));
        // A string that code displays is no text of its file, and can only be given a reason.
        let by_reason = || exemptions.name(&number.text).then_some(Rule::Reason);
        typed
            .iter()
            .find(|typed| (typed.offset..typed.offset + typed.text.len()).contains(&place.offset))
            .map_or_else(by_reason, |typed| typed.exempt)
    }
}
