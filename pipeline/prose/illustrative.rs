//! What illustrative values may not do: claim something, stand in a title, be a key finding.

use brief_base::diagnostics::{Diagnostic, Place};
use brief_model::rests_on::RestsOn;

use super::printed_value::PrintedValue;
use super::register::ClaimCall;

/// The code of a claim about an illustrative value.
pub(crate) const CLAIM: &str = "illustrative-claim";

/// The refusal of words that claim something of an illustrative value.
pub(crate) fn claim(call: &ClaimCall, place: Place) -> Diagnostic {
    let finding = match &call.than {
        Some(than) => format!("{} or {than}", call.finding),
        None => call.finding.clone(),
    };
    let message = format!(
        "\"{}\" claims something of {finding}, which is {}",
        call.says,
        in_words(call.rests_on.as_ref())
    );
    Diagnostic::error(CLAIM, message)
        .with_place(place)
        .with_help(
            "print the number without the claim, and the page marks it with the sign of illustrative values; or \
             say what the publication claims, and cite it",
        )
}

/// The refusal of an illustrative value among the key findings.
pub(crate) fn key_finding(value: &PrintedValue) -> Diagnostic {
    let message = format!(
        "\"{}\" is a key finding, and {} is {}",
        value.text,
        value.source,
        in_words(value.rests_on.as_ref())
    );
    Diagnostic::error("illustrative-key-finding", message)
        .with_place(value.place.clone())
        .with_help("leave it to the text, where the page marks it; or say what the publication says, and cite it")
}

/// The refusal of a figure or table with illustrative values among the key findings.
pub(crate) fn set_as_key_finding(name: &str, place: Place) -> Diagnostic {
    let message =
        format!("\"{name}\" is set among the key findings, and holds illustrative values");
    Diagnostic::error("illustrative-key-finding", message)
        .with_place(place)
        .with_help("set it in the text, where the page marks what is illustrative")
}

/// The refusal of an illustrative value in a section's heading.
pub(crate) fn heading(value: &PrintedValue) -> Diagnostic {
    let message = format!(
        "\"{}\" stands in a heading, and {} is {}",
        value.text,
        value.source,
        in_words(value.rests_on.as_ref())
    );
    Diagnostic::error("illustrative-title", message)
        .with_place(value.place.clone())
        .with_help("print it in the text below, where the page marks it")
}

/// The refusal of an illustrative value in a figure's title.
pub(crate) fn title(figure: &str, value: &PrintedValue) -> Diagnostic {
    let message = format!(
        "figure \"{figure}\": \"{}\" stands in the title, and {} is {}",
        value.text,
        value.source,
        in_words(value.rests_on.as_ref())
    );
    Diagnostic::error("illustrative-title", message)
        .with_place(value.place.clone())
        .with_help(
            "give the figure a `plain_title` without the value, which then stands instead; the subtitle and the \
             caption may print it",
        )
}

fn in_words(rests_on: Option<&RestsOn>) -> String {
    rests_on.map(RestsOn::in_words).unwrap_or_default()
}
