//! How a delivery writes the numbers of a column, where that is not in plain digits.

use std::borrow::Cow;

use brief_model::datapackage::Field;

use super::number_words::change_a_number;

/// What the descriptor says of the numbers in a column (`groupChar`, `decimalChar` and `bareNumber` of Table Schema).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberForm {
    /// Between groups of digits; nothing when it is not said.
    pub group: Option<String>,
    /// Before the decimals.
    pub decimal: String,
    /// Whether nothing stands beside the number, such as a currency or a percent sign.
    pub is_bare: bool,
}

impl NumberForm {
    /// What a field says of numbers, if it says anything.
    pub(super) fn of(field: &Field) -> Option<Self> {
        let group = field.group_char.clone().filter(|group| !group.is_empty());
        let decimal = field.decimal_char.clone();
        let is_bare = field.bare_number.unwrap_or(true);
        (group.is_some() || decimal.is_some() || !is_bare).then(|| NumberForm {
            group,
            decimal: decimal.unwrap_or_else(|| ".".to_owned()),
            is_bare,
        })
    }

    /// The number that a cell writes, in plain digits with a decimal point. None for a cell that is not in this form,
    /// one in which groups are cut elsewhere than numbers are among them: `1,5` is not 15.
    pub fn plain<'a>(&self, cell: &'a str) -> Option<Cow<'a, str>> {
        let cell = match self.is_bare {
            true => cell,
            false => {
                let is_outside = |character: char| {
                    !character.is_ascii_digit() && !matches!(character, '-' | '+' | '−')
                };
                let bare = cell.trim_matches(is_outside);
                // "61 thousand" is not 61, and "(61)" is less than nothing.
                let (before, after) = cell.split_once(bare)?;
                if bare.is_empty() || change_a_number(before) || change_a_number(after) {
                    return None;
                }
                bare
            }
        };
        let (whole, decimals) = match cell.rsplit_once(self.decimal.as_str()) {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (cell, None),
        };
        let whole = match self.group.as_deref().filter(|group| whole.contains(group)) {
            None => Cow::Borrowed(whole),
            Some(group) => {
                let digits = whole.trim_start_matches(['-', '+', '−']);
                let mut groups = digits.split(group);
                let is_first = (1..=3).contains(&groups.next()?.len());
                // India groups by two up to the last three.
                let sizes: Vec<usize> = groups.map(str::len).collect();
                let (last, others) = sizes.split_last()?;
                let is_even = *last == 3
                    && (others.iter().all(|size| *size == 3)
                        || others.iter().all(|size| *size == 2));
                if !is_first || !is_even {
                    return None;
                }
                Cow::Owned(whole.replace(group, ""))
            }
        };
        let plain = match decimals {
            Some(decimals) => Cow::Owned(format!("{whole}.{decimals}")),
            None => whole,
        };
        let plain = match plain.strip_prefix('−') {
            Some(rest) => Cow::Owned(format!("-{rest}")),
            None => plain,
        };
        let is_number = plain.parse::<f64>().is_ok_and(f64::is_finite);
        is_number.then_some(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(group: Option<&str>, decimal: &str, is_bare: bool) -> NumberForm {
        NumberForm {
            group: group.map(str::to_owned),
            decimal: decimal.to_owned(),
            is_bare,
        }
    }

    #[test]
    fn cells_are_read_in_the_form_that_is_declared_and_in_no_other() {
        let english = form(Some(","), ".", true);
        let german = form(Some("."), ",", true);
        let blank = form(Some("\u{a0}"), ",", true);
        let dressed = form(Some(","), ".", false);
        let cases = [
            (&english, "1,234", Some("1234")),
            (&english, "-12,345.5", Some("-12345.5")),
            (&english, "12,34,567", Some("1234567")),
            (&english, "900", Some("900")),
            (&english, "1,5", None),
            (&english, "1234,567", None),
            (&english, "1.234.567", None),
            (&german, "1.234", Some("1234")),
            (&german, "1.234,5", Some("1234.5")),
            (&german, "1,234.5", None),
            (&blank, "1\u{a0}234", Some("1234")),
            (&dressed, "€ 1,234", Some("1234")),
            (&dressed, "61 %", Some("61")),
            (&dressed, "1,234 persons", Some("1234")),
            (&dressed, "61 million", None),
            (&dressed, "61k", None),
            (&dressed, ">61", None),
            (&dressed, "less than 61", None),
            (&dressed, "10½", None),
            (&dressed, "10²", None),
            (&dressed, "(61)", None),
            (&dressed, "minus 5", None),
            (&dressed, "2 dozen", None),
            (&dressed, "n/a", None),
            (&english, "61 %", None),
            (&english, "many", None),
        ];
        for (form, cell, expected) in cases {
            assert_eq!(form.plain(cell).as_deref(), expected, "{cell}");
        }
    }
}
