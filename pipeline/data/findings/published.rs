//! Findings that equal a claim of the publication: the claim vouches for them, whatever rows they were
//! computed from.

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use brief_model::findings::{Base, Definition, Finding, Number, Outcome};
use brief_model::published::{FindingOrRow, PublishedClaim, PublishedClaims};
use brief_model::rests_on::{RestsOn, is_illustrative};
use brief_model::series::SeriesSettings;

/// Marks each value that a claim vouches for as published. A documented value stays documented: it needs no
/// claim.
///
/// Faults are claims that name a finding or a row which is not there.
pub(super) fn vouch(
    claims: &PublishedClaims,
    series: &SeriesSettings,
    findings: &mut IndexMap<String, Finding>,
    faults: &mut Diagnostics,
) {
    for (id, claim) in claims {
        let vouching = Vouching { id, claim, series };
        let equal = claim.fate.equals.iter().map(|named| (named, false));
        let rest = claim.fate.rest.iter().map(|named| (named, true));
        for (named, is_rest) in equal.chain(rest) {
            match named {
                FindingOrRow::Finding(name) => {
                    faults.extend(vouching.for_finding(name, is_rest, findings));
                }
                FindingOrRow::Row(rows) => {
                    for (name, code) in rows {
                        faults.extend(vouching.for_row(name, code.as_deref(), is_rest, findings));
                    }
                }
            }
        }
        for name in &claim.fate.unknown {
            faults.extend(vouching.for_unknown(name, findings));
        }
    }
    let known = known_counts(claims, findings);
    vouch_with_base(claims, &known, findings);
    vouch_for_totals(&known, findings);
}

/// What is counted, of which rows, and by which sum.
type MeasureOf = (String, Option<String>, Option<String>);

fn measure_of(definition: &Definition) -> MeasureOf {
    let Definition {
        of, condition, sum, ..
    } = definition;
    (of.clone(), condition.clone(), sum.clone())
}

/// The base of a share.
fn base_of(definition: &Definition) -> Option<MeasureOf> {
    Some(match definition.share_of.as_ref()? {
        Base::Table(table) => (table.clone(), None, None),
        Base::Measure(measure) => {
            let of = measure.of.as_ref().unwrap_or(&definition.of);
            (of.clone(), measure.condition.clone(), measure.sum.clone())
        }
    })
}

/// The counts that are not illustrative, and what they rest on. A claim without a denominator is one of a count
/// alone, whatever base its finding has.
fn known_counts(
    claims: &PublishedClaims,
    findings: &IndexMap<String, Finding>,
) -> Vec<(MeasureOf, RestsOn)> {
    let number = |finding: &Finding| match &finding.outcome {
        Outcome::Number(number) => Some((number.numerator, number.rests_on.clone())),
        Outcome::Table(_) | Outcome::NoData { .. } => None,
    };
    let sound = findings.values().filter_map(|finding| {
        let rests_on = number(finding)?.1?;
        (!rests_on.is_illustrative()).then(|| (measure_of(&finding.definition), rests_on))
    });
    let of_claim = |(id, claim): (&String, &PublishedClaim)| {
        let names = claim.fate.equals.iter().filter_map(|named| match named {
            FindingOrRow::Finding(name) => findings.get(name),
            FindingOrRow::Row(_) => None,
        });
        let counted = names.filter(|finding| {
            let count = number(finding).map(|(count, _)| count);
            claim.denominator.is_none() && count.is_some() && claim.numerator == count
        });
        let claims = vec![id.clone()];
        let published = RestsOn::Published { claims };
        let measures = counted.map(|finding| (measure_of(&finding.definition), published.clone()));
        measures.collect::<Vec<_>>()
    };
    sound.chain(claims.iter().flat_map(of_claim)).collect()
}

/// A claim that counts and says of no base vouches for a share where the base is known by itself.
fn vouch_with_base(
    claims: &PublishedClaims,
    known: &[(MeasureOf, RestsOn)],
    findings: &mut IndexMap<String, Finding>,
) {
    for (id, claim) in claims {
        if claim.denominator.is_some() {
            continue;
        }
        for named in &claim.fate.equals {
            let FindingOrRow::Finding(name) = named else {
                continue;
            };
            let Some(finding) = findings.get_mut(name) else {
                continue;
            };
            let base = base_of(&finding.definition);
            let base = known
                .iter()
                .find(|(measure, _)| Some(measure) == base.as_ref());
            if let (Outcome::Number(number), Some((_, of_base))) = (&mut finding.outcome, base)
                && claim.numerator == Some(number.numerator)
                && is_illustrative(number.rests_on.as_ref())
            {
                publish(id, &mut number.rests_on);
                number.rests_on = RestsOn::together([number.rests_on.as_ref(), Some(of_base)]);
                publish_nothing_unknown(number);
            }
        }
    }
}

/// The sum of a table is published where the finding that counts the same in one number is.
fn vouch_for_totals(known: &[(MeasureOf, RestsOn)], findings: &mut IndexMap<String, Finding>) {
    for finding in findings.values_mut() {
        let counted = measure_of(&finding.definition);
        let same = known.iter().find(|(measure, _)| *measure == counted);
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
    series: &'a SeriesSettings,
}

impl Vouching<'_> {
    fn for_finding(
        self,
        name: &str,
        is_rest: bool,
        findings: &mut IndexMap<String, Finding>,
    ) -> Option<Diagnostic> {
        match self.number(name, findings) {
            Err(fault) => Some(fault),
            Ok(None) => None,
            Ok(Some(number)) => {
                if self.vouches(is_rest, number.numerator, number.denominator) {
                    publish(self.id, &mut number.rests_on);
                    publish_nothing_unknown(number);
                }
                None
            }
        }
    }

    fn for_unknown(
        self,
        name: &str,
        findings: &mut IndexMap<String, Finding>,
    ) -> Option<Diagnostic> {
        match self.number(name, findings) {
            Err(fault) => Some(fault),
            Ok(None) => None,
            Ok(Some(number)) => {
                let unknown = Some(number.unknown);
                if self.claim.numerator == unknown || self.claim.rest() == unknown {
                    publish(self.id, &mut number.unknown_rests_on);
                }
                None
            }
        }
    }

    fn for_row(
        self,
        name: &str,
        code: Option<&str>,
        is_rest: bool,
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
        let column = columns.zip(table.by.first());
        let column = column.and_then(|(columns, by)| columns.get(by));
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
        if self.vouches(is_rest, row.count, None) {
            publish(self.id, &mut row.rests_on);
        }
        None
    }

    fn vouches(self, is_rest: bool, count: i64, base: Option<i64>) -> bool {
        match is_rest {
            false => self.claim.vouches_for(count, base),
            true => self.claim.vouches_for_rest(count, base),
        }
    }

    /// The number of that name; nothing where this dataset version has no data for it.
    fn number<'f>(
        self,
        name: &str,
        findings: &'f mut IndexMap<String, Finding>,
    ) -> Result<Option<&'f mut Number>, Diagnostic> {
        match &mut self.finding(name, findings)?.outcome {
            Outcome::NoData { .. } => Ok(None),
            Outcome::Number(number) => Ok(Some(number)),
            Outcome::Table(table) => {
                let code = table.rows.first().and_then(|row| row.keys.first());
                let code = code.cloned().flatten().unwrap_or_default();
                let fault = self.fault(&format!("names \"{name}\", which is a table"));
                Err(fault.with_help(format!(
                    "name one of its rows by its code: `{{{name}: {code}}}`"
                )))
            }
        }
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

/// Of a published number nothing is unknown: that needs no claim of its own.
fn publish_nothing_unknown(number: &mut Number) {
    if number.unknown == 0 {
        number.unknown_rests_on.clone_from(&number.rests_on);
    }
}

fn publish(id: &str, rests_on: &mut Option<RestsOn>) {
    match rests_on {
        None | Some(RestsOn::Documented) => {}
        Some(RestsOn::Published { claims }) => {
            if !claims.iter().any(|known| known == id) {
                claims.push(id.to_owned());
            }
        }
        Some(illustrative @ RestsOn::Illustrative { .. }) => {
            *illustrative = RestsOn::Published {
                claims: vec![id.to_owned()],
            };
        }
    }
}
