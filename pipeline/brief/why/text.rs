//! Answers as readers see them.

use std::fmt;

use brief_base::agreement::unit_after;
use brief_base::numbers::with_thousands;
use brief_base::plain_text::{counted, width};
use brief_claims::Claim;

use super::lines::{self, Line};
use super::lists::{AnswerText, page_in_words, place_in_words};
use super::{
    Answer, AnswerSubject, FactAnswer, FigureAnswer, FindingAnswer, OtherAnswer, OutcomeAnswer,
    PrintedSource,
};

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut page = AnswerText::default();
        match &self.subject {
            AnswerSubject::Finding(finding) => page.finding(finding, &self.dataset_version),
            AnswerSubject::Fact(fact) => page.fact(fact),
            AnswerSubject::Figure(figure) => page.figure(figure),
            AnswerSubject::Other(other) => page.other(other),
            AnswerSubject::Sources(sources) => page.sources(sources),
        }
        formatter.write_str(&page.text.text)
    }
}

impl AnswerText {
    fn finding(&mut self, finding: &FindingAnswer, version: &str) {
        let unit = &finding.unit;
        self.text.words(
            &format!("{}: ", finding.name),
            &format!("{} ({unit})", finding.title),
        );
        self.text.line("");
        if let Some(asked) = &finding.asked {
            let value = asked
                .value
                .as_deref()
                .or(asked.none_because)
                .unwrap_or_default();
            self.text.labelled(&asked.field, value);
        }
        self.lines(lines::of_outcome(finding, version));
        self.lines(lines::of_documentation(finding));
        self.text
            .labelled("defined at", &finding.defined_at.to_string());
        self.lines(lines::of_definition(&finding.definition));
        match &finding.outcome {
            OutcomeAnswer::Number { number, .. } => {
                let evidence = &number.evidence;
                let rows = counted(evidence.len(), "row");
                let adding = match finding.definition.sum {
                    Some(_) => " that add to the sum",
                    None => "",
                };
                self.text.heading(&format!("Evidence: {rows}{adding}"));
                self.rows(evidence, 2);
            }
            OutcomeAnswer::Table { rows, total, .. } => {
                for row in rows {
                    let codes: Vec<&str> = row
                        .keys
                        .iter()
                        .map(|key| key.as_deref().unwrap_or("unknown"))
                        .collect();
                    self.text.heading(&format!(
                        "{} ({}): {} of {} {}{}, {}",
                        row.labels.join(" | "),
                        codes.join("; "),
                        with_thousands(row.count),
                        with_thousands(*total),
                        unit_after(*total, unit),
                        lines::of_row(row.rests_on.as_ref()),
                        counted(row.evidence.len(), "row")
                    ));
                    self.rows(&row.evidence, 2);
                }
            }
            OutcomeAnswer::NoData { .. } => {}
        }
        self.printed(&finding.printed);
        self.drawn(&finding.drawn);
        self.claims(&finding.claims);
    }

    fn lines(&mut self, lines: Vec<Line>) {
        for (label, words) in lines {
            self.text.labelled(label, &words);
        }
    }

    fn claims(&mut self, claims: &[Claim]) {
        if claims.is_empty() {
            return;
        }
        self.text.heading(&counted(claims.len(), "claim"));
        for claim in claims {
            self.text.words("  ", &lines::verdict(claim));
            if claim.hangs_on_one_row() {
                self.text.line("    Hangs on one row");
            }
            self.text.words("    ", &lines::margin(claim));
            self.text.line(&format!("    {}", claim.place));
        }
    }

    fn fact(&mut self, answer: &FactAnswer) {
        self.text
            .words(&format!("{}: ", answer.name), &answer.fact.statement);
        self.text.line("");
        self.lines(lines::of_fact(answer));
        self.printed(&answer.printed);
        self.drawn(&answer.drawn);
        self.claims(&answer.claims);
    }

    fn figure(&mut self, figure: &FigureAnswer) {
        self.text.words(
            &format!("{}: ", figure.name),
            &format!("{}. {}", figure.label, figure.title),
        );
        if let Some(page) = figure.page {
            self.text.line("");
            self.text.labelled("page", &page.to_string());
        }
        self.text.heading(&format!(
            "Draws {}; ask for one by its name",
            counted(figure.draws.len(), "source")
        ));
        for drawn in &figure.draws {
            self.text
                .words(&format!("  {}: ", drawn.source), &drawn.title);
        }
    }

    fn other(&mut self, other: &OtherAnswer) {
        self.text
            .words(&format!("{}: ", other.name), &other.said_by);
        self.text.line("");
        self.lines(lines::of_other(other));
        let keys = width(other.values.iter().map(|said| said.key.as_str()));
        for said in &other.values {
            let at = said.at.as_ref();
            let at = at.map_or_else(String::new, |at| format!(" ({at})"));
            let key = &said.key;
            self.text
                .words(&format!("  {key:<keys$}  "), &format!("{}{at}", said.value));
        }
        self.printed(&other.printed);
    }

    fn sources(&mut self, sources: &[PrintedSource]) {
        self.text.line(&format!(
            "{} print this; ask for one by its name",
            counted(sources.len(), "source")
        ));
        for source in sources {
            self.text.line("");
            self.text
                .words(&format!("{}: ", source.source), &source.title);
            let fields = width(source.printed.iter().map(|at| at.field.as_str()));
            for at in &source.printed {
                let (field, place) = (&at.field, place_in_words(at));
                self.text.line(&format!(
                    "  {field:<fields$}  {}{place}",
                    page_in_words(at.page)
                ));
            }
        }
    }
}
