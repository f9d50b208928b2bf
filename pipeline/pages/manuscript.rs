//! A manuscript: everything that is set into pages, and everything that is known of it by then.

use std::sync::Arc;

use indexmap::IndexMap;

use brief_base::diagnostics::Diagnostics;
use brief_claims::Claim;
use brief_figures::Drawing;
use brief_model::datapackage::DataPackage;
use brief_model::findings::Findings;
use brief_model::ledger::Ledger;
use brief_prose::BriefText;
use brief_prose::coverage::ExemptionCounts;
use brief_prose::settings::Settings;

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
    /// What is wrong with the claims, of the text and of the publication: an error in it means that the brief must not be published.
    pub claim_faults: Diagnostics,
    /// Numbers typed into the text that are exempt from being bound.
    pub exempt: ExemptionCounts,
    /// What it is to be set in.
    pub fonts: Arc<ProjectFonts>,
    pub warnings: Diagnostics,
}

impl Manuscript {
    /// Whether each assertion of the text came to a claim, true or false.
    pub fn has_tested_all_claims(&self) -> bool {
        self.claims.len() == self.text.assertions.len()
    }

    /// The brief, if its claims can stand; what they leave to say is among its warnings then.
    ///
    /// # Errors
    /// Claims that do not hold of the dataset version that the text was written for, and those that
    /// cannot be tested.
    pub fn accepted(mut self) -> Result<Self, Diagnostics> {
        let claim_faults = std::mem::take(&mut self.claim_faults);
        let (mut accepted, said) = claim_faults.finish(self)?;
        accepted.warnings.extend(said);
        Ok(accepted)
    }
}
