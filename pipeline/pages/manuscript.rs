//! A manuscript: everything that is set into pages, and everything that is known of it by then.

use std::sync::Arc;

use indexmap::IndexMap;

use brief_base::diagnostics::Diagnostics;
use brief_claims::{Claim, ClaimFault};
use brief_figures::Drawing;
use brief_model::datapackage::DataPackage;
use brief_model::findings::Findings;
use brief_model::ledger::Ledger;
use brief_prose::coverage::ExemptionCounts;
use brief_prose::settings::Settings;
use brief_prose::{BriefText, Unsettled};

use super::fonts::ProjectFonts;

/// A brief with all its words and figures, its claims tested: everything short of typesetting.
pub struct Manuscript {
    /// What it was made by.
    pub settings: Settings,
    /// What the delivery says of itself.
    pub package: DataPackage,
    /// What happened to every row and cell.
    pub ledger: Ledger,
    /// What was computed.
    pub findings: Findings,
    /// Figures by name.
    pub drawings: IndexMap<String, Drawing>,
    /// The text, with every printed value.
    pub text: BriefText,
    /// What the text claims, in the order of [`BriefText::assertions`].
    pub claims: Vec<Claim>,
    /// What is wrong with them: with any, the brief must not be published.
    pub claim_faults: Vec<ClaimFault>,
    /// What else keeps it from being published: totals that are missed, places that are not settled.
    pub other_objections: Diagnostics,
    /// Numbers typed into the text that are exempt from being bound.
    pub exempt: ExemptionCounts,
    /// What it is to be set in.
    pub fonts: Arc<ProjectFonts>,
    /// Places that `brief new` left to settle.
    pub unsettled: Unsettled,
    pub warnings: Diagnostics,
}

impl Manuscript {
    /// The codes of what a draft can be made of all the same.
    pub const OBJECTIONS: [&str; 6] = [
        "false-claim",
        "undecided-claim",
        "beyond-the-source",
        "unknown-hedge",
        "unmet-total",
        "unsettled",
    ];

    /// Whether each assertion of the text came to a claim, true or false.
    pub fn has_tested_all_claims(&self) -> bool {
        self.claims.len() == self.text.assertions.len()
    }

    /// Why the brief must not be published as it is.
    pub fn objections(&self) -> Diagnostics {
        let faults = self.claim_faults.iter();
        let faults = faults.map(|known| known.fault.clone());
        faults.chain(self.other_objections.clone()).collect()
    }

    /// The brief, if what it says can stand.
    ///
    /// # Errors
    /// Claims that do not hold, and those that cannot be tested; all other objections.
    pub fn accepted(self) -> Result<Self, Diagnostics> {
        let objections = self.objections();
        match objections.has_errors() {
            true => Err(objections),
            false => Ok(self),
        }
    }
}
