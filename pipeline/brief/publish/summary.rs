//! The summary of a run: what became of the rows, what was computed, what is not shown.

use indexmap::IndexMap;

use brief_claims::Claim;
use brief_drawing::join::Join;
use brief_model::findings::{Findings, Outcome};
use brief_model::ledger::Account;
use brief_model::rests_on::RestsOn;
use brief_pages::Manuscript;
use brief_pages::PageCoverage;
use brief_prose::coverage::{self, ExemptionCounts};
use brief_prose::{PrintedValue, Unsettled};

/// The counts that a run prints.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSummary {
    pub version: String,
    /// The dataset's status, when it is not an original.
    pub status: Option<String>,
    /// Rows by table.
    pub accounts: IndexMap<String, Account>,
    /// Cells that cleaning changed.
    pub cells_changed: usize,
    /// How many findings there are.
    pub findings: usize,
    /// Findings that this dataset version has no data for.
    pub without_data: Vec<String>,
    /// Figures drawn.
    pub figures: usize,
    /// How the maps' findings met the geography, by figure.
    pub joins: IndexMap<String, Vec<Join>>,
    /// Bound values in the text.
    pub printed_values: usize,
    /// What the numbers in the text come from.
    pub coverage: TextCoverage,
    /// What the values of findings in the text rest on; none for data that are simply what they seem.
    pub rests_on: Option<RestsOnCounts>,
    /// Numbers in the figures: of the data plotted, of axes, legends and scales, and of words bound like
    /// all others.
    pub drawn_numbers: usize,
    /// What the numbers on the finished pages come from; none when they were not set.
    pub pages: Option<PageCoverage>,
    /// Places that `brief new` left to settle.
    pub unsettled: Unsettled,
    /// Claims tested.
    pub claims: usize,
    /// Those that hold, and that one changed row would turn over.
    pub on_one_row: Vec<Claim>,
}

/// What the numbers in the text come from. There is no count of orphans: one stops the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextCoverage {
    /// Bound to findings.
    pub findings: usize,
    /// Cited facts.
    pub facts: usize,
    /// What the run says of itself: settings, dataset, ledger.
    pub run: usize,
    /// Typed, and exempt by a rule.
    pub exempt: ExemptionCounts,
}

/// What the values of findings in the text rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RestsOnCounts {
    /// Equal to a claim of the publication.
    pub published: usize,
    /// A source vouches for every cell that they read.
    pub documented: usize,
    /// Neither.
    pub illustrative: usize,
    /// The figures that draw illustrative values.
    pub figures: Vec<String>,
}

impl RestsOnCounts {
    fn of(manuscript: &Manuscript) -> Option<Self> {
        let drawings = manuscript.drawings.iter();
        let drawings = drawings.filter(|(_, drawing)| drawing.illustrative);
        let mut counts = RestsOnCounts {
            figures: drawings.map(|(id, _)| id.clone()).collect(),
            ..RestsOnCounts::default()
        };
        let mut any = !counts.figures.is_empty();
        for rests_on in manuscript
            .text
            .printed
            .iter()
            .filter_map(|printed| printed.rests_on.as_ref())
        {
            any = true;
            match rests_on {
                RestsOn::Published { .. } => counts.published += 1,
                RestsOn::Documented => counts.documented += 1,
                RestsOn::Illustrative { .. } => counts.illustrative += 1,
            }
        }
        any.then_some(counts)
    }
}

impl TextCoverage {
    fn of(printed: &[PrintedValue], findings: &Findings, exempt: ExemptionCounts) -> Self {
        let count = |of: &dyn Fn(&str) -> bool| {
            let sources = printed.iter().map(|printed| printed.source.as_str());
            sources.filter(|source| of(source)).count()
        };
        let is_fact = |source: &str| source.starts_with("facts.");
        let of_findings = count(&|source| findings.get(source).is_some());
        let facts = count(&is_fact);
        TextCoverage {
            findings: of_findings,
            facts,
            run: printed.len() - of_findings - facts,
            exempt,
        }
    }
}

impl RunSummary {
    /// Sums up a run.
    pub fn of(manuscript: &Manuscript) -> Self {
        let Manuscript {
            settings,
            package,
            ledger,
            findings,
            drawings,
            text,
            claims,
            ..
        } = manuscript;
        let gone: usize = ledger
            .accounts
            .values()
            .map(|account| account.merged + account.rejected + account.out_of_scope)
            .sum();
        RunSummary {
            version: settings.version.clone(),
            status: package.status.as_ref().map(|status| status.status.clone()),
            accounts: ledger.accounts.clone(),
            cells_changed: ledger.entries.len() - gone,
            findings: findings.iter().count(),
            without_data: findings
                .iter()
                .filter(|finding| matches!(finding.outcome, Outcome::NoData { .. }))
                .map(|finding| finding.name.clone())
                .collect(),
            figures: drawings.len(),
            joins: drawings
                .iter()
                .filter(|(_, drawing)| !drawing.joins.is_empty())
                .map(|(id, drawing)| (id.clone(), drawing.joins.clone()))
                .collect(),
            printed_values: text.printed.len(),
            coverage: TextCoverage::of(&text.printed, findings, manuscript.exempt.clone()),
            rests_on: RestsOnCounts::of(manuscript),
            drawn_numbers: drawings
                .values()
                .flat_map(|drawing| &drawing.texts)
                .map(|text| coverage::numbers(text).len())
                .sum(),
            pages: None,
            unsettled: manuscript.unsettled.clone(),
            claims: claims.len(),
            on_one_row: claims
                .iter()
                .filter(|claim| claim.hangs_on_one_row())
                .cloned()
                .collect(),
        }
    }
}
