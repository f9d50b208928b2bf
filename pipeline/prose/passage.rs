//! A text that reaches Typst as data: taken apart at the values bound in it.

use serde::Serialize;

use super::printed_value::{CLOSE, OPEN, PrintedValue, call_of};

/// A text with its bound values, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Passage {
    /// What prints it, as in [`PrintedValue::printed_in`].
    pub printed_in: String,
    /// The text, piece by piece.
    pub pieces: Vec<Piece>,
}

/// A piece of a passage: as JSON, a text or the number of a printed value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Piece {
    /// Words as their author wrote them.
    Typed(String),
    /// A printed value, by its place in [`super::BriefText::printed`].
    Bound(usize),
}

impl Passage {
    /// Takes a rendered text apart at its calls, `#bound(17);`.
    ///
    /// # Example
    /// ```
    /// use brief_prose::{Passage, Piece};
    ///
    /// let passage = Passage::read("figures.yaml#plots/title", "Plots: #bound(17);");
    /// assert_eq!(passage.pieces, [Piece::Typed("Plots: ".to_owned()), Piece::Bound(17)]);
    /// ```
    pub fn read(printed_in: &str, rendered: &str) -> Self {
        let mut pieces = Vec::new();
        let mut typed = String::new();
        let mut rest = rendered;
        while let Some((before, call)) = rest.split_once(OPEN) {
            typed.push_str(before);
            let value = call.split_once(CLOSE);
            if let Some((number, after)) =
                value.and_then(|(number, after)| Some((number.parse().ok()?, after)))
            {
                if !typed.is_empty() {
                    pieces.push(Piece::Typed(std::mem::take(&mut typed)));
                }
                pieces.push(Piece::Bound(number));
                rest = after;
            } else {
                typed.push_str(OPEN);
                rest = call;
            }
        }
        typed.push_str(rest);
        if !typed.is_empty() {
            pieces.push(Piece::Typed(typed));
        }
        Passage {
            printed_in: printed_in.to_owned(),
            pieces,
        }
    }

    /// Passages one after the other, a line each.
    pub fn lines(passages: &[&Passage]) -> Self {
        let line_end = Piece::Typed("\n".to_owned());
        let lines = passages.iter().map(|passage| passage.pieces.clone());
        let lines: Vec<Vec<Piece>> = lines.filter(|pieces| !pieces.is_empty()).collect();
        Passage {
            printed_in: String::new(),
            pieces: lines.join(&line_end),
        }
    }

    /// A text with no value bound in it.
    pub fn typed(printed_in: &str, text: &str) -> Self {
        Passage {
            printed_in: printed_in.to_owned(),
            pieces: if text.is_empty() {
                Vec::new()
            } else {
                vec![Piece::Typed(text.to_owned())]
            },
        }
    }

    /// As a reader sees it, signs aside.
    pub fn plain(&self, printed: &[PrintedValue]) -> String {
        let texts = self.pieces.iter().map(|piece| piece.plain(printed));
        texts.collect()
    }

    /// As it is drawn or read aloud: `sign` stands behind each illustrative value.
    pub fn signed(&self, printed: &[PrintedValue], sign: &str) -> String {
        let texts = self.pieces.iter().map(|piece| {
            let mut text = piece.plain(printed);
            if piece
                .value(printed)
                .is_some_and(PrintedValue::is_illustrative)
            {
                text.push_str(sign);
            }
            text
        });
        texts.collect()
    }

    /// The illustrative values in it.
    pub fn illustrative<'a>(
        &'a self,
        printed: &'a [PrintedValue],
    ) -> impl Iterator<Item = &'a PrintedValue> {
        let values = self.pieces.iter().filter_map(|piece| piece.value(printed));
        values.filter(|value| value.is_illustrative())
    }
}

impl Piece {
    fn value<'a>(&self, printed: &'a [PrintedValue]) -> Option<&'a PrintedValue> {
        match self {
            Piece::Typed(_) => None,
            Piece::Bound(number) => printed.get(*number),
        }
    }

    /// As a reader sees it; a value that is not there, as its call.
    pub fn plain(&self, printed: &[PrintedValue]) -> String {
        match self {
            Piece::Typed(text) => text.clone(),
            Piece::Bound(number) => printed
                .get(*number)
                .map_or_else(|| call_of(*number), |printed| printed.text.clone()),
        }
    }
}
