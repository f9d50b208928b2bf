//! A comparison as annotations of a pull request: workflow commands that GitHub Actions reads from the log and shows at
//! the lines concerned.

use brief_base::diagnostics::Place;

use super::report::{ClaimEntry, Limits, Report};
use super::{ClaimFate, Comparison, Coverage};

const LIMITS: Limits = Limits {
    rows_of_finding: 0,
    rows: 0,
    marks: 0,
};

impl Comparison {
    /// As workflow commands, the most severe first, since GitHub shows ten of each level: an error for a claim that no
    /// longer holds, a warning for lost data and for a claim that now hangs on one row, and a notice with the verdict.
    pub fn annotations(&self) -> String {
        let report = Report::of(self, LIMITS, |_| None);
        let mut text = String::new();
        for group in &report.claims {
            for claim in &group.claims {
                let place = Some(&claim.state.place);
                match group.fate {
                    ClaimFate::NowFalse => {
                        let message = no_longer_true(claim);
                        text.push_str(&command("error", place, "No longer true", &message));
                    }
                    ClaimFate::Closer if claim.state.to_turn == Some(1) => {
                        let message = nearly_untrue(claim);
                        text.push_str(&command("warning", place, "Nearly untrue", &message));
                    }
                    _ => {}
                }
            }
        }
        let lost = report.coverage.iter();
        let lost = lost.filter(|group| group.coverage == Coverage::Lost);
        for finding in lost.flat_map(|group| &group.findings) {
            let (title, name) = (finding.title, finding.name);
            let message = format!("{title} ({name}): {} → {}", finding.old, finding.new);
            text.push_str(&command("warning", None, "Lost its data", &message));
        }
        let verdict = if report.is_empty() {
            "nothing differs".to_owned()
        } else {
            report.summary.join("; ")
        };
        let message = format!("{} → {}: {verdict}", report.old, report.new);
        let title = format!("What changes: {}", report.brief);
        text.push_str(&command("notice", None, &title, &message));
        text
    }
}

fn no_longer_true(claim: &ClaimEntry<'_>) -> String {
    let mut message = format!("{}\n{}", claim.line(), claim.sentence);
    if let Some(words) = claim.true_words() {
        message.push_str(&format!("\nTrue would be: {words}"));
    }
    message
}

fn nearly_untrue(claim: &ClaimEntry<'_>) -> String {
    format!(
        "\"{}\" of {} now hangs on {}: {}",
        claim.says,
        claim.finding,
        claim.margin_now(),
        claim.sentence
    )
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

/// Escapes the data of a command, which a line break would end.
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
