//! A comparison as annotations of a pull request: commands that GitHub Actions read from the log, each
//! shown at the line that it speaks of.

use brief_base::diagnostics::Place;

use super::claims::ClaimFate;
use super::snapshot::ClaimKnown;
use super::{Comparison, Coverage, Pair, words};

impl Comparison {
    /// As workflow commands, the gravest first, since GitHub shows ten of each level: an error for a claim
    /// that no longer holds, a warning for lost data and for a claim that came to hang on one row, a notice
    /// with the whole in numbers.
    pub fn annotations(&self) -> String {
        let mut text = String::new();
        for change in &self.claims {
            let Some(claim) = &change.claim.new else {
                continue;
            };
            match change.fate {
                ClaimFate::NowFalse => {
                    let message = no_longer_true(change.claim.old.as_ref(), claim);
                    let place = Some(&claim.place);
                    text.push_str(&command("error", place, "No longer true", &message));
                }
                ClaimFate::Closer if claim.to_turn == Some(1) => {
                    let message = format!(
                        "\"{}\" of {} now hangs on {}: {}",
                        claim.says,
                        claim.finding,
                        words::units(1, claim.counted_in.as_deref()),
                        claim.sentence
                    );
                    let place = Some(&claim.place);
                    text.push_str(&command("warning", place, "Nearly untrue", &message));
                }
                _ => {}
            }
        }
        for finding in &self.findings {
            if finding.coverage == Some(Coverage::Lost) {
                let Pair { old, new } = &finding.value;
                let message = format!(
                    "{} ({}): {} → {}",
                    finding.title,
                    finding.name,
                    words::value(old.as_ref()),
                    words::value(new.as_ref())
                );
                text.push_str(&command("warning", None, "Lost its data", &message));
            }
        }
        let verdict = &self.verdict;
        let sides = &self.sides;
        let message = if self.is_empty() {
            format!("{} → {}: nothing differs", sides.old.is, sides.new.is)
        } else {
            format!(
                "{} → {}: {} of {} findings differ; {}; {}, {}; rows: {}",
                sides.old.is,
                sides.new.is,
                verdict.findings,
                verdict.findings_of,
                words::claims(self),
                words::sentences_of(verdict),
                words::figures_of(verdict),
                words::rows_of(verdict)
            )
        };
        let title = format!("What changes: {}", self.brief);
        text.push_str(&command("notice", None, &title, &message));
        text
    }
}

fn no_longer_true(old: Option<&ClaimKnown>, new: &ClaimKnown) -> String {
    let before = old.map_or("not made", |claim| claim.found.as_str());
    let mut message = format!(
        "\"{}\" of {}: {before} → {}\n{}",
        new.says, new.finding, new.found, new.sentence
    );
    if !new.true_instead.is_empty() {
        let offered: Vec<String> = new
            .true_instead
            .iter()
            .map(|words| format!("\"{words}\""))
            .collect();
        message.push_str(&format!("\nTrue would be: {}", offered.join(", ")));
    }
    message
}

/// A workflow command, on a line of its own.
fn command(level: &str, place: Option<&Place>, title: &str, message: &str) -> String {
    let mut properties = Vec::new();
    if let Some(place) = place {
        properties.push(format!("file={}", property(&place.file)));
        for (name, number) in [("line", place.line), ("col", place.column)] {
            properties.extend(number.map(|number| format!("{name}={number}")));
        }
    }
    properties.push(format!("title={}", property(title)));
    format!("::{level} {}::{}\n", properties.join(","), data(message))
}

/// What follows the command: its end of line would end it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_command_or_begins_another() {
        let place = Place::at("data/a,b:c.typ", 3, 7);
        assert_eq!(
            command("error", Some(&place), "1, 2: 3", "100 %\n::warning::x"),
            "::error file=data/a%2Cb%3Ac.typ,line=3,col=7,title=1%2C 2%3A 3::100 %25%0A::warning::x\n"
        );
    }
}
