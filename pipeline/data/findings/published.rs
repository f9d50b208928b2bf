//! Findings that equal a claim of the publication: the claim vouches for them, whatever rows they were
//! computed from.

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use brief_model::findings::{Definition, Finding, Outcome};
use brief_model::published::{FindingOrRow, PublishedClaim, PublishedClaims};
use brief_model::rests_on::{CellBasis, RestsOn, is_illustrative};
use brief_model::series::SeriesSettings;

/// Marks each value that a claim vouches for as published. A documented value stays documented: it needs no
/// claim.
///
/// Faults are claims that name a finding or a row which is not there, and values that were set to meet a
/// published total and do not.
pub(super) fn vouch(
    claims: &PublishedClaims,
    series: &SeriesSettings,
    findings: &mut IndexMap<String, Finding>,
    faults: &mut Diagnostics,
) {
    for (id, claim) in claims {
        let named = claim.fate.equals.iter().map(|named| (named, false));
        let rest = claim.fate.rest.iter().map(|named| (named, true));
        for (named, is_rest) in named.chain(rest) {
            let vouching = Vouching {
                id,
                claim,
                claims,
                series,
                is_rest,
            };
            match named {
                FindingOrRow::Finding(name) => {
                    faults.extend(vouching.for_finding(name, findings));
                }
                FindingOrRow::Row(rows) => {
                    for (name, code) in rows {
                        faults.extend(vouching.for_row(name, code.as_deref(), findings));
                    }
                }
            }
        }
    }
    vouch_for_totals(findings);
}

/// The sum of a table is published where the finding that counts the same in one number is.
fn vouch_for_totals(findings: &mut IndexMap<String, Finding>) {
    let counts = |finding: &Finding| {
        let Definition {
            of, condition, sum, ..
        } = &finding.definition;
        (of.clone(), condition.clone(), sum.clone())
    };
    let published: Vec<_> = findings
        .values()
        .filter_map(|finding| match &finding.outcome {
            Outcome::Number(number) => Some((counts(finding), number.rests_on.clone()?)),
            _ => None,
        })
        .filter(|(_, rests_on)| matches!(rests_on, RestsOn::Published { .. }))
        .collect();
    for finding in findings.values_mut() {
        let counted = counts(finding);
        let same = published.iter().find(|(counts, _)| *counts == counted);
        if let (Outcome::Table(table), Some((_, rests_on))) = (&mut finding.outcome, same)
            && finding.definition.parts.is_none()
            && is_illustrative(table.total_rests_on.as_ref())
        {
            table.total_rests_on = Some(rests_on.clone());
        }
    }
}

/// A claim that may vouch for a value.
#[derive(Clone, Copy)]
struct Vouching<'a> {
    id: &'a str,
    claim: &'a PublishedClaim,
    claims: &'a PublishedClaims,
    series: &'a SeriesSettings,
    /// For what its count leaves of its base.
    is_rest: bool,
}

impl Vouching<'_> {
    fn for_finding(
        self,
        name: &str,
        findings: &mut IndexMap<String, Finding>,
    ) -> Option<Diagnostic> {
        let finding = match self.finding(name, findings) {
            Ok(finding) => finding,
            Err(fault) => return Some(fault),
        };
        match &mut finding.outcome {
            Outcome::NoData { .. } => None,
            Outcome::Number(number) => {
                let (count, base) = (number.numerator, number.denominator);
                self.for_value(name, (count, base), &mut number.rests_on)
            }
            Outcome::Table(table) => {
                let code = table.rows.first().and_then(|row| row.keys.first());
                let code = code.cloned().flatten().unwrap_or_default();
                let fault = self.fault(&format!("names \"{name}\", which is a table"));
                Some(fault.with_help(format!(
                    "name one of its rows by its code: `{{{name}: {code}}}`"
                )))
            }
        }
    }

    fn for_row(
        self,
        name: &str,
        code: Option<&str>,
        findings: &mut IndexMap<String, Finding>,
    ) -> Option<Diagnostic> {
        let finding = match self.finding(name, findings) {
            Ok(finding) => finding,
            Err(fault) => return Some(fault),
        };
        let table = match &mut finding.outcome {
            Outcome::NoData { .. } => return None,
            Outcome::Table(table) if table.by.len() == 1 => table,
            Outcome::Number(_) | Outcome::Table(_) => {
                let fault = self.fault(&format!(
                    "names a row of \"{name}\", which is not a table broken down by one column"
                ));
                return Some(
                    fault.with_help("name a finding that is one number by its name alone"),
                );
            }
        };
        let columns = self.series.columns_of(&finding.definition.of);
        let column = columns
            .zip(table.by.first())
            .and_then(|(columns, by)| columns.get(by));
        let categories = column.map(|column| &column.categories);
        if let (Some(code), Some(categories)) = (code, categories)
            && !categories.is_empty()
            && !categories.contains_key(code)
        {
            let fault = self.fault(&format!(
                "names the row \"{code}\" of \"{name}\", which has no such category"
            ));
            let known = categories.keys().map(String::as_str);
            return Some(fault.with_help(did_you_mean(code, known)));
        }
        let mut rows = table.rows.iter_mut();
        // A code that does not occur in this dataset version has no row, and nothing is published of it.
        let row = rows.find(|row| row.keys.first().map(Option::as_deref) == Some(code))?;
        let name = format!("{name}: {}", code.unwrap_or("unknown"));
        self.for_value(&name, (row.count, None), &mut row.rests_on)
    }

    fn for_value(
        self,
        name: &str,
        (count, base): (i64, Option<i64>),
        rests_on: &mut Option<RestsOn>,
    ) -> Option<Diagnostic> {
        let vouches = match self.is_rest {
            false => self.claim.vouches_for(count, base, self.claims),
            true => self.claim.vouches_for_rest(count, base),
        };
        match rests_on {
            None | Some(RestsOn::Documented) => {}
            Some(RestsOn::Published { claims }) if vouches => {
                if !claims.iter().any(|known| known == self.id) {
                    claims.push(self.id.to_owned());
                }
            }
            Some(illustrative @ RestsOn::Illustrative { .. }) if vouches => {
                *illustrative = RestsOn::Published {
                    claims: vec![self.id.to_owned()],
                };
            }
            Some(RestsOn::Illustrative {
                cells: CellBasis::Set,
            }) => {
                return Some(self.unmet(name, count, base));
            }
            Some(_) => {}
        }
        None
    }

    /// Cells that were set to meet a total, and do not: the descriptor says what is not so.
    fn unmet(self, name: &str, count: i64, base: Option<i64>) -> Diagnostic {
        let of = |base: Option<i64>| base.map_or_else(String::new, |base| format!(" of {base}"));
        let claim = self.claim;
        let (numerator, rest) = match self.is_rest {
            true => (
                claim
                    .denominator
                    .zip(claim.numerator)
                    .map(|(of, count)| of - count),
                "the rest of ",
            ),
            false => (claim.numerator, ""),
        };
        let numerator =
            numerator.map_or_else(|| "no number".to_owned(), |numerator| numerator.to_string());
        let message = format!(
            "claim {} says that {name} is {rest}{}; it is {count}{}, of cells that were set to meet the published \
             total",
            self.id,
            numerator + &of(claim.denominator),
            of(base)
        );
        Diagnostic::error("unmet-total", message)
            .with_place(claim.place.clone())
            .with_help(
                "mend the rows; or take the name out of the claim, and the value is illustrative; or mark the cells \
                 as chosen in the descriptor",
            )
    }

    fn finding<'f>(
        self,
        name: &str,
        findings: &'f mut IndexMap<String, Finding>,
    ) -> Result<&'f mut Finding, Diagnostic> {
        let Some(number) = findings.get_index_of(name) else {
            let known = findings.keys().map(String::as_str);
            let fault = self.fault(&format!("names \"{name}\", and there is no such finding"));
            return Err(fault.with_help(did_you_mean(name, known)));
        };
        Ok(&mut findings[number])
    }

    fn fault(self, what: &str) -> Diagnostic {
        Diagnostic::error("bad-claim", format!("claim {} {what}", self.id))
            .with_place(self.claim.place.clone())
    }
}
