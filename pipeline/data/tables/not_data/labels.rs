//! Words by which a row that is no data can be known, in the languages that deliveries are written in.

/// What a cell calls its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// A total, a subtotal, an average: nothing but that.
    Total,
    /// The total of something, which a name may begin with too.
    TotalOf,
    /// All of something: a total only where the numbers are sums.
    All,
}

/// Cells that are nothing but this call a row of totals.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "grand total",
    "overall total",
    "total general",
    "total général",
    "total generale",
    "sub total",
    "sub-total",
    "subtotal",
    "subtotals",
    "sub totals",
    "sub-totals",
    "sous-total",
    "sous total",
    "sum",
    "sums",
    "sum total",
    "overall",
    "average",
    "averages",
    "mean",
    "median",
    "moyenne",
    "médiane",
    "somme",
    "summe",
    "zwischensumme",
    "gesamtsumme",
    "gesamt",
    "insgesamt",
    "durchschnitt",
    "mittelwert",
    "toplam",
    "genel toplam",
    "ara toplam",
    "ortalama",
    "totale",
    "subtotale",
    "somma",
    "suma",
    "subtotal general",
    "promedio",
    "totaal",
    "subtotaal",
    "eindtotaal",
    "gemiddelde",
    "soma",
    "totalt",
    "summa",
    "yhteensä",
    "razem",
    "ogółem",
    "celkem",
    "összesen",
    "ukupno",
    "σύνολο",
    "итого",
    "всего",
    "итог",
    "сумма",
    "разом",
    "усього",
    "всього",
    "المجموع",
    "مجموع",
    "الإجمالي",
    "إجمالي",
    "الاجمالي",
    "اجمالي",
    "المجموع الكلي",
    "المجموع العام",
    "المتوسط",
    "جمع",
    "جمع کل",
    "کل",
    "סה\"כ",
    "סך הכל",
    "合计",
    "总计",
    "小计",
    "合計",
    "総計",
    "小計",
    "합계",
    "총계",
];

/// Words that a cell begins or ends with that calls the total of something.
const TOTAL_WORDS: &[&str] = &[
    "total",
    "subtotal",
    "sub-total",
    "sous-total",
    "toplam",
    "toplamı",
    "summe",
    "totale",
    "totaal",
    "итого",
    "всего",
    "إجمالي",
    "مجموع",
];

/// Cells that call all of something, where the numbers bear it out.
const ALL: &[&str] = &[
    "all",
    "together",
    "altogether",
    "combined",
    "ensemble",
    "tous",
    "toutes",
    "tout",
    "alle",
    "zusammen",
    "hepsi",
    "tümü",
    "todos",
    "todas",
    "tutti",
    "все",
    "الكل",
    "جميع",
];

/// Words that a note begins with, before a colon, a full stop or the end.
const NOTES: &[&str] = &[
    "note",
    "notes",
    "nb",
    "n.b",
    "n.b.",
    "source",
    "sources",
    "remark",
    "remarks",
    "footnote",
    "footnotes",
    "caveat",
    "nota",
    "notas",
    "remarque",
    "remarques",
    "anmerkung",
    "anmerkungen",
    "hinweis",
    "hinweise",
    "quelle",
    "quellen",
    "fuente",
    "fuentes",
    "fonte",
    "fonti",
    "fontes",
    "bron",
    "bronnen",
    "opmerking",
    "kaynak",
    "kaynaklar",
    "notlar",
    "dipnot",
    "примечание",
    "примечания",
    "источник",
    "источники",
    "ملاحظة",
    "ملاحظات",
    "المصدر",
    "المصادر",
    "注",
    "注释",
    "来源",
    "資料來源",
    "last updated",
    "updated",
    "last update",
    "generated on",
    "exported on",
    "downloaded from",
    "prepared by",
    "compiled by",
    "end of table",
    "end of report",
    "end of file",
];

/// Cells that are nothing but this, with or without brackets, are units.
const UNITS: &[&str] = &[
    "%",
    "‰",
    "km",
    "km2",
    "km²",
    "m",
    "m2",
    "m²",
    "ha",
    "mi",
    "kg",
    "g",
    "t",
    "tons",
    "tonnes",
    "usd",
    "eur",
    "us$",
    "$",
    "€",
    "£",
    "gbp",
    "mad",
    "try",
    "number",
    "numbers",
    "no.",
    "no",
    "nr",
    "n",
    "#",
    "count",
    "persons",
    "person",
    "households",
    "days",
    "hours",
    "minutes",
    "months",
    "years",
    "year",
    "yyyy",
    "date",
    "dd/mm/yyyy",
    "mm/dd/yyyy",
    "yyyy-mm-dd",
    "dd.mm.yyyy",
    "dd-mm-yyyy",
    "yyyy-mm",
    "mm/yyyy",
    "text",
    "string",
    "integer",
    "numeric",
    "decimal",
    "boolean",
    "code",
    "id",
    "name",
    "percent",
    "per cent",
    "rate",
    "thousands",
    "millions",
    "personnes",
    "nombre",
    "anzahl",
    "personen",
    "kişi",
    "sayı",
    "adet",
];

/// What a text calls the row that it stands in.
pub(super) fn label_of(cell: &str) -> Option<Label> {
    // Nearly all cells are told apart here.
    if cell.len() > 80 || !cell.chars().any(char::is_alphabetic) {
        return None;
    }
    let first = cell.trim_start().chars().next()?;
    if first.is_ascii_digit() {
        return None;
    }
    // A label begins or ends with a word; a row's own name, such as `EV-12`, is told apart by its digits.
    let has_digit = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    let mut ends = cell.split_whitespace();
    let begins_with_digits = ends.next().is_none_or(has_digit);
    if begins_with_digits && ends.next_back().is_none_or(has_digit) {
        return None;
    }
    let text = cell
        .trim()
        .trim_end_matches([':', '.', '=', '*'])
        .trim()
        .to_lowercase();
    if TOTALS.contains(&text.as_str()) {
        return Some(Label::Total);
    }
    if ALL.contains(&text.as_str()) {
        return Some(Label::All);
    }
    let mut words = text.split_whitespace();
    let (first, last) = (words.next()?, words.next_back());
    let is_total = |word: &str| TOTAL_WORDS.contains(&word.trim_matches([':', ',', '(', ')']));
    let begins_with_all = ALL.contains(&first) && last.is_some();
    match (
        is_total(first) || last.is_some_and(is_total),
        begins_with_all,
    ) {
        (true, _) => Some(Label::TotalOf),
        (false, true) => Some(Label::All),
        (false, false) => None,
    }
}

/// Whether a text begins as notes below a table do.
pub(super) fn is_note(cell: &str) -> bool {
    let text = cell.trim_start_matches(['(', '[', '*', ' ']).to_lowercase();
    let is_starred = cell.starts_with(['*', '†', '‡', '§', '¹', '²', '³'])
        && text.chars().any(char::is_alphabetic);
    let mut notes = NOTES.iter();
    is_starred
        || notes.any(|word| {
            text.strip_prefix(word).is_some_and(|rest| {
                let rest = rest.trim_start();
                // "Notes 1", "Source: …", "Note."; not "Notebook", nor "Source of the river".
                rest.is_empty()
                    || rest.starts_with([':', '.', '：', '-', '–', '—', ')'])
                    || (word.contains(' ') && text.len() > word.len())
                    || rest.starts_with(|c: char| c.is_ascii_digit())
            })
        })
}

/// Whether a text is an HXL hashtag with its attributes, such as `#affected +f +children`.
pub(super) fn is_hxl_tag(cell: &str) -> bool {
    let Some(tag) = cell.strip_prefix('#') else {
        return false;
    };
    let mut parts = tag.split('+');
    let is_word = |word: &str| {
        let word = word.trim();
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    parts.next().is_some_and(is_word) && parts.all(is_word)
}

/// Whether a text is a unit, or in brackets as units are.
pub(super) fn is_unit(cell: &str) -> bool {
    let bare = cell
        .trim_matches(['(', ')', '[', ']'])
        .trim()
        .to_lowercase();
    let is_bracketed = (cell.starts_with('(') && cell.ends_with(')'))
        || (cell.starts_with('[') && cell.ends_with(']'));
    (is_bracketed && bare.chars().any(char::is_alphabetic)) || UNITS.contains(&bare.as_str())
}

/// A text as a number, grouped or not.
pub(super) fn number_of(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    if !cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return None;
    }
    if let Ok(number) = cell.parse::<f64>() {
        return Some(number).filter(|number| number.is_finite());
    }
    let digits: String = cell
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '\'' | '\u{a0}' | '\u{202f}'))
        .collect();
    digits
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_known_by_their_words_and_names_are_not() {
        for total in [
            "Total",
            "TOTAL:",
            " Sub-total ",
            "Genel Toplam",
            "المجموع",
            "Итого",
            "Grand total",
        ] {
            assert_eq!(label_of(total), Some(Label::Total), "{total}");
        }
        for total in ["Total 2019", "Zenda total", "Subtotal, north"] {
            assert_eq!(label_of(total), Some(Label::TotalOf), "{total}");
        }
        assert_eq!(label_of("All regions"), Some(Label::All));
        for name in [
            "Totana",
            "Sumter",
            "Totalitarian",
            "D-1",
            "2019",
            "Allerton",
            "Meaning",
        ] {
            assert_eq!(label_of(name), None, "{name}");
        }
    }

    #[test]
    fn notes_tags_units_and_numbers_are_known() {
        for note in [
            "Note: provisional.",
            "* as reported",
            "Source: Ministry",
            "(Notes 1)",
            "Last updated 3 May",
        ] {
            assert!(is_note(note), "{note}");
        }
        for text in ["Notebook", "Source of the Nile", "Notre Dame", "*"] {
            assert!(!is_note(text), "{text}");
        }
        for tag in ["#event+id", "#affected +f +children", "#date"] {
            assert!(is_hxl_tag(tag), "{tag}");
        }
        for text in ["#1", "# of persons", "event", "#"] {
            assert!(!is_hxl_tag(text), "{text}");
        }
        assert!(is_unit("(persons)") && is_unit("km²") && !is_unit("Zenda") && !is_unit("(2)"));
        assert_eq!(number_of("1,204"), Some(1204.0));
        assert_eq!(number_of("Zenda"), None);
    }
}
